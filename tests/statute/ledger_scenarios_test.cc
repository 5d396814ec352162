// States, flags and candidates as SCENARIOS.md B, F, H tell them, on the law file as shipped.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/statute/case.h"

namespace dotpha::statute {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kN1 = "N1";
constexpr const char* kReg = "N1:REG:2023";
const DutyKey kRegKey{"REG", "2023", ""};

Case RegistrationSeason() {
  Case story("2022-06-01");
  story.Official(kN1, "AGENCY_UBND_TINH");
  return story;
}

Case PlanSeason() {
  Case story("2022-12-01");
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2023, "ORDINARY", "2022-12-20", {Case::Year("W1", 2023)});
  return story;
}
const DutyKey kPlanKey{"PLAN", "2023", ""};
constexpr const char* kPlan = "N1:PLAN:2023";

Case ReportSeason() {
  Case story("2022-05-01");
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Year("W1", 2022)});
  return story;
}
const DutyKey kQ2{"RPT_Q", "2022-Q2", ""};
const DutyKey kH1{"RPT_H1", "2022", ""};

// When the ledger says that something of the kind happened to the obligation.
std::vector<std::string> MomentsOf(const Ledger& ledger, LedgerEvent::Kind kind, const std::string& id) {
  std::vector<std::string> moments;
  for (const LedgerEvent& event : ledger.events) {
    if (event.kind == kind && event.obligation_id == id) {
      moments.push_back(FormatRfc3339(event.at).substr(0, 16));
    }
  }
  return moments;
}

TEST(Registration, ThatNeverComesIsLateThenMissingThenSuspected_H_01_B_03_R4_1_DEADLINE) {
  const Case story = RegistrationSeason();
  EXPECT_EQ(StateOf(story.At(kN1, "2022-11-14 23:59:59.999999"), kReg), "OPEN");
  EXPECT_EQ(story.At(kN1, "2022-11-14 23:59:59.999999").next_instant, At("2022-11-15"));
  const Ledger late = story.At(kN1, "2022-11-15");
  EXPECT_EQ(StateOf(late, kReg), "OVERDUE");
  EXPECT_THAT(FlagsOf(late, kReg), ElementsAre("LATE OPEN"));
  EXPECT_EQ(late.flags.front().raised_at, At("2022-11-15"));
  EXPECT_EQ(late.next_instant, At("2022-11-30"));
  EXPECT_THAT(Candidates(story.At(kN1, "2022-11-29 23:59")), IsEmpty());
  const Ledger missing = story.At(kN1, "2022-11-30");
  EXPECT_EQ(StateOf(missing, kReg), "MISSING");
  EXPECT_THAT(FlagsOf(missing, kReg), ElementsAre("MISSING OPEN"));
  EXPECT_EQ(missing.flags.front().missing_at, At("2022-11-30"));
  EXPECT_THAT(Candidates(missing), ElementsAre("NOT_REGISTERED 2022-11-30"));
  EXPECT_THAT(missing.candidates.front().obligation_ids, ElementsAre(kReg));
  EXPECT_EQ(missing.candidates.front().explain_until, Date(2022, 12, 14)) << "ten working days";
  EXPECT_THAT(MomentsOf(missing, LedgerEvent::Kind::kFlagRaised, kReg), ElementsAre("2022-11-15T00:00"));
  EXPECT_THAT(MomentsOf(missing, LedgerEvent::Kind::kFlagMissing, kReg), ElementsAre("2022-11-30T00:00"));
  EXPECT_THAT(MomentsOf(missing, LedgerEvent::Kind::kCandidateRaised, kReg), ElementsAre("2022-11-30T00:00"));
}

TEST(Registration, OfTheLastMicrosecondIsInTimeAndOfTheNextLate_A_03_I_01_R4_1_DEADLINE) {
  Case in_time = RegistrationSeason();
  in_time.Sends(kN1, {kRegKey}, "2022-11-14 23:59:59.999999");
  EXPECT_EQ(StateOf(in_time.At(kN1, "2023-01-01"), kReg), "ON_TIME");
  EXPECT_THAT(FlagsOf(in_time.At(kN1, "2023-01-01"), kReg), IsEmpty());
  Case late = RegistrationSeason();
  late.Sends(kN1, {kRegKey}, "2022-11-15 00:00");
  EXPECT_EQ(StateOf(late.At(kN1, "2023-01-01"), kReg), "LATE(1)");
  EXPECT_THAT(FlagsOf(late.At(kN1, "2023-01-01"), kReg), ElementsAre("LATE CLOSED_BY_RECEIPT"))
      << "the instant comes before what is learned in it";
}

