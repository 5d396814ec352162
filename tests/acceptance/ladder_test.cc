// The ladder of one duty, whole: every notice that went out or deliberately did not, every mail, every flag and
// candidate (B-03, B-04, H-01, H-02, H-05, H-15, H-16, H-17).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kReg[] = "N1:REG:2023";

TEST(Scenario, H01_B03_TheWholeLadderOfARegistrationThatNeverCame) {
  Season season({.start = "2022-10-15 08:00"});
  season.To("2022-11-14 23:59:59");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_OPEN);
  EXPECT_THAT(season.FlagLines(), IsEmpty());
  season.To("2022-11-15 00:00");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_OVERDUE);
  EXPECT_THAT(season.FlagLines(), ElementsAre("N1:REG:2023 LATE OPEN since 2022-11-15 00:00"));
  season.To("2022-11-29 23:59:59");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_OVERDUE);
  EXPECT_THAT(season.CandidateLines(), IsEmpty()) << "late is no sign of violation before the closing point (I-34)";
  season.To("2022-11-30 00:00");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_MISSING);
  EXPECT_THAT(season.FlagLines(),
              ElementsAre("N1:REG:2023 MISSING OPEN since 2022-11-15 00:00, missing 2022-11-30 00:00"));
  EXPECT_THAT(season.CandidateLines(),
              ElementsAre("N1 NOT_REGISTERED 2022-11-30 00:00 [\"N1:REG:2023\"] explain until 2022-12-14"));

  season.To("2023-03-01 00:00");
  EXPECT_THAT(season.Ladder(),
              ElementsAre("2022-11-04 08:00 R10 N1:REG:2023 N1", "2022-11-11 08:00 R3 N1:REG:2023 N1",
                          "2022-11-14 08:00 R0 N1:REG:2023 N1",
                          "2022-11-15 08:00 O N1:REG:2023 BCSD-specialist BTC-specialist N1",
                          "2022-11-17 08:00 E1 N1:REG:2023 BCSD-leader", "2022-11-21 08:00 E2 N1:REG:2023 BTC-leader",
                          "2022-11-30 08:00 M N1:REG:2023 BCSD-leader BCSD-specialist BTC-leader BTC-specialist N1 "
                          "UBKT-leader UBKT-specialist"));
  EXPECT_THAT(season.MailsPerPerson(),
              UnorderedElementsAre(Pair("n1@example.vn", 5), Pair("btc-specialist@example.vn", 2),
                                   Pair("bcsd-specialist@example.vn", 2), Pair("bcsd-leader@example.vn", 2),
                                   Pair("btc-leader@example.vn", 2), Pair("ubkt-specialist@example.vn", 1),
                                   Pair("ubkt-leader@example.vn", 1)));
  EXPECT_THAT(season.FlagLines(),
              ElementsAre("N1:REG:2023 MISSING OPEN since 2022-11-15 00:00, missing 2022-11-30 00:00"));
  EXPECT_EQ(season.CandidateLines().size(), 1u);
}

TEST(Scenario, H02_ReceiptStopsTheLadder) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-16 10:00");
  ASSERT_TRUE(season.Register("N1", 2023).ok());
  season.To("2023-01-15 00:00");
  EXPECT_THAT(season.Ladder(), ElementsAre("2022-11-04 08:00 R10 N1:REG:2023 N1", "2022-11-11 08:00 R3 N1:REG:2023 N1",
                                           "2022-11-14 08:00 R0 N1:REG:2023 N1",
                                           "2022-11-15 08:00 O N1:REG:2023 BCSD-specialist BTC-specialist N1"));
  EXPECT_THAT(season.MailsPerPerson(),
              UnorderedElementsAre(Pair("n1@example.vn", 4), Pair("btc-specialist@example.vn", 1),
                                   Pair("bcsd-specialist@example.vn", 1)));
  const ntf::Obligation obligation = season.Obligation(kReg);
  EXPECT_EQ(obligation.state(), ntf::OBLIGATION_STATE_LATE);
  EXPECT_EQ(obligation.days_late(), 2);
  EXPECT_FALSE(obligation.was_missing());
  EXPECT_THAT(season.FlagLines(), ElementsAre("N1:REG:2023 LATE CLOSED_BY_RECEIPT since 2022-11-15 00:00, received "
                                              "2022-11-16, 2 days late"));
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
}

TEST(Scenario, B04_LateWithoutASign) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-20 09:00");
  ASSERT_TRUE(season.Register("N1", 2023).ok());
  season.To("2022-12-31 00:00");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_LATE);
  EXPECT_EQ(season.Obligation(kReg).days_late(), 6);
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
}

TEST(Scenario, B04_TheLastSecondIsInTimeAndTheNextIsNot) {
  Season season({.officials = {"N1", "N3"}, .start = "2022-11-14 08:00"});
  season.To("2022-11-14 23:59:59");
  ASSERT_TRUE(season.Register("N1", 2023).ok());
  season.To("2022-11-15 00:00");
  ASSERT_TRUE(season.Register("N3", 2023).ok());
  season.Settle();
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(season.Obligation("N3:REG:2023").state(), ntf::OBLIGATION_STATE_LATE);
  EXPECT_EQ(season.Obligation("N3:REG:2023").days_late(), 1);
}

