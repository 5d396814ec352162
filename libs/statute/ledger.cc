#include "libs/statute/ledger.h"

#include <algorithm>
#include <map>
#include <set>

#include "libs/statute/deriver.h"
#include "libs/statute/slice.h"

namespace dotpha::statute {
namespace {

// What was learned at one instant, as far as it decides how to go on.
struct Learning {
  bool may_change_duties = false;
  bool ends_something = false;  // a departure, the end of a work
  std::optional<Date> post_ended_on;
  bool overrides = false;
};

struct Row {
  Obligation obligation;
  bool present = false;  // derived from what is known now
  bool told_waived = false;
  bool told_known_late = false;
  std::vector<const ReceiptFact*> receipts;  // all that cover it
  std::optional<std::size_t> flag;           // the one not withdrawn
};

Instant AfterDay(Date day) { return (day + 1).At(); }

class Fold {
 public:
  Fold(const Facts& slice, const Calendar& calendar, const DeriveOptions& options, const std::string& debtor_id,
       Instant as_of)
      : facts_(slice), calendar_(calendar), deriver_(slice, calendar, options, debtor_id), as_of_(as_of) {
    ledger_.debtor_id = debtor_id;
    ledger_.as_of = as_of;
    CollectLearnings();
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
    if (!learnings_.empty()) {
      now_ = std::min(learnings_.begin()->first, as_of_);
      OpenCyclesOf(now_);
      for (const auto& [at, learning] : learnings_) {
        PassInstantsUntil(std::min(at, as_of_));
        Learn(at, learning);
      }
      PassInstantsUntil(as_of_);
      ledger_.next_instant = NextInstant(as_of_);
    }
    for (auto& [id, row] : rows_) {
      ledger_.obligations.push_back(std::move(row.obligation));
    }
    std::sort(ledger_.flags.begin(), ledger_.flags.end(), [](const Flag& a, const Flag& b) {
      return std::tie(a.obligation_id, a.number) < std::tie(b.obligation_id, b.number);
    });
    std::sort(ledger_.candidates.begin(), ledger_.candidates.end(), [](const Candidate& a, const Candidate& b) {
      return std::tie(a.raised_at, a.kind, a.obligation_ids) < std::tie(b.raised_at, b.kind, b.obligation_ids);
    });
    return std::move(ledger_);
  }

 private:
  // ---- time -------------------------------------------------------------------------------------------------------

  void CollectLearnings() {
    const auto note = [&](const auto& facts, auto&& mark) {
      for (const auto& fact : facts) {
        mark(learnings_[fact.learned.recorded_at], fact);
      }
    };
    const auto duty = [](Learning& learning, const auto&) { learning.may_change_duties = true; };
    const auto end = [](Learning& learning, const auto&) {
      learning.may_change_duties = learning.ends_something = true;
    };
    if (deriver_.is_body()) {  // which officials it leads counts by all that is known
      note(facts_.bodies, duty);
    } else {
      note(facts_.agencies, duty);
      note(facts_.persons, duty);
      note(facts_.assignments, duty);
      note(facts_.posts, [](Learning& learning, const PostFact& post) {
        learning.may_change_duties = true;
        if (post.to && (!learning.post_ended_on || *post.to < *learning.post_ended_on)) {
          learning.post_ended_on = post.to;
        }
      });
    }
    note(facts_.work_ends, end);
    note(facts_.departures, end);
    note(facts_.results, duty);
    note(facts_.requests, duty);
    note(facts_.overrides,
         [](Learning& learning, const OverrideFact&) { learning.may_change_duties = learning.overrides = true; });
    note(facts_.waivers, duty);
    // A receipt changes what is owed only where it calls for something itself: the announcement of a received plan.
    const std::set<std::string> plans = AnnouncedDuties();
    for (const ReceiptFact& receipt : facts_.receipts) {
      const bool announced = std::any_of(receipt.covers.begin(), receipt.covers.end(),
                                         [&](const DutyKey& key) { return plans.contains(key.duty); });
      Learning& learning = learnings_[receipt.learned.recorded_at];
      learning.may_change_duties = learning.may_change_duties || announced;
      if (receipt.revoked) {
        Learning& revoked = learnings_[receipt.revoked->recorded_at];
        revoked.may_change_duties = revoked.may_change_duties || announced;
      }
    }
  }

  std::set<std::string> AnnouncedDuties() const {
    std::set<std::string> codes;
    for (const InForce& version : facts_.law) {
      for (const Duty& duty : version.regulation->duties) {
        if (duty.trigger == Trigger::kAssignment) {
          codes.insert(duty.code);
        }
      }
    }
    return codes;
  }

  void OpenCyclesOf(Instant at) { last_cycle_ = Date::Of(at).year() + 1; }