TEST(Registration, ReceivedLateClosesTheFlagAndRaisesNoSuspicion_H_02_B_04_I_34) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-16 10:00");
  const Ledger ledger = story.At(kN1, "2023-01-01");
  EXPECT_EQ(StateOf(ledger, kReg), "LATE(2)");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE CLOSED_BY_RECEIPT"));
  EXPECT_EQ(ledger.flags.front().days_late, 2);
  EXPECT_EQ(ledger.flags.front().received_on, Date(2022, 11, 16));
  EXPECT_THAT(Candidates(ledger), IsEmpty());
  Case b04 = RegistrationSeason();
  b04.Sends(kN1, {kRegKey}, "2022-11-20 10:00");
  EXPECT_EQ(StateOf(b04.At(kN1, "2023-01-01"), kReg), "LATE(6)");
}

TEST(Registration, ShowsWhatWasKnownAtAMoment_H_02_H_11) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-16 10:00");
  const Ledger ledger = story.At(kN1, "2023-01-01");
  EXPECT_FALSE(ViewAt(ledger, kReg, At("2022-11-16 10:00")).received) << "not yet in the very instant";
  EXPECT_TRUE(ViewAt(ledger, kReg, At("2022-11-17 08:00")).received);
  EXPECT_FALSE(ViewAt(ledger, kReg, At("2021-12-31")).exists) << "cycle 2023 opens with 2022";
  EXPECT_FALSE(ViewAt(ledger, "N1:REG:1999", At("2022-11-17")).exists);
}

TEST(StageHolder, OwesARegistrationButIsNeverAccused_B_05_I_13_R4_1_STAGEHOLDER) {
  Case story = RegistrationSeason();
  story.Assigned(kN1, 2021, "ORDINARY", "2020-12-20", {Case::Stage("W1", "2021-01-01", "2023-12-31", "3Y")});
  const Ledger nothing = story.At(kN1, "2022-12-01");
  EXPECT_TRUE(Row(nothing, kReg).derived.stage_holder);
  EXPECT_EQ(StateOf(nothing, kReg), "MISSING");
  EXPECT_EQ(StateOf(story.At(kN1, "2022-11-20"), kReg), "OVERDUE");
  EXPECT_THAT(FlagsOf(nothing, kReg), IsEmpty());
  EXPECT_THAT(MomentsOf(nothing, LedgerEvent::Kind::kCandidateRaised, kReg), IsEmpty());
  story.Sends(kN1, {kRegKey}, "2022-11-10 09:00");  // ADDITIONAL, ADJUST or CONTINUE_UNCHANGED: all discharge it
  EXPECT_EQ(StateOf(story.At(kN1, "2022-12-01"), kReg), "ON_TIME");
}

TEST(StageHolder, IsOnlyWhoseStageRunsInTheYearToCome_R4_1_STAGEHOLDER) {
  Case story = RegistrationSeason();
  story.Assigned(kN1, 2021, "ORDINARY", "2020-12-20", {Case::Stage("W1", "2021-01-01", "2022-12-31", "2Y")});
  EXPECT_FALSE(Row(story.At(kN1, "2022-12-01"), kReg).derived.stage_holder);
  EXPECT_THAT(FlagsOf(story.At(kN1, "2022-12-01"), kReg), ElementsAre("MISSING OPEN"));
}

