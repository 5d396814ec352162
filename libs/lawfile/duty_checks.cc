#include <map>

#include "libs/lawfile/regulation_checks.h"

namespace dotpha::lawfile {
namespace {

namespace pb = dotpha::regulation::v1;

const std::set<std::string> kStages = {"registration", "review", "reporting", "assessment"};
const std::set<std::string> kAssignmentBases = {"ORDINARY", "SUPPLEMENT", "NEWAPPT", "OPENING"};

// The event from which a period of such a duty may be counted.
pb::Anchor AnchorOf(pb::Trigger trigger) {
  switch (trigger) {
    case pb::TRIGGER_POST_START:
      return pb::ANCHOR_POST_START;
    case pb::TRIGGER_ASSIGNMENT:
      return pb::ANCHOR_ASSIGNED;
    case pb::TRIGGER_DEPARTURE:
      return pb::ANCHOR_DEPARTURE_OR_RECORDED;
    case pb::TRIGGER_REQUEST:
      return pb::ANCHOR_REQUESTED;
    default:
      return pb::ANCHOR_UNSPECIFIED;
  }
}

class DutyChecker {
 public:
  DutyChecker(const Vocabulary& vocabulary, Findings& findings) : vocabulary_(vocabulary), findings_(findings) {}

  void Check(const pb::Duty& duty, const Place& place) {
    if (!kStages.contains(duty.stage())) {
      findings_.Add(place, "stage", "DUTY_FORM", "stage is registration, review, reporting or assessment");
    }
    if (!duty.code().empty() && !IsCode(duty.code())) {
      findings_.Add(place, "code", "TEXT_INVALID", "a code is 1 to 32 of A-Z, 0-9 and _");
    }
    CheckDebtor(duty, place);
    CheckTriggerParts(duty, place);
    CheckClosing(duty, place);
    for (int i = 0; i < duty.includes_size(); ++i) {
      if (vocabulary_.duties.contains(duty.includes(i))) {
        findings_.Add(place, "includes", i, "DUTY_FORM", "a duty of this very file cannot be carried inside another");
      }
    }
    if (duty.schedule().empty()) {
      findings_.Add(place, "schedule", "REQUIRED", "a duty needs a schedule; an empty entry makes it an undated item");
    }
    ForEach(place, "schedule", duty.schedule(), [&](const pb::ScheduleEntry& entry, const Place& at) {
      const std::string& suffix = entry.period_suffix();
      if (!suffix.empty() && (suffix.front() != '-' || !IsCode(suffix.substr(1)))) {
        findings_.Add(at, "period_suffix", "TEXT_INVALID", "empty, or - and a code: \"-Q1\"");
      }
      const bool whole_year = entry.first_month() == 0 && entry.last_month() == 0;
      if (!whole_year &&
          (entry.first_month() < 1 || entry.last_month() < entry.first_month() || entry.last_month() > 12)) {
        findings_.Add(at, "first_month", "DATE_INVALID", "first to last of the months 1 to 12, or neither");
      }
      bool always = false;
      ForEach(at, "deadlines", entry.deadlines(), [&](const pb::Deadline& deadline, const Place& where) {
        if (always) {
          findings_.Add(where, nullptr, "UNREACHABLE", "a deadline before this one fits every case");
        }
        always = always || deadline.when().ByteSizeLong() == 0;
        CheckDeadline(duty, deadline, where);
      });
    });
  }

 private:
  void CheckDebtor(const pb::Duty& duty, const Place& place) {
    const bool named = duty.debtor() == pb::DEBTOR_NAMED_BODY;
    if (named == duty.named_body().empty()) {
      findings_.Add(place, "named_body", "DUTY_FORM",
                    named ? "say which body owes it" : "only a duty of DEBTOR_NAMED_BODY names its body");
    }
    if (duty.debtor() == pb::DEBTOR_REVIEWING_BODY && !vocabulary_.has_reviewing_body) {
      findings_.Add(place, "debtor", "DUTY_FORM", "no body of the file is reviewing");
    }
    if (duty.debtor() != pb::DEBTOR_OFFICIAL && duty.has_candidate()) {
      findings_.Add(place, "candidate", "DUTY_FORM", "signs of violation arise by themselves for officials only");
    }
  }

  void CheckTriggerParts(const pb::Duty& duty, const Place& place) {
    if (!duty.after_duty().empty()) {
      if (!vocabulary_.duties.contains(duty.after_duty())) {
        findings_.Add(place, "after_duty", "UNKNOWN_DUTY", "the file has no duty \"" + duty.after_duty() + "\"");
      }
      if (duty.trigger() != pb::TRIGGER_ACTIVE_WORK) {
        findings_.Add(place, "after_duty", "DUTY_FORM", "only for TRIGGER_ACTIVE_WORK");
      }
    }
    const bool late_post = duty.cycle_of_late_post_month() != 0 || duty.cycle_of_late_post_day() != 0;
    if (late_post != (duty.trigger() == pb::TRIGGER_POST_START)) {
      findings_.Add(place, "cycle_of_late_post_month", "DUTY_FORM",
                    "TRIGGER_POST_START, and nothing else, says from which day a post belongs to the next cycle");
    }
    if (late_post && (duty.cycle_of_late_post_month() < 1 || duty.cycle_of_late_post_month() > 12 ||
                      duty.cycle_of_late_post_day() < 1 || duty.cycle_of_late_post_day() > 28)) {
      // 29 to 31 do not exist in every month; no regulation needs them.
      findings_.Add(place, "cycle_of_late_post_day", "DATE_INVALID", "a day from 1 to 28 of a month from 1 to 12");
    }
  }

