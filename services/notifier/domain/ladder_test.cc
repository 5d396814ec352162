// The ladder and what stops it, by the scenarios of section H (NOTICES.md), with exact dates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {

void PrintTo(const Line& line, std::ostream* out) {
  *out << line.at << " " << line.stage;
  for (const std::string& person : line.people) {
    *out << " " << person;
  }
}

namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using People = std::set<std::string>;
const char kReg2023[] = "N1:REG:2023";

TEST(Ladder, WholeLadderOfARegistrationThatNeverCame_H_01) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2023-03-01 00:00");
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, kReg2023),
      ElementsAre(Line{"04/11/2022 08:00", "R10", {"N1"}}, Line{"11/11/2022 08:00", "R3", {"N1"}},
                  Line{"14/11/2022 08:00", "R0", {"N1"}}, Line{"15/11/2022 08:00", "O", {"N1", "BTC-S", "BCSD-S"}},
                  Line{"17/11/2022 08:00", "E1", {"BCSD-L"}}, Line{"21/11/2022 08:00", "E2", {"BTC-L"}},
                  Line{"30/11/2022 08:00", "M", {"N1", "BTC-S", "BTC-L", "BCSD-S", "BCSD-L", "UBKT-S", "UBKT-L"}}));
  EXPECT_THAT(stepper.Lines(NoticeState::kSkipped, kReg2023), IsEmpty());
}

TEST(Ladder, ReceiptStopsTheLadder_H_02) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-16 10:00", "2022-11-16 10:00");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-12-31 00:00");
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, kReg2023),
      ElementsAre(Line{"04/11/2022 08:00", "R10", {"N1"}}, Line{"11/11/2022 08:00", "R3", {"N1"}},
                  Line{"14/11/2022 08:00", "R0", {"N1"}}, Line{"15/11/2022 08:00", "O", {"N1", "BTC-S", "BCSD-S"}}));
}

TEST(Ladder, ReceivedBeforeTheFirstReminderNobodyIsTroubled_H_02) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-01 10:00", "2022-11-01 10:00");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-12-31 00:00");
  for (const NewNotice& notice : stepper.notices()) {
    EXPECT_NE(notice.obligation_id, kReg2023);
  }
}

TEST(Ladder, TwoDutiesOnOneMorning_H_03) {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.Assign("N1", 2022, "2021-12-20", "2021-12-20 09:00");
  Stepper stepper(season, "N1", "2021-10-01 08:00");
  stepper.RunTo("2022-07-15 00:00");
  for (const char* obligation : {"N1:RPT_Q:2022-Q2", "N1:RPT_H1:2022"}) {
    EXPECT_THAT(
        stepper.Lines(NoticeState::kSent, obligation),
        ElementsAre(Line{"14/06/2022 08:00", "R10", {"N1"}}, Line{"21/06/2022 08:00", "R3", {"N1"}},
                    Line{"24/06/2022 08:00", "R0", {"N1"}}, Line{"27/06/2022 08:00", "O", {"N1", "BTC-S", "BCSD-S"}},
                    Line{"29/06/2022 08:00", "E1", {"BCSD-L"}}, Line{"01/07/2022 08:00", "E2", {"BTC-L"}},
                    Line{"01/07/2022 08:00", "M", {"N1", "BTC-S", "BTC-L", "BCSD-S", "BCSD-L", "UBKT-S", "UBKT-L"}}));
  }
  // One e-mail on 27/06 and one on 01/07, each with two items: the same slot for the same person.
  std::map<Instant, int> slots;
  for (const NewNotice& notice : stepper.notices()) {
    if (notice.person_id == "N1" && notice.due_at >= At("2022-06-27 08:00")) {
      ++slots[notice.slot];
    }
  }
  EXPECT_THAT(slots, ElementsAre(std::pair{At("2022-06-27 08:00"), 2}, std::pair{At("2022-07-01 08:00"), 2}));
}