TEST(Plan, OnTetIsLateButNotSuspectBeforeTheMonthEnds_B_12_I_04_R4_4b_DEADLINE) {
  Case friday = PlanSeason();
  friday.Sends(kN1, {kPlanKey}, "2023-01-27 09:00");
  EXPECT_EQ(StateOf(friday.At(kN1, "2023-03-01"), kPlan), "LATE(3)");
  EXPECT_TRUE(Row(friday.At(kN1, "2023-03-01"), kPlan).derived.nonworking);
  EXPECT_THAT(Candidates(friday.At(kN1, "2023-03-01")), IsEmpty());
  Case last_day = PlanSeason();
  last_day.Sends(kN1, {kPlanKey}, "2023-01-31 23:59");
  EXPECT_EQ(StateOf(last_day.At(kN1, "2023-03-01"), kPlan), "LATE(7)");
  EXPECT_THAT(Candidates(last_day.At(kN1, "2023-03-01")), IsEmpty());
  EXPECT_THAT(Candidates(PlanSeason().At(kN1, "2023-02-01")), ElementsAre("NOT_SERIOUS/PLAN_MISSING 2023-02-01"));
}

TEST(Override, MakesALatePlanOnTime_B_13_I_03) {
  Case story = PlanSeason();
  story.Override("PLAN", "2023", "2023-01-31", "2023-01-10 09:00");
  story.Sends(kN1, {kPlanKey}, "2023-01-27 09:00");
  const Ledger ledger = story.At(kN1, "2023-03-01");
  EXPECT_EQ(StateOf(ledger, kPlan), "ON_TIME");
  EXPECT_EQ(Row(ledger, kPlan).derived.original_day, Date(2023, 1, 24));
  EXPECT_EQ(Row(ledger, kPlan).derived.override_document, "MP-235-CV/BTCTU");
  EXPECT_EQ(Row(ledger, kPlan).revision, 2);
  EXPECT_THAT(FlagsOf(ledger, kPlan), IsEmpty());
}

TEST(Override, OfARegistrationMovesItsClosingPointToo_B_13_I_03_R4_1_DEADLINE) {
  Case story = RegistrationSeason();
  story.Override("REG", "2023", "2022-11-25", "2022-11-10 09:00");
  EXPECT_THAT(FlagsOf(story.At(kN1, "2022-11-25 23:59"), kReg), IsEmpty());
  EXPECT_THAT(FlagsOf(story.At(kN1, "2022-11-26"), kReg), ElementsAre("LATE OPEN"));
  EXPECT_THAT(Candidates(story.At(kN1, "2022-12-02 23:59")), IsEmpty());
  EXPECT_THAT(Candidates(story.At(kN1, "2022-12-03")), ElementsAre("NOT_REGISTERED 2022-12-03"))
      << "the day after the 5th working day 28, 29, 30/11, 01, 02/12";
  Case short_one = RegistrationSeason();
  short_one.Override("REG", "2023", "2022-11-16", "2022-11-10 09:00");
  EXPECT_EQ(Row(short_one.At(kN1, "2022-11-20"), kReg).derived.closing_at, At("2022-11-30")) << "the later of both";
}

TEST(Override, RestartsFromTheNewDate_H_06) {
  Case story = PlanSeason();
  story.Override("PLAN", "2023", "2023-01-31", "2023-01-20 09:00");
  const Ledger ledger = story.At(kN1, "2023-02-08");
  EXPECT_THAT(FlagsOf(ledger, kPlan), ElementsAre("MISSING OPEN"));
  EXPECT_EQ(ledger.flags.back().raised_at, At("2023-02-01"));
  EXPECT_EQ(ledger.flags.back().missing_at, At("2023-02-08"));
  EXPECT_EQ(Row(ledger, kPlan).revised_at, At("2023-01-20 09:00"));
  EXPECT_THAT(Row(ledger, kPlan).earlier_days, ElementsAre(Date(2023, 1, 24)));
  EXPECT_EQ(ViewAt(ledger, kPlan, At("2023-01-19 08:00")).last_on_time_day, Date(2023, 1, 24));
  EXPECT_EQ(ViewAt(ledger, kPlan, At("2023-01-27 08:00")).last_on_time_day, Date(2023, 1, 31));
  EXPECT_EQ(ViewAt(ledger, kPlan, At("2023-01-27 08:00")).revision, 2);
}

