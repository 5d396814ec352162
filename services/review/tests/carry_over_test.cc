#include "services/review/domain/carry_over.h"

#include <gmock/gmock.h>

#include "services/review/domain/tasks.h"
#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;

// The rating of 2022 left W-1 of N1 to be continued, and offers the rest of W-2.
class Unfinished : public ::testing::Test {
 protected:
  Unfinished() {
    for (const char* id : {"W-1", "W-2"}) {
      AssignedWork work;
      work.id = id;
      work.official_id = "N1";
      work.cycle = 2022;
      work.content = ValidWork(id, 2022);
      work.terms = TermsOf(*work.content, "digest");
      work.decided_on = Day("2021-12-28");
      works_[id] = work;
      known_[id] = {id, 2022, "N1", std::string(id) == "W-1", Day("2023-01-16")};
    }
  }

  Result<CarryOverDecision> Decide(std::vector<CarryOverItem> items, const std::string& at = "2023-01-16 10:00:00") {
    return DecideCarryOvers({{"375-QĐ/TU", Date::Of(At(at))}, std::move(items), {}}, known_,
                            {season_.files, works_, {}}, season_.ByRecorder(at));
  }
  static CarryOverItem Item(const std::string& work_id, CarryOverOutcome outcome = CarryOverOutcome::kContinue,
                            const std::string& reason = "") {
    return {work_id, 2022, outcome, OtherWork::kNone, reason};
  }

  Season season_;
  std::map<std::string, AssignedWork> works_;
  KnownCarryOvers known_;
};

TEST_F(Unfinished, WhatGoesOnIsAssignedForTheNextYearAsItIs_R2_5_CONTINUE_B_34) {
  const auto decided = Decide({Item("W-1")});
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->carry_overs[0].state, CarryOverState::kDecided);
  ASSERT_TRUE(decided->assigned);
  const AssignedWork& work = decided->assigned->works.at(0);
  EXPECT_EQ(work.official_id, "N1");
  EXPECT_EQ(work.cycle, 2023);
  EXPECT_EQ(work.source, Source::kCarryOver);
  EXPECT_EQ(work.terms.start, Day("2023-01-01"));
  EXPECT_EQ(work.terms.end, Day("2023-12-31"));
  EXPECT_EQ(work.content->display_name, works_["W-1"].content->display_name);
  EXPECT_EQ(work.content->end, Day("2023-12-31"));
  EXPECT_EQ(work.decided_on, Day("2023-01-16")) << "the month for the plan begins here";
  EXPECT_EQ(decided->assigned->decision.basis, Basis::kSupplement);
}

TEST_F(Unfinished, EachIsDecidedAndOtherWorkMayBeNone_R2_5_OTHER) {
  const auto decided = Decide({Item("W-1"), Item("W-2", CarryOverOutcome::kEnd)});
  ASSERT_TRUE(decided.ok()) << decided.error().message;
  EXPECT_EQ(decided->carry_overs[0].other_work, OtherWork::kNone);
  EXPECT_EQ(decided->carry_overs[1].outcome, CarryOverOutcome::kEnd);
  EXPECT_EQ(decided->assigned->works.size(), 1U);
  const auto none = Decide({Item("W-2", CarryOverOutcome::kEnd)});
  ASSERT_TRUE(none.ok());
  EXPECT_FALSE(none->assigned);
}

TEST_F(Unfinished, EndingADutyNeedsAReason_R2_5_CONTINUE_I_26) {
  EXPECT_THAT(Found(Decide({Item("W-1", CarryOverOutcome::kEnd)})), ElementsAre("items[0].reason REASON_REQUIRED"));
  EXPECT_TRUE(Decide({Item("W-1", CarryOverOutcome::kEnd, "Chủ trương đã thay đổi")}).ok());
}

TEST_F(Unfinished, ABadRequestNamesEveryFault) {
  works_["W-2"].official_id = "N4";
  CarryOverItem other = Item("W-9");
  other.cycle = 2021;
  EXPECT_THAT(Found(Decide({{"W-1", 2022, {}, {}, ""}, Item("W-1"), Item("W-2"), other})),
              ElementsAre("items[0].outcome OUTCOME_REQUIRED", "items[0].other_work OTHER_WORK_REQUIRED",
                          "items[1].work_id DUPLICATE_ITEM", "items[2].work_id WORK_NOT_HELD",
                          "items[3].cycle CYCLE_DIFFERS", "items[3].work_id CARRY_OVER_UNKNOWN"));
  EXPECT_THAT(Found(Decide({})), ElementsAre("items NO_ITEMS"));
}

TEST_F(Unfinished, IsDecidedOnceAndByTheRecorderAlone_G_01) {
  EXPECT_THAT(
      Found(DecideCarryOvers({{"375-QĐ/TU", Day("2023-01-16")}, {Item("W-1")}, {}}, known_, {season_.files, works_, {}},
                             season_.By("CV-BTC", {"specialist:BTC"}, "2023-01-16 10:00:00"))),
      ElementsAre("ROLE_NOT_ALLOWED"));
  known_["W-1"].state = CarryOverState::kDecided;
  EXPECT_THAT(Found(Decide({Item("W-1")})), ElementsAre("TRANSITION_NOT_ALLOWED"));
}

TEST_F(Unfinished, AWorkThatStillRunsIsNotCarriedOver) {
  EXPECT_THAT(Found(Decide({Item("W-1")}, "2022-12-28 10:00:00")), ElementsAre("WORK_ALREADY_ASSIGNED"));
}

TEST_F(Unfinished, StandsOnTheStandingCommitteesList_R2_5_CONTINUE_R2_5_OTHER) {
  const auto tasks = Tasks({}, {}, {known_["W-1"], known_["W-2"]}, season_.ByRecorder("2023-01-16 10:00:00").province,
                           Day("2023-01-16"));
  EXPECT_THAT(tasks, ElementsAre(Task{TaskKind::kCarryOver, "N1", Day("2023-01-16"), {"W-1"}, ""},
                                 Task{TaskKind::kConsiderOtherWork, "N1", Day("2023-01-16"), {"W-1"}, ""},
                                 Task{TaskKind::kOfferCarryOver, "N1", Day("2023-01-16"), {"W-2"}, ""}));
}

}  // namespace
}  // namespace dotpha::review::testing
