// Random lives of officials under one of the two laws of Tuyên Quang, 2019 to 2028: appointed, moved, retired,
// corrected, assigned, stopped, late, early, on paper, overridden, waived; some of it recorded before it happens and
// some long after.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/facts.h"

namespace dotpha::statute {

inline constexpr const char* kPerson = "P";

struct Life {
  Facts facts;                        // without law
  std::vector<Instant> cross_points;  // interesting moments: midnights after dates, closing points, moments of learning
};

// The same seed gives the same life.
Life RandomLife(std::uint64_t seed, const Regulation& regulation, const Calendar& calendar);

}  // namespace dotpha::statute
