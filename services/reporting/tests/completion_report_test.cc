// Completion reports (Điều 7 khoản 1, khoản 3 điểm a; R7.1-EARLY, I-23).
#include <gmock/gmock.h>

#include "services/reporting/tests/office.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const DutyKey kFirst{"RPT_Q", "2022-Q1", ""};
const DutyKey kDoneFirst{"RPT_DONE", "W-1", ""};
constexpr char kOctober[] = "2022-10-05 09:40";

// N1 with two annual works of 2022 and PLAN-STD sent in time.
class CompletionTest : public ::testing::Test {
 protected:
  CompletionTest() {
    office_.Assign("W-1", 2022, "2021-12-20");
    office_.Assign("W-2", 2022, "2021-12-20");
    EXPECT_TRUE(office_.Send(StandardPlan({StandardWork("W-1"), StandardWork("W-2")}), "2022-01-20 09:00").ok());
  }

  // Everything of these works, done on 26/09.
  static SubmitReportCommand Done(const std::vector<std::string>& works) {
    SubmitReportCommand command = ReportOn({}, works, {1, 2, 3, 4});
    command.content.narrative = {};
    for (ReportedWork& work : command.content.works) {
      work.completed_on = Day("2022-09-26");
      command.content.self_level.works[work.work_id] = "HTXS";
    }
    return command;
  }
  Result<ReportDecision> Send(const SubmitReportCommand& command, const std::string& at = kOctober) {
    auto decision = ReportCompletion(command, office_.Basis(), office_.Himself(at));
    if (decision.ok()) {
      office_.Keep(*decision);
    }
    return decision;
  }
  Office office_;
};

TEST_F(CompletionTest, CoversTheCompletionOfItsWorksAndNothingElse_R7_1_EARLY) {
  const auto done = Send(Done({"W-1"}));
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_THAT(done->discharged, ElementsAre(kDoneFirst));
  EXPECT_THAT(done->deliveries, SizeIs(2)) << "to BTV through BTC, with a copy to the body";
  EXPECT_EQ(done->report.completion.at(0).completion_exact, "100");
  const auto& told = std::get<ReportSent>(done->events.at(0));
  EXPECT_EQ(told.works.at(0).completed_on, Day("2022-09-26"));
  EXPECT_THAT(Found(SubmitReport(WithLevel(ReportOn({{"RPT_Q", "2022-Q4", ""}}, {"W-1", "W-2"}, {4}), "HTXS"),
                                 office_.Basis(), office_.Himself("2022-12-01 09:00"))),
              IsEmpty())
      << "until the Standing Committee decides, reports stay due (I-23)";
}

TEST_F(CompletionTest, CountsWhatWasReportedBefore_R7_1_EARLY) {
  ASSERT_TRUE(office_.Send(ReportOn({kFirst}, {"W-1", "W-2"}, {1}), "2022-03-20 09:00").ok());
  SubmitReportCommand rest = Done({"W-1"});
  std::erase_if(rest.content.works[0].items, [](const ReportedItem& item) { return item.id < "2022.04"; });
  EXPECT_THAT(Found(Send(rest)), IsEmpty());
}

TEST_F(CompletionTest, IsOfWholeWorks_R7_1_EARLY) {
  SubmitReportCommand command = Done({"W-1"});
  command.content.works[0].items.back().completion_e2 = 9999;
  const auto refused = Send(command);
  ASSERT_THAT(Found(refused), ElementsAre("report.works[0].items WORK_NOT_COMPLETE"));
  EXPECT_THAT(refused.error().violations[0].description, HasSubstr("99.99 %"));
  EXPECT_THAT(Found(Send(Done({"W-9"}))),
              ElementsAre("report.self_level.works[W-9] WORK_NOT_IN_PLAN", "report.works[0].work_id WORK_NOT_ASSIGNED",
                          "report.works[0].work_id WORK_NOT_IN_PLAN"));
  EXPECT_THAT(Found(Send(Done({}))), ElementsAre("report.works WORKS_REQUIRED"));
}

TEST_F(CompletionTest, SaysOnWhichDayEachWorkWasComplete_R7_1_EARLY) {
  SubmitReportCommand command = Done({"W-1"});
  command.content.works[0].completed_on.reset();
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.works[0].completed_on DATE_MISSING"));
  command.content.works[0].completed_on = Day("2022-10-06");
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.works[0].completed_on DATE_IN_FUTURE"));
  command.content.works[0].completed_on = Day("2021-12-31");
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.works[0].completed_on DATE_BEFORE_START"));

  SubmitReportCommand periodic = ReportOn({kFirst}, {"W-1", "W-2"}, {1});
  periodic.content.works[1].completed_on = Day("2022-03-01");
  EXPECT_THAT(Found(SubmitReport(periodic, office_.Basis(), office_.Himself("2022-03-20 09:00"))),
              ElementsAre("report.works[1].completed_on NO_COMPLETION_REPORT"));
}

TEST_F(CompletionTest, TakesALevelForEachWorkAndTheOverallOneWithTheLast_R7_3a_SELF) {
  SubmitReportCommand command = Done({"W-1"});
  command.content.self_level.works.clear();
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.self_level.works[W-1] MISSING_SELF_LEVEL"));
  command = Done({"W-1"});
  command.content.self_level.overall = "HTXS";
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.self_level.overall OVERALL_LEVEL_TOO_EARLY"));
  ASSERT_TRUE(Send(Done({"W-1"})).ok());
  EXPECT_THAT(Found(Send(Done({"W-2"}))), ElementsAre("report.self_level.overall MISSING_SELF_LEVEL"));
  EXPECT_THAT(Found(Send(WithLevel(Done({"W-2"}), "HTXS"))), IsEmpty());
}

TEST_F(CompletionTest, IsSentOnceForAWork_I_23) {
  ASSERT_TRUE(Send(Done({"W-1"})).ok());
  EXPECT_THAT(Found(Send(Done({"W-1"}))), ElementsAre("report.works[0].work_id ALREADY_REPORTED"));
  SubmitReportCommand command = WithLevel(Done({"W-2"}), "HTXS");
  command.covers = {kFirst};
  EXPECT_THAT(Found(Send(command)), ElementsAre("report.covers COVERS_NOT_ALLOWED"));
}

TEST_F(CompletionTest, NeedsAPlanAndIsHisOwn_R7_1_EARLY) {
  Office idle;
  idle.Assign("W-1", 2022, "2021-12-20");
  EXPECT_EQ(ReportCompletion(Done({"W-1"}), idle.Basis(), idle.Himself(kOctober)).error().reason, "PLAN_MISSING");
  EXPECT_EQ(ReportCompletion(Done({"W-1"}), office_.Basis(), office_.By("ST-BCSD-3", {"leader:BCSD"}, kOctober))
                .error()
                .reason,
            "ROLE_NOT_ALLOWED");
}

}  // namespace
}  // namespace dotpha::reporting::testing
