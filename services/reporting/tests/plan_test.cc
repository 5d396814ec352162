// Plans by the scenarios (Điều 4 khoản 4).
#include <gmock/gmock.h>

#include "services/reporting/domain/change_plan.h"
#include "services/reporting/domain/plan_content.h"
#include "services/reporting/domain/stamp.h"
#include "services/reporting/tests/office.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// N1 with one annual work of 2022 by the decision of 20/12/2021.
class PlanTest : public ::testing::Test {
 protected:
  PlanTest() { office_.Assign("W-1", 2022, "2021-12-20"); }

  std::vector<std::string> Refused(const SubmitPlanCommand& command) {
    return Found(SubmitPlan(command, {}, office_.Himself("2022-01-20 09:00")));
  }
  // The first violation with this reason.
  std::string Says(const SubmitPlanCommand& command, const std::string& reason) {
    const auto result = SubmitPlan(command, {}, office_.Himself("2022-01-20 09:00"));
    if (!result.ok()) {
      for (const Violation& violation : result.error().violations) {
        if (violation.reason == reason) {
          return violation.description;
        }
      }
    }
    return "";
  }
  Office office_;
};

TEST_F(PlanTest, IsSentToTheCommissionWithACopyToTheBodyAndNeedsNoApproval_R4_4a_DUTY_R4_4b_DEADLINE_R4_4_NOAPPROVAL) {
  const auto sent = office_.Send(StandardPlan(), "2022-01-24 23:59:59");
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent->plan.state, PlanState::kSent);
  EXPECT_EQ(sent->plan.version, 1);
  EXPECT_EQ(sent->plan.occasion, std::nullopt);
  ASSERT_THAT(sent->deliveries, SizeIs(2));
  EXPECT_EQ(sent->deliveries[0].body_id, "BTC");
  EXPECT_EQ(sent->deliveries[1].body_id, "BCSD");
  ASSERT_THAT(sent->events, SizeIs(1));
}

TEST_F(PlanTest, LacksNoPartOfItsContent_R4_4a_CONTENT_B_47) {
  SubmitPlanCommand command = StandardPlan();
  command.content.general_goal = " ";
  EXPECT_THAT(Refused(command), ElementsAre("plan.general_goal MISSING_GENERAL_GOAL"));
  command.content.specific_goals = {""};
  command.content.solutions.clear();
  command.content.roadmap.clear();
  EXPECT_THAT(Refused(command),
              ElementsAre("plan.general_goal MISSING_GENERAL_GOAL", "plan.roadmap MISSING_ROADMAP",
                          "plan.solutions MISSING_SOLUTIONS", "plan.specific_goals MISSING_SPECIFIC_GOALS"));
}

TEST_F(PlanTest, EveryItemServesAQuantifiedTarget_R4_4a_CONTENT_I_55) {
  SubmitPlanCommand command = StandardPlan();
  PlannedItem& item = command.content.works[0].years[0].quarters[0].months[0].items[0];
  item.target_ids.clear();
  EXPECT_THAT(Refused(command),
              ElementsAre("plan.works[0].years[0].quarters[0].months[0].items[0].target_ids ITEM_WITHOUT_TARGET"));
  item.target_ids = {"7"};
  EXPECT_THAT(Refused(command),
              ElementsAre("plan.works[0].years[0].quarters[0].months[0].items[0].target_ids TARGET_UNKNOWN"));
  for (PlannedQuarter& quarter : command.content.works[0].years[0].quarters) {
    for (PlannedMonth& month : quarter.months) {
      for (PlannedItem& each : month.items) {
        each.target_ids.clear();
      }
    }
  }
  EXPECT_THAT(Refused(command), Contains("plan.works[0] MISSING_QUANTIFIED_TARGETS"));
}

TEST_F(PlanTest, AWorkOfSeveralAgenciesNamesThemAndHowTheyCoordinate_R4_4a_MULTI) {
  office_.known.works["W-1"].multi_agency = true;
  SubmitPlanCommand command = StandardPlan();
  EXPECT_THAT(Refused(command), UnorderedElementsAre("plan.coordination[W-1].arrangement MISSING_COORDINATION",
                                                     "plan.coordination[W-1].agency_ids MISSING_PARTNER_AGENCIES"));
  command.content.coordination = {{"W-1", "Giao ban hằng tháng", {}}};
  EXPECT_THAT(Refused(command), ElementsAre("plan.coordination[W-1].agency_ids MISSING_PARTNER_AGENCIES"));
  command.content.coordination[0].agency_ids = {"so-khong-co"};
  EXPECT_THAT(Refused(command), ElementsAre("plan.coordination[0].agency_ids AGENCY_UNKNOWN"));
  command.content.coordination[0].agency_ids = {"so-tc"};
  EXPECT_THAT(Refused(command), IsEmpty());
}

