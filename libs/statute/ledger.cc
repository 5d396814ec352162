#include "libs/statute/ledger.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "libs/statute/deriver.h"
#include "libs/statute/flag_book.h"
#include "libs/statute/slice.h"

namespace dotpha::statute {
namespace {

// What was learned at one instant, as far as it decides how to go on.
struct Learning {
  bool may_change_duties = false;
  bool ends_something = false;  // a departure, the end of a work
  std::optional<Date> post_ended_on;
  bool overrides = false;
  bool supersedes = false;  // a regulation takes over
};
using Learnings = std::map<Instant, Learning>;

// Duties whose receipt itself calls for something: a received plan is to be announced (R2.6).
std::set<std::string> AnnouncedDuties(const std::vector<InForce>& law) {
  std::set<std::string> codes;
  for (const InForce& version : law) {
    for (const Duty& duty : version.regulation->duties) {
      if (duty.trigger == Trigger::kAssignment) {
        codes.insert(duty.code);
      }
    }
  }
  return codes;
}

Learnings CollectLearnings(const Facts& facts, bool of_body) {
  Learnings learnings;
  const auto note = [&](const auto& list, auto&& mark) {
    for (const auto& fact : list) {
      mark(learnings[fact.learned.recorded_at], fact);
    }
  };
  const auto duty = [](Learning& learning, const auto&) { learning.may_change_duties = true; };
  const auto end = [](Learning& learning, const auto&) { learning.may_change_duties = learning.ends_something = true; };
  if (of_body) {  // which officials it leads counts by all that is known
    note(facts.bodies, duty);
  } else {
    note(facts.agencies, duty);
    note(facts.persons, duty);
    note(facts.assignments, duty);
    note(facts.posts, [](Learning& learning, const PostFact& post) {
      learning.may_change_duties = true;
      if (post.to && (!learning.post_ended_on || *post.to < *learning.post_ended_on)) {
        learning.post_ended_on = post.to;
      }
    });
  }
  note(facts.work_ends, end);
  note(facts.departures, end);
  note(facts.results, duty);
  note(facts.requests, duty);
  for (const RequestFact& request : facts.requests) {
    if (request.revoked) {
      end(learnings[request.revoked->recorded_at], request);
    }
  }
  note(facts.overrides,
       [](Learning& learning, const OverrideFact&) { learning.may_change_duties = learning.overrides = true; });
  note(facts.waivers, duty);
  for (const InForce& version : facts.law) {
    if (version.recorded_at != Instant::Min()) {
      Learning& learning = learnings[version.recorded_at];
      learning.may_change_duties = learning.supersedes = true;
    }
  }
  const std::set<std::string> announced = AnnouncedDuties(facts.law);
  for (const ReceiptFact& receipt : facts.receipts) {
    const bool calls_for_more = std::any_of(receipt.covers.begin(), receipt.covers.end(),
                                            [&](const DutyKey& key) { return announced.contains(key.duty); });
    Learning& learning = learnings[receipt.learned.recorded_at];
    learning.may_change_duties = learning.may_change_duties || calls_for_more;
    if (receipt.revoked) {
      Learning& revoked = learnings[receipt.revoked->recorded_at];
      revoked.may_change_duties = revoked.may_change_duties || calls_for_more;
    }
  }
  return learnings;
}

class Fold {
 public:
  Fold(const Facts& slice, const Calendar& calendar, const DeriveOptions& options, const std::string& debtor_id,
       Instant as_of)
      : facts_(slice), deriver_(slice, calendar, options, debtor_id), as_of_(as_of), flags_(calendar, ledger_) {
    ledger_.debtor_id = debtor_id;
    ledger_.as_of = as_of;
    for (const ReceiptFact& receipt : facts_.receipts) {
      if (receipt.revoked) {
        Instant& revoked_at = revoked_.try_emplace(receipt.id, receipt.revoked->recorded_at).first->second;
        revoked_at = std::min(revoked_at, receipt.revoked->recorded_at);
      }
      for (const DutyKey& key : receipt.covers) {
        receipts_[key].push_back(&receipt);
      }
    }
  }

