#include "libs/statute/flag_book.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

// Whether a missed date of this duty is marked at all.
bool CanBeFlagged(const LedgerRow& row) {
  const Obligation& obligation = row.obligation;
  return row.present && obligation.derived.closing_at && obligation.derived.duty->debtor == Debtor::kOfficial &&
         !obligation.derived.waived_at && !obligation.derived.stage_holder && !obligation.imported &&
         !obligation.known_late;
}

}  // namespace

bool LedgerRow::ReceivedOnTime() const {
  return obligation.received_at && (!obligation.derived.last_on_time_day ||
                                    Date::Of(*obligation.received_at) <= *obligation.derived.last_on_time_day);
}

bool LedgerRow::HasPassed(Instant now) const {
  return obligation.derived.last_on_time_day && AfterDay(*obligation.derived.last_on_time_day) <= now;
}

bool LedgerRow::HasClosed(Instant now) const {
  return obligation.derived.closing_at && *obligation.derived.closing_at <= now;
}

void FlagBook::Settle(LedgerRow& row, Instant at, Instant now) {
  const Obligation& obligation = row.obligation;
  const bool missed = CanBeFlagged(row) && row.HasPassed(now) && !row.ReceivedOnTime();
  if (row.flag && (!missed || ledger_.flags[*row.flag].last_on_time_day != *obligation.derived.last_on_time_day)) {
    Withdraw(row, at);
  }
  if (!missed) {
    return;
  }
  if (!row.flag) {
    Raise(row, at);
  }
  Flag& flag = ledger_.flags[*row.flag];
  const bool not_there_at_closing =
      !obligation.received_at || *obligation.derived.closing_at <= *obligation.received_at;
  if (flag.grade == Grade::kLate && row.HasClosed(now) && not_there_at_closing) {
    flag.grade = Grade::kMissing;
    flag.missing_at = obligation.derived.closing_at;
    flag.status = FlagStatus::kOpen;
    Tell(LedgerEvent::Kind::kFlagMissing, at, row.id);
    RaiseCandidate(row, at);
  }
  NoteReceipt(row, flag, at);
}

// Grade LATE closes by receipt; MISSING stands, and shows when it came.
void FlagBook::NoteReceipt(const LedgerRow& row, Flag& flag, Instant at) {
  const std::optional<Instant>& received_at = row.obligation.received_at;
  flag.received_on = received_at ? std::optional<Date>{Date::Of(*received_at)} : std::nullopt;
  flag.days_late = row.obligation.days_late;
  if (flag.grade == Grade::kMissing) {
    return;
  }
  const FlagStatus status = received_at ? FlagStatus::kClosedByReceipt : FlagStatus::kOpen;
  if (flag.status != status && status == FlagStatus::kClosedByReceipt) {
    Tell(LedgerEvent::Kind::kFlagClosed, at, row.id);
  }
  flag.status = status;
}

void FlagBook::Raise(LedgerRow& row, Instant at) {
  Flag flag;
  flag.obligation_id = row.id;
  flag.number = 1 + static_cast<int>(std::count_if(ledger_.flags.begin(), ledger_.flags.end(),
                                                   [&](const Flag& other) { return other.obligation_id == row.id; }));
  flag.last_on_time_day = *row.obligation.derived.last_on_time_day;
  flag.raised_at = AfterDay(flag.last_on_time_day);
  row.flag = ledger_.flags.size();
  ledger_.flags.push_back(std::move(flag));
  Tell(LedgerEvent::Kind::kFlagRaised, at, row.id);
}

void FlagBook::Withdraw(LedgerRow& row, Instant at) {
  const DerivedObligation& derived = row.obligation.derived;
  Flag& flag = ledger_.flags[*row.flag];
  const bool same_day = derived.last_on_time_day == flag.last_on_time_day;
  flag.status = FlagStatus::kWithdrawn;
  flag.withdrawn_at = at;
  if (!row.present) {
    flag.withdrawn_reason = row.obligation.cancel_reason;
  } else if (derived.waived_at) {
    flag.withdrawn_reason = "WAIVED";
    flag.withdrawn_document = derived.waiver_document;
  } else if (!same_day && derived.original_day) {
    flag.withdrawn_reason = "OVERRIDDEN";
    flag.withdrawn_document = derived.override_document;
  } else if (!same_day && row.superseded) {
    flag.withdrawn_reason = "REGULATION_SUPERSEDED";
  } else if (same_day && row.ReceivedOnTime()) {
    flag.withdrawn_reason = "RECEIVED_IN_FACT";
    flag.withdrawn_document = row.earliest->document;
    flag.received_on = Date::Of(*row.obligation.received_at);
    flag.days_late = 0;
  } else {
    flag.withdrawn_reason = "DATA_ERROR";
  }
  row.flag.reset();
  Tell(LedgerEvent::Kind::kFlagWithdrawn, at, row.id);
}

void FlagBook::RaiseCandidate(const LedgerRow& row, Instant at) {
  const DerivedObligation& derived = row.obligation.derived;
  const std::optional<CandidateRule>& rule = derived.duty->candidate;
  if (!rule) {
    return;
  }
  for (Candidate& other : ledger_.candidates) {
    const bool same_sign = other.kind == rule->violation_kind && other.sub_code == rule->sub_code &&
                           other.last_on_time_day == *derived.last_on_time_day;
    std::vector<std::string>& ids = other.obligation_ids;
    const bool lists_it = std::find(ids.begin(), ids.end(), row.id) != ids.end();
    if (same_sign && (lists_it || rule->one_per_date)) {
      if (!lists_it) {
        ids.insert(std::lower_bound(ids.begin(), ids.end(), row.id), row.id);
      }
      return;
    }
  }
  Candidate candidate;
  candidate.official_id = ledger_.debtor_id;
  candidate.kind = rule->violation_kind;
  candidate.sub_code = rule->sub_code;
  candidate.raised_at = *derived.closing_at;
  candidate.last_on_time_day = *derived.last_on_time_day;
  candidate.obligation_ids = {row.id};
  candidate.explain_until =
      calendar_.AddWorkingDays(Date::Of(candidate.raised_at), derived.regulation->explain_working_days);
  ledger_.candidates.push_back(std::move(candidate));
  Tell(LedgerEvent::Kind::kCandidateRaised, at, row.id);
}

}  // namespace dotpha::statute