TEST_F(PlanTest, QuartersOfAYearSumToOneHundred_R4_4a_SUM_Y_R4_4a_YEARW_E_11) {
  SubmitPlanCommand command = StandardPlan();
  command.content.works[0].years[0].quarters[3].share_e2 = 2000;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[0] WEIGHT_SUM"));
  EXPECT_THAT(Says(command, "WEIGHT_SUM"), HasSubstr("W-1/2022: the parts sum to 95.00 %"));
}

TEST_F(PlanTest, MonthsOfAQuarterSumToOneHundredAndAreThree_R4_4a_SUM_Q_E_11) {
  SubmitPlanCommand command = StandardPlan();
  auto& months = command.content.works[0].years[0].quarters[0].months;
  months[0].share_e2 = 1999;
  EXPECT_THAT(Says(command, "WEIGHT_SUM"), HasSubstr("W-1/2022/Q1: the parts sum to 99.99 %"));
  months[0].share_e2 = 2000;
  months.push_back(months[2]);
  EXPECT_THAT(Refused(command), Contains("plan.works[0] WEIGHT_TOO_MANY_PARTS"));
}

TEST_F(PlanTest, ItemsOfAMonthSumToOneHundredExactly_R4_4a_SUM_M_I_54_E_11) {
  SubmitPlanCommand command = StandardPlan();
  auto& items = command.content.works[0].years[0].quarters[0].months[0].items;
  items.push_back(items[1]);
  items[2].id = "2022.01.3";
  items[0].share_e2 = items[1].share_e2 = items[2].share_e2 = 3333;
  EXPECT_THAT(Says(command, "WEIGHT_SUM"), HasSubstr("W-1/2022/Q1/1: the parts sum to 99.99 %"));
  items[2].share_e2 = 3334;
  EXPECT_THAT(Refused(command), IsEmpty());
}

TEST_F(PlanTest, AStageHasEachOfItsYearsSummingToOneHundred_R4_4a_STAGEW_R4_4a_SUM_S) {
  office_.AssignStage("W-2", "2Y", "2022-01-01", "2023-12-31", "2021-12-20");
  SubmitPlanCommand command = StandardPlan({StandardWork("W-1"), StandardWork("W-2", {2022, 2023})});
  EXPECT_THAT(Refused(command), IsEmpty());
  command.content.works[1].years[0].share_e2 = 4900;
  EXPECT_THAT(Says(command, "WEIGHT_SUM"), HasSubstr("W-2: the parts sum to 99.00 %"));
  command.content.works[1].years = {command.content.works[1].years[0]};
  command.content.works[1].years[0].share_e2 = 10000;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[1].years YEAR_MISSING"));
  command.content.works[1].years[0].year = 2024;
  EXPECT_THAT(Refused(command), Contains("plan.works[1].years[0] YEAR_NOT_IN_WORK"));
}

TEST_F(PlanTest, APeriodBeforeTheAssignmentMayHaveShareZeroButNoParts_I_49_E_12) {
  SubmitPlanCommand command = StandardPlan();
  auto& quarters = command.content.works[0].years[0].quarters;
  quarters[0] = {1, 0, {}};
  quarters[1].share_e2 = 3000;
  quarters[2].share_e2 = 4000;
  quarters[3].share_e2 = 3000;
  EXPECT_THAT(Refused(command), IsEmpty());
  quarters[0].months = StandardWork("W-1").years[0].quarters[0].months;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[0] WEIGHT_ZERO_WITH_PARTS"));
  quarters[0] = {1, 1000, {}};
  quarters[2].share_e2 = 3000;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[0] WEIGHT_WITHOUT_PARTS"));
  quarters[0].share_e2 = 12000;
  EXPECT_THAT(Refused(command), Contains("plan.works[0] WEIGHT_OUT_OF_RANGE"));
}

TEST_F(PlanTest, AnAnnualWorkHasItsOneYearWhole) {
  SubmitPlanCommand command = StandardPlan();
  command.content.works[0].years[0].share_e2 = 9000;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[0].years[0] WEIGHT_SUM"));
}