  Ledger Run() && {
    const Learnings learnings = CollectLearnings(facts_, deriver_.is_body());
    if (!learnings.empty()) {
      now_ = std::min(learnings.begin()->first, as_of_);
      OpenCyclesOf(now_);
      // What was learned after `as_of` is shown already; which instants lie between is seen step by step.
      Instant next = Instant::Max();
      for (const auto& [at, learning] : learnings) {
        PassInstantsUntil(std::min(at, as_of_));
        next = as_of_ < at ? std::min(next, NextInstant(as_of_)) : next;
        Learn(at, learning);
      }
      PassInstantsUntil(as_of_);
      ledger_.next_instant = std::min(next, NextInstant(as_of_));
    }
    PutInOrder();
    return std::move(ledger_);
  }

 private:
  void PutInOrder() {
    std::map<std::string, Obligation*> by_id;
    for (auto& [key, row] : rows_) {
      by_id.emplace(row.id, &row.obligation);
    }
    for (const auto& [id, obligation] : by_id) {
      ledger_.obligations.push_back(std::move(*obligation));
    }
    std::sort(ledger_.flags.begin(), ledger_.flags.end(), [](const Flag& a, const Flag& b) {
      return std::tie(a.obligation_id, a.number) < std::tie(b.obligation_id, b.number);
    });
    std::sort(ledger_.candidates.begin(), ledger_.candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.raised_at, a.kind, a.obligation_ids) < std::tie(b.raised_at, b.kind, b.obligation_ids);
    });
  }

  // ---- time -------------------------------------------------------------------------------------------------------

  void OpenCyclesOf(Instant at) { last_cycle_ = Date::Of(at).year() + 1; }

  // The earliest statutory instant after `after` that can change anything, if nothing more is learned.
  Instant NextInstant(Instant after) const {
    Instant next = Date{Date::Of(after).year() + 1, 1, 1}.At();
    const auto consider = [&](Instant at) {
      if (after < at && at < next) {
        next = at;
      }
    };
    for (const auto& [key, row] : rows_) {
      const DerivedObligation& derived = row.obligation.derived;
      if (!row.present || !derived.last_on_time_day || derived.waived_at) {
        continue;
      }
      if (!row.ReceivedOnTime()) {
        consider(AfterDay(*derived.last_on_time_day));
      }
      if (!row.obligation.received_at && derived.closing_at) {
        consider(*derived.closing_at);
      }
    }
    return next;
  }

  // Lets 00:00 after each L, closing points and new years happen, up to and including `limit`.
  void PassInstantsUntil(Instant limit) {
    for (Instant next = NextInstant(now_); next <= limit; next = NextInstant(now_)) {
      now_ = next;
      known_until_ = next - Micros{1};  // what is learned at the instant itself comes after it
      const Date day = Date::Of(next);
      if (day.month() == 1 && day.day() == 1) {
        OpenCyclesOf(next);
        Derive(next - Micros{1}, next, {});
        SettleAll(next);
        continue;
      }
      for (auto& [key, row] : rows_) {
        const DerivedObligation& derived = row.obligation.derived;
        if (derived.closing_at == next || (derived.last_on_time_day && AfterDay(*derived.last_on_time_day) == next)) {
          Settle(row, next);
        }
      }
    }
    now_ = std::max(now_, limit);
  }

  void Learn(Instant at, const Learning& learning) {
    known_until_ = at;
    if (learning.may_change_duties) {
      Derive(at, at, learning);
    }
    SettleAll(at);
  }

  // ---- duties -----------------------------------------------------------------------------------------------------

  void Derive(Instant known_at, Instant at, const Learning& learning) {
    Derivation derivation = deriver_.At(known_at, deriver_.FirstCycle(), last_cycle_);
    ++derivation_;
    for (DerivedObligation& obligation : derivation.owed) {
      Adopt(std::move(obligation), at);
    }
    for (auto& [key, row] : rows_) {
      if (row.present && row.derivation != derivation_) {
        row.present = false;
        row.obligation.cancelled_at = at;
        row.obligation.cancel_reason = CancelReason(row, learning);
        Tell(LedgerEvent::Kind::kCancelled, at, row.id);
      }
    }
    for (DerivedObligation& obligation : derivation.not_owed) {
      if (const auto found = rows_.find(obligation.key); found != rows_.end()) {
        obligation.exists_since = found->second.obligation.derived.exists_since;
        MoveDay(found->second.obligation, obligation.last_on_time_day, at);
        found->second.obligation.derived = std::move(obligation);
      }
    }
  }

