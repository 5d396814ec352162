// What is learned at the very microsecond of a statutory instant comes after it: live (folded when the watermark
// reached the instant) and rebuilt (folded with all facts) must agree.
#include <gtest/gtest.h>

#include "tests/statute/case.h"

namespace dotpha::statute {
namespace {

const DutyKey kRegistration{"REG", "2023", ""};

Case Season() {
  Case story("2022-06-01");
  story.Official("N1", "AGENCY_UBND_TINH");
  return story;
}

TEST(Instant, PaperEnteredAtMidnightFindsTheFlagRaisedAndWithdrawsIt_H_15) {
  Case story = Season();
  story.SendsOnPaper("N1", {kRegistration}, "2022-11-14 15:00", "2022-11-15 00:00:00", "MP-1");
  const Ledger live = story.LiveAt("N1", "2022-11-15");
  const Ledger rebuilt = story.At("N1", "2022-11-15 00:00:01");
  ASSERT_EQ(live.flags.size(), 1U);
  ASSERT_EQ(rebuilt.flags.size(), 1U);
  EXPECT_EQ(rebuilt.flags[0].raised_at, live.flags[0].raised_at);
  EXPECT_EQ(rebuilt.flags[0].status, FlagStatus::kWithdrawn);
  EXPECT_EQ(rebuilt.flags[0].withdrawn_reason, "RECEIVED_IN_FACT");
}

TEST(Instant, PaperEnteredAMicrosecondBeforeMidnightLeavesNoFlag_H_15) {
  Case story = Season();
  story.SendsOnPaper("N1", {kRegistration}, "2022-11-14 15:00", "2022-11-14 23:59:59.999999", "MP-1");
  EXPECT_TRUE(story.At("N1", "2022-11-15 00:00:01").flags.empty());
}

}  // namespace
}  // namespace dotpha::statute
