// The sample province by the program that people use: the whole registration season by dotpha-play.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/programs.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::HasSubstr;

TEST(SampleSeason, PlayedFromEndToEndDiffersInNothing) {
  testing::System system({.start = "2021-10-14T00:00:00+07:00"});
  const Ended played = RunProgram(
      "dotpha-play",
      {"--sample", SampleFolder(), "--registration", system.registration_address(), "--notifier",
       system.notifier_address(), "--keys", testing::System::KeysFolder(), "--operator", testing::System::kOperator},
      std::chrono::seconds{240});
  EXPECT_EQ(played.status, 0) << played.output;
  EXPECT_THAT(played.output, HasSubstr("Difference to expected.json: none"));
}

}  // namespace
}  // namespace dotpha::acceptance