  void Adopt(DerivedObligation&& derived, Instant at) {
    const auto [found, added] = rows_.try_emplace(derived.key);
    LedgerRow& row = found->second;
    Obligation& obligation = row.obligation;
    row.derivation = derivation_;
    if (added) {
      row.id = derived.Id();
      obligation.revised_at = at;
      if (const auto covering = receipts_.find(derived.key); covering != receipts_.end()) {
        row.receipts = covering->second;
      }
    }
    derived.exists_since = row.present ? obligation.derived.exists_since : at;
    if (!row.present) {
      row.present = true;
      obligation.cancelled_at.reset();
      obligation.cancel_reason.clear();
      Tell(LedgerEvent::Kind::kObligationKnown, at, row.id);
    }
    if (!added && MoveDay(obligation, derived.last_on_time_day, at)) {
      Tell(LedgerEvent::Kind::kDeadlineRevised, at, row.id);
    }
    row.superseded = row.superseded || (!added && obligation.derived.regulation != derived.regulation);
    obligation.derived = std::move(derived);
  }

  // Whether L changed.
  static bool MoveDay(Obligation& obligation, std::optional<Date> day, Instant at) {
    if (obligation.derived.last_on_time_day == day) {
      return false;
    }
    if (obligation.derived.last_on_time_day) {
      obligation.earlier_days.push_back(*obligation.derived.last_on_time_day);
    }
    ++obligation.revision;
    obligation.revised_at = at;
    return true;
  }

  static std::string CancelReason(const LedgerRow& row, const Learning& learning) {
    const std::optional<Date> day = row.obligation.derived.last_on_time_day;
    if (learning.ends_something || (learning.post_ended_on && day && *learning.post_ended_on < *day)) {
      return "DUTY_CANCELLED";
    }
    if (learning.overrides) {
      return "OVERRIDDEN";
    }
    if (learning.supersedes) {
      return "REGULATION_SUPERSEDED";
    }
    const Trigger trigger = row.obligation.derived.duty->trigger;
    return trigger == Trigger::kCycle || trigger == Trigger::kPostStart ? "NOT_IN_SCOPE" : "DATA_ERROR";
  }

  // ---- states (I-33) ----------------------------------------------------------------------------------------------

  void SettleAll(Instant at) {
    for (auto& [key, row] : rows_) {
      Settle(row, at);
    }
  }

  void Settle(LedgerRow& row, Instant at) {
    SettleReceipt(row, at);
    SettleState(row, at);
    flags_.Settle(row, at, now_);
    Remember(row, at);
  }

  // The legally earliest receipt that is known.
  const ReceiptFact* EarliestReceipt(const LedgerRow& row) const {
    const ReceiptFact* earliest = nullptr;
    for (const ReceiptFact* receipt : row.receipts) {
      const auto revoked = revoked_.find(receipt->id);
      const bool stands = revoked == revoked_.end() || known_until_ < revoked->second;
      if (stands && receipt->learned.recorded_at <= known_until_ &&
          (earliest == nullptr || receipt->received_at < earliest->received_at)) {
        earliest = receipt;
      }
    }
    return earliest;
  }

  void SettleReceipt(LedgerRow& row, Instant at) {
    row.earliest = EarliestReceipt(row);
    const std::optional<Instant> received_at =
        row.earliest == nullptr ? std::nullopt : std::optional<Instant>{row.earliest->received_at};
    if (received_at != row.obligation.received_at) {
      row.obligation.received_at = received_at;
      if (received_at && row.present) {
        Tell(LedgerEvent::Kind::kReceived, at, row.id);
      }
    }
  }

