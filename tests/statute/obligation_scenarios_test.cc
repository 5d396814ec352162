// Which obligations arise, and when they are due: the scenarios of SCENARIOS.md B, H-13, H-19, and the change of
// versions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/statute/due_day.h"
#include "libs/statute/scope.h"
#include "tests/statute/case.h"

namespace dotpha::statute {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr const char* kN1 = "N1";

// N1, director of a department, with one annual work for 2022 assigned in December.
Case OrdinaryYear() {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Year("W1", 2022)});
  return story;
}

TEST(Obligations, OfANormalYearAreEight_B_02_R4_1_DUTY_R4_4a_DUTY_R4_4b_DEADLINE_R5_1_QUARTER_R5_1_HALF_R5_1_YEAR) {
  const Ledger ledger = OrdinaryYear().At(kN1, "2021-12-31");
  EXPECT_THAT(DatesOfCycle(ledger, 2022),
              ElementsAre("PLAN:2022 2022-01-24", "REG:2022 2021-11-14", "RPT_H1:2022 2022-06-24",
                          "RPT_Q:2022-Q1 2022-03-24", "RPT_Q:2022-Q2 2022-06-24", "RPT_Q:2022-Q3 2022-09-24",
                          "RPT_Q:2022-Q4 2022-12-24", "RPT_Y:2022 2022-12-24"));
  for (const Obligation& obligation : ledger.obligations) {
    EXPECT_TRUE(obligation.derived.hard);
    EXPECT_EQ(obligation.derived.regulation->id, "TQ2021");
    EXPECT_FALSE(obligation.derived.article.empty());
    EXPECT_FALSE(obligation.derived.sources.empty()) << obligation.derived.Id() << " does not say why it is owed";
  }
}

TEST(Obligations, AreNotMonthlyAnyMore_B_23_R5_1_MONTH) {
  for (const Obligation& obligation : OrdinaryYear().At(kN1, "2022-07-25").obligations) {
    EXPECT_NE(obligation.derived.key.duty, "RPT_M");
    EXPECT_NE(obligation.derived.key.duty, "SELF") << "R7.3a-SELF: inside RPT_Y";
  }
}

TEST(Obligations, CarryTheFactsBehindTheDate_R4_1_DEADLINE) {
  const Ledger ledger = OrdinaryYear().At(kN1, "2021-12-31");
  const DerivedObligation& registration = Row(ledger, "N1:REG:2022").derived;
  EXPECT_EQ(registration.article, "Điều 4 khoản 1");
  EXPECT_EQ(registration.wording, "trước ngày 15/11 hằng năm");
  EXPECT_EQ(registration.basis, "R4.1-DEADLINE");
  EXPECT_TRUE(registration.nonworking) << "14/11/2021 is a Sunday";
  EXPECT_FALSE(registration.shifted) << "and stays (I-03)";
  EXPECT_EQ(registration.closing_at, At("2021-11-30"));
}

TEST(LateRegistration, OfSomebodyDesignatedCountsAsAppointment_B_07_R4_1_LATEAPPT) {
  Case story;
  story.Takes("TUV", "CAP_UY_HUYEN", "2022-11-21", "2022-11-21 15:00", PostBasis::kDesignated);
  const Ledger ledger = story.At("TUV", "2022-12-31");
  const Obligation& late = Row(ledger, "TUV:REG:2023:2022-11-21");
  EXPECT_EQ(late.derived.last_on_time_day, Date(2022, 11, 28));
  EXPECT_EQ(late.derived.basis, "TEXT");
  EXPECT_FALSE(late.derived.hard);
  EXPECT_FALSE(late.derived.closing_at);
  EXPECT_FALSE(Has(ledger, "TUV:REG:2023")) << "was not in scope on 14/11";
}

