// A year under the regulation of 2020 (FX0): SCENARIOS.md section A as far as it follows from facts and law alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/statute/case.h"

namespace dotpha::statute {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kN1 = "N1";

// N1, director of a department, with one annual work for 2021 assigned in December.
Case OrdinaryYear() {
  Case story("2020-05-20", TuyenQuang2020());
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2021, "ORDINARY", "2020-12-20", {Case::Year("W1", 2021)});
  return story;
}

TEST(Year2020, ANormalYearIsTwentyOneDuties_A_02_R4_1_DUTY_R4_4b_DEADLINE_R5_1_MONTH_R5_1_QUARTER_R5_1_HALF_R5_1_YEAR) {
  const Ledger ledger = OrdinaryYear().At(kN1, "2020-12-31");
  EXPECT_THAT(DatesOfCycle(ledger, 2021),
              ElementsAre("PLAN:2021 2021-01-14", "REG:2021 2020-11-14", "RPT_H1:2021 2021-06-24",
                          "RPT_M:2021-01 2021-01-24", "RPT_M:2021-02 2021-02-24", "RPT_M:2021-03 2021-03-24",
                          "RPT_M:2021-04 2021-04-24", "RPT_M:2021-05 2021-05-24", "RPT_M:2021-06 2021-06-24",
                          "RPT_M:2021-07 2021-07-24", "RPT_M:2021-08 2021-08-24", "RPT_M:2021-09 2021-09-24",
                          "RPT_M:2021-10 2021-10-24", "RPT_M:2021-11 2021-11-24", "RPT_M:2021-12 2021-12-24",
                          "RPT_Q:2021-Q1 2021-03-24", "RPT_Q:2021-Q2 2021-06-24", "RPT_Q:2021-Q3 2021-09-24",
                          "RPT_Q:2021-Q4 2021-12-24", "RPT_Y:2021 2021-12-24", "SELF:2021 2021-12-29"));
  std::set<Date> days;
  for (const Obligation& obligation : ledger.obligations) {
    EXPECT_TRUE(obligation.derived.hard) << obligation.derived.Id();
    EXPECT_EQ(obligation.derived.regulation->id, "TQ2020");
    if (obligation.derived.key.duty.starts_with("RPT_")) {
      days.insert(*obligation.derived.last_on_time_day);
    }
  }
  EXPECT_EQ(days.size(), 12U) << "18 reports on 12 dates";
}

TEST(Year2020, TheLastSecondOfASaturday_A_03_R4_1_DEADLINE_I_01_I_03) {
  Case in_time = OrdinaryYear();
  in_time.Sends(kN1, {{"REG", "2021", ""}}, "2020-11-14 23:59:59");
  EXPECT_EQ(StateOf(in_time.At(kN1, "2021-01-01"), "N1:REG:2021"), "ON_TIME");
  Case late = OrdinaryYear();
  late.Sends(kN1, {{"REG", "2021", ""}}, "2020-11-15");
  const Ledger ledger = late.At(kN1, "2021-01-01");
  EXPECT_EQ(StateOf(ledger, "N1:REG:2021"), "LATE(1)");
  EXPECT_TRUE(Row(ledger, "N1:REG:2021").derived.nonworking);
  EXPECT_EQ(FormatRfc3339(At("2020-11-15")), "2020-11-15T00:00:00+07:00");
}

TEST(Year2020, NotRegisteringIsASignAtTheBodiesDate_A_04_R4_1_DEADLINE_I_34) {
  const Case story = OrdinaryYear();
  EXPECT_EQ(StateOf(story.At(kN1, "2020-11-15"), "N1:REG:2021"), "OVERDUE");
  EXPECT_THAT(Candidates(story.At(kN1, "2020-11-29 23:59")), IsEmpty());
  const Ledger closed = story.At(kN1, "2020-11-30");
  EXPECT_EQ(StateOf(closed, "N1:REG:2021"), "MISSING");
  EXPECT_THAT(Candidates(closed), ElementsAre("NOT_REGISTERED 2020-11-30"));
}

