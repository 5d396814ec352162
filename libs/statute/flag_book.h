// Flags (NOTICES "Flags") and candidates (I-34) of one debtor. Internal to the ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/statute/ledger.h"

namespace dotpha::statute {

// A row of the ledger while it is being folded.
struct LedgerRow {
  std::string id;
  Obligation obligation;
  std::uint64_t derivation = 0;  // the last that gave it
  bool present = false;          // derived from what is known now
  bool told_waived = false;
  bool told_known_late = false;
  bool superseded = false;                   // another regulation gives it than gave it at first
  std::vector<const ReceiptFact*> receipts;  // all that cover it
  const ReceiptFact* earliest = nullptr;     // the legally earliest that is known
  std::optional<std::size_t> flag;           // the one not withdrawn

  // Whether what is known came by L; of an undated item, whether anything came.
  [[nodiscard]] bool ReceivedOnTime() const;
  [[nodiscard]] bool HasPassed(Instant now) const;  // 00:00 after L is not after `now`
  [[nodiscard]] bool HasClosed(Instant now) const;  // nor is the closing point
};

// 00:00 after the day.
[[nodiscard]] inline Instant AfterDay(Date day) { return (day + 1).At(); }

class FlagBook {
 public:
  // Keeps references. Writes flags, candidates and their events into `ledger`.
  FlagBook(const Calendar& calendar, Ledger& ledger) : calendar_(calendar), ledger_(ledger) {}

  // Raises, upgrades, closes or withdraws the flag of the row, whose state stands. `at`: what happens now is told of
  // this instant; `now`: statutory instants have happened up to here.
  void Settle(LedgerRow& row, Instant at, Instant now);

 private:
  void Raise(LedgerRow& row, Instant at);
  void Withdraw(LedgerRow& row, Instant at);
  void NoteReceipt(const LedgerRow& row, Flag& flag, Instant at);
  void RaiseCandidate(const LedgerRow& row, Instant at);
  void Tell(LedgerEvent::Kind kind, Instant at, const std::string& id) { ledger_.events.push_back({kind, at, id}); }

  const Calendar& calendar_;
  Ledger& ledger_;
};

}  // namespace dotpha::statute
