// The samples by the program that people use, dotpha-play: a whole registration season, and the seven officials over
// whom TQ2021 takes over from TQ2020.
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

TEST(SampleHandover, PlayedFromEndToEndDiffersInNothing_I_30) {
  testing::System system({.start = "2020-11-01T00:00:00+07:00", .services = testing::AllServices()});
  std::vector<std::string> arguments{"--sample",   testing::SourceFolder() + "/samples/tuyen-quang-2021",
                                     "--from",     "2020-11-01",
                                     "--to",       "2022-01-31",
                                     "--keys",     testing::System::KeysFolder(),
                                     "--operator", testing::System::kOperator};
  for (const std::string& service : system.services()) {
    arguments.insert(arguments.end(), {"--" + service, system.address(service)});
  }
  const Ended played = RunProgram("dotpha-play", arguments, std::chrono::seconds{480});
  EXPECT_EQ(played.status, 0) << played.output;
  EXPECT_THAT(played.output, HasSubstr("Difference to expected.json: none"));
}

}  // namespace
}  // namespace dotpha::acceptance
