// What is told to whom in a year of TQ2021 once works are assigned: plans, reports, stages, announcements, assignments,
// the bodies' weeks. The dates themselves are tested in tests/statute; here, that people hear of them as NOTICES.md
// says.
#include <gmock/gmock.h>

#include <set>

#include "services/notifier/domain/summary.h"
#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kQ2[] = "N1:RPT_Q:2022-Q2";
constexpr char kH1[] = "N1:RPT_H1:2022";

// N1 with one work of 2022, decided on 20/12/2021; his registration came in time.
Season Year2022() {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.Receive("N1", {{"REG", "2022", ""}}, "2021-11-01 09:00", "2021-11-01 09:00");
  season.Assign("N1", 2022, "2021-12-20", "2021-12-20 09:00");
  return season;
}

void ReceiveOrdinary(Season& season) {
  season.Receive("N1", {{"PLAN", "2022", ""}}, "2022-01-20 09:00", "2022-01-20 09:00");
  season.Receive("N1", {{"RPT_Q", "2022-Q1", ""}}, "2022-03-21 09:00", "2022-03-21 09:00");
}

std::vector<std::string> Stages(const Stepper& stepper, const std::string& obligation) {
  std::vector<std::string> stages;
  for (const Line& line : stepper.Lines(NoticeState::kSent, obligation)) {
    stages.push_back(line.stage + " " + line.at);
  }
  return stages;
}

std::map<std::string, std::string> StatesOf(const Stepper& stepper) {
  std::map<std::string, std::string> states;
  for (const statute::Obligation& obligation : stepper.Ledger().obligations) {
    const char* name = obligation.state == statute::State::kOnTime    ? "ON_TIME"
                       : obligation.state == statute::State::kLate    ? "LATE"
                       : obligation.state == statute::State::kMissing ? "MISSING"
                       : obligation.state == statute::State::kOverdue ? "OVERDUE"
                       : obligation.state == statute::State::kOpen    ? "OPEN"
                                                                      : "ENDED";
    states.emplace(obligation.derived.Id(), name);
  }
  return states;
}

TEST(Year, ThereAreEightDatedDutiesAndNoMonthlyOne_B_02_B_23) {
  Season season = Year2022();
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-25 09:00");
  std::set<std::string> duties;
  for (const statute::Obligation& obligation : stepper.Ledger().obligations) {
    if (obligation.derived.cycle == 2022 && obligation.derived.last_on_time_day) {
      duties.insert(obligation.derived.key.duty + " " + obligation.derived.last_on_time_day->ToString());
    }
    EXPECT_NE(obligation.derived.key.duty, "RPT_M");
    EXPECT_NE(obligation.derived.key.duty, "SELF");
  }
  EXPECT_THAT(duties, ElementsAre("PLAN 2022-01-24", "REG 2021-11-14", "RPT_H1 2022-06-24", "RPT_Q 2022-03-24",
                                  "RPT_Q 2022-06-24", "RPT_Q 2022-09-24", "RPT_Q 2022-12-24", "RPT_Y 2022-12-24"));
}

