#include <gmock/gmock.h>

#include "services/review/domain/assignments.h"
#include "services/review/tests/season.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;

class Importing : public ::testing::Test {
 protected:
  Importing() {
    work_ = ValidWork("W-1", 2021);
    work_.duration = "3Y";
    work_.end = Day("2023-12-31");
    season_.facts.live_from = Day("2022-10-01");
  }
  Result<ImportDecision> Import(const std::string& decided_on, const std::set<std::string>& held = {}) {
    return ImportAssignments({{{"N1", {"758-QĐ/TU", Day(decided_on)}, "TQ2020", work_}}, {}}, held,
                             season_.By("CV-BTC", {"specialist:BTC"}, "2022-10-15 08:00:00"));
  }
  Season season_;
  Work work_;
};

TEST_F(Importing, TakesOverAStageWorkOfAnEarlierCycle_R3_DURATION) {
  const auto imported = Import("2020-12-25");
  ASSERT_TRUE(imported.ok()) << imported.error().message;
  EXPECT_EQ(imported->works[0].cycle, 2021);
  EXPECT_EQ(imported->works[0].regulation_id, "TQ2020") << "text: no file needs to define it";
  const auto& told = std::get<WorksAssigned>(imported->events[0]);
  EXPECT_EQ(told.basis, Basis::kOpening);
  EXPECT_EQ(told.decided_on, Day("2020-12-25"));
  EXPECT_EQ(told.works[0].terms.end, Day("2023-12-31"));
}

TEST_F(Importing, OnlyWhatLiesBeforeTheFirstDay_H_17) {
  EXPECT_THAT(Found(Import("2022-10-01")), ElementsAre("assignments[0].document.signed_on DECIDED_AFTER_LIVE_FROM"));
  EXPECT_TRUE(Import("2022-09-30").ok());
}

TEST_F(Importing, EachWorkOnce) {
  EXPECT_THAT(Found(Import("2020-12-25", {"W-1"})),
              ElementsAre("assignments[0].content.work_id WORK_ALREADY_ASSIGNED"));
}

TEST_F(Importing, AsCompleteAsAnyOther_R4_3_DATA) {
  work_.id = "";
  work_.goals = "";
  work_.end = Day("2021-06-30");
  EXPECT_THAT(Found(Import("2020-12-25")),
              ElementsAre("assignments[0].content.work_id ID_INVALID", "assignments[0].content.goals MISSING_GOALS",
                          "assignments[0].content.end_on DATES_DO_NOT_FIT_DURATION"));
}

class Amending : public ::testing::Test {
 protected:
  Amending() {
    held_.id = "W-1";
    held_.official_id = "N1";
    held_.cycle = 2022;
    held_.content = ValidWork("W-1", 2022);
    held_.terms = TermsOf(*held_.content, "digest");
    held_.revision = 3;
    changed_ = ValidWork("", 2022);
    changed_.targets[0].value = "90";
  }
  Result<AmendDecision> Amend(const std::string& at = "2022-07-20 16:00:00", std::int64_t revision = 3) {
    return AmendWork({revision, {"249-KL/TU", Day("2022-07-20")}, changed_, "", {}}, held_, season_.ByRecorder(at));
  }
  Season season_;
  AssignedWork held_;
  Work changed_;
};

TEST_F(Amending, ChangesARunningWorkByADocument_R5_2_ADJUST) {
  const auto amended = Amend();
  ASSERT_TRUE(amended.ok()) << amended.error().message;
  EXPECT_EQ(amended->work.version, 2);
  EXPECT_EQ(amended->work.id, "W-1");
  EXPECT_EQ(amended->work.content->targets[0].value, "90");
  const auto& told = std::get<WorkAmended>(amended->events[0]);
  EXPECT_EQ(told.amended_on, Day("2022-07-20"));
  EXPECT_EQ(told.document_number, "249-KL/TU");
}

TEST_F(Amending, NotAfterItsPeriod_R5_2_ADJUST) {
  EXPECT_THAT(Found(Amend("2023-01-02 09:00:00")), ElementsAre("TRANSITION_NOT_ALLOWED"));
}

TEST_F(Amending, OfWhatWasRead_R5_2_ADJUST) {
  EXPECT_THAT(Found(Amend("2022-07-20 16:00:00", 2)), ElementsAre("ETAG_MISMATCH"));
}

TEST_F(Amending, IsTheStandingCommitteesAlone_R5_2_ADJUST_G_01) {
  EXPECT_THAT(Found(AmendWork({3, {"249-KL/TU", Day("2022-07-20")}, changed_, "", {}}, held_,
                              season_.ByBody("BTC", "2022-07-20 16:00:00"))),
              ElementsAre("ROLE_NOT_ALLOWED"));
}

TEST_F(Amending, SaysEverythingThatIsWrong_R5_2_ADJUST) {
  EXPECT_THAT(Found(AmendWork({{}, {}, {}, "", {}}, held_, season_.ByRecorder("2022-07-20 16:00:00"))),
              ElementsAre("etag ETAG_REQUIRED", "document.number DOCUMENT_REQUIRED",
                          "document.signed_on DOCUMENT_REQUIRED", "content CONTENT_REQUIRED"));
}

}  // namespace
}  // namespace dotpha::review::testing