  // At 00:00 after L, was the duty known, with an L no later than this one?
  static bool WasKnownInTime(const Obligation& obligation, Date day) {
    const ObligationView* view = nullptr;
    for (const auto& [since, known] : obligation.history) {
      if (since < AfterDay(day)) {
        view = &known;
      }
    }
    return view != nullptr && view->exists && !view->ended && view->last_on_time_day && *view->last_on_time_day <= day;
  }

  void SettleState(LedgerRow& row, Instant at) {
    Obligation& obligation = row.obligation;
    const DerivedObligation& derived = obligation.derived;
    const std::optional<Date> day = derived.last_on_time_day;
    obligation.imported = day && *day < facts_.live_from;
    obligation.known_late = row.present && !derived.waived_at && !obligation.imported && !row.ReceivedOnTime() &&
                            row.HasPassed(now_) && !WasKnownInTime(obligation, *day);
    obligation.days_late = 0;
    obligation.was_missing = false;
    if (!row.present) {
      obligation.state = State::kCancelled;
      return;
    }
    if (derived.waived_at && !row.told_waived) {
      row.told_waived = true;
      Tell(LedgerEvent::Kind::kWaived, at, row.id);
    }
    if (row.ReceivedOnTime()) {
      obligation.state = State::kOnTime;
    } else if (derived.waived_at) {
      obligation.state = State::kWaived;
    } else if (obligation.received_at) {
      obligation.state = State::kLate;
      obligation.days_late = Date::Of(*obligation.received_at) - *day;
      obligation.was_missing =
          derived.closing_at && !obligation.known_late && *derived.closing_at <= *obligation.received_at;
    } else if (!row.HasPassed(now_)) {
      obligation.state = State::kOpen;
    } else {
      obligation.state = row.HasClosed(now_) && !obligation.known_late ? State::kMissing : State::kOverdue;
      TellKnownLate(row, at);
    }
  }

  // Once, of hard duties of officials: what is soft starts nothing anyway.
  void TellKnownLate(LedgerRow& row, Instant at) {
    const DerivedObligation& derived = row.obligation.derived;
    if (row.obligation.known_late && derived.hard && derived.duty->debtor == Debtor::kOfficial &&
        !row.told_known_late) {
      row.told_known_late = true;
      Tell(LedgerEvent::Kind::kKnownLate, at, row.id);
    }
  }

  void Remember(LedgerRow& row, Instant at) {
    const Obligation& obligation = row.obligation;
    const ObligationView view{true, obligation.received_at.has_value(),
                              !row.present || obligation.derived.waived_at.has_value(),
                              obligation.derived.last_on_time_day, obligation.revision};
    auto& history = row.obligation.history;
    if (history.empty() || history.back().second != view) {
      history.emplace_back(at, view);
    }
  }

  void Tell(LedgerEvent::Kind kind, Instant at, const std::string& id) { ledger_.events.push_back({kind, at, id}); }

  const Facts& facts_;
  Deriver deriver_;
  Instant as_of_;
  Instant known_until_ = Instant::Min();  // receipts learned up to here are known
  Instant now_;                           // statutory instants have happened up to here, at most as_of_
  int last_cycle_ = 0;
  std::map<DutyKey, std::vector<const ReceiptFact*>> receipts_;
  std::map<std::string, Instant> revoked_;  // by receipt id
  std::map<DutyKey, LedgerRow> rows_;
  std::uint64_t derivation_ = 0;  // how many there were
  Ledger ledger_;
  FlagBook flags_;
};

}  // namespace

Ledger DeriveLedger(const Facts& facts, const Calendar& calendar, const DeriveOptions& options,
                    const std::string& debtor_id, Instant as_of) {
  const Facts slice = SliceFor(facts, debtor_id);
  return Fold(slice, calendar, options, debtor_id, as_of).Run();
}

ObligationView ViewAt(const Ledger& ledger, const std::string& obligation_id, Instant at) {
  ObligationView view;
  for (const Obligation& obligation : ledger.obligations) {
    if (obligation.derived.Id() != obligation_id) {
      continue;
    }
    for (const auto& [since, known] : obligation.history) {
      if (since < at) {
        view = known;
      }
    }
  }
  return view;
}

}  // namespace dotpha::statute
