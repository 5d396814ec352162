// Reads plans from JSON Lines (samples/tuyen-quang-2022/README.md, plans.jsonl): each line a plan with its trees of
// shares. Form is checked here; sums, works and duties by the reporting service.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dotpha/reporting/v1/plan.pb.h"
#include "libs/jsonl/fields.h"
#include "libs/jsonl/reader.h"

namespace dotpha::ctl {

struct PlanFile {
  std::vector<reporting::v1::Plan> plans;
  std::vector<std::string> ids;    // of each plan: the file's own name for it
  std::vector<std::size_t> lines;  // of each plan
  std::vector<jsonl::Problem> problems;

  // A violation of the service in the file's own words; nullopt if it concerns no line.
  [[nodiscard]] std::optional<jsonl::Problem> Locate(const Violation& violation) const;
};

// With any problem nothing may be sent. Besides those of libs/jsonl: DUPLICATE_ID, VERSION_NOT_ALLOWED (a later version
// is a correction of one plan).
PlanFile ParsePlans(std::string_view bytes);

// One line as it stands; the plan may hold the holes that are among the problems.
struct PlanLine {
  std::string plan_id;
  int version = 0;
  reporting::v1::Plan plan;
};
PlanLine ReadPlanLine(jsonl::Fields& fields);
// The same of one JSON object whatever is wrong with it: for a line that was checked, and then changed on purpose.
reporting::v1::Plan ReadPlanContent(const nlohmann::json& object);

}  // namespace dotpha::ctl
