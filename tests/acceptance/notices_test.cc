// What becomes of single notices: after downtime, with two hats, acknowledged, under a silence (H-09 to H-12).
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

// The notifier is away between the two moments.
void StopBetween(Season& season, const std::string& from, const std::string& until) {
  season.To(from);
  testing::System& system = season.system();
  EXPECT_EQ(system.notifier_process().Terminate(), 0);
  season.MoveAlone(system.registration_channel(), until);
  system.Restart(system.notifier_process());
  season.Settle();
}

TEST(Scenario, H09_DowntimeUntilAFriday) {
  Season season({.start = "2022-11-01 08:00"});
  StopBetween(season, "2022-11-03 20:00", "2022-11-11 10:00");
  EXPECT_THAT(season.Ladder(kReg), ElementsAre("2022-11-04 08:00 R10 N1: SKIPPED SUPERSEDED",
                                               "2022-11-11 08:00 R3 N1 (late, 2022-11-11 10:00)"));
  EXPECT_THAT(season.MailsPerPerson(), ElementsAre(Pair("n1@example.vn", 1)));
  season.To("2022-11-14 09:00");
  EXPECT_THAT(season.Ladder(kReg),
              ElementsAre("2022-11-04 08:00 R10 N1: SKIPPED SUPERSEDED",
                          "2022-11-11 08:00 R3 N1 (late, 2022-11-11 10:00)", "2022-11-14 08:00 R0 N1"));
  EXPECT_THAT(season.MailsPerPerson(), ElementsAre(Pair("n1@example.vn", 2)));
}

TEST(Scenario, H09_DowntimeUntilASaturday) {
  Season season({.start = "2022-11-01 08:00"});
  StopBetween(season, "2022-11-03 20:00", "2022-11-12 10:00");
  season.To("2022-11-14 07:59");
  EXPECT_THAT(season.Ladder(), IsEmpty());
  EXPECT_THAT(season.MailsPerPerson(), IsEmpty());
  season.To("2022-11-14 08:00");
  EXPECT_THAT(season.Ladder(kReg), ElementsAre("2022-11-04 08:00 R10 N1: SKIPPED SUPERSEDED",
                                               "2022-11-11 08:00 R3 N1: SKIPPED SUPERSEDED", "2022-11-14 08:00 R0 N1"));
  EXPECT_THAT(season.MailsPerPerson(), ElementsAre(Pair("n1@example.vn", 1)));
}

TEST(Scenario, H10_TwoHatsOneNotice) {
  // A member of staff has one body, so nobody is a specialist of BCSD and of BTC. The scenario is about a person whom
  // two rules of one stage name, and that is so here: N2's route has no body but BTC, so that O names BTC's specialist
  // both as the commission's and as the reviewing body's, and M its specialist and its leader. The specialist wears a
  // third hat: N2 has named him his clerk, for which he gets the reminders.
  Season season({.officials = {"N2"}, .start = "2022-11-01 08:00"});
  reg::GetOfficialRequest get;
  get.set_name("authorities/tuyen-quang/officials/N2");
  const auto official = season.Ask("N2", season.system().directory(), &Directory::GetOfficial, get);
  ASSERT_TRUE(official.ok()) << official.error().reason;
  reg::NameClerkRequest name;
  name.set_official_id("N2");
  name.set_staff_id("BTC-specialist");
  name.set_etag(official->official().etag());
  ASSERT_TRUE(season.Ask("N2", season.system().directory(), &Directory::NameClerk, name).ok());
  season.To("2022-12-31 00:00");
  EXPECT_THAT(season.Ladder("N2:REG:2023"),
              ElementsAre("2022-11-04 08:00 R10 BTC-specialist N2", "2022-11-11 08:00 R3 BTC-specialist N2",
                          "2022-11-14 08:00 R0 BTC-specialist N2", "2022-11-15 08:00 O BTC-specialist N2",
                          "2022-11-17 08:00 E1 BTC-leader", "2022-11-21 08:00 E2 BTC-leader",
                          "2022-11-30 08:00 M BTC-leader BTC-specialist N2 UBKT-leader UBKT-specialist"));
  EXPECT_THAT(season.MailsPerPerson(),
              UnorderedElementsAre(Pair("n2@example.vn", 5), Pair("btc-specialist@example.vn", 5),
                                   Pair("btc-leader@example.vn", 3), Pair("ubkt-specialist@example.vn", 1),
                                   Pair("ubkt-leader@example.vn", 1)));
}