TEST(Ladder, SoftDutyOfALateAppointee_H_05) {
  Season season;
  season.AddOfficial("NEW", "hu-sd", statute::Capacity::kHead, true, "2022-11-21", "2022-11-21 08:30");
  Stepper stepper(season, "NEW", "2022-11-21 08:00");
  stepper.RunTo("2023-02-28 00:00");
  const std::string id = "NEW:REG:2023:2022-11-21";
  // Ten days before would be 18/11, before the duty existed; L is Monday 28/11, three days before is Friday 25/11.
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, id),
              ElementsAre(Line{"25/11/2022 08:00", "R3", {"NEW"}}, Line{"28/11/2022 08:00", "R0", {"NEW"}},
                          Line{"29/11/2022 08:00", "O", {"NEW", "BTC-S"}}));
  EXPECT_THAT(stepper.Ledger().flags, IsEmpty());
}

TEST(Ladder, OverrideRestartsTheLadder_H_06) {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.Assign("N1", 2023, "2022-12-20", "2022-12-20 09:00");
  season.Override("PLAN", "2023", "2023-01-31", "2023-01-20 09:00");
  Stepper stepper(season, "N1", "2022-12-01 08:00");
  stepper.RunTo("2023-02-28 00:00");
  const auto sent = stepper.Lines(NoticeState::kSent, "N1:PLAN:2023");
  ASSERT_GE(sent.size(), 5u);
  EXPECT_EQ(sent[0], (Line{"13/01/2023 08:00", "R10", {"N1"}}));
  EXPECT_EQ(sent[1], (Line{"19/01/2023 08:00", "R0", {"N1"}}));  // R3 falls on the same day and is merged into it
  EXPECT_EQ(sent[2], (Line{"27/01/2023 08:00", "R3", {"N1"}}));  // 28/01 is a Saturday
  EXPECT_EQ(sent[3], (Line{"31/01/2023 08:00", "R0", {"N1"}}));
  EXPECT_EQ(sent[4], (Line{"01/02/2023 08:00", "O", {"N1", "BTC-S", "BCSD-S"}}));
  const auto ledger = stepper.Ledger();
  ASSERT_FALSE(ledger.flags.empty());
  EXPECT_EQ(ledger.flags.front().raised_at, At("2023-02-01 00:00"));
  EXPECT_EQ(ledger.flags.front().missing_at, At("2023-02-08 00:00"));
  EXPECT_EQ(sent.back().at, "08/02/2023 08:00");
  EXPECT_EQ(sent.back().stage, "M");
}

TEST(Ladder, StageLaterThanMIsDroppedWithAReason_B_12) {
  Season season("2021-10-01 08:00", "2021-10-01");
  season.Assign("N1", 2023, "2022-12-20", "2022-12-20 09:00");
  Stepper stepper(season, "N1", "2022-12-01 08:00");
  stepper.RunTo("2023-02-28 00:00");
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, "N1:PLAN:2023"),
      ElementsAre(Line{"13/01/2023 08:00", "R10", {"N1"}}, Line{"19/01/2023 08:00", "R0", {"N1"}},
                  Line{"27/01/2023 08:00", "O", {"N1", "BTC-S", "BCSD-S"}}, Line{"31/01/2023 08:00", "E1", {"BCSD-L"}},
                  Line{"01/02/2023 08:00", "M", {"N1", "BTC-S", "BTC-L", "BCSD-S", "BCSD-L", "UBKT-S", "UBKT-L"}}));
  const auto& notices = stepper.notices();
  const auto dropped = std::find_if(notices.begin(), notices.end(), [](const NewNotice& n) {
    return n.stage == Stage::kE2 && n.obligation_id == "N1:PLAN:2023";
  });
  ASSERT_NE(dropped, notices.end());
  EXPECT_EQ(dropped->state, NoticeState::kSkipped);
  EXPECT_EQ(dropped->reason, "LATER_THAN_M");
}