TEST(Year, OnePaperForTwoDutiesStopsBothLadders_B_16) {
  Season season = Year2022();
  season.Receive("N1", {{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}, "2022-06-24 21:00", "2022-06-24 21:00");
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  EXPECT_EQ(StatesOf(stepper).at(kQ2), "ON_TIME");
  EXPECT_EQ(StatesOf(stepper).at(kH1), "ON_TIME");
  for (const char* id : {kQ2, kH1}) {
    EXPECT_THAT(Stages(stepper, id), ElementsAre("R10 14/06/2022 08:00", "R3 21/06/2022 08:00", "R0 24/06/2022 08:00"));
  }
}

TEST(Year, BothMissingAreOneSuspicionOfWhichUbktHearsOnce_B_17) {
  Season season = Year2022();
  ReceiveOrdinary(season);
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  const statute::Ledger ledger = stepper.Ledger();
  ASSERT_EQ(ledger.candidates.size(), 1U);
  EXPECT_EQ(ledger.candidates[0].kind, "NOT_REPORTED");
  EXPECT_EQ(ledger.candidates[0].raised_at, At("2022-07-01 00:00"));
  EXPECT_THAT(ledger.candidates[0].obligation_ids, ElementsAre(kH1, kQ2));
  EXPECT_EQ(ledger.candidates[0].explain_until, Day("2022-07-15"));
  EXPECT_THAT(Stages(stepper, kQ2), Contains("O 27/06/2022 08:00"));
  std::set<Instant> mornings;
  int items = 0;
  for (const NewNotice& notice : stepper.notices()) {
    if (notice.person_id == "UBKT-L" && notice.state == NoticeState::kSent) {
      mornings.insert(notice.slot);
      ++items;
    }
  }
  EXPECT_EQ(items, 2);
  EXPECT_THAT(mornings, ElementsAre(At("2022-07-01 08:00")));
}

TEST(Year, LateBeforeTheMonthEndsStopsTheLadder_B_18) {
  Season season = Year2022();
  season.Receive("N1", {{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}, "2022-06-28 10:00", "2022-06-28 10:00");
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  for (const statute::Obligation& obligation : stepper.Ledger().obligations) {
    if (obligation.derived.Id() == kQ2 || obligation.derived.Id() == kH1) {
      EXPECT_EQ(obligation.state, statute::State::kLate);
      EXPECT_EQ(obligation.days_late, 4);
    }
  }
  EXPECT_THAT(Stages(stepper, kH1),
              ElementsAre("R10 14/06/2022 08:00", "R3 21/06/2022 08:00", "R0 24/06/2022 08:00", "O 27/06/2022 08:00"));
  for (const statute::Candidate& candidate : stepper.Ledger().candidates) {
    EXPECT_NE(candidate.last_on_time_day, Day("2022-06-24"));
  }
}

TEST(Year, LateAfterTheSuspicionLeavesItToPeopleAndCorrectsNobody_B_19) {
  Season season = Year2022();
  ReceiveOrdinary(season);
  season.Receive("N1", {{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}, "2022-07-05 10:00", "2022-07-05 10:00");
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  for (const statute::Obligation& obligation : stepper.Ledger().obligations) {
    if (obligation.derived.Id() == kQ2) {
      EXPECT_EQ(obligation.days_late, 11);
      EXPECT_TRUE(obligation.was_missing);
    }
  }
  EXPECT_EQ(stepper.Ledger().candidates.size(), 1U);
  for (const NewNotice& notice : stepper.notices()) {
    EXPECT_NE(notice.stage, Stage::kCorrection);
  }
}

TEST(Year, WhatHadComeInTimeIsCorrectedForWhoeverWasTold_F_01) {
  Season season = Year2022();
  ReceiveOrdinary(season);
  season.Receive("N1", {{"RPT_Q", "2022-Q2", ""}, {"RPT_H1", "2022", ""}}, "2022-06-23 00:00", "2022-07-06 09:45",
                 "118");
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  EXPECT_EQ(StatesOf(stepper).at(kQ2), "ON_TIME");
  EXPECT_EQ(StatesOf(stepper).at(kH1), "ON_TIME");
  int corrections = 0;
  for (const NewNotice& notice : stepper.notices()) {
    corrections += notice.stage == Stage::kCorrection && notice.person_id == "N1" ? 1 : 0;
    if (notice.stage == Stage::kCorrection) {
      EXPECT_EQ(notice.reason, "RECEIVED_IN_FACT 118");
    }
  }
  EXPECT_EQ(corrections, 2);  // one of each flag
}

TEST(Year, APlanAfterTheConclusionGoesByItsOneMonthOverTet_B_08) {
  Season season("2022-11-01 08:00", "2022-11-01");
  season.AddOfficial("NEW", "hu-sd", statute::Capacity::kHead, true, "2022-12-16", "2022-12-16 08:30");
  season.AssignAs("NEW", 2023, "NEWAPPT", "2022-12-24", "2022-12-24 09:00");
  Stepper stepper(season, "NEW", "2022-12-16 09:00");
  stepper.RunTo("2023-02-28 00:00");
  const std::string plan = "NEW:PLAN:2023:2022-12-24";
  // L is Friday 27/01/2023; its closing point, of a period, 04/02/2023; the first working day after that is Monday
  // 06/02.
  EXPECT_THAT(Stages(stepper, plan), Contains("R0 27/01/2023 08:00"));
  EXPECT_THAT(Stages(stepper, plan), Contains("O 30/01/2023 08:00"));
  EXPECT_THAT(Stages(stepper, plan), Contains("M 06/02/2023 08:00"));
  const statute::Ledger ledger = stepper.Ledger();
  ASSERT_FALSE(ledger.candidates.empty());
  EXPECT_EQ(ledger.candidates.front().kind, "NOT_SERIOUS");
  EXPECT_EQ(ledger.candidates.front().sub_code, "PLAN_MISSING");
  EXPECT_EQ(ledger.candidates.front().raised_at, At("2023-02-04 00:00"));
}

TEST(Year, ANewAppointeeIsNotRemindedBeforeTheOthers_H_19) {
  Season season("2022-11-01 08:00", "2022-11-01");
  season.AddOfficial("NEW", "hu-sd", statute::Capacity::kHead, true, "2022-12-15", "2022-12-15 08:30");
  season.AssignAs("NEW", 2023, "NEWAPPT", "2022-12-16", "2022-12-16 09:00");
  Stepper stepper(season, "NEW", "2022-12-15 09:00");
  stepper.RunTo("2023-01-20 00:00");
  // As everybody else's: L 24/01/2023 in Tết, reminders 13/01 and 19/01 (B-12).
  EXPECT_THAT(Stages(stepper, "NEW:PLAN:2023:2022-12-16"), ElementsAre("R10 13/01/2023 08:00", "R0 19/01/2023 08:00"));
}

TEST(Year, OneMonthOfAPlanEndsOnTheCorrespondingDay_B_11) {
  Season season("2022-01-01 08:00", "2022-01-01");
  season.AssignAs("N1", 2022, "SUPPLEMENT", "2022-08-31", "2022-08-31 09:00");
  Stepper stepper(season, "N1", "2022-08-31 09:00");
  stepper.RunTo("2022-10-01 00:00");
  EXPECT_THAT(Stages(stepper, "N1:PLAN:2022:2022-08-31"),
              ElementsAre("R10 20/09/2022 08:00", "R3 27/09/2022 08:00", "R0 30/09/2022 08:00"));
}

TEST(Year, AStageReportIsRemindedInTheDecemberOfItsLastYear_B_29) {
  Season season("2021-10-01 08:00", "2021-10-01");
  statute::AssignmentFact& stage = season.AssignAs("N1", 2021, "OPENING", "2021-07-01", "2021-10-01 09:00");
  stage.works = {{"W-2Y", "2Y", Day("2021-07-01"), Day("2023-06-30")}};
  Stepper stepper(season, "N1", "2023-11-01 08:00");
  stepper.RunTo("2023-12-24 00:00");
  // L is Sunday 24/12/2023.
  EXPECT_THAT(Stages(stepper, "N1:RPT_STAGE:W-2Y"),
              ElementsAre("R10 14/12/2023 08:00", "R3 21/12/2023 08:00", "R0 22/12/2023 08:00"));
}

TEST(Year, AnAnnouncementIsOpenWithoutADateAndNobodyIsReminded_B_37) {
  Season season = Year2022();
  ReceiveOrdinary(season);
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-02-15 00:00");
  EXPECT_EQ(StatesOf(stepper).at("N1:ANN_PLAN:2022"), "OPEN");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, "N1:ANN_PLAN:2022"), IsEmpty());
  season.Receive("N1", {{"ANN_PLAN", "2022", ""}}, "2022-02-01 00:00", "2022-02-16 09:00");
  stepper.RunTo("2022-02-17 00:00");
  EXPECT_EQ(StatesOf(stepper).at("N1:ANN_PLAN:2022"), "ON_TIME");
}

// ---- service messages
// ------------------------------------------------------------------------------------------------

TEST(Assignment, IsToldToTheOfficialAndHisAgencyAndIsNobodysDuty_B_46_I_29) {
  Season season = Year2022();
  season.all().facts.assignments.back().agency_id = "so-nn";
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2021-12-31 00:00");
  const std::string subject = AssignmentSubject(season.all().facts.assignments.back());
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, subject),
              ElementsAre(Line{"20/12/2021 09:00", "INFO", {"N1", "so-nn"}}));
  for (std::size_t i = 0; i < stepper.notices().size(); ++i) {
    if (stepper.notices()[i].obligation_id == subject) {
      EXPECT_EQ(stepper.letters()[i].at("assignment"), "yes");
      EXPECT_EQ(stepper.letters()[i].at("decided_day"), "20/12/2021");
      EXPECT_EQ(stepper.letters()[i].at("works"), "1");
    }
  }
  EXPECT_THAT(StatesOf(stepper), Not(Contains(::testing::Key(HasSubstr("NOTIFY")))));
}