TEST(Scenario, H11_AcknowledgingStopsNoLadder) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-04 10:30");
  auto& inbox = season.system().inbox();
  const auto listed = season.Ask("N1", inbox, &Inbox::ListInbox, ntf::ListInboxRequest());
  ASSERT_TRUE(listed.ok()) << listed.error().reason;
  ASSERT_EQ(listed->notices_size(), 1);
  EXPECT_EQ(listed->unread_count(), 1);
  ntf::AcknowledgeNoticeRequest request;
  request.set_name(listed->notices(0).name());
  request.set_channel("inbox");
  const auto stranger = season.Ask("BTC-specialist", inbox, &Inbox::AcknowledgeNotice, request);
  EXPECT_FALSE(stranger.ok()) << "nobody acknowledges another's notice";
  ASSERT_TRUE(season.Ask("N1", inbox, &Inbox::AcknowledgeNotice, request).ok());
  season.To("2022-11-15 09:00");
  EXPECT_THAT(season.Ladder(kReg),
              ElementsAre("2022-11-04 08:00 R10 N1", "2022-11-11 08:00 R3 N1", "2022-11-14 08:00 R0 N1",
                          "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1"));
  int acknowledged = 0;
  for (const ntf::Notice& notice : season.AllNotices()) {
    if (notice.has_acknowledged_at()) {
      ++acknowledged;
      EXPECT_EQ(notice.stage(), ntf::NOTICE_STAGE_R10);
      EXPECT_EQ(Text(notice.acknowledged_at()), "2022-11-04 10:30");
      EXPECT_EQ(notice.acknowledged_channel(), "inbox");
    }
  }
  EXPECT_EQ(acknowledged, 1);
}

TEST(Scenario, H12_SilenceSuppressesAndChangesNothingElse) {
  Season season({.start = "2022-11-01 08:00"});
  season.To("2022-11-09 15:00");
  ntf::CreateSilenceRequest request;
  ntf::Silence& silence = *request.mutable_silence();
  silence.set_official_id("N1");
  *silence.mutable_from() = WireDay("2022-11-10");
  *silence.mutable_to() = WireDay("2022-11-13");
  auto& notices = season.system().notices();
  const auto undocumented = season.Ask("BTC-leader", notices, &Notices::CreateSilence, request);
  ASSERT_FALSE(undocumented.ok());
  silence.set_document_number("MP-77-CV/BTC");
  EXPECT_EQ(season.Ask("N1", notices, &Notices::CreateSilence, request).error().code, Code::kPermissionDenied);
  ASSERT_TRUE(season.Ask("BTC-leader", notices, &Notices::CreateSilence, request).ok());
  season.To("2022-11-15 09:00");
  EXPECT_THAT(season.Ladder(kReg),
              ElementsAre("2022-11-04 08:00 R10 N1", "2022-11-11 08:00 R3 N1: SUPPRESSED SILENCED MP-77-CV/BTC",
                          "2022-11-14 08:00 R0 N1", "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1"));
  EXPECT_THAT(season.MailsPerPerson(),
              UnorderedElementsAre(Pair("n1@example.vn", 3), Pair("btc-specialist@example.vn", 1),
                                   Pair("bcsd-specialist@example.vn", 1)));
  EXPECT_EQ(Text(season.Obligation(kReg).last_on_time_day()), "2022-11-14");
  EXPECT_EQ(season.Obligation(kReg).state(), ntf::OBLIGATION_STATE_OVERDUE);
  EXPECT_THAT(season.FlagLines(), ElementsAre("N1:REG:2023 LATE OPEN since 2022-11-15 00:00"));
}