// Under the law of 2020: Tết moves the first reminder back, and what is no named violation is not UBKT's.
TEST(Ladder, AMonthlyReportOf2020ThatNeverCame_A_13_H_04_R5_1_MONTH) {
  Season season("2020-11-01 08:00", "2020-11-01");
  season.all().facts.law = {{season.catalogue().Find("TQ2020"), Date{2020, 5, 20}}};
  season.Receive("N1", {{"REG", "2021", ""}}, "2020-11-10 10:00", "2020-11-10 10:00");
  season.Assign("N1", 2021, "2020-12-20", "2020-12-20 09:00");
  season.Receive("N1", {{"PLAN", "2021", ""}}, "2021-01-12 10:00", "2021-01-12 10:00");
  Stepper stepper(season, "N1", "2020-12-20 08:00");
  stepper.RunTo("2021-03-10 00:00");
  const char id[] = "N1:RPT_M:2021-02";
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, id),
      ElementsAre(Line{"09/02/2021 08:00", "R10", {"N1"}}, Line{"19/02/2021 08:00", "R3", {"N1"}},
                  Line{"24/02/2021 08:00", "R0", {"N1"}}, Line{"25/02/2021 08:00", "O", {"N1", "BTC-S", "BCSD-S"}},
                  Line{"01/03/2021 08:00", "E1", {"BCSD-L"}},
                  Line{"01/03/2021 08:00", "M", {"N1", "BTC-S", "BTC-L", "BCSD-S", "BCSD-L"}}));
  EXPECT_THAT(stepper.Lines(NoticeState::kSkipped, id), ElementsAre(Field(&Line::stage, "E2"))) << "later than M";
  EXPECT_THAT(stepper.Ledger().candidates, IsEmpty());
}

TEST(Ladder, LaggingBrokerAccusesNobody_H_07) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-14 23:50", "2022-11-14 23:50");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-14 23:00");
  // The event of 23:50 is in nobody's hands yet, and no watermark passes.
  Season without;
  Stepper blind(without, "N1", "2022-03-01 08:00");
  blind.RunTo("2022-11-14 23:00")
      .HoldWatermarkAt("2022-11-14 23:00")
      .JumpTo("2022-11-15 08:00")
      .JumpTo("2022-11-15 08:59");
  EXPECT_EQ(blind.notices().back().stage, Stage::kR0);
  EXPECT_THAT(blind.Ledger().flags, IsEmpty());
  stepper.JumpTo("2022-11-15 09:00");
  EXPECT_EQ(stepper.notices().back().stage, Stage::kR0);
  EXPECT_THAT(stepper.Ledger().flags, IsEmpty());
}

TEST(Ladder, WhatIsNotStoppedByFactsGoesWhenTheBrokerIsBack_H_07) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-14 23:00").HoldWatermarkAt("2022-11-14 23:00").JumpTo("2022-11-15 08:00");
  EXPECT_EQ(stepper.notices().back().stage, Stage::kR0);
  stepper.ReleaseWatermark().JumpTo("2022-11-15 09:00");
  EXPECT_EQ(stepper.Lines().back(), (Line{"15/11/2022 09:00", "O", {"N1", "BTC-S", "BCSD-S"}}));
}

TEST(Ladder, AnEmailWaitsOnlyForRulingsAboutItsRecipient) {
  Season season;
  const Instant now = At("2022-11-17 08:00");
  const facts::Knowledge known = season.KnownAt(now);
  const auto ledger = statute::DeriveLedger(known.facts, season.calendar(), {}, "DEP", At("2022-11-16 08:00"));
  Situation situation;
  situation.policy = &season.policies().For("TQ");
  situation.calendar = &season.calendar();
  situation.facts = &known.facts;
  situation.directory = &known.directory;
  situation.ledger = &ledger;
  situation.now = now;
  const Dispatch dispatch = DecideNotices(situation);
  // E1 of 17/11 08:00 is awaited: the head of his agency and the leader of the lead body.
  EXPECT_EQ(dispatch.rule_at, At("2022-11-17 08:00"));
  EXPECT_THAT(dispatch.rule_people, ElementsAre("BCSD-L", "N1"));
}

using Ruling = std::tuple<std::string, std::string, Stage, int, NoticeState>;
std::set<Ruling> Rulings(const Stepper& stepper) {
  std::set<Ruling> keys;
  for (const NewNotice& notice : stepper.notices()) {
    if (notice.stage >= Stage::kO && notice.stage <= Stage::kM) {
      keys.insert({notice.person_id, notice.obligation_id, notice.stage, notice.revision, notice.state});
    }
  }
  return keys;
}