TEST(Override, AfterTheFlagWithdrawsItAndMayBringASecondOne_I_03) {
  Case story = PlanSeason();
  story.Override("PLAN", "2023", "2023-01-31", "2023-01-26 09:00");
  EXPECT_THAT(FlagsOf(story.At(kN1, "2023-01-31"), kPlan), ElementsAre("LATE WITHDRAWN OVERRIDDEN"));
  const Ledger ledger = story.At(kN1, "2023-02-01");
  EXPECT_THAT(FlagsOf(ledger, kPlan), ElementsAre("LATE WITHDRAWN OVERRIDDEN", "LATE OPEN"));
  EXPECT_EQ(ledger.flags[0].withdrawn_document, "MP-235-CV/BTCTU");
  EXPECT_EQ(ledger.flags[1].number, 2);
  EXPECT_EQ(ledger.flags[1].last_on_time_day, Date(2023, 1, 31));
}

TEST(Override, IntoThePastDoesNotForgetWhoSentNothing_I_03) {
  Case story = PlanSeason();
  story.Override("PLAN", "2023", "2023-01-31", "2023-02-02 09:00");
  const Ledger ledger = story.At(kN1, "2023-02-03");
  EXPECT_THAT(FlagsOf(ledger, kPlan), ElementsAre("MISSING WITHDRAWN OVERRIDDEN", "LATE OPEN"));
  EXPECT_EQ(ledger.flags[1].raised_at, At("2023-02-01")) << "the statutory instant";
  EXPECT_THAT(MomentsOf(ledger, LedgerEvent::Kind::kFlagRaised, kPlan),
              ElementsAre("2023-01-25T00:00", "2023-02-02T09:00"))
      << "when the system knew stands apart";
  Case shortened = PlanSeason();
  shortened.Override("PLAN", "2023", "2023-01-31", "2023-01-10 09:00");
  shortened.Override("PLAN", "2023", "2023-01-26", "2023-01-30 09:00");
  EXPECT_EQ(StateOf(shortened.At(kN1, "2023-03-01"), kPlan), "OVERDUE known_late")
      << "nobody can meet a date that is told after it";
  EXPECT_THAT(FlagsOf(shortened.At(kN1, "2023-03-01"), kPlan), IsEmpty());
}

TEST(Override, LatestRecordedWinsAndMayNameOfficials_I_03) {
  Case story = PlanSeason();
  story.Official("N2", "CAP_UY_HUYEN", true);
  story.Assigned("N2", 2023, "ORDINARY", "2022-12-20", {Case::Year("W2", 2023)});
  story.Assigned("N2", 2023, "NEWAPPT", "2023-01-05", {Case::Year("W3", 2023)});
  story.Override("PLAN", "2023", "2023-01-31", "2023-01-10 09:00");
  story.Override("PLAN", "2023", "2023-02-15", "2023-01-11 09:00", {"N2", "N9"});
  EXPECT_EQ(Row(story.At(kN1, "2023-01-20"), kPlan).derived.last_on_time_day, Date(2023, 1, 31));
  const Ledger named = story.At("N2", "2023-01-20");
  EXPECT_EQ(Row(named, "N2:PLAN:2023:2023-01-05").derived.last_on_time_day, Date(2023, 2, 15))
      << "those named: their latest occasion";
  EXPECT_EQ(Row(named, "N2:PLAN:2023").derived.last_on_time_day, Date(2023, 1, 31))
      << "everyone: the ordinary date alone";
}

TEST(Waiver, EndsTheDutyAndWithdrawsTheFlag_I_33) {
  Case before = ReportSeason();
  before.Waive(kN1, kQ2, "2022-06-20 14:00");
  EXPECT_EQ(StateOf(before.At(kN1, "2022-08-01"), "N1:RPT_Q:2022-Q2"), "WAIVED");
  EXPECT_THAT(FlagsOf(before.At(kN1, "2022-08-01"), "N1:RPT_Q:2022-Q2"), IsEmpty());
  Case after = ReportSeason();
  after.Waive(kN1, kQ2, "2022-06-27 14:00");
  const Ledger ledger = after.At(kN1, "2022-08-01");
  EXPECT_THAT(FlagsOf(ledger, "N1:RPT_Q:2022-Q2"), ElementsAre("LATE WITHDRAWN WAIVED"));
  EXPECT_THAT(MomentsOf(ledger, LedgerEvent::Kind::kWaived, "N1:RPT_Q:2022-Q2"), ElementsAre("2022-06-27T14:00"));
  EXPECT_THAT(ledger.candidates.front().obligation_ids, ElementsAre("N1:RPT_H1:2022")) << "the other one stands";
}