TEST(Assignment, OfAnOpeningOrBeforeGoLiveIsNoNews_H_17) {
  Season season("2022-03-01 08:00", "2022-03-01");
  season.Assign("N1", 2022, "2021-12-20", "2022-03-01 09:00");
  season.AssignAs("N2", 2021, "OPENING", "2021-07-01", "2022-03-01 09:00");
  for (const char* official : {"N1", "N2"}) {
    Stepper stepper(season, official, "2022-03-01 08:00");
    stepper.RunTo("2022-03-02 00:00");
    for (const NewNotice& notice : stepper.notices()) {
      EXPECT_THAT(notice.obligation_id, Not(HasSubstr("ASSIGNED")));
    }
  }
}

TEST(Assignment, LearnedInTheEveningGoesInTheMorningOnce_I_29) {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.Assign("N1", 2022, "2021-12-20", "2021-12-20 19:30");
  season.all().facts.assignments.back().agency_id = "so-nn";
  Stepper stepper(season, "N1", "2021-12-20 08:00");
  stepper.RunTo("2022-01-05 00:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, AssignmentSubject(season.all().facts.assignments.back())),
              ElementsAre(Line{"21/12/2021 08:00", "INFO", {"N1", "so-nn"}}));
}

TEST(RaisedCase, IsToldToWhomItConcernsOnceWithTheTimeToExplain_I_35) {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.all().facts.cases.push_back(
      {{At("2022-07-01 10:00"), "assessment#7"}, "case-1", "N1", "NOT_SERIOUS", Day("2022-07-15")});
  Stepper stepper(season, "N1", "2022-07-01 08:00");
  stepper.RunTo("2022-07-05 00:00");
  const std::string subject = "N1:CASE:case-1";
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, subject),
              ElementsAre(Line{"01/07/2022 10:00", "INFO", {"BCSD-S", "BTC-S", "N1", "UBKT-L", "UBKT-S"}}));
  for (std::size_t i = 0; i < stepper.notices().size(); ++i) {
    if (stepper.notices()[i].obligation_id == subject) {
      EXPECT_EQ(stepper.letters()[i].at("case"), "yes");
      EXPECT_EQ(stepper.letters()[i].at("explain_until"), "15/07/2022");
      EXPECT_EQ(stepper.letters()[i].at("violation_article"), "Điều 10");
    }
  }
}

