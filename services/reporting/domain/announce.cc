#include "services/reporting/domain/announce.h"

#include "libs/base/violations.h"

namespace dotpha::reporting {
namespace {

constexpr char kPlan[] = "ANN_PLAN";
constexpr char kResult[] = "ANN_RESULT";

}  // namespace

Result<AnnouncementDecision> RecordAnnouncement(const Announcement& announcement, std::vector<Violation> read,
                                                const AnnouncementState& state, const std::string& new_id,
                                                const Circumstances& circumstances) {
  Violations violations(std::move(read));
  const Date today = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, today));
  DOTPHA_TRY(workflow::Find(*regulation, "announcement"));
  const auto demand = [&](const std::string& field, bool there) {
    for (const statute::RequiredField& rule : regulation->required_fields) {
      if (rule.document == "announcement" && rule.field == field && !there) {
        violations.Add("announcement." + field, rule.reason, "required by " + rule.article + " (" + rule.rule + ")");
      }
    }
  };
  if (announcement.duty != kPlan && announcement.duty != kResult) {
    violations.Add("announcement.duty", "DUTY_UNKNOWN", "ANN_PLAN or ANN_RESULT");
  }
  demand("announced_on", announcement.announced_on.has_value());
  demand("form", !IsBlank(announcement.form));
  demand("place", !IsBlank(announcement.place));
  demand("confirmed_by", !IsBlank(announcement.confirmed_by));
  if (announcement.announced_on && *announcement.announced_on > today) {
    violations.Add("announcement.announced_on", "DATE_IN_FUTURE", "the day lies after today");
  }
  violations.CheckLength("announcement.form", announcement.form, kMaxNameLength);
  violations.CheckLength("announcement.place", announcement.place, kMaxNameLength);
  violations.CheckLength("announcement.confirmed_by", announcement.confirmed_by, kMaxNameLength);
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(
      const workflow::Transition transition,
      MayAct(circumstances, *regulation, "announcement", announcement.official_id,
             state.recorded ? "ANNOUNCED" : "NOT_ANNOUNCED", "record", [](const std::string&) { return true; }));
  if (announcement.duty == kPlan && !state.plan_sent) {
    return FailedPrecondition("PLAN_MISSING", "no plan of that cycle has been sent that could be announced")
        .With("cycle", std::to_string(announcement.cycle));
  }
  AnnouncementDecision decision;
  decision.announcement = announcement;
  decision.announcement.id = new_id;
  decision.announcement.recorded_by = circumstances.actor;
  decision.announcement.recorded_at = circumstances.arrived_at;
  decision.events.emplace_back(AnnouncementRecorded{decision.announcement});
  return decision;
}

}  // namespace dotpha::reporting