TEST(Scenario, H05_SoftDutyOfALateAppointee) {
  Season season({.officials = {}, .start = "2022-11-21 08:30"});
  ASSERT_TRUE(season.Appoint("NEW", "2022-11-21", reg::PERSONNEL_EVENT_KIND_APPOINT).ok());
  season.To("2023-02-28 00:00");
  const std::string id = "NEW:REG:2023:2022-11-21";
  EXPECT_EQ(Text(season.Obligation(id).last_on_time_day()), "2022-11-28");
  EXPECT_FALSE(season.Obligation(id).hard());
  EXPECT_EQ(season.Obligation(id).state(), ntf::OBLIGATION_STATE_OVERDUE) << "a soft duty never becomes MISSING";
  // Ten days before would be 18/11, before the duty existed.
  EXPECT_THAT(
      season.Ladder(),
      ElementsAre("2022-11-25 08:00 R3 NEW:REG:2023:2022-11-21 NEW", "2022-11-28 08:00 R0 NEW:REG:2023:2022-11-21 NEW",
                  "2022-11-29 08:00 O NEW:REG:2023:2022-11-21 BCSD-specialist BTC-specialist NEW"));
  EXPECT_THAT(season.FlagLines(), IsEmpty());
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
}

TEST(Scenario, H15_PaperThatCameInTime) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-16 09:00");
  EXPECT_THAT(season.FlagLines(), ElementsAre("N1:REG:2023 LATE OPEN since 2022-11-15 00:00"));
  ASSERT_TRUE(season.EnterPaper("N1", 2023, "2022-11-14 15:00", "MP-107-CVĐ").ok());
  season.To("2023-01-15 00:00");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(Text(season.Obligation(kReg).received_at()), "2022-11-14 15:00");
  const auto flags = season.FlagLines();
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_THAT(flags[0], ::testing::StartsWith("N1:REG:2023 LATE WITHDRAWN since 2022-11-15 00:00"));
  EXPECT_THAT(flags[0], ::testing::EndsWith("withdrawn 2022-11-16 09:00 RECEIVED_IN_FACT MP-107-CVĐ"));
  EXPECT_THAT(season.Ladder(), ElementsAre("2022-11-04 08:00 R10 N1:REG:2023 N1", "2022-11-11 08:00 R3 N1:REG:2023 N1",
                                           "2022-11-14 08:00 R0 N1:REG:2023 N1",
                                           "2022-11-15 08:00 O N1:REG:2023 BCSD-specialist BTC-specialist N1",
                                           "2022-11-16 09:00 CORRECTION N1:REG:2023 BCSD-specialist BTC-specialist N1: "
                                           "RECEIVED_IN_FACT MP-107-CVĐ"));
  EXPECT_THAT(season.MailsPerPerson(),
              UnorderedElementsAre(Pair("n1@example.vn", 5), Pair("btc-specialist@example.vn", 2),
                                   Pair("bcsd-specialist@example.vn", 2)));
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
}

TEST(Scenario, H16_LearnedTooLate) {
  Season season({.officials = {}, .start = "2022-11-21 09:00", .live_from = "2022-03-01"});
  ASSERT_TRUE(season.Appoint("NEW", "2022-11-10", reg::PERSONNEL_EVENT_KIND_APPOINT).ok());
  season.To("2023-02-28 00:00");
  const ntf::Obligation obligation = season.Obligation("NEW:REG:2023");
  EXPECT_EQ(Text(obligation.last_on_time_day()), "2022-11-14");
  EXPECT_EQ(obligation.state(), ntf::OBLIGATION_STATE_OVERDUE);
  EXPECT_TRUE(obligation.known_late());
  EXPECT_THAT(season.Ladder(), ElementsAre("2022-11-21 09:00 INFO NEW:REG:2023 BTC-specialist"));
  EXPECT_THAT(season.MailsPerPerson(), ElementsAre(Pair("btc-specialist@example.vn", 1)));
  EXPECT_THAT(season.FlagLines(), IsEmpty());
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
}

TEST(Scenario, H17_GoLiveWithoutConsequenceForWhatWasBefore) {
  Season season({.officials = {"N1", "N2", "N3"}, .start = "2022-03-01 08:00"});
  ASSERT_TRUE(season.EnterPaper("N1", 2022, "2021-11-10 09:00", "MP-1-CVĐ").ok());
  ASSERT_TRUE(season.EnterPaper("N2", 2022, "2021-11-20 09:00", "MP-2-CVĐ").ok());
  season.To("2022-10-30 00:00");
  EXPECT_THAT(season.Ladder(), IsEmpty());
  EXPECT_THAT(season.FlagLines(), IsEmpty());
  EXPECT_THAT(season.CandidateLines(), IsEmpty());
  EXPECT_THAT(season.MailsPerPerson(), IsEmpty());
  for (const char* id : {"N1:REG:2022", "N2:REG:2022", "N3:REG:2022"}) {
    EXPECT_TRUE(season.Obligation(id).imported()) << id;
  }
  EXPECT_EQ(season.Obligation("N1:REG:2022").state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(season.Obligation("N2:REG:2022").state(), ntf::OBLIGATION_STATE_LATE);
  EXPECT_EQ(season.Obligation("N2:REG:2022").days_late(), 6);
  // Nothing came by the closing point, 30/11/2021 (I-33): shown as it is, and without consequence.
  EXPECT_EQ(season.Obligation("N3:REG:2022").state(), ntf::OBLIGATION_STATE_MISSING);
  EXPECT_FALSE(season.Obligation("N3:REG:2022").known_late()) << "imported, not learned of too late";
  // The next cycle is an ordinary one.
  season.To("2022-11-04 08:00");
  EXPECT_THAT(season.Ladder(), ElementsAre("2022-11-04 08:00 R10 N1:REG:2023 N1", "2022-11-04 08:00 R10 N2:REG:2023 N2",
                                           "2022-11-04 08:00 R10 N3:REG:2023 N3"));
}

}  // namespace
}  // namespace dotpha::acceptance
