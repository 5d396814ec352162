// Derives the obligations of one debtor at many instants of knowledge. Internal: callers use obligation.h, ledger.h.
#pragma once

#include <string>
#include <vector>

#include "libs/statute/obligation.h"

namespace dotpha::statute {

// Keeps references; all must outlive it. `slice`: the debtor's facts (slice.h).
class Deriver {
 public:
  Deriver(const Facts& slice, const Calendar& calendar, const DeriveOptions& options, const std::string& debtor_id)
      : facts_(slice), calendar_(calendar), options_(options), debtor_id_(debtor_id) {}

  // As known at that instant, of the cycles first to last, sorted by id; exists_since is left to the caller.
  [[nodiscard]] std::vector<DerivedObligation> At(Instant known_at, int first_cycle, int last_cycle) const;

  // The first cycle that any version of the law can have duties for.
  [[nodiscard]] int FirstCycle() const;

 private:
  const Facts& facts_;
  const Calendar& calendar_;
  const DeriveOptions& options_;
  const std::string& debtor_id_;
};

}  // namespace dotpha::statute
