#include "services/notifier/domain/policy.h"

#include <algorithm>
#include <utility>

namespace dotpha::notifier {
namespace {

bool NamesBody(Who who) { return who == Who::kBody || who == Who::kCandidateBody; }
bool NeedsRole(Who who) {
  return who != Who::kDebtor && who != Who::kClerk && who != Who::kAgencyHead && who != Who::kAgency;
}
bool IsAgency(const RecipientRule& rule) { return rule.who == Who::kAgency; }

void CheckRecipients(const std::string& path, const std::vector<RecipientRule>& recipients,
                     std::vector<Violation>& violations) {
  if (recipients.empty()) {
    violations.push_back({path, "NO_RECIPIENT", "a rung needs at least one recipient"});
  }
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const RecipientRule& rule = recipients[i];
    const std::string at = path + "[" + std::to_string(i) + "]";
    if (NamesBody(rule.who) == rule.body.empty()) {
      violations.push_back({at + ".body", "BODY_MISMATCH", "a body is named exactly for BODY and CANDIDATE_BODY"});
    }
    if (NeedsRole(rule.who) == rule.role.empty()) {
      violations.push_back({at + ".role", "ROLE_MISMATCH", "a role is named exactly where a body is meant"});
    }
  }
}

void CheckRung(const std::string& path, const Rung& rung, std::vector<Violation>& violations) {
  const bool reminder = IsReminder(rung.stage);
  if (reminder != (rung.count == Count::kCalendarDaysBefore)) {
    violations.push_back({path + ".when", "WHEN_MISMATCH", "reminders, and only they, count days before the date"});
  }
  if (rung.stage == Stage::kCorrection || rung.stage == Stage::kInfo) {
    violations.push_back({path + ".stage", "STAGE_NOT_A_RUNG", "CORRECTION and INFO are no rungs of a ladder"});
  }
  if ((rung.stage == Stage::kM) != (rung.count == Count::kClosingPoint)) {
    violations.push_back({path + ".when", "WHEN_MISMATCH", "stage M, and only it, hangs on the closing point"});
  }
  const int least = rung.count == Count::kWorkingDaysAfter ? 1 : 0;
  if (rung.days < least || rung.days > 366) {
    violations.push_back(
        {path + ".days", "DAYS_OUT_OF_RANGE", "days must lie between " + std::to_string(least) + " and 366"});
  }
  CheckRecipients(path + ".recipients", rung.recipients, violations);
  if (std::any_of(rung.recipients.begin(), rung.recipients.end(), IsAgency)) {
    violations.push_back({path + ".recipients", "AGENCY_NOT_A_RUNG", "agencies are told of assignments only"});
  }
}

}  // namespace

Result<void> CheckPolicy(const NoticePolicy& policy) {
  std::vector<Violation> violations;
  const auto in_day = [](std::chrono::minutes time) { return time.count() >= 0 && time < std::chrono::hours{24}; };
  if (!in_day(policy.send_at)) {
    violations.push_back({"send_at", "TIME_INVALID", "must be a time of the day"});
  }
  if (!in_day(policy.catch_up_from) || !in_day(policy.catch_up_until) ||
      policy.catch_up_from >= policy.catch_up_until) {
    violations.push_back({"catch_up_from", "TIME_INVALID", "must be a time of the day before catch_up_until"});
  }
  if (policy.ladders.empty()) {
    violations.push_back({"ladders", "NO_LADDER", "at least one ladder is needed"});
  }
  for (std::size_t i = 0; i < policy.ladders.size(); ++i) {
    const LadderRule& ladder = policy.ladders[i];
    const std::string at = "ladders[" + std::to_string(i) + "]";
    for (std::size_t j = 0; j < ladder.rungs.size(); ++j) {
      CheckRung(at + ".rungs[" + std::to_string(j) + "]", ladder.rungs[j], violations);
      const bool in_order = j == 0 || ladder.rungs[j - 1].stage < ladder.rungs[j].stage;
      if (!in_order) {
        violations.push_back({at + ".rungs[" + std::to_string(j) + "].stage", "RUNGS_OUT_OF_ORDER",
                              "each stage once, in the order R10, R3, R0, O, E1, E2, M"});
      }
    }
    if (ladder.rungs.empty()) {
      violations.push_back({at + ".rungs", "NO_RUNG", "a ladder needs at least one rung"});
    }
  }
  CheckRecipients("info_recipients", policy.info_recipients, violations);
  if (!policy.assignment_recipients.empty()) {
    CheckRecipients("assignment_recipients", policy.assignment_recipients, violations);
  }
  if (!policy.case_recipients.empty()) {
    CheckRecipients("case_recipients", policy.case_recipients, violations);
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  return Ok{};
}

}  // namespace dotpha::notifier
