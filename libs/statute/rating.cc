#include "libs/statute/rating.h"

#include <cassert>

namespace dotpha::statute {

const RatingBand* BandOf(const Regulation& regulation, const ExactPercent& percent) {
  assert(percent.denominator > 0 && percent.numerator >= 0);
  for (const RatingBand& band : regulation.bands) {
    if (percent.numerator * 100 >= percent.denominator * band.at_least_e2) {
      return &band;
    }
  }
  return nullptr;
}

int FloorToHundredths(const ExactPercent& percent) {
  assert(percent.denominator > 0 && percent.numerator >= 0);
  return static_cast<int>(percent.numerator * 100 / percent.denominator);
}

std::string FormatHundredths(int hundredths) {
  const std::string sign = hundredths < 0 ? "-" : "";
  const int magnitude = hundredths < 0 ? -hundredths : hundredths;
  const std::string fraction = std::to_string(magnitude % 100);
  return sign + std::to_string(magnitude / 100) + "." + (fraction.size() == 1 ? "0" : "") + fraction;
}

}  // namespace dotpha::statute