TEST(LateRegistration, ChoosesTheCycleByMidNovember_I_12_I_51_R4_1_LATEAPPT) {
  Case story("2021-01-01");
  story.Takes("A", "AGENCY_UBND_TINH", "2022-11-14", "2022-11-01");
  story.Takes("B", "AGENCY_UBND_TINH", "2022-11-15", "2022-11-01");
  story.Takes("C", "AGENCY_UBND_TINH", "2022-12-28", "2022-12-20");
  story.Takes("D", "AGENCY_UBND_TINH", "2022-03-01", "2022-02-20");
  story.Concluded(2022, "2021-12-20");
  story.Concluded(2023, "2022-12-15");
  const Ledger a = story.At("A", "2022-12-31");
  EXPECT_TRUE(Has(a, "A:REG:2023")) << "appointed on 14/11: the ordinary date";
  EXPECT_TRUE(Has(a, "A:REG:2022:2022-11-14")) << "and the rest of the concluded cycle";
  EXPECT_FALSE(Has(a, "A:REG:2023:2022-11-14"));
  const Ledger b = story.At("B", "2022-12-31");
  EXPECT_FALSE(Has(b, "B:REG:2023"));
  EXPECT_TRUE(Has(b, "B:REG:2023:2022-11-15"));
  EXPECT_TRUE(Has(story.At("C", "2022-12-31"), "C:REG:2023:2022-12-28"))
      << "BTV has concluded cycle 2023, E lies still in 2022";
  const Ledger d = story.At("D", "2022-12-31");
  EXPECT_TRUE(Has(d, "D:REG:2022:2022-03-01")) << "in-year";
  EXPECT_TRUE(Has(d, "D:REG:2023")) << "and normally for the next cycle";
}

TEST(LateRegistration, IsNotAskedAgainOfWhoStaysInHisPlace_R4_1_LATEAPPT_I_16) {
  Case story;
  story.Official("ACTING", "AGENCY_UBND_TINH", false, Capacity::kActing);
  story.Leaves("ACTING", "2022-05-31", "2022-05-20");
  story.Takes("ACTING", "AGENCY_UBND_TINH", "2022-06-01", "2022-05-20");
  EXPECT_FALSE(Has(story.At("ACTING", "2022-12-31"), "ACTING:REG:2022:2022-06-01"))
      << "the acting head is confirmed in his post";

  story.Official("BOTH", "CAP_UY_HUYEN", true);
  story.Takes("BOTH", "HDND_HUYEN", "2022-06-01", "2022-05-20");
  story.facts.posts.back().principal = false;
  EXPECT_FALSE(Has(story.At("BOTH", "2022-12-31"), "BOTH:REG:2022:2022-06-01"))
      << "one person, one registration: a second post beside the principal one";
}

TEST(Plan, OfAnOfficialAppointedAfterTheConclusion_B_08_R4_4b_NEWAPPT_R4_4b_ONEMONTH) {
  Case story("2022-06-01");
  story.Concluded(2023, "2022-12-15");
  story.Takes("X", "AGENCY_UBND_TINH", "2022-12-16", "2022-12-16 10:00");
  story.Assigned("X", 2023, "NEWAPPT", "2022-12-24", {Case::Year("W1", 2023)});
  const std::string plan = "X:PLAN:2023:2022-12-24";
  {
    const Ledger ledger = story.At("X", "2022-12-31");
    EXPECT_EQ(Row(ledger, "X:REG:2023:2022-12-16").derived.last_on_time_day, Date(2022, 12, 23));
    EXPECT_EQ(Row(ledger, plan).derived.last_on_time_day, Date(2023, 1, 27)) << "24/01/2023 is mùng 3 Tết";
    EXPECT_TRUE(Row(ledger, plan).derived.shifted);
    EXPECT_TRUE(Row(ledger, plan).derived.hard);
    EXPECT_EQ(Row(ledger, plan).derived.closing_at, At("2023-02-04"));
  }
  Case in_time = story;
  in_time.Sends("X", {{"PLAN", "2023", "2022-12-24"}}, "2023-01-27 17:00");
  EXPECT_EQ(StateOf(in_time.At("X", "2023-03-01"), plan), "ON_TIME");
  Case late = story;
  late.Sends("X", {{"PLAN", "2023", "2022-12-24"}}, "2023-01-28 00:00");
  EXPECT_EQ(StateOf(late.At("X", "2023-03-01"), plan), "LATE(1)");
  EXPECT_THAT(Candidates(story.At("X", "2023-02-03 23:59")), IsEmpty());
  EXPECT_THAT(Candidates(story.At("X", "2023-02-04")), ElementsAre("NOT_SERIOUS/PLAN_MISSING 2023-02-04"));
}

