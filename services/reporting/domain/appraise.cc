#include "services/reporting/domain/appraise.h"

#include <algorithm>

#include "libs/base/violations.h"

namespace dotpha::reporting {

std::vector<DutyKey> DutiesOf(const std::string& period) {
  const bool year = period.size() >= 4 &&
                    std::all_of(period.begin(), period.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
  if (!year) {
    return {};
  }
  const std::string y = period.substr(0, 4);
  const std::string suffix = period.substr(4);
  if (suffix.empty()) {
    return {{"RPT_Y", y, ""}, {"RPT_Q", y + "-Q4", ""}, {"RPT_STAGE", "*", ""}};
  }
  if (suffix == "-H1") {
    return {{"RPT_H1", y, ""}, {"RPT_Q", y + "-Q2", ""}};
  }
  if (suffix.size() != 3 || suffix[0] != '-' || suffix[2] < '0' || suffix[2] > '9') {
    return {};
  }
  if (suffix >= "-Q1" && suffix <= "-Q4") {
    return {{"RPT_Q", period, ""}};
  }
  if (suffix >= "-01" && suffix <= "-12") {
    return {{"RPT_M", period, ""}};
  }
  return {};
}

Result<AppraisalDecision> Appraise(const AppraiseCommand& command, const std::vector<ReportInQuestion>& reports,
                                   const statute::Regulation& regulation, const std::string& actor,
                                   const std::vector<std::string>& actor_roles, Instant received_at,
                                   Instant arrived_at) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, "report"));
  Violations violations;
  if (DutiesOf(command.period).empty()) {
    violations.Add("period", "PERIOD_UNKNOWN", "2022-01 to 2022-12, 2022-Q1 to 2022-Q4, 2022-H1 or 2022");
  }
  if (IsBlank(command.remarks)) {
    violations.Add("remarks", "MISSING_REMARKS", "what the appraisal says");
  }
  violations.CheckLength("remarks", command.remarks, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  workflow::Roles roles(actor_roles.begin(), actor_roles.end());
  for (const std::string& token : actor_roles) {
    const auto colon = token.find(':');
    if (colon != std::string::npos && token.substr(colon + 1) == command.body_id) {
      roles.insert(token.substr(0, colon) + ":*lead*");  // of the reports kept below
    }
  }
  AppraisalDecision decision;
  for (const ReportInQuestion& one : reports) {
    const Report& report = one.report;
    // Nobody appraises his own; what has been appraised once stays so.
    const bool its_turn = command.general ? report.state != ReportState::kConsolidated
                                          : report.state == ReportState::kSent && one.lead == command.body_id;
    if (!its_turn || report.official_id == actor) {
      continue;
    }
    DOTPHA_ASSIGN(
        const workflow::Transition transition,
        workflow::Apply(*machine, std::string(NameOf(report.state)), command.general ? "consolidate" : "appraise",
                        roles, [](const std::string&) { return true; }));
    Report next = report;
    DOTPHA_ASSIGN(next.state, ParseReportState(transition.to));
    next.revision += 1;
    decision.history.push_back(
        {arrived_at, actor, transition.action, transition.from, transition.to, "", next.version});
    decision.reports.push_back(std::move(next));
  }
  if (decision.reports.empty()) {
    return FailedPrecondition("NOTHING_TO_APPRAISE", "no report of this period waits for an appraisal by this body")
        .With("period", command.period)
        .With("body_id", command.body_id);
  }
  decision.appraisal = {
      command.new_appraisal_id, command.body_id, command.period, command.general,
      command.remarks,          received_at,     actor,          static_cast<int>(decision.reports.size())};
  decision.events.emplace_back(ReportsAppraised{decision.appraisal});
  return decision;
}

}  // namespace dotpha::reporting