TEST_F(PlanTest, HoldsExactlyTheAssignedWorksRunningStageWorksIncluded_R4_4a_DUTY) {
  office_.AssignStage("W-2", "3Y", "2021-01-01", "2023-12-31", "2020-12-20");
  EXPECT_THAT(Refused(StandardPlan()), ElementsAre("plan.works WORK_MISSING_IN_PLAN"));
  EXPECT_THAT(
      Refused(StandardPlan({StandardWork("W-1"), StandardWork("W-2", {2021, 2022, 2023}), StandardWork("W-9")})),
      Contains("plan.works[2].work_id WORK_NOT_ASSIGNED"));
  office_.End("W-2", "2022-01-10", "STOPPED");
  EXPECT_THAT(Refused(StandardPlan()), IsEmpty());
  EXPECT_THAT(Refused(StandardPlan({StandardWork("W-1"), StandardWork("W-1")})),
              Contains("plan.works[1].work_id DUPLICATE_WORK"));
}

TEST_F(PlanTest, ItemIdsAreUniqueWithinTheWork) {
  SubmitPlanCommand command = StandardPlan();
  auto& items = command.content.works[0].years[0].quarters[0].months[0].items;
  items[1].id = items[0].id;
  EXPECT_THAT(Refused(command),
              ElementsAre("plan.works[0].years[0].quarters[0].months[0].items[1].item_id DUPLICATE_ITEM"));
}

TEST_F(PlanTest, AMonthBelongsToItsQuarter) {
  SubmitPlanCommand command = StandardPlan();
  command.content.works[0].years[0].quarters[1].months[0].month = 1;
  EXPECT_THAT(Refused(command), ElementsAre("plan.works[0].years[0].quarters[1].months[0] PERIOD_NUMBER_INVALID"));
}

TEST_F(PlanTest, OfADecisionWithinTheYearIsAPlanOfItsOwn_R4_4b_NEWAPPT_R4_4b_ONEMONTH) {
  ASSERT_TRUE(office_.Send(StandardPlan(), "2022-01-20 09:00").ok());
  office_.Assign("W-2", 2022, "2022-03-10", "NEWAPPT");
  const auto second = office_.Send(StandardPlan({StandardWork("W-2")}), "2022-04-01 09:00");
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_EQ(second->plan.occasion, Day("2022-03-10"));
  EXPECT_THAT(office_.plans, SizeIs(2));
  EXPECT_THAT(Found(office_.Send(StandardPlan({StandardWork("W-2")}), "2022-04-02 09:00")),
              ElementsAre("ALREADY_SUBMITTED"));
}

TEST_F(PlanTest, OfAnotherOccasionIsNotOwed) {
  SubmitPlanCommand command = StandardPlan();
  command.occasion = Day("2022-05-05");
  EXPECT_THAT(Refused(command), ElementsAre("PLAN_NOT_OWED"));
  EXPECT_THAT(Refused(StandardPlan({StandardWork("W-1")}, 2023)), ElementsAre("PLAN_NOT_OWED"));
}

TEST_F(PlanTest, OnPaperCountsByItsStamp_I_02) {
  SubmitPlanCommand command = StandardPlan();
  command.paper = PaperStamp{*ParseRfc3339("2022-01-24T16:00:00+07:00"), {"CV-12", {}}};
  const auto entered = SubmitPlan(command, {}, office_.By("BTC-clerk", {"clerk:BTC"}, "2022-02-03 10:00"));
  ASSERT_TRUE(entered.ok()) << entered.error().message;
  EXPECT_EQ(entered->plan.received_at, *ParseRfc3339("2022-01-24T16:00:00+07:00"));
  EXPECT_EQ(entered->plan.recorded_at, *ParseRfc3339("2022-02-03T10:00:00+07:00"));
  EXPECT_EQ(entered->plan.channel, Channel::kPaper);
  EXPECT_THAT(Found(SubmitPlan(command, {}, office_.By("BNC-clerk", {"clerk:BNC"}, "2022-02-03 10:00"))),
              ElementsAre("ROLE_NOT_ALLOWED"));
  command.paper = PaperStamp{*ParseRfc3339("2022-03-01T00:00:00+07:00"), {}};
  EXPECT_THAT(Found(SubmitPlan(command, {}, office_.By("BTC-clerk", {"clerk:BTC"}, "2022-02-03 10:00"))),
              ElementsAre("document.number DOCUMENT_REQUIRED", "stamped_at STAMP_IN_FUTURE"));
}