TEST(Reports, OfOneDateInOnePaper_B_16_I_07_R5_1_QUARTER_R5_1_HALF) {
  Case story = ReportSeason();
  story.Sends(kN1, {kQ2, kH1}, "2022-06-24 21:00");
  const Ledger ledger = story.At(kN1, "2022-08-01");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q2"), "ON_TIME");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_H1:2022"), "ON_TIME");
}

TEST(Reports, MissingTogetherAreOneSuspicion_B_17_I_34_R5_1_QUARTER_R5_1_HALF) {
  const Ledger overdue = ReportSeason().At(kN1, "2022-06-25");
  EXPECT_EQ(StateOf(overdue, "N1:RPT_Q:2022-Q2"), "OVERDUE");
  const Ledger ledger = ReportSeason().At(kN1, "2022-07-01");
  EXPECT_THAT(Candidates(ledger), ElementsAre("NOT_REPORTED 2022-07-01"));
  EXPECT_THAT(ledger.candidates.front().obligation_ids, ElementsAre("N1:RPT_H1:2022", "N1:RPT_Q:2022-Q2"));
  EXPECT_EQ(ledger.candidates.front().explain_until, Date(2022, 7, 15));
  EXPECT_EQ(ledger.candidates.front().last_on_time_day, Date(2022, 6, 24));
}

TEST(Reports, LateBeforeTheMonthEndsAreNoSuspicion_B_18_I_34) {
  Case story = ReportSeason();
  story.Sends(kN1, {kQ2, kH1}, "2022-06-28 08:00");
  const Ledger ledger = story.At(kN1, "2022-08-01");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q2"), "LATE(4)");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_H1:2022"), "LATE(4)");
  EXPECT_THAT(Candidates(ledger), IsEmpty());
}

TEST(Reports, LateAfterTheSuspicionLeaveItToPeople_B_19_I_33) {
  Case story = ReportSeason();
  story.Sends(kN1, {kQ2, kH1}, "2022-07-05 08:00");
  const Ledger ledger = story.At(kN1, "2022-08-01");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q2"), "LATE(11) was_missing");
  EXPECT_THAT(FlagsOf(ledger, "N1:RPT_Q:2022-Q2"), ElementsAre("MISSING OPEN")) << "keeps its highest grade";
  EXPECT_EQ(ledger.flags.back().days_late, 11);
  EXPECT_EQ(ledger.flags.back().received_on, Date(2022, 7, 5));
  EXPECT_THAT(Candidates(ledger), ElementsAre("NOT_REPORTED 2022-07-01"));
}

TEST(Reports, OfTheYearAreLateFromMidnight_B_21_R5_1_YEAR_R7_3a_SELF) {
  Case story = ReportSeason();
  story.Sends(kN1, {{"RPT_Y", "2022", ""}}, "2022-12-25 00:00");
  EXPECT_EQ(StateOf(story.At(kN1, "2023-02-01"), "N1:RPT_Y:2022"), "LATE(1)");
}

TEST(Reports, AShorterDutyDoesNotDischargeTheLonger_B_22_I_07) {
  Case story = ReportSeason();
  story.Sends(kN1, {{"RPT_Y", "2022", ""}}, "2022-12-24 10:00");
  const Ledger ledger = story.At(kN1, "2022-12-25");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Y:2022"), "ON_TIME");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q4"), "OVERDUE");
}