TEST(Ladder, EventsADayLateGiveTheSameRulings_H_08) {
  const auto play = [](std::chrono::hours lag) {
    Season season("2021-10-01 08:00", "2021-10-01");
    season.Assign("N1", 2022, "2021-12-20", "2021-12-20 09:00");
    season.Receive("N1", {{"REG", "2022", ""}}, "2021-11-16 10:00", "2021-11-16 10:00");
    season.Receive("N1", {{"PLAN", "2022", ""}}, "2022-01-25 09:00", "2022-01-25 09:00");
    season.Receive("N1", {{"RPT_Q", "2022-Q1", ""}}, "2022-03-25 10:00", "2022-03-25 10:00");
    season.Receive("N1", {{"RPT_H1", "2022", ""}}, "2022-06-30 10:00", "2022-06-30 10:00");
    season.Receive("N1", {{"RPT_Q", "2022-Q3", ""}}, "2022-09-24 10:00", "2022-09-26 07:59");
    Stepper stepper(season, "N1", "2021-10-01 08:00");
    stepper.Lag(lag).RunTo("2023-01-31 00:00");
    return Rulings(stepper);
  };
  const auto prompt = play(std::chrono::hours{0});
  EXPECT_GT(prompt.size(), 20u);
  EXPECT_EQ(prompt, play(std::chrono::hours{24}));
}

TEST(Ladder, AfterDowntimeOnlyTheLatestGoesAtOnceInWorkingHours_H_09) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-03 20:00").JumpTo("2022-11-11 10:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, kReg2023), ElementsAre(Line{"11/11/2022 10:00", "R3", {"N1"}}));
  EXPECT_TRUE(stepper.notices().back().late);
  EXPECT_THAT(stepper.Lines(NoticeState::kSkipped, kReg2023), ElementsAre(Line{"11/11/2022 10:00", "R10", {"N1"}}));
  EXPECT_EQ(stepper.notices().front().reason, "SUPERSEDED");
}

TEST(Ladder, AfterDowntimeOnASaturdayNothingGoesBeforeMonday_H_09) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-03 20:00").JumpTo("2022-11-12 10:00");
  EXPECT_THAT(stepper.notices(), IsEmpty());
  stepper.RunTo("2022-11-14 12:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, kReg2023), ElementsAre(Line{"14/11/2022 08:00", "R0", {"N1"}}));
  EXPECT_FALSE(stepper.notices().back().late);
  EXPECT_THAT(stepper.Lines(NoticeState::kSkipped, kReg2023),
              ElementsAre(Line{"14/11/2022 08:00", "R10", {"N1"}}, Line{"14/11/2022 08:00", "R3", {"N1"}}));
}

TEST(Ladder, MissedAfterHoursGoesNextMorning_H_09) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-03 20:00").JumpTo("2022-11-04 17:00");
  EXPECT_THAT(stepper.notices(), IsEmpty());
  stepper.RunTo("2022-11-07 12:00");
  EXPECT_THAT(stepper.Lines(), ElementsAre(Line{"07/11/2022 08:00", "R10", {"N1"}}));
  EXPECT_TRUE(stepper.notices().back().late);
}

TEST(Ladder, ReminderMissedUntilAfterTheReceiptIsCancelled_H_09) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-05 10:00", "2022-11-05 10:00");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-11-03 20:00").JumpTo("2022-11-07 09:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent), IsEmpty());
  EXPECT_THAT(stepper.Lines(NoticeState::kCancelled), ElementsAre(Line{"07/11/2022 09:00", "R10", {"N1"}}));
  EXPECT_EQ(stepper.notices().back().reason, "RECEIVED");
}

TEST(Ladder, TwoHatsOneNotice_H_10) {
  Season season;
  // N2's route has no body but BTC, which is named by the rung as well; his clerk is that very specialist.
  season.all().directory.clerks.push_back({season.Learned("2022-03-02 08:00"), "N2", "BTC-S"});
  Stepper stepper(season, "N2", "2022-03-02 09:00");
  stepper.RunTo("2022-11-15 12:00");
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, "N2:REG:2023"),
      ElementsAre(Line{"04/11/2022 08:00", "R10", {"N2", "BTC-S"}}, Line{"11/11/2022 08:00", "R3", {"N2", "BTC-S"}},
                  Line{"14/11/2022 08:00", "R0", {"N2", "BTC-S"}}, Line{"15/11/2022 08:00", "O", {"N2", "BTC-S"}}));
  EXPECT_EQ(std::count_if(stepper.notices().begin(), stepper.notices().end(),
                          [](const NewNotice& n) { return n.stage == Stage::kO && n.person_id == "BTC-S"; }),
            1);
}