TEST_F(PlanTest, APaperStampedBeforeItWasSentMovesTheReceiptBack_I_02_H_15) {
  const auto sent = office_.Send(StandardPlan(), "2022-01-26 10:00");
  ASSERT_TRUE(sent.ok());
  RecordStampCommand command;
  command.paper = PaperStamp{*ParseRfc3339("2022-01-24T15:00:00+07:00"), {"CV-12", {}}};
  command.expected_revision = sent->plan.revision;
  const auto clerk = [&](const std::string& at) { return office_.By("BTC-clerk", {"clerk:BTC"}, at); };
  const auto stamped = RecordPlanStamp(command, sent->plan, clerk("2022-02-01 09:00"));
  ASSERT_TRUE(stamped.ok()) << stamped.error().reason;
  EXPECT_EQ(stamped->plan.received_at, *ParseRfc3339("2022-01-24T15:00:00+07:00"));
  EXPECT_EQ(stamped->plan.state, sent->plan.state);
  EXPECT_EQ(stamped->plan.version, sent->plan.version);
  const auto& told = std::get<StampRecorded>(stamped->events.at(0));
  EXPECT_THAT(told.covers, ElementsAre(DutyKey{"PLAN", "2022", ""}));
  EXPECT_EQ(told.paper_number, "CV-12");
  command.paper.stamped_at = sent->plan.received_at;
  EXPECT_EQ(RecordPlanStamp(command, sent->plan, clerk("2022-02-01 09:00")).error().reason, "STAMP_NOT_EARLIER");
  EXPECT_THAT(
      Found(RecordPlanStamp({}, sent->plan, clerk("2022-02-01 09:00"))),
      UnorderedElementsAre("etag ETAG_REQUIRED", "document.number DOCUMENT_REQUIRED", "stamped_at STAMP_MISSING"));
  command.paper.stamped_at = *ParseRfc3339("2022-01-24T15:00:00+07:00");
  EXPECT_EQ(RecordPlanStamp(command, sent->plan, office_.Himself("2022-02-01 09:00")).error().reason,
            "ROLE_NOT_ALLOWED");
}

TEST_F(PlanTest, NobodySendsAnothersPlan) {
  EXPECT_THAT(Found(SubmitPlan(StandardPlan(), {}, office_.By("N2", {"official"}, "2022-01-20 09:00"))),
              ElementsAre("ROLE_NOT_ALLOWED"));
}

TEST_F(PlanTest, ADraftBecomesThePlan) {
  SubmitPlanCommand draft = StandardPlan();
  draft.draft = true;
  draft.content.general_goal.clear();
  ASSERT_TRUE(office_.Send(draft, "2022-01-10 09:00").ok());
  EXPECT_EQ(office_.plans[0].state, PlanState::kDraft);
  EXPECT_EQ(office_.plans[0].received_at, std::nullopt);
  SubmitPlanCommand sending = StandardPlan();
  sending.expected_revision = 7;
  EXPECT_THAT(Found(office_.Send(sending, "2022-01-11 09:00")), ElementsAre("ETAG_MISMATCH"));
  sending.expected_revision = 1;
  const auto sent = office_.Send(sending, "2022-01-11 09:00");
  ASSERT_TRUE(sent.ok());
  EXPECT_EQ(sent->plan.id, office_.plans[0].id);
  EXPECT_EQ(sent->plan.version, 1);
}

// ---- changing it -------------------------------------------------------------------------------------------------

class ChangingAPlan : public PlanTest {
 protected:
  ChangingAPlan() { EXPECT_TRUE(office_.Send(StandardPlan(), "2022-01-20 09:00").ok()); }

  Result<PlanDecision> Correct(const PlanContent& content, const ReportedPeriods& reported, const std::string& at) {
    CorrectPlanCommand command;
    command.content = content;
    command.note = "Điều chỉnh";
    command.expected_revision = office_.plans[0].revision;
    return CorrectPlan(command, office_.plans[0], reported, office_.Himself(at));
  }
  // Shares of the third and fourth quarter 20 and 30.
  static PlanContent Shifted() {
    PlanContent content = StandardPlan().content;
    content.works[0].years[0].quarters[2].share_e2 = 2000;
    content.works[0].years[0].quarters[3].share_e2 = 3000;
    return content;
  }
  const ReportedPeriods half_a_year_{true, {{2022, 1}, {2022, 2}}};
};

TEST_F(ChangingAPlan, IsFreeBeforeTheFirstReportAndKeepsTheFirstReceipt_I_31) {
  const auto corrected = Correct(Shifted(), {}, "2022-02-20 09:00");
  ASSERT_TRUE(corrected.ok()) << corrected.error().message;
  EXPECT_EQ(corrected->plan.version, 2);
  EXPECT_EQ(corrected->plan.received_at, *ParseRfc3339("2022-01-20T09:00:00+07:00"));
  EXPECT_THAT(corrected->deliveries, SizeIs(2));
}