TEST(FactualError, ReceivedInFactWithdrawsTheFlagAndLeavesTheSuspicionToBeCleared_F_01_I_35) {
  Case story = ReportSeason();
  story.SendsOnPaper(kN1, {kQ2, kH1}, "2022-06-23 10:15", "2022-07-06 09:30", "đến 118");
  const Ledger ledger = story.At(kN1, "2022-08-01");
  for (const char* id : {"N1:RPT_Q:2022-Q2", "N1:RPT_H1:2022"}) {
    EXPECT_EQ(StateOf(ledger, id), "ON_TIME") << "was_missing stays unset";
    EXPECT_EQ(Row(ledger, id).received_at, At("2022-06-23 10:15"));
    EXPECT_THAT(FlagsOf(ledger, id), ElementsAre("MISSING WITHDRAWN RECEIVED_IN_FACT"));
  }
  EXPECT_EQ(ledger.flags.front().withdrawn_document, "đến 118");
  EXPECT_EQ(ledger.flags.front().withdrawn_at, At("2022-07-06 09:30"));
  EXPECT_THAT(Candidates(ledger), ElementsAre("NOT_REPORTED 2022-07-01")) << "people dismiss it";
}

TEST(SoftDuty, StartsNothing_H_05_I_33_R4_1_LATEAPPT) {
  Case story = RegistrationSeason();
  story.Takes("X", "AGENCY_UBND_TINH", "2022-11-21", "2022-11-21 10:00");
  const std::string id = "X:REG:2023:2022-11-21";
  EXPECT_EQ(Row(story.At("X", "2022-11-22"), id).derived.last_on_time_day, Date(2022, 11, 28));
  const Ledger ledger = story.At("X", "2023-02-01");
  EXPECT_EQ(StateOf(ledger, id), "OVERDUE") << "never missing";
  EXPECT_THAT(FlagsOf(ledger, id), IsEmpty());
  EXPECT_THAT(Candidates(ledger), IsEmpty());
  story.Sends("X", {{"REG", "2023", "2022-11-21"}}, "2023-02-02 09:00");
  EXPECT_EQ(StateOf(story.At("X", "2023-03-01"), id), "LATE(66)");
}

TEST(LaggingBroker, AccusesNobody_H_07) {
  Case story = RegistrationSeason();
  const Ledger before = story.LiveAt(kN1, "2022-11-14 23:50");
  EXPECT_THAT(FlagsOf(before, kReg), IsEmpty()) << "behind the watermark nothing is stated";
  EXPECT_EQ(StateOf(before, kReg), "OPEN");
  // Committed 14/11 23:50, delivered 15/11 09:00: knowledge counts from the commit, whenever the event came.
  story.Sends(kN1, {kRegKey}, "2022-11-14 23:50");
  const Ledger ledger = story.At(kN1, "2022-11-15 09:00");
  EXPECT_EQ(StateOf(ledger, kReg), "ON_TIME");
  EXPECT_THAT(FlagsOf(ledger, kReg), IsEmpty());
  EXPECT_TRUE(ViewAt(ledger, kReg, At("2022-11-15 08:00")).received) << "no O notice either";
}

TEST(LaggingBroker, ShowsAReceiptAheadOfTheWatermarkButStatesNoLateness_H_07) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-16 10:00");
  const Ledger ledger = story.At(kN1, "2022-11-14 20:00");
  EXPECT_TRUE(Row(ledger, kReg).received_at);
  EXPECT_THAT(FlagsOf(ledger, kReg), IsEmpty());
  EXPECT_EQ(ledger.next_instant, At("2022-11-15")) << "there the flag is due, though it will be closed at once";
}

TEST(Paper, ThatCameInTimeWithdrawsTheFlag_H_15_I_02) {
  Case story = RegistrationSeason();
  story.SendsOnPaper(kN1, {kRegKey}, "2022-11-14 15:30", "2022-11-16 09:00", "đến 77");
  EXPECT_THAT(FlagsOf(story.LiveAt(kN1, "2022-11-16 08:00"), kReg), ElementsAre("LATE OPEN"));
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_EQ(StateOf(ledger, kReg), "ON_TIME");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE WITHDRAWN RECEIVED_IN_FACT"));
  EXPECT_EQ(ledger.flags.front().withdrawn_at, At("2022-11-16 09:00"));
  EXPECT_FALSE(ViewAt(ledger, kReg, At("2022-11-15 08:00")).received) << "O was right on its day";
  EXPECT_THAT(MomentsOf(ledger, LedgerEvent::Kind::kFlagWithdrawn, kReg), ElementsAre("2022-11-16T09:00"));
}

