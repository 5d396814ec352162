// The ledger of one debtor: states, flags and candidates, as a fold over what was learned, in the order in which it was
// learned, interleaved with the statutory instants (00:00 after L, closing points). An instant comes before facts
// learned at the same microsecond. Because knowledge time is the time of arrival at the producer, neither a slow broker
// nor the order or number of deliveries can change the result: live and rebuilt are equal by construction.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/statute/obligation.h"

namespace dotpha::statute {

enum class State { kOpen, kOnTime, kLate, kOverdue, kMissing, kCancelled, kWaived };
enum class Grade { kLate, kMissing };
enum class FlagStatus { kOpen, kClosedByReceipt, kWithdrawn };

// What was known of an obligation from an instant on.
struct ObligationView {
  bool exists = false;
  bool received = false;  // a receipt was known
  bool ended = false;     // cancelled or waived as known then
  std::optional<Date> last_on_time_day;
  int revision = 1;

  friend bool operator==(const ObligationView&, const ObligationView&) = default;
};

// One row of the ledger (I-33).
struct Obligation {
  DerivedObligation derived;  // as known now; for kCancelled: as last known
  State state = State::kOpen;
  int days_late = 0;  // kLate
  bool was_missing = false;
  bool known_late = false;             // learned of only after its L (H-16), and nothing came by L
  bool imported = false;               // L before live_from (H-17)
  std::optional<Instant> received_at;  // earliest legal receipt
  int revision = 1;                    // of the deadline; grows when L changes
  Instant revised_at;                  // since when the current L is known
  std::optional<Instant> cancelled_at;
  // DUTY_CANCELLED, NOT_IN_SCOPE, OVERRIDDEN, REGULATION_SUPERSEDED, DATA_ERROR
  std::string cancel_reason;
  std::vector<Date> earlier_days;                           // L of revisions before
  std::vector<std::pair<Instant, ObligationView>> history;  // ascending; each holds until the next
};

struct Flag {
  std::string obligation_id;
  int number = 1;  // a second flag of the same obligation after an override: 2
  Date last_on_time_day;
  Grade grade = Grade::kLate;
  FlagStatus status = FlagStatus::kOpen;
  Instant raised_at;  // statutory instant
  std::optional<Instant> missing_at;
  std::optional<Date> received_on;
  int days_late = 0;
  // RECEIVED_IN_FACT, DUTY_CANCELLED, WAIVED, OVERRIDDEN, REGULATION_SUPERSEDED, NOT_IN_SCOPE, DATA_ERROR
  std::string withdrawn_reason;
  std::optional<Instant> withdrawn_at;  // when that was learned
  std::string withdrawn_document;
};

struct Candidate {
  std::string official_id;
  std::string kind;
  std::string sub_code;
  Instant raised_at;
  Date last_on_time_day;
  std::vector<std::string> obligation_ids;
  Date explain_until;
};

// Something that happened to the debtor's ledger at a civil instant: what notices hang on.
struct LedgerEvent {
  enum class Kind {
    kObligationKnown,
    kDeadlineRevised,
    kReceived,
    kFlagRaised,
    kFlagMissing,
    kFlagClosed,
    kFlagWithdrawn,
    kCandidateRaised,
    kCancelled,
    kWaived,
    kKnownLate
  };
  Kind kind;
  Instant at;
  std::string obligation_id;
};

struct Ledger {
  std::string debtor_id;
  Instant as_of;                        // folded up to here, inclusive of statutory instants at as_of
  std::vector<Obligation> obligations;  // by id
  std::vector<Flag> flags;              // by obligation id, number
  std::vector<Candidate> candidates;    // by raised_at, kind
  std::vector<LedgerEvent> events;      // in order of happening
  std::optional<Instant> next_instant;  // up to just before it nothing changes unless something new is learned; > as_of
};

// Cycle Y becomes visible at 00:00 of 01/01/Y-1, the year in which its registration falls; that, too, is an instant of
// the fold, so that a rebuilt ledger tells the same story as the live one did.
//
// A flag stands for a missed date only if somebody could have met it: at 00:00 after L the duty was known, with an L no
// later than that one. Otherwise the obligation is `known_late` and starts nothing (H-16). Where this holds, a flag
// that arises from what is learned later (an override into the past, a receipt revoked) still has its statutory
// raised_at.
//
// Folds one debtor's ledger. All facts given are used, in the order of their recorded_at; statutory instants happen
// only up to `as_of`, the watermark of every producer ("everything that arrived before it is in `facts`"). A state
// therefore shows a receipt as soon as its event is applied, while lateness is stated only behind the watermark. For a
// debtor held by a quarantined event the caller passes that event's recorded_at (H-18).
Ledger DeriveLedger(const Facts& facts, const Calendar& calendar, const DeriveOptions& options,
                    const std::string& debtor_id, Instant as_of);

// The obligation as it was known to someone who asked at `at`, by what was learned before `at`: what reminders (due at
// `at`) and O to M notices go by. `ledger` must come from the same facts. Unknown ids do not exist.
ObligationView ViewAt(const Ledger& ledger, const std::string& obligation_id, Instant at);

}  // namespace dotpha::statute