TEST(Year2020, NotifyingIsOwedByTheCommissionWithoutADate_A_10_R4_3_NOTIFY_I_29) {
  Case story = OrdinaryYear();
  const Ledger ledger = story.At("BTC", "2021-12-31");
  const Obligation& notify = Row(ledger, "BTC:NOTIFY:2021");
  EXPECT_FALSE(notify.derived.last_on_time_day);
  EXPECT_EQ(StateOf(ledger, "BTC:NOTIFY:2021"), "OPEN") << "never late";
  EXPECT_THAT(FlagsOf(ledger, "BTC:NOTIFY:2021"), IsEmpty());
  story.Sends("BTC", {{"NOTIFY", "2021", ""}}, "2020-12-21 09:00");
  EXPECT_EQ(StateOf(story.At("BTC", "2021-12-31"), "BTC:NOTIFY:2021"), "ON_TIME");
}

TEST(Year2020, ThePlanAndItsSign_A_11_R4_4a_DUTY_R4_4b_DEADLINE) {
  Case late = OrdinaryYear();
  late.Sends(kN1, {{"REG", "2021", ""}}, "2020-11-01 08:00");
  const Case never = late;
  late.Sends(kN1, {{"PLAN", "2021", ""}}, "2021-01-15 08:00");
  EXPECT_EQ(StateOf(late.At(kN1, "2021-03-01"), "N1:PLAN:2021"), "LATE(1)");
  EXPECT_THAT(Candidates(late.At(kN1, "2021-03-01")), IsEmpty());
  EXPECT_EQ(StateOf(never.At(kN1, "2021-01-31 23:59"), "N1:PLAN:2021"), "OVERDUE");
  EXPECT_EQ(StateOf(never.At(kN1, "2021-02-01"), "N1:PLAN:2021"), "MISSING");
  EXPECT_THAT(Candidates(never.At(kN1, "2021-02-01")), ElementsAre("NOT_SERIOUS/PLAN_MISSING 2021-02-01"));
}

TEST(Year2020, ASundayStays_A_12_R5_1_MONTH_I_03) {
  Case story = OrdinaryYear();
  story.Sends(kN1, {{"RPT_M", "2021-01", ""}}, "2021-01-25 09:00");
  const Ledger ledger = story.At(kN1, "2021-02-01");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_M:2021-01"), "LATE(1)");
  EXPECT_TRUE(Row(ledger, "N1:RPT_M:2021-01").derived.nonworking);
}

TEST(Year2020, OnePaperMayCoverSeveralAndNothingUnsaid_A_14_A_15_A_16_I_07_R5_1_MONTH_R5_1_QUARTER_R5_1_HALF) {
  Case both = OrdinaryYear();
  both.Sends(kN1, {{"RPT_M", "2021-03", ""}, {"RPT_Q", "2021-Q1", ""}}, "2021-03-23 10:00");
  EXPECT_EQ(StateOf(both.At(kN1, "2021-04-01"), "N1:RPT_M:2021-03"), "ON_TIME");
  EXPECT_EQ(StateOf(both.At(kN1, "2021-04-01"), "N1:RPT_Q:2021-Q1"), "ON_TIME");
  both.Sends(kN1, {{"RPT_M", "2021-06", ""}, {"RPT_Q", "2021-Q2", ""}, {"RPT_H1", "2021", ""}}, "2021-06-24 20:00");
  for (const char* id : {"N1:RPT_M:2021-06", "N1:RPT_Q:2021-Q2", "N1:RPT_H1:2021"}) {
    EXPECT_EQ(StateOf(both.At(kN1, "2021-07-01"), id), "ON_TIME") << id;
  }
  Case only = OrdinaryYear();
  only.Sends(kN1, {{"RPT_M", "2021-03", ""}}, "2021-03-23 10:00");
  EXPECT_EQ(StateOf(only.At(kN1, "2021-03-25"), "N1:RPT_M:2021-03"), "ON_TIME");
  EXPECT_EQ(StateOf(only.At(kN1, "2021-03-25"), "N1:RPT_Q:2021-Q1"), "OVERDUE");
}