  void CheckClosing(const pb::Duty& duty, const Place& place) {
    const pb::Closing& closing = duty.closing();
    const bool fixed = closing.kind() == pb::CLOSING_KIND_FIXED_DATE;
    if (fixed != closing.has_fixed()) {
      findings_.Add(place, "closing", "DUTY_FORM", "CLOSING_KIND_FIXED_DATE and a date belong together");
    }
    if (closing.grace_working_days() < 0) {
      findings_.Add(place, "closing", "DUTY_FORM", "grace_working_days is 0 or more");
    }
    if (!duty.has_candidate()) {
      return;
    }
    if (closing.kind() == pb::CLOSING_KIND_UNSPECIFIED) {
      findings_.Add(place, "candidate", "DUTY_FORM", "a sign of violation arises at a closing point: give `closing`");
    }
    const Place at = place.Child("candidate");
    if (!vocabulary_.violations.contains(duty.candidate().violation_kind())) {
      findings_.Add(at, "violation_kind", "UNKNOWN_VIOLATION",
                    "the file has no violation \"" + duty.candidate().violation_kind() + "\"");
    }
  }

  void CheckDeadline(const pb::Duty& duty, const pb::Deadline& deadline, const Place& place) {
    const bool computed = deadline.has_fixed() || deadline.has_period();
    if (computed == deadline.set_by_requester()) {
      findings_.Add(place, nullptr, "DEADLINE_FORM", "give fixed, period, or both; or set_by_requester alone");
    }
    if (deadline.set_by_requester() && duty.trigger() != pb::TRIGGER_REQUEST) {
      findings_.Add(place, "set_by_requester", "DEADLINE_TRIGGER", "only for TRIGGER_REQUEST");
    }
    if (deadline.set_by_requester() && deadline.hard()) {
      findings_.Add(place, "hard", "DEADLINE_FORM", "a date that the regulation does not name is soft (P-A)");
    }
    if (deadline.fixed().month_of_stage_end() && duty.trigger() != pb::TRIGGER_STAGE_END) {
      findings_.Add(place, "fixed", "DEADLINE_TRIGGER", "month_of_stage_end is only for TRIGGER_STAGE_END");
    }
    if (deadline.fixed().month_of_stage_end() && deadline.fixed().month() != 0) {
      findings_.Add(place, "fixed", "DEADLINE_FORM", "month_of_stage_end stands instead of a month");
    }
    if (deadline.has_period()) {
      CheckPeriod(duty, deadline.period(), place.Child("period"));
    }
    const pb::DeadlineCase& when = deadline.when();
    const bool about_assignment = !when.assignment_bases().empty() || when.has_assigned_before_cycle();
    if (about_assignment && duty.trigger() != pb::TRIGGER_ASSIGNMENT) {
      findings_.Add(place, "when", "DEADLINE_TRIGGER", "cases of an assignment are only for TRIGGER_ASSIGNMENT");
    }
    if (!when.post_bases().empty() && duty.trigger() != pb::TRIGGER_POST_START) {
      findings_.Add(place, "when", "DEADLINE_TRIGGER", "cases of a post are only for TRIGGER_POST_START");
    }
    for (int i = 0; i < when.assignment_bases_size(); ++i) {
      if (!kAssignmentBases.contains(when.assignment_bases(i))) {
        findings_.Add(place.Child("when"), "assignment_bases", i, "UNKNOWN_VALUE",
                      "an assignment is ORDINARY, SUPPLEMENT or NEWAPPT");
      }
    }
  }

  void CheckPeriod(const pb::Duty& duty, const pb::Period& period, const Place& place) {
    if (period.count() < 1) {
      findings_.Add(place, "count", "DEADLINE_FORM", "a period counts at least 1");
    }
    if (period.anchor() != AnchorOf(duty.trigger())) {
      findings_.Add(place, "anchor", "DEADLINE_TRIGGER", "a period counts from the event that makes the duty arise");
    }
  }

  const Vocabulary& vocabulary_;
  Findings& findings_;
};

bool HasOccasion(const pb::Duty& duty) {
  for (const auto& entry : duty.schedule()) {
    for (const auto& deadline : entry.deadlines()) {
      if (!deadline.occasion_in_id()) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

void CheckDuties(const pb::Regulation& regulation, const Place& root, const Vocabulary& vocabulary,
                 Findings& findings) {
  DutyChecker checker(vocabulary, findings);
  Unique ids(findings, "duty, trigger and period");
  std::map<std::string, int> without_occasion;
  ForEach(root, "duties", regulation.duties(), [&](const pb::Duty& duty, const Place& place) {
    checker.Check(duty, place);
    ForEach(place, "schedule", duty.schedule(), [&](const pb::ScheduleEntry& entry, const Place& at) {
      ids.See(at, "period_suffix", duty.code() + " " + pb::Trigger_Name(duty.trigger()) + " " + entry.period_suffix());
    });
    // The same code under two triggers: only one of them may do without an occasion in the obligation's id.
    if (!HasOccasion(duty) && ++without_occasion[duty.code()] > 1) {
      findings.Add(place, "code", "ID_COLLISION", "another duty \"" + duty.code() + "\" has no occasion_in_id either");
    }
  });
}

}  // namespace dotpha::lawfile
