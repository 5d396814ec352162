#include "libs/statute/rating.h"

#include <gtest/gtest.h>

namespace dotpha::statute {
namespace {

Regulation Law() {
  Regulation law;
  law.bands = {{"HTXS", "", "", 10000}, {"HTT", "", "", 7000}, {"HT", "", "", 5000}, {"KHT", "", "", 0}};
  return law;
}

TEST(Rating, BandsAreExactAtTheirBounds_R7_2_BANDS_I_21) {
  const Regulation law = Law();
  const auto level = [&](long long numerator, long long denominator) {
    return BandOf(law, {numerator, denominator})->level;
  };
  EXPECT_EQ(level(100, 1), "HTXS");
  EXPECT_EQ(level(9999, 100), "HTT");
  EXPECT_EQ(level(995, 10), "HTT");
  EXPECT_EQ(level(70, 1), "HTT");
  EXPECT_EQ(level(6999, 100), "HT");
  EXPECT_EQ(level(50, 1), "HT");
  EXPECT_EQ(level(4999, 100), "KHT");
  EXPECT_EQ(level(0, 1), "KHT");
  EXPECT_EQ(level(210, 3), "HTT");
  EXPECT_EQ(level(209, 3), "HT");
}

TEST(Rating, NothingIsRoundedUp_I_21) {
  const ExactPercent almost{99996, 1000};
  EXPECT_EQ(FormatHundredths(FloorToHundredths(almost)), "99.99");
  EXPECT_EQ(BandOf(Law(), almost)->level, "HTT");
  const WideInt unit = static_cast<WideInt>(10'000'000'000) * 10'000'000'000;  // beyond 64 bits
  EXPECT_EQ(BandOf(Law(), {unit * 100 - 1, unit})->level, "HTT");
  EXPECT_EQ(BandOf(Law(), {unit * 100, unit})->level, "HTXS");
}

TEST(Rating, ALawWithoutBandsRatesNothing_RQ_NOT) { EXPECT_EQ(BandOf(Regulation{}, {100, 1}), nullptr); }

}  // namespace
}  // namespace dotpha::statute
