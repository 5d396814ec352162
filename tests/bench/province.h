// A province of any size for the benchmark: one head of a department after the other, each with one work of 2022, a
// plan of 200 nodes for it and quarterly reports on it. All of it by the public calls.
#pragma once

#include <string>

#include "dotpha/reporting/v1/plan_service.pb.h"
#include "dotpha/reporting/v1/report_service.pb.h"
#include "tests/support/system.h"

namespace dotpha::bench {

inline constexpr int kPlanNodes = 200;

// "P00042"
std::string OfficialId(int number);
std::string WorkId(int number);

// Authority under TQ2021 from its first day of use ("2022-01-05"), all bodies with their staff, and `officials` people
// with a department each; returns when every service that runs knows them.
void SetUpProvince(testing::System& system, int officials, const std::string& live_from);
// The work of each, decided on 20/12/2021, before the first day of use; returns when every service knows of it.
void AssignWorks(testing::System& system, int officials);

// One year, 4 quarters, 12 months and 183 items; the year itself is a node.
reporting::v1::SubmitPlanRequest PlanOf(int official);
// On all items of that quarter of 2022, finished.
reporting::v1::SubmitReportRequest QuarterReportOf(int official, int quarter);

}  // namespace dotpha::bench
