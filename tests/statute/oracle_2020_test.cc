// The law file of 2020 against the oracle: random lives under it, and proof that the oracle would notice if the file
// said something else.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/statute/law_fixture.h"
#include "tests/statute/oracle_compare.h"

namespace dotpha::statute {
namespace {

bool OracleNotices(const std::function<void(Regulation&)>& change) {
  return statute::OracleNotices(TuyenQuang2020(), change);
}

TEST(Oracle2020, AgreesOnEveryObligationFlagAndCandidate_R0_VERSION_R5_1_MONTH_R7_3a_SELF_R2_4_REPORT) {
  ExpectAgreement(TuyenQuang2020());
}

TEST(Oracle2020, NoticesTheDatesOfTheOtherText_R4_1_DEADLINE_R4_4b_DEADLINE_R5_1_MONTH_R5_1_STAGE_R7_3a_SELF) {
  EXPECT_FALSE(OracleNotices([](Regulation&) {}));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "REG", Trigger::kCycle).fixed->day = 14; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "PLAN", Trigger::kAssignment).fixed->day = 25; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "SELF", Trigger::kActiveWork).fixed->day = 25; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "RPT_H1", Trigger::kActiveWork).fixed->day = 26; }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DeadlineOf(r, "RPT_Y", Trigger::kActiveWork).fixed->day = 30; }));
  for (std::size_t month = 0; month < 12; ++month) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DeadlineOf(r, "RPT_M", Trigger::kActiveWork, month).fixed->day = 26;
    })) << month;
  }
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    auto& fixed = *DeadlineOf(r, "RPT_STAGE", Trigger::kStageEnd).fixed;
    fixed.month_of_stage_end = false;
    fixed.month = 12;
  }));
}

TEST(Oracle2020, NoticesDutiesThatTheTextDoesNotKnow_R5_1_MONTH_R7_3a_SELF) {
  for (const char* code : {"RPT_M", "SELF"}) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      std::erase_if(r.duties, [&](const Duty& duty) { return duty.code == code; });
    })) << code;
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DutyOf(r, code, Trigger::kActiveWork).closing.kind = ClosingKind::kNone;
    })) << code;
  }
  // The same of SELF needs a work of December: TheSelfAssessmentIsNotAskedBeforeThePlan in scenarios_2020_test.cc.
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "RPT_M", Trigger::kActiveWork).after_duty = ""; }));
}

TEST(Oracle2020, NoticesASignThatTheTextDoesNotName_R10_KINDS_I_34) {
  for (const char* code : {"RPT_M", "RPT_Q", "RPT_H1", "RPT_Y", "SELF"}) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DutyOf(r, code, Trigger::kActiveWork).candidate = CandidateRule{"NOT_REPORTED", "", false, true};
    })) << code;
  }
  EXPECT_TRUE(OracleNotices([](Regulation& r) { DutyOf(r, "PLAN", Trigger::kAssignment).candidate.reset(); }));
}

TEST(Oracle2020, NoticesAHardMonthForAPlan_R4_4b_ONEMONTH_I_11) {
  for (const std::size_t deadline : {1U, 2U}) {
    EXPECT_TRUE(OracleNotices([&](Regulation& r) {
      DeadlineOf(r, "PLAN", Trigger::kAssignment, 0, deadline).hard = true;
    })) << deadline;
  }
}

TEST(Oracle2020, NoticesTheScopeOfTheOtherText_R1_2_SCOPE_HEADS_R1_2_SCOPE_VERTICAL_R1_2_SCOPE_MEMBERS) {
  const auto without = [](const std::string& rule) {
    return [rule](Regulation& r) { std::erase_if(r.scope, [&](const ScopeRule& row) { return row.rule == rule; }); };
  };
  EXPECT_TRUE(OracleNotices(without("R1.1-SUBJECT")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-HEADS")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-ACTING")));
  EXPECT_TRUE(OracleNotices(without("R1.2-SCOPE-VERTICAL")));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    for (ScopeRule& row : r.scope) {
      if (row.rule == "R1.2-SCOPE-HEADS") {
        row.when.workplace_classes.push_back("UNIT_UBND_TINH");
      }
    }
  }));
  EXPECT_TRUE(OracleNotices([](Regulation& r) {
    ScopeRule members;
    members.rule = "R1.2-SCOPE-MEMBERS";
    members.when.committee_member = true;
    members.when.has_post = true;
    members.verdict = ScopeVerdict::kIn;
    r.scope.insert(r.scope.begin() + 2, members);
  }));
}

}  // namespace
}  // namespace dotpha::statute
