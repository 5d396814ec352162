#include "services/notifier/domain/ladder.h"

#include <algorithm>
#include <tuple>

namespace dotpha::notifier {
namespace {

// A date of the obligation and the time during which it was the one known.
struct Revision {
  int number = 1;
  Date last_on_time_day;
  Instant since;
  Instant until;  // exclusive
  std::optional<Instant> closing_at;
};

// The closing point that a replaced date reached, if it did: only its flag remembers.
std::optional<Instant> ClosingReached(const statute::Ledger& ledger, const std::string& obligation_id, Date day) {
  for (const statute::Flag& flag : ledger.flags) {
    if (flag.obligation_id == obligation_id && flag.last_on_time_day == day && flag.missing_at) {
      return flag.missing_at;
    }
  }
  return std::nullopt;
}

std::vector<Revision> Revisions(const statute::Ledger& ledger, const statute::Obligation& obligation) {
  std::vector<Revision> revisions;
  for (const auto& [since, view] : obligation.history) {
    if (!view.exists || !view.last_on_time_day) {
      continue;
    }
    const bool same = !revisions.empty() && revisions.back().number == view.revision &&
                      revisions.back().last_on_time_day == *view.last_on_time_day;
    if (same) {
      continue;
    }
    if (!revisions.empty()) {
      revisions.back().until = since;
    }
    revisions.push_back({view.revision, *view.last_on_time_day, since, Instant::Max(), std::nullopt});
  }
  for (Revision& revision : revisions) {
    const bool current = revision.until == Instant::Max();
    revision.closing_at = current ? obligation.derived.closing_at
                                  : ClosingReached(ledger, obligation.derived.Id(), revision.last_on_time_day);
  }
  return revisions;
}

std::optional<Date> RungDay(const Rung& rung, const Revision& revision, const statute::Calendar& calendar) {
  switch (rung.count) {
    case Count::kCalendarDaysBefore:
      return calendar.AtOrBefore(revision.last_on_time_day - rung.days);
    case Count::kWorkingDaysAfter:
      return calendar.AddWorkingDays(revision.last_on_time_day, rung.days);
    case Count::kClosingPoint:
      if (revision.closing_at) {
        const Date day = Date::Of(*revision.closing_at);
        return calendar.AtOrAfter(day.At() < *revision.closing_at ? day + 1 : day);
      }
  }
  return std::nullopt;
}

std::vector<Action> RungsOf(const NoticePolicy& policy, const LadderRule& ladder, const statute::Calendar& calendar,
                            const std::string& obligation_id, const Revision& revision) {
  std::vector<Action> actions;
  for (const Rung& rung : ladder.rungs) {
    const std::optional<Date> day = RungDay(rung, revision, calendar);
    if (!day) {
      continue;
    }
    Action action{obligation_id,   rung.stage, revision.number, revision.last_on_time_day, day->At(policy.send_at),
                  rung.recipients, {}};
    if (action.due_at < revision.since || action.due_at >= revision.until) {
      continue;
    }
    if (IsReminder(rung.stage) && !actions.empty() && actions.back().due_at == action.due_at) {
      actions.back() = std::move(action);  // equal days are merged: the later stage speaks for both
      continue;
    }
    actions.push_back(std::move(action));
  }
  // A stage later than M is dropped: it would tell less than M has told.
  const auto missing =
      std::find_if(actions.begin(), actions.end(), [](const Action& a) { return a.stage == Stage::kM; });
  if (missing != actions.end()) {
    for (const Action& action : actions) {
      if (action.due_at > missing->due_at) {
        missing->dropped.emplace_back(action.stage, action.due_at);
      }
    }
    const Instant last = missing->due_at;
    std::erase_if(actions, [last](const Action& a) { return a.due_at > last; });
  }
  return actions;
}

}  // namespace

bool IsMild(const statute::DerivedObligation& obligation) {
  return !obligation.hard ||
         (obligation.stage_holder && obligation.duty != nullptr && obligation.duty->stage_holder_soft_ladder);
}

const LadderRule* LadderFor(const NoticePolicy& policy, const statute::Obligation& obligation) {
  const statute::DerivedObligation& derived = obligation.derived;
  const LadderDebtor debtor = derived.duty != nullptr && derived.duty->debtor != statute::Debtor::kOfficial
                                  ? LadderDebtor::kBody
                                  : LadderDebtor::kOfficial;
  const Severity severity = IsMild(derived) ? Severity::kMild : Severity::kHard;
  for (const LadderRule& ladder : policy.ladders) {
    const bool fits_duty = ladder.duties.empty() || std::find(ladder.duties.begin(), ladder.duties.end(),
                                                              derived.key.duty) != ladder.duties.end();
    const bool fits_severity = ladder.severity == Severity::kAny || ladder.severity == severity;
    if (ladder.debtor == debtor && fits_duty && fits_severity) {
      return &ladder;
    }
  }
  return nullptr;
}

std::vector<Action> PlanLadder(const NoticePolicy& policy, const statute::Calendar& calendar,
                               const statute::Ledger& ledger) {
  std::vector<Action> all;
  for (const statute::Obligation& obligation : ledger.obligations) {
    if (!obligation.derived.last_on_time_day || obligation.imported || obligation.known_late) {
      continue;
    }
    const LadderRule* ladder = LadderFor(policy, obligation);
    if (ladder == nullptr) {
      continue;
    }
    for (const Revision& revision : Revisions(ledger, obligation)) {
      for (Action& action : RungsOf(policy, *ladder, calendar, obligation.derived.Id(), revision)) {
        all.push_back(std::move(action));
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Action& a, const Action& b) {
    return std::tie(a.due_at, a.obligation_id, a.stage) < std::tie(b.due_at, b.obligation_id, b.stage);
  });
  return all;
}

}  // namespace dotpha::notifier
