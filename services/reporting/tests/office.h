// One official and what the other services told of him, under TQ2021 as shipped, for tests that read like the scenarios
// (SCENARIOS section 0): N1 heads a department (BCSD), with works assigned by the Standing Committee and PLAN-STD.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "services/reporting/domain/submit_plan.h"
#include "services/reporting/domain/submit_report.h"

namespace dotpha::reporting::testing {

inline constexpr char kOfficial[] = "N1";

class Office {
 public:
  // N1 is head of a department from 20/10/2020. Nothing is assigned yet.
  Office();

  OfficialKnowledge known;
  std::vector<Plan> plans;      // sent and drafted ones
  std::vector<Report> reports;  // sent ones, newest version

  // One annual work of the cycle by a decision of that day.
  void Assign(const std::string& work_id, int cycle, const std::string& decided_on,
              const std::string& basis = "ORDINARY");
  // A stage work, assigned for the year in which it starts.
  void AssignStage(const std::string& work_id, const std::string& duration, const std::string& start,
                   const std::string& end, const std::string& decided_on);
  void Amend(const std::string& work_id, const std::string& at);
  void End(const std::string& work_id, const std::string& until, const std::string& reason);

  [[nodiscard]] Circumstances By(const std::string& actor, std::vector<std::string> roles, const std::string& at) const;
  [[nodiscard]] Circumstances Himself(const std::string& at) const { return By(kOfficial, {"official"}, at); }

  // Sends and keeps what was accepted.
  Result<PlanDecision> Send(const SubmitPlanCommand& command, const std::string& at);
  Result<ReportDecision> Send(const SubmitReportCommand& command, const std::string& at);
  [[nodiscard]] ReportBasis Basis() const;
  void Keep(const PlanDecision& decision);
  void Keep(const ReportDecision& decision);

 private:
  std::map<std::string, statute::ItemResults> items_;
  std::set<DutyKey> discharged_;
};

Date Day(const std::string& text);

// Quarters 25/25/25/25, months 20/60/20, two items 50/50 each (PLAN-STD); a stage has these years in equal shares.
PlannedWork StandardWork(const std::string& work_id, const std::vector<int>& years = {2022});
SubmitPlanCommand StandardPlan(const std::vector<PlannedWork>& works = {StandardWork("W-1")}, int cycle = 2022);

// A valid report on these works: every item of these quarters (all: 0) at `completion_e2`.
SubmitReportCommand ReportOn(const std::vector<DutyKey>& covers, const std::vector<std::string>& work_ids,
                             const std::vector<int>& quarters, int completion_e2 = 10'000, int year = 2022);
// With this level overall and for each work.
SubmitReportCommand WithLevel(SubmitReportCommand command, const std::string& level);

// "field REASON" of every violation, sorted; {"REASON"} for an error without violations; {} for success.
std::vector<std::string> Found(const Error& error);
template <typename T>
std::vector<std::string> Found(const Result<T>& result) {
  return result.ok() ? std::vector<std::string>{} : Found(result.error());
}

}  // namespace dotpha::reporting::testing