TEST(Scenario, H12_ASilenceCoversWhomAndWhenItsDocumentSaysAndNoMore) {
  Season season({.officials = {"N1", "N3", "N4", "N9", "N12", "N22"}, .start = "2022-11-08 08:00"});
  season.To("2022-11-09 15:00");
  auto& notices = season.system().notices();
  const auto silence = [&](const std::string& official, const std::string& from, const std::string& to,
                           const std::string& obligation = "") {
    ntf::CreateSilenceRequest request;
    request.mutable_silence()->set_official_id(official);
    request.mutable_silence()->set_obligation_id(obligation);
    *request.mutable_silence()->mutable_from() = WireDay(from);
    *request.mutable_silence()->mutable_to() = WireDay(to);
    request.mutable_silence()->set_document_number("MP-" + official + "-CV/BTC");
    const auto created = season.Ask("BTC-leader", notices, &Notices::CreateSilence, request);
    EXPECT_TRUE(created.ok()) << official << " " << created.error().reason;
    return created.ok() ? created->silence() : ntf::Silence();
  };
  silence("N1", "2022-11-11", "2022-11-11", "N1:REG:2023");  // first and last day alike
  silence("N3", "2022-11-12", "2022-11-13");                 // between two reminders
  silence("N4", "2022-11-14", "2022-11-15");                 // a reminder and what comes after the deadline
  const ntf::Silence ended = silence("N9", "2022-11-10", "2022-11-30");
  silence("N12", "2022-11-16", "2022-12-31");
  season.To("2022-11-10 10:00");
  ntf::EndSilenceRequest end;
  end.set_name(ended.name());
  end.set_etag(ended.etag());
  ASSERT_TRUE(season.Ask("BTC-leader", notices, &Notices::EndSilence, end).ok());
  season.To("2022-11-15 09:00");
  silence("N22", "2022-11-01", "2022-11-16");  // what was given before it was recorded stays given
  season.To("2022-11-17 09:00");

  const std::string o = "2022-11-15 08:00 O BCSD-specialist BTC-specialist N";
  EXPECT_THAT(season.Ladder("N1:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N1: SUPPRESSED SILENCED MP-N1-CV/BTC", "2022-11-14 08:00 R0 N1", o + "1",
                          "2022-11-17 08:00 E1 BCSD-leader"));
  EXPECT_THAT(season.Ladder("N3:REG:2023"), ElementsAre("2022-11-11 08:00 R3 N3", "2022-11-14 08:00 R0 N3", o + "3",
                                                        "2022-11-17 08:00 E1 BCSD-leader"));
  EXPECT_THAT(season.Ladder("N4:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N4", "2022-11-14 08:00 R0 N4: SUPPRESSED SILENCED MP-N4-CV/BTC",
                          "2022-11-15 08:00 O BTC-specialist DDHDND-specialist N4: SUPPRESSED SILENCED MP-N4-CV/BTC",
                          "2022-11-17 08:00 E1 DDHDND-leader"));
  EXPECT_THAT(season.Ladder("N9:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N9", "2022-11-14 08:00 R0 N9",
                          "2022-11-15 08:00 O BNC-specialist BTC-specialist N9", "2022-11-17 08:00 E1 BNC-leader"));
  EXPECT_THAT(season.Ladder("N12:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N12", "2022-11-14 08:00 R0 N12",
                          "2022-11-15 08:00 O BDV-specialist BTC-specialist N12",
                          "2022-11-17 08:00 E1 BDV-leader: SUPPRESSED SILENCED MP-N12-CV/BTC"));
  EXPECT_THAT(season.Ladder("N22:REG:2023"), ElementsAre("2022-11-11 08:00 R3 N22", "2022-11-14 08:00 R0 N22", o + "22",
                                                         "2022-11-17 08:00 E1 BCSD-leader"));
  // Nobody's state, date or flag is touched by any of it.
  for (const char* official : {"N1", "N3", "N4", "N9", "N12", "N22"}) {
    const ntf::Obligation obligation = season.Obligation(std::string(official) + ":REG:2023");
    EXPECT_EQ(obligation.state(), ntf::OBLIGATION_STATE_OVERDUE) << official;
    EXPECT_EQ(Text(obligation.last_on_time_day()), "2022-11-14") << official;
  }
  EXPECT_THAT(season.FlagLines(), ::testing::SizeIs(6));
  EXPECT_THAT(season.FlagLines(), ::testing::Each(::testing::EndsWith("LATE OPEN since 2022-11-15 00:00")));
  // What is silent is in no mail either: N4 got his R3 alone, N9 all three.
  const auto mails = season.MailsPerPerson();
  EXPECT_EQ(mails.at("n4@example.vn"), 1);
  EXPECT_EQ(mails.at("n1@example.vn"), 2);
  EXPECT_EQ(mails.at("n9@example.vn"), 3);
  EXPECT_EQ(mails.count("ddhdnd-specialist@example.vn"), 0U);
}

}  // namespace
}  // namespace dotpha::acceptance