  // The earliest statutory instant after `after` that can change anything, if nothing more is learned.
  Instant NextInstant(Instant after) const {
    Instant next = Date{Date::Of(after).year() + 1, 1, 1}.At();
    const auto consider = [&](Instant at) {
      if (after < at && at < next) {
        next = at;
      }
    };
    for (const auto& [id, row] : rows_) {
      const Obligation& obligation = row.obligation;
      if (!row.present || !obligation.derived.last_on_time_day || obligation.derived.waived_at) {
        continue;
      }
      if (!ReceivedOnTime(obligation)) {
        consider(AfterDay(*obligation.derived.last_on_time_day));
      }
      if (!obligation.received_at && obligation.derived.closing_at) {
        consider(*obligation.derived.closing_at);
      }
    }
    return next;
  }

  // Lets 00:00 after each L, closing points and new years happen, up to and including `limit`.
  void PassInstantsUntil(Instant limit) {
    for (Instant next = NextInstant(now_); next <= limit; next = NextInstant(now_)) {
      now_ = next;
      const Date day = Date::Of(next);
      if (day.month() == 1 && day.day() == 1) {
        OpenCyclesOf(next);
        Derive(next - Micros{1}, next, {});
      }
      SettleAll(next);
    }
    now_ = std::max(now_, limit);
  }

  void Learn(Instant at, const Learning& learning) {
    if (learning.may_change_duties) {
      Derive(at, at, learning);
    }
    SettleAll(at);
  }

  // ---- duties -----------------------------------------------------------------------------------------------------