// ---- the week of a body
// ----------------------------------------------------------------------------------------------

Summary OneOverdue(Instant moment) {
  return Summarise({{"N1", "RPT_Q", "2022-Q2", Day("2022-06-24"), false}}, Date::Of(moment));
}

TEST(WeeklySummary, ListsByOfficialWhatIsDueOverdueAndMissing) {
  const Summary summary = Summarise({{"N2", "RPT_Q", "2022-Q2", Day("2022-06-24"), false},
                                     {"N1", "RPT_H1", "2022", Day("2022-06-24"), true},
                                     {"N1", "PLAN", "2022", Day("2022-07-07"), false},
                                     {"N1", "RPT_Y", "2022", Day("2022-12-24"), false}},
                                    Day("2022-06-27"));
  EXPECT_EQ(summary.open, 4U);
  EXPECT_EQ(summary.due, 1U);
  EXPECT_EQ(summary.overdue, 1U);
  EXPECT_EQ(summary.missing, 1U);
  EXPECT_EQ(summary.lines, "N1\tRPT_H1\t2022\tMISSING\t3\nN1\tPLAN\t2022\tDUE\t10\nN2\tRPT_Q\t2022-Q2\tOVERDUE\t3\n");
}

TEST(WeeklySummary, GoesToTheLeadersOnTheFirstWorkingDayOfEachWeek) {
  Season season("2022-04-01 08:00", "2022-04-01");
  Stepper stepper(season, "BCSD", "2022-04-01 09:00");
  stepper.summarise = OneOverdue;
  stepper.RunTo("2022-05-11 00:00");
  std::vector<std::string> moments;
  for (const NewNotice& notice : stepper.notices()) {
    if (notice.obligation_id.find("SUMMARY") != std::string::npos) {
      EXPECT_EQ(notice.person_id, "BCSD-L");
      EXPECT_EQ(notice.state, NoticeState::kSent);
      moments.push_back(notice.obligation_id + " " + Date::Of(notice.due_at).ToString());
    }
  }
  // Giỗ Tổ falls on Sunday 10/04, so Monday 11/04 is off; so are Monday 02/05 and Tuesday 03/05.
  EXPECT_THAT(moments, ElementsAre("BCSD:SUMMARY:2022-04-04 2022-04-04", "BCSD:SUMMARY:2022-04-11 2022-04-12",
                                   "BCSD:SUMMARY:2022-04-18 2022-04-18", "BCSD:SUMMARY:2022-04-25 2022-04-25",
                                   "BCSD:SUMMARY:2022-05-02 2022-05-04", "BCSD:SUMMARY:2022-05-09 2022-05-09"));
}