TEST(Plan, OneMonthEndsOnTheCorrespondingDay_B_11_I_06_R4_4b_ONEMONTH) {
  const auto plan_day = [](int cycle, std::string_view decided_on) {
    Case story;
    story.Official(kN1, "AGENCY_UBND_TINH");
    story.Assigned(kN1, cycle, "NEWAPPT", decided_on, {Case::Year("W1", cycle)});
    const Ledger ledger = story.At(kN1, std::string{decided_on} + " 23:00");
    return Row(ledger, std::string{"N1:PLAN:"} + std::to_string(cycle) + ":" + std::string{decided_on})
        .derived.last_on_time_day->ToString();
  };
  EXPECT_EQ(plan_day(2022, "2022-01-31"), "2022-02-28");
  EXPECT_EQ(plan_day(2022, "2022-01-30"), "2022-02-28");
  EXPECT_EQ(plan_day(2024, "2024-01-31"), "2024-02-29");
  EXPECT_EQ(plan_day(2022, "2022-08-31"), "2022-09-30");
  EXPECT_EQ(plan_day(2023, "2023-03-29"), "2023-05-04") << "29/04/2023 is Giỗ Tổ, holiday to 03/05";
}

TEST(Plan, CountsFromTheDayOnWhichTheOfficialWasTold_I_06_R4_4b_ONEMONTH) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "NEWAPPT", "2022-09-09", {Case::Year("W1", 2022)});
  story.facts.assignments.back().notified_on = Date(2022, 9, 12);
  const DerivedObligation& plan = Row(story.At(kN1, "2022-09-13"), "N1:PLAN:2022:2022-09-09").derived;
  EXPECT_EQ(plan.last_on_time_day, Date(2022, 10, 12)) << "the id keeps the decision's day";
  EXPECT_EQ(plan.counted_from, Date(2022, 9, 12));
}

TEST(Plan, OfLateDecisionsIsSoftForOthersThanNewAppointees_I_11_R4_3_DEADLINE) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "SUPPLEMENT", "2022-01-05", {Case::Year("W1", 2022)});
  const DerivedObligation& plan = Row(story.At(kN1, "2022-01-06"), "N1:PLAN:2022:2022-01-05").derived;
  EXPECT_EQ(plan.last_on_time_day, Date(2022, 2, 7)) << "05/02/2022 is a Saturday";
  EXPECT_FALSE(plan.hard);
  EXPECT_EQ(plan.basis, "I-11");
  Case december = story;
  december.facts.assignments.front().decided_on = Date(2021, 12, 31);
  EXPECT_TRUE(Row(december.At(kN1, "2022-01-06"), "N1:PLAN:2022").derived.hard);
  december.facts.assignments.front().basis = "OPENING";
  EXPECT_EQ(Row(december.At(kN1, "2022-01-06"), "N1:PLAN:2022").derived.last_on_time_day, Date(2022, 1, 24))
      << "imported later, assigned then (H-17)";
}