  void Derive(Instant known_at, Instant at, const Learning& learning) {
    std::set<std::string> derived;
    Derivation derivation = deriver_.At(known_at, deriver_.FirstCycle(), last_cycle_);
    for (DerivedObligation& obligation : derivation.owed) {
      std::string id = obligation.Id();
      Adopt(id, std::move(obligation), at);
      derived.insert(std::move(id));
    }
    for (auto& [id, row] : rows_) {
      if (row.present && !derived.contains(id)) {
        row.present = false;
        row.obligation.cancelled_at = at;
        row.obligation.cancel_reason = CancelReason(row, learning);
        Tell(LedgerEvent::Kind::kCancelled, at, id);
      }
    }
    for (DerivedObligation& obligation : derivation.not_owed) {
      if (const auto found = rows_.find(obligation.Id()); found != rows_.end()) {
        obligation.exists_since = found->second.obligation.derived.exists_since;
        MoveDay(found->second.obligation, obligation.last_on_time_day, at);
        found->second.obligation.derived = std::move(obligation);
      }
    }
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

  void Adopt(const std::string& id, DerivedObligation&& derived, Instant at) {
    const auto [found, added] = rows_.try_emplace(id);
    Row& row = found->second;
    Obligation& obligation = row.obligation;
    if (added) {
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
      Tell(LedgerEvent::Kind::kObligationKnown, at, id);
    }
    if (!added && MoveDay(obligation, derived.last_on_time_day, at)) {
      Tell(LedgerEvent::Kind::kDeadlineRevised, at, id);
    }
    obligation.derived = std::move(derived);
  }

  static std::string CancelReason(const Row& row, const Learning& learning) {
    const std::optional<Date> day = row.obligation.derived.last_on_time_day;
    if (learning.ends_something || (learning.post_ended_on && day && *learning.post_ended_on < *day)) {
      return "DUTY_CANCELLED";
    }
    if (learning.overrides) {
      return "OVERRIDDEN";
    }
    const Trigger trigger = row.obligation.derived.duty->trigger;
    return trigger == Trigger::kCycle || trigger == Trigger::kPostStart ? "NOT_IN_SCOPE" : "DATA_ERROR";
  }

  // ---- states (I-33) ----------------------------------------------------------------------------------------------

  void SettleAll(Instant at) {
    for (auto& [id, row] : rows_) {
      SettleReceipt(id, row, at);
      SettleState(id, row, at);
      SettleFlag(id, row, at);
      Remember(row, at);
    }
  }

  bool IsRevoked(const ReceiptFact& receipt, Instant at) const {
    const auto revoked = revoked_.find(receipt.id);
    return revoked != revoked_.end() && revoked->second <= at;
  }

  // The earliest legal receipt that is known.
  const ReceiptFact* EarliestReceipt(const Row& row, Instant at) const {
    const ReceiptFact* earliest = nullptr;
    for (const ReceiptFact* receipt : row.receipts) {
      if (receipt->learned.recorded_at <= at && !IsRevoked(*receipt, at) &&
          (earliest == nullptr || receipt->received_at < earliest->received_at)) {
        earliest = receipt;
      }
    }
    return earliest;
  }

  void SettleReceipt(const std::string& id, Row& row, Instant at) {
    const ReceiptFact* receipt = EarliestReceipt(row, at);
    const std::optional<Instant> received_at =
        receipt == nullptr ? std::nullopt : std::optional<Instant>{receipt->received_at};
    if (received_at != row.obligation.received_at) {
      row.obligation.received_at = received_at;
      if (received_at && row.present) {
        Tell(LedgerEvent::Kind::kReceived, at, id);
      }
    }
  }

  static bool ReceivedOnTime(const Obligation& obligation) {
    return obligation.received_at && (!obligation.derived.last_on_time_day ||
                                      Date::Of(*obligation.received_at) <= *obligation.derived.last_on_time_day);
  }

  bool HasPassed(Date day) const { return AfterDay(day) <= now_; }
  bool HasClosed(const Obligation& obligation) const {
    return obligation.derived.closing_at && *obligation.derived.closing_at <= now_;
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

  void SettleState(const std::string& id, Row& row, Instant at) {
    Obligation& obligation = row.obligation;
    const DerivedObligation& derived = obligation.derived;
    const std::optional<Date> day = derived.last_on_time_day;
    obligation.imported = day && *day < facts_.live_from;
    obligation.known_late = day && !obligation.imported && HasPassed(*day) && !WasKnownInTime(obligation, *day);
    obligation.days_late = 0;
    obligation.was_missing = false;
    if (!row.present) {
      obligation.state = State::kCancelled;
      return;
    }
    if (derived.waived_at && !row.told_waived) {
      row.told_waived = true;
      Tell(LedgerEvent::Kind::kWaived, at, id);
    }
    if (ReceivedOnTime(obligation)) {
      obligation.state = State::kOnTime;
    } else if (derived.waived_at) {
      obligation.state = State::kWaived;
    } else if (obligation.received_at) {
      obligation.state = State::kLate;
      obligation.days_late = Date::Of(*obligation.received_at) - *day;
      obligation.was_missing =
          derived.closing_at && !obligation.known_late && *derived.closing_at <= *obligation.received_at;
    } else if (!day || !HasPassed(*day)) {
      obligation.state = State::kOpen;
    } else {
      obligation.state = HasClosed(obligation) && !obligation.known_late ? State::kMissing : State::kOverdue;
      if (obligation.known_late && derived.hard && derived.duty->debtor == Debtor::kOfficial && !row.told_known_late) {
        row.told_known_late = true;
        Tell(LedgerEvent::Kind::kKnownLate, at, id);
      }
    }
  }

  void Remember(Row& row, Instant at) {
    const Obligation& obligation = row.obligation;
    const ObligationView view{true, obligation.received_at.has_value(),
                              !row.present || obligation.derived.waived_at.has_value(),
                              obligation.derived.last_on_time_day, obligation.revision};
    auto& history = row.obligation.history;
    if (history.empty() || history.back().second != view) {
      history.emplace_back(at, view);
    }
  }

  // ---- flags (NOTICES) and candidates (I-34) ----------------------------------------------------------------------

  // Whether a missed date of this duty is marked at all.
  static bool CanBeFlagged(const Row& row) {
    const Obligation& obligation = row.obligation;
    return row.present && obligation.derived.closing_at && obligation.derived.duty->debtor == Debtor::kOfficial &&
           !obligation.derived.waived_at && !obligation.derived.stage_holder && !obligation.imported &&
           !obligation.known_late;
  }

  void SettleFlag(const std::string& id, Row& row, Instant at) {
    const Obligation& obligation = row.obligation;
    const std::optional<Date> day = obligation.derived.last_on_time_day;
    const bool missed = CanBeFlagged(row) && HasPassed(*day) && !ReceivedOnTime(obligation);
    if (row.flag && (!missed || ledger_.flags[*row.flag].last_on_time_day != *day)) {
      Withdraw(id, row, at);
    }
    if (!missed) {
      return;
    }
    if (!row.flag) {
      Raise(id, row, at);
    }
    Flag& flag = ledger_.flags[*row.flag];
    const bool not_there_at_closing =
        !obligation.received_at || *obligation.derived.closing_at <= *obligation.received_at;
    if (flag.grade == Grade::kLate && HasClosed(obligation) && not_there_at_closing) {
      flag.grade = Grade::kMissing;
      flag.missing_at = obligation.derived.closing_at;
      flag.status = FlagStatus::kOpen;
      Tell(LedgerEvent::Kind::kFlagMissing, at, id);
      RaiseCandidate(id, obligation, at);
    }
    NoteReceipt(id, obligation, flag, at);
  }

  // Grade LATE closes by receipt; MISSING stands, and shows when it came.
  void NoteReceipt(const std::string& id, const Obligation& obligation, Flag& flag, Instant at) {
    flag.received_on = obligation.received_at ? std::optional<Date>{Date::Of(*obligation.received_at)} : std::nullopt;
    flag.days_late = obligation.days_late;
    if (flag.grade == Grade::kMissing) {
      return;
    }
    const FlagStatus status = obligation.received_at ? FlagStatus::kClosedByReceipt : FlagStatus::kOpen;
    if (flag.status != status && status == FlagStatus::kClosedByReceipt) {
      Tell(LedgerEvent::Kind::kFlagClosed, at, id);
    }
    flag.status = status;
  }

  void Raise(const std::string& id, Row& row, Instant at) {
    Flag flag;
    flag.obligation_id = id;
    flag.number = 1 + static_cast<int>(std::count_if(ledger_.flags.begin(), ledger_.flags.end(),
                                                     [&](const Flag& other) { return other.obligation_id == id; }));
    flag.last_on_time_day = *row.obligation.derived.last_on_time_day;
    flag.raised_at = AfterDay(flag.last_on_time_day);
    row.flag = ledger_.flags.size();
    ledger_.flags.push_back(std::move(flag));
    Tell(LedgerEvent::Kind::kFlagRaised, at, id);
  }

  void Withdraw(const std::string& id, Row& row, Instant at) {
    const Obligation& obligation = row.obligation;
    const DerivedObligation& derived = obligation.derived;
    Flag& flag = ledger_.flags[*row.flag];
    flag.status = FlagStatus::kWithdrawn;
    flag.withdrawn_at = at;
    if (!row.present) {
      flag.withdrawn_reason = obligation.cancel_reason;
    } else if (derived.waived_at) {
      flag.withdrawn_reason = "WAIVED";
      flag.withdrawn_document = derived.waiver_document;
    } else if (derived.last_on_time_day != flag.last_on_time_day && derived.original_day) {
      flag.withdrawn_reason = "OVERRIDDEN";
      flag.withdrawn_document = derived.override_document;
    } else if (ReceivedOnTime(obligation) && derived.last_on_time_day == flag.last_on_time_day) {
      flag.withdrawn_reason = "RECEIVED_IN_FACT";
      flag.withdrawn_document = EarliestReceipt(row, at)->document;
    } else {
      flag.withdrawn_reason = "DATA_ERROR";
    }
    if (flag.withdrawn_reason == "RECEIVED_IN_FACT") {
      flag.received_on = Date::Of(*obligation.received_at);
      flag.days_late = 0;
    }
    row.flag.reset();
    Tell(LedgerEvent::Kind::kFlagWithdrawn, at, id);
  }

  void RaiseCandidate(const std::string& id, const Obligation& obligation, Instant at) {
    const auto& rule = obligation.derived.duty->candidate;
    if (!rule) {
      return;
    }
    const Date day = *obligation.derived.last_on_time_day;
    for (Candidate& other : ledger_.candidates) {
      const bool same_sign =
          other.kind == rule->violation_kind && other.sub_code == rule->sub_code && other.last_on_time_day == day;
      auto& ids = other.obligation_ids;
      const bool lists_it = std::find(ids.begin(), ids.end(), id) != ids.end();
      if (same_sign && (lists_it || rule->one_per_date)) {
        if (!lists_it) {
          ids.insert(std::lower_bound(ids.begin(), ids.end(), id), id);
        }
        return;
      }
    }
    Candidate candidate;
    candidate.official_id = ledger_.debtor_id;
    candidate.kind = rule->violation_kind;
    candidate.sub_code = rule->sub_code;
    candidate.raised_at = *obligation.derived.closing_at;
    candidate.last_on_time_day = day;
    candidate.obligation_ids = {id};
    candidate.explain_until =
        calendar_.AddWorkingDays(Date::Of(candidate.raised_at), obligation.derived.regulation->explain_working_days);
    ledger_.candidates.push_back(std::move(candidate));
    Tell(LedgerEvent::Kind::kCandidateRaised, at, id);
  }

  void Tell(LedgerEvent::Kind kind, Instant at, const std::string& id) { ledger_.events.push_back({kind, at, id}); }

  const Facts& facts_;
  const Calendar& calendar_;
  Deriver deriver_;
  Instant as_of_;
  Instant now_;  // statutory instants have happened up to here, at most as_of_
  int last_cycle_ = 0;
  std::map<Instant, Learning> learnings_;
  std::map<DutyKey, std::vector<const ReceiptFact*>> receipts_;
  std::map<std::string, Instant> revoked_;  // by receipt id
  std::map<std::string, Row> rows_;
  Ledger ledger_;
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