TEST_F(ChangingAPlan, AfterAReportNeedsAnAmendmentByTheStandingCommittee_I_31_B_44) {
  const auto alone = Correct(Shifted(), half_a_year_, "2022-08-01 09:00");
  ASSERT_EQ(Found(alone), std::vector<std::string>{"PLAN_FROZEN"});
  EXPECT_EQ(alone.error().metadata.at("cause"), "NO_AMENDMENT");
  office_.Amend("W-1", "2022-07-20 10:00");
  const auto amended = Correct(Shifted(), half_a_year_, "2022-07-25 09:00");
  ASSERT_TRUE(amended.ok()) << amended.error().message;
  EXPECT_EQ(amended->plan.version, 2);
  EXPECT_EQ(amended->history.action, "adjust");
}

TEST_F(ChangingAPlan, LeavesClosedPeriodsAsTheyAre_I_31_B_44) {
  office_.Amend("W-1", "2022-07-20 10:00");
  PlanContent content = StandardPlan().content;
  content.works[0].years[0].quarters[1].share_e2 = 2400;
  content.works[0].years[0].quarters[3].share_e2 = 2600;
  const auto refused = Correct(content, half_a_year_, "2022-07-25 09:00");
  ASSERT_EQ(Found(refused), std::vector<std::string>{"PLAN_FROZEN"});
  EXPECT_EQ(refused.error().metadata.at("cause"), "CLOSED_PERIOD");
  EXPECT_EQ(refused.error().metadata.at("nodes"), "W-1/2022/Q2");
}

TEST_F(ChangingAPlan, ChangesOnlyTheAmendedWork_I_31) {
  Office office;
  office.Assign("W-1", 2022, "2021-12-20");
  office.Assign("W-2", 2022, "2021-12-20");
  ASSERT_TRUE(office.Send(StandardPlan({StandardWork("W-1"), StandardWork("W-2")}), "2022-01-20 09:00").ok());
  office.Amend("W-1", "2022-07-20 10:00");
  CorrectPlanCommand command;
  command.content = office.plans[0].content;
  command.content.works[1].years[0].quarters[2].share_e2 = 2000;
  command.content.works[1].years[0].quarters[3].share_e2 = 3000;
  command.expected_revision = office.plans[0].revision;
  const auto refused = CorrectPlan(command, office.plans[0], half_a_year_, office.Himself("2022-07-25 09:00"));
  ASSERT_EQ(Found(refused), std::vector<std::string>{"PLAN_FROZEN"});
  EXPECT_EQ(refused.error().metadata.at("cause"), "WORK_NOT_AMENDED");
}

TEST_F(ChangingAPlan, MustStillBeAValidPlan_B_44) {
  office_.Amend("W-1", "2022-07-20 10:00");
  PlanContent content = Shifted();
  content.works[0].years[0].quarters[3].share_e2 = 2999;
  EXPECT_THAT(Found(Correct(content, half_a_year_, "2022-07-25 09:00")), ElementsAre("plan.works[0] WEIGHT_SUM"));
}

TEST_F(ChangingAPlan, TheLeadBodyOrTheCommissionMayAskForIt_R4_4c_MONITOR) {
  const AskCorrectionCommand command{"Bổ sung sản phẩm", office_.plans[0].revision};
  const auto ask = [&](const std::string& role) {
    return AskPlanCorrection(command, office_.plans[0], office_.By("somebody", {role}, "2022-02-01 09:00"));
  };
  ASSERT_TRUE(ask("specialist:BCSD").ok());
  EXPECT_EQ(ask("specialist:BCSD")->plan.state, PlanState::kCorrectionAsked);
  EXPECT_EQ(ask("leader:BTC")->plan.version, 1) << "the first version still stands";
  EXPECT_EQ(Found(ask("specialist:BNC")), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
  EXPECT_EQ(Found(ask("clerk:BCSD")), std::vector<std::string>{"ROLE_NOT_ALLOWED"});
  EXPECT_THAT(
      Found(AskPlanCorrection({"", {}}, office_.plans[0], office_.By("somebody", {"leader:BTC"}, "2022-02-01 09:00"))),
      ElementsAre("etag ETAG_REQUIRED", "note NOTE_REQUIRED"));
}

TEST(PlanLaw, EveryFieldThatTheShippedLawDemandsIsKnown_R4_4a_FORM) {
  EXPECT_TRUE(CheckRegulation(*Office().known.facts.law[0].regulation).ok());
  statute::Regulation other = *Office().known.facts.law[0].regulation;
  other.required_fields.push_back({"plan", "", "horoscope", "MISSING_HOROSCOPE", "R", "Điều 4", 1});
  EXPECT_EQ(Found(CheckRegulation(other)), std::vector<std::string>{"REQUIRED_FIELD_UNKNOWN"});
}

}  // namespace
}  // namespace dotpha::reporting::testing