TEST(Plan, OfANewAppointeeIsNeverDueBeforeTheOthers_H_19_I_11) {
  Case story("2022-06-01");
  story.Concluded(2023, "2022-12-10");
  story.Takes("X", "AGENCY_UBND_TINH", "2022-12-15", "2022-12-15 10:00");
  story.Assigned("X", 2023, "NEWAPPT", "2022-12-16", {Case::Year("W1", 2023)});
  const DerivedObligation& plan = Row(story.At("X", "2022-12-31"), "X:PLAN:2023:2022-12-16").derived;
  EXPECT_EQ(plan.last_on_time_day, Date(2023, 1, 24)) << "not 16/01/2023";
  EXPECT_FALSE(plan.from_period);
  EXPECT_EQ(plan.closing_at, At("2023-02-01")) << "the fixed date counts, and closes with it";
}

TEST(Plan, IsOwedForEachYearOfAStageWork_R4_4a_DUTY) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Stage("W1", "2022-01-01", "2023-12-31", "2Y")});
  const Ledger ledger = story.At(kN1, "2023-06-01");
  EXPECT_EQ(Row(ledger, "N1:PLAN:2022").derived.last_on_time_day, Date(2022, 1, 24));
  EXPECT_EQ(Row(ledger, "N1:PLAN:2023").derived.last_on_time_day, Date(2023, 1, 24));
  EXPECT_FALSE(Has(ledger, "N1:PLAN:2024"));
  EXPECT_TRUE(Has(ledger, "N1:RPT_Q:2023-Q4"));
}

TEST(Reports, AreOwedOnceThePlanIsDue_I_08_R5_1_QUARTER) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "NEWAPPT", "2022-07-01", {Case::Year("W1", 2022)});
  EXPECT_THAT(DatesOfCycle(story.At(kN1, "2022-08-01"), 2022),
              ElementsAre("PLAN:2022:2022-07-01 2022-08-01", "REG:2022 2021-11-14", "RPT_Q:2022-Q3 2022-09-24",
                          "RPT_Q:2022-Q4 2022-12-24", "RPT_Y:2022 2022-12-24"));
  Case late_in_the_quarter;
  late_in_the_quarter.Official(kN1, "AGENCY_UBND_TINH");
  late_in_the_quarter.Assigned(kN1, 2022, "NEWAPPT", "2022-09-05", {Case::Year("W1", 2022)});
  EXPECT_FALSE(Has(late_in_the_quarter.At(kN1, "2022-09-20"), "N1:RPT_Q:2022-Q3")) << "plan due 05/10";
}

TEST(Reports, OfAWholeStageFollowTheLetterInDecember_B_29_I_09_R5_1_STAGE) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2021, "ORDINARY", "2021-06-20", {Case::Stage("W1", "2021-07-01", "2023-06-30", "2Y")});
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20",
                 {Case::Stage("W2", "2022-01-01", "2024-12-31", "3Y"),
                  Case::Stage("W3", "2022-01-01", "2025-10-15", "TERM"), Case::Year("W4", 2022)});
  const Ledger ledger = story.At(kN1, "2025-01-01");
  EXPECT_EQ(Row(ledger, "N1:RPT_STAGE:W1").derived.last_on_time_day, Date(2023, 12, 24));
  EXPECT_TRUE(Row(ledger, "N1:RPT_STAGE:W1").derived.nonworking) << "a Sunday";
  EXPECT_EQ(Row(ledger, "N1:RPT_STAGE:W2").derived.last_on_time_day, Date(2024, 12, 24));
  EXPECT_EQ(Row(ledger, "N1:RPT_STAGE:W3").derived.last_on_time_day, Date(2025, 12, 24));
  EXPECT_FALSE(Has(ledger, "N1:RPT_STAGE:W4"));
}

TEST(Reports, EndWithWorksCompletedEarly_B_26_B_27_I_23_R7_1_EARLY) {
  Case story = OrdinaryYear();
  story.WorkEnds(kN1, "W1", "2022-10-20", "EARLY", "2022-10-20 16:00");
  const Ledger ledger = story.At(kN1, "2022-11-01");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q4"), "CANCELLED");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Y:2022"), "CANCELLED");
  EXPECT_EQ(Row(ledger, "N1:RPT_Y:2022").cancelled_at, At("2022-10-20 16:00"));
  EXPECT_NE(StateOf(ledger, "N1:RPT_Q:2022-Q3"), "CANCELLED") << "had been required";
  EXPECT_NE(StateOf(OrdinaryYear().At(kN1, "2022-11-01"), "N1:RPT_Y:2022"), "CANCELLED");
}