TEST(Ladder, SilenceSuppressesWithTheDocumentAndChangesNothingElse_H_12) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.silences.push_back(
      {"N1", "", Day("2022-11-10"), Day("2022-11-13"), "MP-77-CV/BTC", std::nullopt, At("2022-11-09 15:00")});
  stepper.RunTo("2022-11-14 12:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, kReg2023),
              ElementsAre(Line{"04/11/2022 08:00", "R10", {"N1"}}, Line{"14/11/2022 08:00", "R0", {"N1"}}));
  EXPECT_THAT(stepper.Lines(NoticeState::kSuppressed, kReg2023), ElementsAre(Line{"11/11/2022 08:00", "R3", {"N1"}}));
  const auto& notices = stepper.notices();
  EXPECT_EQ(std::find_if(notices.begin(), notices.end(), [](const auto& n) { return n.stage == Stage::kR3; })->reason,
            "SILENCED MP-77-CV/BTC");
}

TEST(Ladder, SilenceRecordedAfterARulingWasDueDoesNotStopIt_H_12) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.silences.push_back(
      {"N1", "", Day("2022-11-15"), Day("2022-11-17"), "MP-77-CV/BTC", std::nullopt, At("2022-11-15 08:01")});
  stepper.Lag(std::chrono::hours{1}).RunTo("2022-11-17 12:00");
  EXPECT_EQ(stepper.Lines().back(), (Line{"15/11/2022 09:00", "O", {"N1", "BTC-S", "BCSD-S"}}));
  EXPECT_EQ(stepper.Lines(NoticeState::kSuppressed).back(), (Line{"17/11/2022 09:00", "E1", {"BCSD-L"}}));
}

TEST(Ladder, SilenceEndedEarlyNoLongerHolds_H_12) {
  Season season;
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.silences.push_back(
      {"N1", "", Day("2022-11-10"), Day("2022-11-13"), "MP-77-CV/BTC", At("2022-11-10 15:00"), At("2022-11-09 15:00")});
  stepper.RunTo("2022-11-11 12:00");
  EXPECT_EQ(stepper.Lines().back(), (Line{"11/11/2022 08:00", "R3", {"N1"}}));
}

TEST(Ladder, BodysOwnDutyHasNoEscalation_H_13) {
  Season season;
  Stepper stepper(season, "BCSD", "2022-03-01 08:00");
  stepper.RunTo("2022-12-20 00:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, "BCSD:CONS:2023"),
              ElementsAre(Line{"18/11/2022 08:00", "R10", {"BCSD-S", "BCSD-L"}},
                          Line{"25/11/2022 08:00", "R3", {"BCSD-S", "BCSD-L"}},
                          Line{"29/11/2022 08:00", "R0", {"BCSD-S", "BCSD-L"}},
                          Line{"30/11/2022 08:00", "O", {"BCSD-S", "BCSD-L", "BTC-S"}}));
  EXPECT_THAT(stepper.Ledger().flags, IsEmpty());
}

TEST(Ladder, PaperThatCameInTimeIsCorrectedOnce_H_15) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-14 15:00", "2022-11-16 09:00", "MP-9-CV/SNN");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-12-31 00:00");
  EXPECT_THAT(
      stepper.Lines(NoticeState::kSent, kReg2023),
      ElementsAre(Line{"04/11/2022 08:00", "R10", {"N1"}}, Line{"11/11/2022 08:00", "R3", {"N1"}},
                  Line{"14/11/2022 08:00", "R0", {"N1"}}, Line{"15/11/2022 08:00", "O", {"N1", "BTC-S", "BCSD-S"}},
                  Line{"16/11/2022 09:00", "CORRECTION", {"N1", "BTC-S", "BCSD-S"}}));
  EXPECT_EQ(stepper.notices().back().reason, "RECEIVED_IN_FACT MP-9-CV/SNN");
}