TEST(WeeklySummary, AfterDowntimeOnlyTheLatestGoes_H_09) {
  Season season("2022-04-01 08:00", "2022-04-01");
  Stepper stepper(season, "BCSD", "2022-04-01 09:00");
  stepper.summarise = OneOverdue;
  stepper.JumpTo("2022-04-20 10:00");
  std::vector<std::string> outcomes;
  for (const NewNotice& notice : stepper.notices()) {
    if (notice.obligation_id.find("SUMMARY") != std::string::npos) {
      outcomes.push_back(std::string{NoticeStateName(notice.state)} + " " + notice.reason +
                         (notice.late ? "late" : ""));
    }
  }
  EXPECT_THAT(outcomes, ElementsAre("SKIPPED SUPERSEDED", "SKIPPED SUPERSEDED", "SENT late"));
}

TEST(WeeklySummary, ThatWouldSayNothingIsSkippedWithItsReason) {
  Season season("2022-04-01 08:00", "2022-04-01");
  Stepper stepper(season, "BNC", "2022-04-01 09:00");
  stepper.summarise = [](Instant) { return Summary{}; };
  stepper.RunTo("2022-04-05 00:00");
  ASSERT_EQ(stepper.Lines(NoticeState::kSkipped, "BNC:SUMMARY:2022-04-04").size(), 1U);
  EXPECT_EQ(stepper.notices().back().reason, "NOTHING_OPEN");
}

TEST(WeeklySummary, WaitsForTheWatermarksSinceItSpeaksOfWhatDidNotCome_H_07) {
  Season season("2022-04-01 08:00", "2022-04-01");
  Stepper stepper(season, "BCSD", "2022-04-01 09:00");
  stepper.summarise = OneOverdue;
  stepper.HoldWatermarkAt("2022-04-03 00:00").JumpTo("2022-04-04 08:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, "BCSD:SUMMARY:2022-04-04"), IsEmpty());
  stepper.ReleaseWatermark().JumpTo("2022-04-04 08:01");
  EXPECT_EQ(stepper.Lines(NoticeState::kSent, "BCSD:SUMMARY:2022-04-04").size(), 1U);
}

}  // namespace
}  // namespace dotpha::notifier::testing