TEST(Departure, OfAnOfficialElectedElsewhere_B_30_R2_4_REPORT_R2_4_EVENTS_R2_4_CONCLUDE) {
  Case story = OrdinaryYear();
  story.Leaves(kN1, "2022-06-19", "2022-06-16 09:00", "TRANSFER");
  story.Takes(kN1, "UBND_HUYEN", "2022-06-20", "2022-06-16 09:00", PostBasis::kElected);
  {
    const Ledger ledger = story.At(kN1, "2022-06-25");
    const DerivedObligation& report = Row(ledger, "N1:DEPART_RPT:2022-06-20").derived;
    EXPECT_EQ(report.last_on_time_day, Date(2022, 6, 27));
    EXPECT_FALSE(report.hard);
    EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q2"), "CANCELLED");
    EXPECT_EQ(StateOf(ledger, "N1:RPT_H1:2022"), "CANCELLED");
    EXPECT_EQ(Row(ledger, "N1:RPT_H1:2022").cancel_reason, "DUTY_CANCELLED");
    EXPECT_EQ(Row(ledger, "N1:RPT_H1:2022").cancelled_at, At("2022-06-16 09:00"));
    EXPECT_EQ(Row(ledger, "N1:REG:2022:2022-06-20").derived.last_on_time_day, Date(2022, 6, 27));
    EXPECT_TRUE(Has(story.At("BTV", "2022-06-25"), "BTV:CONCLUDE:N1:2022-06-20"));
  }
  story.Assigned(kN1, 2022, "NEWAPPT", "2022-07-01", {Case::Year("W2", 2022)});
  const Ledger ledger = story.At(kN1, "2022-08-01");
  EXPECT_EQ(Row(ledger, "N1:PLAN:2022:2022-07-01").derived.last_on_time_day, Date(2022, 8, 1));
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q3"), "OPEN") << "the first report is that of 24/09";
  EXPECT_EQ(Row(ledger, "N1:RPT_Q:2022-Q3").derived.last_on_time_day, Date(2022, 9, 24));
}

TEST(Departure, ToAPostOutOfScopeAsksForNoRegistration_B_32) {
  Case story = OrdinaryYear();
  story.Leaves(kN1, "2022-06-19", "2022-06-16 09:00", "TRANSFER");
  story.Takes(kN1, "AGENCY_UBND_TINH", "2022-06-20", "2022-06-16 09:00", PostBasis::kAppointed, Capacity::kDeputy);
  const Ledger ledger = story.At(kN1, "2022-12-31");
  EXPECT_TRUE(Has(ledger, "N1:DEPART_RPT:2022-06-20"));
  EXPECT_FALSE(Has(ledger, "N1:REG:2022:2022-06-20"));
  EXPECT_FALSE(Has(ledger, "N1:REG:2023") && StateOf(ledger, "N1:REG:2023") != "CANCELLED");
}

TEST(Departure, CountsFromTheLaterOfItsDayAndItsRecording_I_24_R2_4_REPORT) {
  Case story = OrdinaryYear();
  story.Leaves(kN1, "2022-06-19", "2022-07-04 08:00", "RETIRE");
  EXPECT_EQ(Row(story.At(kN1, "2022-07-05"), "N1:DEPART_RPT:2022-06-20").derived.last_on_time_day, Date(2022, 7, 11));
  Case idle;
  idle.Official(kN1, "AGENCY_UBND_TINH");
  idle.Leaves(kN1, "2022-06-19", "2022-06-16 09:00", "RETIRE");
  EXPECT_FALSE(Has(idle.At(kN1, "2022-07-05"), "N1:DEPART_RPT:2022-06-20")) << "no running work, nothing to report";
}

