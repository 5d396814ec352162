#include "tools/dotphactl/refusals.h"

#include <gmock/gmock.h>

namespace dotpha::ctl {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

TEST(Refusals, AreReadUpToTheCodesThatRefuseNothing) {
  const RefusalTable table = ReadRefusals(
      "# a comment\n\n"
      "ONE_REASON | Điều 7 khoản 2 | what it means | what to do\n"
      "TWO_REASON | - | nothing of the law | call again\n"
      "\n## others\nA_STATE | - | x | y\n");
  ASSERT_EQ(table.size(), 2U);
  EXPECT_EQ(table.at("ONE_REASON").article, "Điều 7 khoản 2");
  EXPECT_EQ(table.at("ONE_REASON").meaning, "what it means");
  EXPECT_EQ(table.at("ONE_REASON").what_to_do, "what to do");
  EXPECT_EQ(table.at("TWO_REASON").article, "");
}

TEST(Refusals, EveryOneOfThePageSaysWhatItMeansAndWhatToDo) {
  EXPECT_GT(Refusals().size(), 300U);
  for (const auto& [reason, refusal] : Refusals()) {
    EXPECT_THAT(refusal.meaning, Not(IsEmpty())) << reason;
    EXPECT_THAT(refusal.what_to_do, Not(IsEmpty())) << reason;
  }
  EXPECT_EQ(Refusals().at("MISSING_GOALS").article, "Điều 4 khoản 1");
  EXPECT_FALSE(Refusals().contains("CARRIED_INSIDE"));
}

}  // namespace
}  // namespace dotpha::ctl
