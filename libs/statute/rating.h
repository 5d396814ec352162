// The level that a percentage falls into (Điều 7 khoản 2; R7.2-BANDS, I-21): exact, never rounded up.
#pragma once

#include <string>

#include "libs/statute/law.h"

namespace dotpha::statute {

__extension__ using WideInt = __int128;  // products of five shares in hundredths do not fit into 64 bits

// A percentage as an exact fraction: 86.25 % is {8625, 100}. Preconditions: denominator > 0, numerator >= 0.
struct ExactPercent {
  WideInt numerator = 0;
  WideInt denominator = 1;
};

// The first band whose lower bound the percentage reaches. Never nullptr for a loaded regulation that rates at all:
// its last band begins at 0. nullptr where it has no bands (QN2024).
const RatingBand* BandOf(const Regulation& regulation, const ExactPercent& percent);

// Floored to hundredths for display (pct_precision): 99.996 gives 9999.
int FloorToHundredths(const ExactPercent& percent);

// "99.99".
std::string FormatHundredths(int hundredths);

}  // namespace dotpha::statute