TEST(Departure, BeforeTheDateTakesThePlanWithIt_R4_4b_DEADLINE) {
  Case story = OrdinaryYear();
  story.Leaves(kN1, "2021-12-31", "2021-12-30 09:00", "RETIRE");
  EXPECT_EQ(StateOf(story.At(kN1, "2022-02-02"), "N1:PLAN:2022"), "CANCELLED");
}

// He reports the stop at once; what is concluded on it three weeks later moves no date, and ends the work for him.
TEST(Stop, IsReportedFirstAndConcludedLater_R2_4_EVENTS_R2_4_CONCLUDE) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Year("W-1", 2022)});
  story.WorkEnds(kN1, "W-1", "2022-08-22", "STOP_REPORTED", "2022-08-22 09:00");
  const Ledger reported = story.At(kN1, "2022-09-10");
  EXPECT_EQ(Row(reported, "N1:DEPART_RPT:2022-08-22").derived.last_on_time_day, Date(2022, 8, 29));
  EXPECT_NE(StateOf(reported, "N1:RPT_Q:2022-Q3"), "CANCELLED") << "he holds the work until it is concluded";
  story.WorkEnds(kN1, "W-1", "2022-08-22", "STOPPED", "2022-09-12 16:00");
  const Ledger concluded = story.At(kN1, "2022-09-13");
  EXPECT_EQ(Row(concluded, "N1:DEPART_RPT:2022-08-22").derived.last_on_time_day, Date(2022, 8, 29));
  EXPECT_EQ(StateOf(concluded, "N1:RPT_Q:2022-Q3"), "CANCELLED");
}

TEST(Stop, OfOneWorkOfSeveralLeavesTheOthersDue_R2_4_EVENTS) {
  Case story;
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Assigned(kN1, 2022, "ORDINARY", "2021-12-20", {Case::Year("W1", 2022), Case::Year("W10", 2022)});
  story.WorkEnds(kN1, "W1", "2022-08-22", "STOPPED", "2022-08-22 09:00");
  const Ledger ledger = story.At(kN1, "2022-09-01");
  EXPECT_EQ(Row(ledger, "N1:DEPART_RPT:2022-08-22").derived.last_on_time_day, Date(2022, 8, 29));
  EXPECT_EQ(StateOf(ledger, "N1:RPT_Q:2022-Q3"), "OPEN");
}

TEST(Requests, AreSoftAndDatedByTheRequester_I_10_R5_1_ADHOC) {
  Case story = OrdinaryYear();
  const Learned learned{At("2022-08-10 08:30"), "reporting#1"};
  story.facts.requests.push_back({learned, "REQ-1", kN1, Date(2022, 8, 10), Date(2022, 8, 15)});
  story.facts.requests.push_back({learned, "REQ-2", kN1, Date(2022, 8, 10), {}});
  const Ledger ledger = story.At(kN1, "2022-09-30");
  EXPECT_EQ(Row(ledger, "N1:RPT_ADHOC:REQ-1").derived.last_on_time_day, Date(2022, 8, 15));
  EXPECT_EQ(StateOf(ledger, "N1:RPT_ADHOC:REQ-1"), "OVERDUE") << "soft: never missing";
  EXPECT_FALSE(Row(ledger, "N1:RPT_ADHOC:REQ-2").derived.last_on_time_day);
  EXPECT_EQ(StateOf(ledger, "N1:RPT_ADHOC:REQ-2"), "OPEN");
}