TEST(Year2020, AMissingMonthIsMarkedAndIsNoSign_A_17_H_04_R5_1_MONTH_R10_KINDS_I_34) {
  Case story = OrdinaryYear();
  story.Sends(kN1, {{"REG", "2021", ""}}, "2020-11-01 08:00");
  story.Sends(kN1, {{"PLAN", "2021", ""}}, "2021-01-10 08:00");
  story.Sends(kN1, {{"RPT_M", "2021-01", ""}}, "2021-01-20 08:00");
  EXPECT_EQ(StateOf(story.At(kN1, "2021-02-25"), "N1:RPT_M:2021-02"), "OVERDUE");
  EXPECT_THAT(FlagsOf(story.At(kN1, "2021-02-25"), "N1:RPT_M:2021-02"), ElementsAre("LATE OPEN"));
  const Ledger closed = story.At(kN1, "2021-03-01");
  EXPECT_EQ(StateOf(closed, "N1:RPT_M:2021-02"), "MISSING");
  EXPECT_THAT(FlagsOf(closed, "N1:RPT_M:2021-02"), ElementsAre("MISSING OPEN"));
  EXPECT_THAT(Candidates(closed), IsEmpty());
  const Ledger end = story.At(kN1, "2022-02-01");
  EXPECT_EQ(StateOf(end, "N1:RPT_Q:2021-Q4"), "MISSING");
  EXPECT_THAT(Candidates(end), ElementsAre("NOT_REGISTERED 2021-11-30")) << "of the next cycle; of no report";
}

TEST(Year2020, TheSelfAssessmentIsAPaperOfItsOwn_A_18_R7_3a_SELF) {
  Case in_time = OrdinaryYear();
  in_time.Sends(kN1, {{"SELF", "2021", ""}}, "2021-12-29 23:00");
  EXPECT_EQ(StateOf(in_time.At(kN1, "2022-02-01"), "N1:SELF:2021"), "ON_TIME");
  EXPECT_EQ(StateOf(in_time.At(kN1, "2022-02-01"), "N1:RPT_Y:2021"), "MISSING") << "it is no annual report";
  Case late = OrdinaryYear();
  late.Sends(kN1, {{"RPT_Y", "2021", ""}}, "2021-12-24 10:00");
  late.Sends(kN1, {{"SELF", "2021", ""}}, "2021-12-30 00:10");
  EXPECT_EQ(StateOf(late.At(kN1, "2022-02-01"), "N1:SELF:2021"), "LATE(1)");
}

TEST(Year2020, TheSelfAssessmentIsNotAskedBeforeThePlan_I_08_R7_3a_SELF) {
  Case story("2020-05-20", TuyenQuang2020());
  story.Official(kN1, "AGENCY_UBND_TINH");
  AssignedWork work = Case::Year("W1", 2020);
  work.start = Date(2020, 12, 10);
  story.Assigned(kN1, 2020, "SUPPLEMENT", "2020-12-10", {work});
  EXPECT_THAT(DatesOfCycle(story.At(kN1, "2021-02-01"), 2020), ElementsAre("PLAN:2020:2020-12-10 2021-01-11"));
}

TEST(Year2020, AssignedWithinTheFirstYear_A_19_I_08_I_11_I_42_R4_4b_DEADLINE_R5_1_MONTH) {
  Case story("2020-05-20", TuyenQuang2020());
  story.Official(kN1, "AGENCY_UBND_TINH");
  AssignedWork work = Case::Year("W1", 2020);
  work.start = Date(2020, 7, 1);
  story.Assigned(kN1, 2020, "SUPPLEMENT", "2020-07-01", {work});
  const Ledger ledger = story.At(kN1, "2020-12-31");
  EXPECT_THAT(DatesOfCycle(ledger, 2020),
              ElementsAre("PLAN:2020:2020-07-01 2020-08-03", "RPT_M:2020-08 2020-08-24", "RPT_M:2020-09 2020-09-24",
                          "RPT_M:2020-10 2020-10-24", "RPT_M:2020-11 2020-11-24", "RPT_M:2020-12 2020-12-24",
                          "RPT_Q:2020-Q3 2020-09-24", "RPT_Q:2020-Q4 2020-12-24", "RPT_Y:2020 2020-12-24",
                          "SELF:2020 2020-12-29"));
  EXPECT_FALSE(Row(ledger, "N1:PLAN:2020:2020-07-01").derived.hard);
  EXPECT_THAT(Candidates(story.At(kN1, "2020-09-01")), IsEmpty());
}

TEST(Year2020, AStageReportIsDueInTheStagesOwnLastMonth_I_09_R5_1_STAGE) {
  Case story = OrdinaryYear();
  story.Assigned(kN1, 2021, "ORDINARY", "2020-12-20", {Case::Stage("W2", "2021-07-01", "2023-06-30", "2Y")});
  EXPECT_EQ(Row(story.At(kN1, "2023-12-31"), "N1:RPT_STAGE:W2").derived.last_on_time_day, Date(2023, 6, 24));
}

