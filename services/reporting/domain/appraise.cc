#include "services/reporting/domain/appraise.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "libs/base/violations.h"

namespace dotpha::reporting {

namespace {

constexpr int kHalfYear = 6;

// What a body calls the period of such a report: the law's own suffix, "-H1" of the first half-year, none of the year.
// Nothing for another part of a year that has no suffix.
std::optional<std::string> SuffixOf(const statute::ScheduleEntry& entry) {
  if (!entry.period_suffix.empty() || (entry.first_month == 1 && entry.last_month == 12)) {
    return entry.period_suffix;
  }
  return entry.first_month == 1 && entry.last_month == kHalfYear ? std::optional<std::string>{"-H1"} : std::nullopt;
}

// Month and day of each periodic report; the first of its deadlines.
std::optional<std::pair<int, int>> DayOf(const statute::ScheduleEntry& entry) {
  if (entry.deadlines.empty() || !entry.deadlines.front().fixed) {
    return std::nullopt;
  }
  return std::pair(entry.deadlines.front().fixed->month, entry.deadlines.front().fixed->day);
}

void AddOnce(std::vector<DutyKey>& keys, DutyKey key) {
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
    keys.push_back(std::move(key));
  }
}

// Of one law. `year` as text.
void AddDutiesOf(const statute::Regulation& regulation, const std::string& year, const std::string& suffix,
                 std::vector<DutyKey>& keys) {
  const auto each = [&](const auto& use) {
    for (const statute::Duty& duty : regulation.duties) {
      if (duty.trigger == statute::Trigger::kActiveWork && IsReport(duty)) {
        for (const statute::ScheduleEntry& entry : duty.schedule) {
          use(duty, entry);
        }
      }
    }
  };
  std::optional<std::pair<int, int>> shared;  // the day of a period without a suffix of its own
  bool found = false;
  each([&](const statute::Duty& duty, const statute::ScheduleEntry& entry) {
    if (SuffixOf(entry) == suffix) {
      found = true;
      shared = entry.period_suffix.empty() ? DayOf(entry) : shared;
      AddOnce(keys, {duty.code, year + entry.period_suffix, ""});
    }
  });
  each([&](const statute::Duty& duty, const statute::ScheduleEntry& entry) {
    if (shared && !entry.period_suffix.empty() && DayOf(entry) == shared) {
      AddOnce(keys, {duty.code, year + entry.period_suffix, ""});
    }
  });
  for (const statute::Duty& duty : regulation.duties) {
    if (found && suffix.empty() && duty.trigger == statute::Trigger::kStageEnd) {
      AddOnce(keys, {duty.code, "*", ""});
    }
  }
}

}  // namespace

std::vector<DutyKey> DutiesOf(const std::string& period, const std::vector<statute::InForce>& law) {
  const bool year = period.size() >= 4 &&
                    std::all_of(period.begin(), period.begin() + 4, [](char c) { return c >= '0' && c <= '9'; });
  std::vector<DutyKey> keys;
  for (const statute::InForce& version : law) {
    if (year) {
      AddDutiesOf(*version.regulation, period.substr(0, 4), period.substr(4), keys);
    }
  }
  return keys;
}

Result<AppraisalDecision> Appraise(const AppraiseCommand& command, const std::vector<DutyKey>& duties,
                                   const std::vector<ReportInQuestion>& reports, const statute::Regulation& regulation,
                                   const std::string& actor, const std::vector<std::string>& actor_roles,
                                   Instant received_at, Instant arrived_at) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, "report"));
  Violations violations;
  if (duties.empty()) {
    violations.Add("period", "PERIOD_UNKNOWN", "a period of the law's reports, for example 2022-Q1, 2022-H1 or 2022");
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