TEST(Announcements, AriseWithPlanAndResultAndHaveNoDate_B_37_I_27_R2_6_ANNOUNCE) {
  Case story = OrdinaryYear();
  EXPECT_FALSE(Has(story.At(kN1, "2022-01-10"), "N1:ANN_PLAN:2022"));
  story.Sends(kN1, {{"PLAN", "2022", ""}}, "2022-01-20 10:00");
  story.facts.results.push_back({{At("2023-01-16 15:00"), "assessment#1"}, kN1, 2022, Date(2023, 1, 16)});
  const Ledger ledger = story.At(kN1, "2023-02-01");
  for (const char* id : {"N1:ANN_PLAN:2022", "N1:ANN_RESULT:2022"}) {
    EXPECT_EQ(StateOf(ledger, id), "OPEN");
    EXPECT_FALSE(Row(ledger, id).derived.last_on_time_day);
    EXPECT_THAT(FlagsOf(ledger, id), IsEmpty());
  }
  story.Sends(kN1, {{"ANN_PLAN", "2022", ""}}, "2022-02-01 10:00");
  EXPECT_EQ(StateOf(story.At(kN1, "2023-02-01"), "N1:ANN_PLAN:2022"), "ON_TIME");
}

TEST(Bodies, OweTheirDatesWithoutFlags_H_13_R4_2_CONS_R4_2d_BTC_CONS_R4_3_DEADLINE_R6_PERIODIC_I_57) {
  Case story("2022-06-01");
  story.Official(kN1, "AGENCY_UBND_TINH");
  story.Official("N13", "PARTY_COMMISSION", true);
  const Ledger cons = story.At("BCSD", "2023-02-01");
  EXPECT_EQ(Row(cons, "BCSD:CONS:2023").derived.last_on_time_day, Date(2022, 11, 29));
  EXPECT_THAT(cons.flags, IsEmpty());
  EXPECT_THAT(cons.candidates, IsEmpty());
  EXPECT_FALSE(Has(story.At("BDV", "2023-02-01"), "BDV:CONS:2023")) << "nobody is routed to it";
  const Ledger commission = story.At("BTC", "2023-02-01");
  EXPECT_FALSE(Has(commission, "BTC:CONS:2023")) << "its consolidation is the general report";
  EXPECT_EQ(Row(commission, "BTC:CONS_BTC:2023").derived.last_on_time_day, Date(2022, 12, 24));
  const Ledger standing = story.At("BTV", "2023-02-01");
  EXPECT_EQ(Row(standing, "BTV:DECIDE:2023").derived.last_on_time_day, Date(2022, 12, 30));
  EXPECT_EQ(StateOf(standing, "BTV:DECIDE:2023"), "OVERDUE");
  EXPECT_EQ(Row(standing, "BTV:MEET:2023-H1").derived.last_on_time_day, Date(2023, 7, 31)) << "I-37";
  EXPECT_FALSE(Row(standing, "BTV:MEET:2023-H1").derived.hard);
}

TEST(Stages, LeaveOutWhatNobodyCanSeeReceived_H_07) {
  Case story = OrdinaryYear();
  story.options.stages = {"registration"};
  const Ledger ledger = story.At(kN1, "2022-02-02");
  for (const Obligation& obligation : ledger.obligations) {
    EXPECT_EQ(obligation.derived.key.duty, "REG");
  }
  EXPECT_TRUE(Has(ledger, "N1:REG:2022"));
}

TEST(DeriveObligations, AnswersForAPeriodAndSinceWhenItIsKnown_R4_1_DUTY) {
  Case story = OrdinaryYear();
  const auto obligations =
      DeriveObligations(story.facts, Vietnam(), {}, kN1, At("2022-01-01"), Date(2022, 1, 1), Date(2022, 3, 31));
  std::vector<std::string> ids;
  for (const DerivedObligation& obligation : obligations) {
    ids.push_back(obligation.Id());
    EXPECT_EQ(obligation.exists_since, At("2021-12-20 16:30")) << "the decision was the last fact";
  }
  EXPECT_THAT(ids, ElementsAre("N1:PLAN:2022", "N1:RPT_Q:2022-Q1"));
  EXPECT_THAT(
      DeriveObligations(story.facts, Vietnam(), {}, kN1, At("2021-12-20 16:29"), Date(2022, 1, 1), Date(2022, 3, 31)),
      IsEmpty());
}