TEST(Year2020, WhoIsDesignatedRegistersByAnalogy_R4_1_LATEAPPT_I_12) {
  Case story("2020-05-20", TuyenQuang2020());
  story.Takes("A", "CAP_UY_HUYEN", "2022-11-21", "2022-11-21 15:00", PostBasis::kElected);
  story.Takes("B", "CAP_UY_HUYEN", "2022-11-21", "2022-11-21 15:00", PostBasis::kDesignated);
  for (const auto& [id, basis] : {std::pair{"A", "TEXT"}, {"B", "ANALOGY"}}) {
    const Ledger ledger = story.At(id, "2022-12-31");
    const Obligation& late = Row(ledger, std::string{id} + ":REG:2023:2022-11-21");
    EXPECT_EQ(late.derived.last_on_time_day, Date(2022, 11, 28));
    EXPECT_EQ(late.derived.basis, basis);
    EXPECT_FALSE(late.derived.hard);
  }
}

TEST(Year2020, ALateAppointeeIsNeverSuspected_A_27_R4_1_LATEAPPT_I_12) {
  Case story("2020-05-20", TuyenQuang2020());
  story.Takes("A", "AGENCY_UBND_TINH", "2020-11-20", "2020-11-20 08:00");
  story.Takes("B", "AGENCY_UBND_TINH", "2020-11-20", "2020-11-20 08:00", PostBasis::kDesignated);
  for (const auto& [official, basis] : {std::pair{"A", "TEXT"}, {"B", "ANALOGY"}}) {
    const std::string id = std::string{official} + ":REG:2021:2020-11-20";
    const Ledger ledger = story.At(official, "2021-10-31");
    EXPECT_EQ(Row(ledger, id).derived.last_on_time_day, Date(2020, 11, 27)) << "5 working days";
    EXPECT_EQ(Row(ledger, id).derived.basis, basis);
    EXPECT_EQ(StateOf(ledger, id), "OVERDUE");
    EXPECT_THAT(FlagsOf(ledger, id), IsEmpty());
    EXPECT_THAT(Candidates(ledger), IsEmpty());
  }
}

TEST(Year2020, TwoMeetingsAreListed_A_22_R6_PERIODIC_I_37) {
  const Ledger ledger = OrdinaryYear().At("BTV", "2021-12-31");
  EXPECT_TRUE(Has(ledger, "BTV:MEET:2021-H1"));
  EXPECT_TRUE(Has(ledger, "BTV:MEET:2021-H2"));
  EXPECT_FALSE(Row(ledger, "BTV:MEET:2021-H1").derived.hard);
}

TEST(Year2020,
     BodiesOweTheirDates_R4_2_CONS_R4_2d_BTC_CONS_R4_2d_BTC_REMAINING_R4_3_DEADLINE_R7_3b_APPRAISE_R7_3b_BTC) {
  const Case story = OrdinaryYear();
  const Ledger body = story.At("BCSD", "2021-12-31");
  EXPECT_EQ(Row(body, "BCSD:CONS:2021").derived.last_on_time_day, Date(2020, 11, 29));
  EXPECT_TRUE(Has(body, "BCSD:APPRAISE:2021"));
  const Ledger commission = story.At("BTC", "2021-12-31");
  EXPECT_EQ(Row(commission, "BTC:CONS_BTC:2021").derived.last_on_time_day, Date(2020, 12, 24));
  EXPECT_TRUE(Has(commission, "BTC:APPRAISE_BTC:2021"));
  const Ledger committee = story.At("BTV", "2021-12-31");
  EXPECT_EQ(Row(committee, "BTV:DECIDE:2021").derived.last_on_time_day, Date(2020, 12, 30));
  EXPECT_TRUE(Has(committee, "BTV:RATE:2021"));
}

TEST(Year2020, ALeavingOfficialReportsAndTheCommitteeConcludes_R2_4_REPORT_R2_4_CONCLUDE_I_24) {
  Case story = OrdinaryYear();
  story.Leaves(kN1, "2021-05-31", "2021-05-28 09:00", "RETIRE");
  const Ledger ledger = story.At(kN1, "2021-12-31");
  EXPECT_EQ(Row(ledger, "N1:DEPART_RPT:2021-06-01").derived.last_on_time_day, Date(2021, 6, 8));
  EXPECT_EQ(StateOf(ledger, "N1:RPT_M:2021-06"), "CANCELLED");
  EXPECT_TRUE(Has(story.At("BTV", "2021-12-31"), "BTV:CONCLUDE:N1:2021-06-01"));
}

}  // namespace
}  // namespace dotpha::statute
