#include "services/notifier/domain/ladder.h"

#include <algorithm>
#include <map>
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

std::vector<Instant> RevisedAt(const statute::Ledger& ledger, const std::string& obligation_id) {
  std::vector<Instant> instants;
  for (const statute::LedgerEvent& event : ledger.events) {
    if (event.kind == statute::LedgerEvent::Kind::kDeadlineRevised && event.obligation_id == obligation_id) {
      instants.push_back(event.at);
    }
  }
  return instants;
}

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
  const std::string id = obligation.derived.Id();
  const std::vector<Instant> revised_at = RevisedAt(ledger, id);
  std::vector<Revision> revisions;
  Instant since = obligation.derived.exists_since;
  for (std::size_t i = 0; i < obligation.earlier_days.size(); ++i) {
    const Instant until = i < revised_at.size() ? revised_at[i] : obligation.revised_at;
    const Date day = obligation.earlier_days[i];
    revisions.push_back({static_cast<int>(i) + 1, day, since, until, ClosingReached(ledger, id, day)});
    since = until;
  }
  if (!obligation.earlier_days.empty()) {
    since = obligation.revised_at;
  }
  revisions.push_back({obligation.revision, *obligation.derived.last_on_time_day, since, Instant::Max(),
                       obligation.derived.closing_at});
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
    Action action{obligation_id, rung.stage,      revision.number, revision.last_on_time_day,
                  day->At(policy.send_at), rung.recipients, {}};
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
  const auto missing = std::find_if(actions.begin(), actions.end(), [](const Action& a) { return a.stage == Stage::kM; });
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
  return !obligation.hard || (obligation.stage_holder && obligation.duty != nullptr &&
                              obligation.duty->stage_holder_soft_ladder);
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