// ---- which version -------------------------------------------------------------------------------------------------

Case Transition(Date taken_over) {
  Case story;
  story.facts.law = {{&TuyenQuang2020(), Date(2020, 5, 20)}, {&TuyenQuang2021(), taken_over}};
  story.Official(kN1, "AGENCY_UBND_TINH");
  for (const int cycle : {2021, 2022, 2023}) {
    story.Assigned(kN1, cycle, "ORDINARY", std::to_string(cycle - 1) + "-12-20",
                   {Case::Year("W" + std::to_string(cycle), cycle)});
  }
  return story;
}

TEST(Versions, ADutyBelongsToTheOneInForceOnItsDate_C_01_C_02_C_03_C_04_C_09_R0_VERSION_R12_1_EFFECT) {
  const Ledger ledger = Transition(Date(2021, 9, 1)).At(kN1, "2022-01-01");
  EXPECT_EQ(Row(ledger, "N1:RPT_M:2021-08").derived.regulation->id, "TQ2020");
  EXPECT_EQ(StateOf(ledger, "N1:RPT_M:2021-08"), "MISSING");
  for (const char* month : {"09", "10", "11", "12"}) {
    EXPECT_FALSE(Has(ledger, std::string{"N1:RPT_M:2021-"} + month));
  }
  EXPECT_EQ(Row(ledger, "N1:RPT_Q:2021-Q3").derived.regulation->id, "TQ2021");
  EXPECT_FALSE(Has(ledger, "N1:SELF:2021"));
  EXPECT_EQ(Row(ledger, "N1:PLAN:2021").derived.last_on_time_day, Date(2021, 1, 14));
  EXPECT_EQ(Row(ledger, "N1:PLAN:2022").derived.last_on_time_day, Date(2022, 1, 24));
}

TEST(Versions, WhoComesIntoScopeRegistersForTheNextCycle_C_05_R1_2_SCOPE_MEMBERS) {
  Case story = Transition(Date(2021, 9, 1));
  story.Official("N14", "UBND_TINH", true, Capacity::kDeputy);
  const Ledger ledger = story.At("N14", "2021-12-31");
  EXPECT_THAT(DatesOfCycle(ledger, 2021), IsEmpty());
  EXPECT_EQ(Row(ledger, "N14:REG:2022").derived.last_on_time_day, Date(2021, 11, 14));
}

TEST(Versions, AStageReportFollowsTheDateOfTheOlderText_C_07_I_09) {
  const auto stage_day = [](Date taken_over) {
    Case story = Transition(taken_over);
    story.Assigned(kN1, 2020, "ORDINARY", "2020-07-01", {Case::Stage("W1", "2020-07-01", "2022-06-30", "2Y")});
    return *Row(story.At(kN1, "2022-12-31"), "N1:RPT_STAGE:W1").derived.last_on_time_day;
  };
  EXPECT_EQ(stage_day(Date(2021, 9, 1)), Date(2022, 12, 24));
  EXPECT_EQ(stage_day(Date(2022, 7, 1)), Date(2022, 6, 24)) << "the older text's date lies before the change";
}

TEST(Scope, IsThatOfTheDayNotOfToday_R4_1_DUTY_R1_2_SCOPE_MEMBERS) {
  Case story;
  story.Official("N17", "AGENCY_UBND_TINH", false, Capacity::kDeputy);
  PersonFact joined = story.facts.persons.back();
  joined.learned = {At("2022-03-01 09:00"), "registration#99"};
  joined.committee_member = true;
  story.facts.persons.push_back(joined);
  const Ledger ledger = story.At("N17", "2022-12-31");
  EXPECT_FALSE(Has(ledger, "N17:REG:2022")) << "was no member in November 2021";
  EXPECT_TRUE(Has(ledger, "N17:REG:2023"));
  EXPECT_EQ(DatesOfCycle(ledger, 2022), std::vector<std::string>{});
}

}  // namespace
}  // namespace dotpha::statute
