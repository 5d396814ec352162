// Derives the obligations of one debtor at many instants of knowledge. Internal: callers use obligation.h, ledger.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/statute/obligation.h"
#include "libs/statute/officials.h"

namespace dotpha::statute {

struct Derivation {
  std::vector<DerivedObligation> owed;      // sorted by key; exists_since is left to the caller
  std::vector<DerivedObligation> not_owed;  // of what is not owed, that whose date an override moved
};

// Keeps references; all must outlive it. `slice`: the debtor's facts (slice.h).
class Deriver {
 public:
  Deriver(const Facts& slice, const Calendar& calendar, const DeriveOptions& options, const std::string& debtor_id);

  // Whether the debtor is a body: one that was ever known under that id.
  [[nodiscard]] bool is_body() const { return officials_ != nullptr; }
  // As known at that instant, of the cycles first to last.
  [[nodiscard]] Derivation At(Instant known_at, int first_cycle, int last_cycle) const;

  // The first cycle that any version of the law can have duties for.
  [[nodiscard]] int FirstCycle() const;

 private:
  const Facts& facts_;
  const Calendar& calendar_;
  const DeriveOptions& options_;
  const std::string& debtor_id_;
  std::unique_ptr<Officials> officials_;  // only for a body
};

}  // namespace dotpha::statute