TEST(Ladder, CorrectionLearnedInTheEveningGoesInTheMorning_H_15) {
  Season season;
  season.Receive("N1", {{"REG", "2023", ""}}, "2022-11-14 15:00", "2022-11-18 19:00", "MP-9-CV/SNN");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-12-31 00:00");
  // Friday evening: Monday morning. E1 of Thursday had gone, so BCSD's leader is told too.
  EXPECT_EQ(stepper.Lines(NoticeState::kSent, kReg2023).back(),
            (Line{"21/11/2022 08:00", "CORRECTION", {"N1", "BTC-S", "BCSD-S", "BCSD-L"}}));
}

TEST(Ladder, LearnedTooLateStartsNothingButOneInfo_H_16) {
  Season season;
  season.AddOfficial("NEW", "hu-sd", statute::Capacity::kHead, true, "2022-11-10", "2022-11-21 09:30");
  Stepper stepper(season, "NEW", "2022-11-21 09:00");
  stepper.RunTo("2023-02-28 00:00");
  EXPECT_THAT(stepper.Lines(NoticeState::kSent, "NEW:REG:2023"),
              ElementsAre(Line{"21/11/2022 09:30", "INFO", {"BTC-S"}}));
  const auto ledger = stepper.Ledger();
  EXPECT_THAT(ledger.flags, IsEmpty());
  EXPECT_THAT(ledger.candidates, IsEmpty());
}

TEST(Ladder, NothingForDatesBeforeGoLive_H_17) {
  Season season("2022-03-01 08:00", "2022-03-01");
  season.Assign("N1", 2022, "2021-12-20", "2022-03-01 08:30");
  Stepper stepper(season, "N1", "2022-03-01 08:00");
  stepper.RunTo("2022-03-13 00:00");
  EXPECT_THAT(stepper.notices(), IsEmpty());
  stepper.RunTo("2022-03-15 00:00");
  EXPECT_THAT(stepper.Lines(), ElementsAre(Line{"14/03/2022 08:00", "R10", {"N1"}}));
}

TEST(Ladder, HeadOfTheAgencyIsToldUnlessHeIsTheOfficial_E1) {
  Season season;
  Stepper stepper(season, "DEP", "2022-03-01 08:00");
  stepper.RunTo("2022-11-18 00:00");
  EXPECT_EQ(stepper.Lines(NoticeState::kSent, "DEP:REG:2023").back(),
            (Line{"17/11/2022 08:00", "E1", {"N1", "BCSD-L"}}));
}

TEST(Ladder, AgencyWithoutAHeadIsSaidSo_E1) {
  Season season;
  season.all().facts.agencies.push_back({season.Learned("2022-03-01 08:00"), "so-tc", "AGENCY_UBND_TINH", "", ""});
  season.AddOfficial("LONE", "so-tc", statute::Capacity::kDeputy, true, "2020-01-01", "2022-03-01 08:00");
  Stepper stepper(season, "LONE", "2022-03-01 08:00");
  stepper.RunTo("2022-11-18 00:00");
  EXPECT_EQ(stepper.Lines(NoticeState::kSent, "LONE:REG:2023").back(), (Line{"17/11/2022 08:00", "E1", {"BCSD-L"}}));
  EXPECT_EQ(stepper.Lines(NoticeState::kSkipped, "LONE:REG:2023").back(), (Line{"17/11/2022 08:00", "E1", {""}}));
  EXPECT_EQ(stepper.notices().back().reason.substr(0, 12), "NO_RECIPIENT");
}

TEST(Ladder, StageHoldersRegistrationHasRAndOOnly_R4_1_STAGEHOLDER) {
  Season season;
  season.Assign("N1", 2022, "2021-12-20", "2022-03-01 08:30");
  season.all().facts.assignments.back().works = {{"W-STAGE", "3Y", Date{2022, 1, 1}, Date{2024, 12, 31}}};
  Stepper stepper(season, "N1", "2022-03-01 09:00");
  stepper.RunTo("2023-01-10 00:00");
  const auto sent = stepper.Lines(NoticeState::kSent, kReg2023);
  ASSERT_EQ(sent.size(), 4u);
  EXPECT_EQ(sent.back(), (Line{"15/11/2022 08:00", "O", {"N1", "BTC-S", "BCSD-S"}}));
}

}  // namespace
}  // namespace dotpha::notifier::testing