TEST(Paper, StampedInTimeAndFoundAfterALateElectronicOneWithdrawsTheFlag_I_02_H_15) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-16 10:00");
  story.SendsOnPaper(kN1, {kRegKey}, "2022-11-14 15:30", "2022-11-18 09:00", "đến 77");
  EXPECT_EQ(StateOf(story.LiveAt(kN1, "2022-11-17 08:00"), kReg), "LATE(2)");
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_EQ(StateOf(ledger, kReg), "ON_TIME");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE WITHDRAWN RECEIVED_IN_FACT"));
  EXPECT_EQ(ledger.flags.front().withdrawn_document, "đến 77");
  EXPECT_EQ(ledger.flags.front().withdrawn_at, At("2022-11-18 09:00"));
}

TEST(Paper, StampedLateKeepsTheGradeThatStood_I_33) {
  Case story = RegistrationSeason();
  story.SendsOnPaper(kN1, {kRegKey}, "2022-11-16 15:30", "2022-12-05 09:00", "đến 78");
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_EQ(StateOf(ledger, kReg), "LATE(2)") << "the stamp lies before the closing point";
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("MISSING OPEN"));
}

TEST(LearnedTooLate, ShowsOverdueAndAccusesNobody_H_16_I_33) {
  Case story = RegistrationSeason();
  story.Takes("X", "AGENCY_UBND_TINH", "2022-11-10", "2022-11-21 09:00");
  const Ledger ledger = story.At("X", "2023-02-01");
  EXPECT_EQ(StateOf(ledger, "X:REG:2023"), "OVERDUE known_late") << "never missing";
  EXPECT_THAT(ledger.flags, IsEmpty());
  EXPECT_THAT(ledger.candidates, IsEmpty());
  const auto told = std::count_if(ledger.events.begin(), ledger.events.end(),
                                  [](const LedgerEvent& event) { return event.kind == LedgerEvent::Kind::kKnownLate; });
  EXPECT_EQ(told, 1) << "BTC gets one item: soft duties start nothing";
  EXPECT_THAT(MomentsOf(ledger, LedgerEvent::Kind::kKnownLate, "X:REG:2023"), ElementsAre("2022-11-21T09:00"));
  story.Sends("X", {kRegKey}, "2022-12-05 09:00");
  EXPECT_EQ(StateOf(story.At("X", "2023-02-01"), "X:REG:2023"), "LATE(21) known_late");
}

TEST(LearnedTooLate, IsDecidedByTheMidnightAfterTheDate_H_16) {
  Case on_the_day = RegistrationSeason();
  on_the_day.Takes("X", "AGENCY_UBND_TINH", "2022-11-10", "2022-11-14 23:59:59.999999");
  EXPECT_THAT(FlagsOf(on_the_day.At("X", "2022-11-15"), "X:REG:2023"), ElementsAre("LATE OPEN"));
  Case after = RegistrationSeason();
  after.Takes("X", "AGENCY_UBND_TINH", "2022-11-10", "2022-11-15 00:00");
  EXPECT_THAT(FlagsOf(after.At("X", "2022-11-16"), "X:REG:2023"), IsEmpty());
}

TEST(GoLive, ShowsTheYearSoFarWithoutConsequence_H_17) {
  Case story("2021-09-01");
  story.facts.live_from = Date(2022, 3, 1);
  story.Takes(kN1, "AGENCY_UBND_TINH", "2019-01-07", "2022-03-01 08:00");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Year("W1", 2022)}, "2022-03-01 08:00");
  story.SendsOnPaper(kN1, {{"REG", "2022", ""}}, "2021-11-12 10:00", "2022-03-01 08:00", "đến 1");
  const Ledger ledger = story.At(kN1, "2022-04-02");
  EXPECT_EQ(StateOf(ledger, "N1:REG:2022"), "ON_TIME imported");
  EXPECT_EQ(StateOf(ledger, "N1:PLAN:2022"), "MISSING imported");
  EXPECT_THAT(FlagsOf(ledger, "N1:PLAN:2022"), IsEmpty());
  EXPECT_THAT(MomentsOf(ledger, LedgerEvent::Kind::kKnownLate, "N1:PLAN:2022"), IsEmpty());
  EXPECT_THAT(FlagsOf(ledger, "N1:RPT_Q:2022-Q1"), ElementsAre("MISSING OPEN")) << "after going live as ever";
  EXPECT_THAT(Candidates(ledger), ElementsAre("NOT_REPORTED 2022-04-01"));
}

TEST(Withdrawal, OfADutyThatADepartureRemovedLater_R2_4_EVENTS_I_35) {
  Case story = RegistrationSeason();
  story.Leaves(kN1, "2022-11-09", "2022-11-18 09:00", "RETIRE");
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_EQ(StateOf(ledger, kReg), "CANCELLED");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE WITHDRAWN DUTY_CANCELLED"));
  EXPECT_EQ(Row(ledger, kReg).cancelled_at, At("2022-11-18 09:00"));
  EXPECT_TRUE(ViewAt(ledger, kReg, At("2022-11-21 08:00")).ended);
  EXPECT_FALSE(ViewAt(ledger, kReg, At("2022-11-17 08:00")).ended);
  EXPECT_THAT(Candidates(ledger), IsEmpty());
}

TEST(Withdrawal, OfWhoWasNotInScopeAfterAll_I_35) {
  Case story = RegistrationSeason();
  PostFact corrected = story.facts.posts.back();
  corrected.learned = {At("2022-11-18 09:00"), "registration#99"};
  corrected.capacity = Capacity::kInCharge;  // "phụ trách" only (I-14)
  story.facts.posts.push_back(corrected);
  EXPECT_THAT(FlagsOf(story.At(kN1, "2022-12-31"), kReg), ElementsAre("LATE WITHDRAWN NOT_IN_SCOPE"));
}

TEST(Withdrawal, OfADateThatRestedOnAWrongFact_I_35) {
  Case story = RegistrationSeason();
  story.Assigned(kN1, 2022, "NEWAPPT", "2022-07-01", {Case::Year("W1", 2022)});
  AssignmentFact told_later = story.facts.assignments.back();
  told_later.learned = {At("2022-08-05 09:00"), "review#7"};
  told_later.notified_on = Date(2022, 7, 8);
  story.facts.assignments.push_back(told_later);
  const Ledger ledger = story.At(kN1, "2022-08-09");
  EXPECT_EQ(Row(ledger, "N1:PLAN:2022:2022-07-01").derived.last_on_time_day, Date(2022, 8, 8));
  EXPECT_THAT(FlagsOf(ledger, "N1:PLAN:2022:2022-07-01"), ElementsAre("LATE WITHDRAWN DATA_ERROR", "LATE OPEN"));
}

TEST(Revocation, OpensTheDutyAgain_R4_1_DUTY) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-08 09:00");
  story.facts.receipts.back().revoked = Learned{At("2022-11-09 09:00"), "registration#98"};
  EXPECT_EQ(StateOf(story.LiveAt(kN1, "2022-11-08 10:00"), kReg), "ON_TIME");
  const Ledger ledger = story.At(kN1, "2022-11-15");
  EXPECT_EQ(StateOf(ledger, kReg), "OVERDUE");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE OPEN"));
  EXPECT_FALSE(ViewAt(ledger, kReg, At("2022-11-11 08:00")).received) << "reminders go on";
}

TEST(Receipts, TheEarliestLegalOneCounts_I_02_I_31) {
  Case story = RegistrationSeason();
  story.Sends(kN1, {kRegKey}, "2022-11-16 10:00");
  story.Sends(kN1, {kRegKey}, "2022-11-20 10:00");
  EXPECT_EQ(StateOf(story.At(kN1, "2022-12-31"), kReg), "LATE(2)");
  story.SendsOnPaper(kN1, {kRegKey}, "2022-11-14 08:00", "2022-11-25 10:00", "đến 9");
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_EQ(StateOf(ledger, kReg), "ON_TIME");
  EXPECT_THAT(FlagsOf(ledger, kReg), ElementsAre("LATE WITHDRAWN RECEIVED_IN_FACT"));
}

}  // namespace
}  // namespace dotpha::statute
