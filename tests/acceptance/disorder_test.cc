// Whatever the network does, nobody is accused who sent in time (H-07, H-08, H-18).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "libs/messaging/event_codec.h"
#include "libs/rpc/wire_time.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Notices of the stages O to M, sent or not, in the notifier's database.
constexpr char kRulings[] = "notice WHERE stage BETWEEN 4 AND 7";

TEST(Scenario, H07_ALaggingBrokerAccusesNobody) {
  const testing::OwnServers servers;
  Season season({.officials = {"N1", "N3"}, .start = "2022-11-10 08:00", .system = {.servers = &servers.addresses()}});
  testing::System& system = season.system();
  // N3 has a day longer: his reminder of 15/11 shows below that the notifier worked that morning.
  ASSERT_TRUE(season.Override("REG 2023", "2022-11-15", "MP-88-CV/BTC", {"N3"}).ok());
  season.To("2022-11-14 23:50");
  // Neither the broker nor the journal brings the event of 23:50.
  servers.Do("pause-broker");
  system.notifier_process().Pause();
  ASSERT_TRUE(season.Register("N1", 2023).ok());
  system.registration_process().Pause();
  system.notifier_process().Resume();

  for (const char* moment : {"2022-11-15 00:00", "2022-11-15 08:00", "2022-11-15 08:59"}) {
    season.MoveAlone(system.notifier_channel(), moment);
  }
  ASSERT_TRUE(testing::Eventually([&] {
    return season.Rows("notifier", "notice WHERE debtor_id = 'N3' AND stage = 3") == 1;
  })) << "reminders wait for nobody";
  EXPECT_EQ(season.Rows("notifier", "flag"), 0);
  EXPECT_EQ(season.Rows("notifier", kRulings), 0);

  system.registration_process().Resume();
  servers.Do("resume-broker");
  season.To("2022-11-15 09:00");
  EXPECT_EQ(season.Obligation("N1:REG:2023").state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_EQ(Text(season.Obligation("N1:REG:2023").received_at()), "2022-11-14 23:50");
  EXPECT_EQ(season.Rows("notifier", "flag"), 0);
  EXPECT_EQ(season.Rows("notifier", kRulings), 0);
  EXPECT_EQ(season.Rows("notifier", "outbox"), 0) << "no flag was told to anybody either";
}

// ---- H-08 ----------------------------------------------------------------------------------------------------------

struct Act {
  std::string at;
  std::function<bool(Season&)> act;
};

// A season with everything that moves a ledger.
std::vector<Act> Acts() {
  const auto registers = [](const std::string& official) {
    return [official](Season& season) { return season.Register(official, 2023).ok(); };
  };
  return {
      {"2022-11-02 10:00", [](Season& s) { return s.Override("REG 2023", "2022-11-20", "MP-88-CV/BTC", {"N4"}).ok(); }},
      {"2022-11-10 09:00", registers("N1")},
      {"2022-11-14 23:50", registers("N3")},
      {"2022-11-15 00:00", registers("N2")},
      {"2022-11-16 09:00", [](Season& s) { return s.EnterPaper("N9", 2023, "2022-11-14 16:00", "MP-107-CVĐ").ok(); }},
      {"2022-11-18 17:00", registers("N4")},
      {"2022-11-21 10:00", registers("N12")},
      {"2022-11-24 09:00",
       [](Season& s) { return s.Appoint("NEW", "2022-11-24", reg::PERSONNEL_EVENT_KIND_APPOINT).ok(); }},
      {"2022-11-29 16:00",
       [](Season& s) {
         reg::RecordWaiverRequest request;
         reg::Waiver& waiver = *request.mutable_waiver();
         waiver.set_official_id("N22");
         waiver.set_duty("REG");
         waiver.set_period("2023");
         waiver.set_reason("Nghỉ ốm dài ngày");
         waiver.mutable_document()->set_number("MP-90-CV/BTC");
         *waiver.mutable_document()->mutable_signed_on() = WireDay("2022-11-29");
         return s.Ask("BTC-leader", s.system().campaigns(), &Campaigns::RecordWaiver, request).ok();
       }},
      {"2022-12-05 09:00", registers("N16")},
  };
}
constexpr char kEnd[] = "2022-12-20 08:00";
constexpr char kStart[] = "2022-10-20 08:00";
const std::vector<std::string> kOfficials = {"N1", "N2", "N3", "N4", "N9", "N12", "N16", "N22"};

struct Outcome {
  std::vector<std::string> ledger;
  std::vector<std::string> flags;
  std::vector<std::string> candidates;
  std::vector<std::string> rulings;  // notices O to M
};

Outcome OutcomeOf(Season& season) {
  Outcome outcome;
  std::vector<std::string> debtors = kOfficials;
  debtors.push_back("NEW");
  for (const std::string& debtor : debtors) {
    for (ntf::Obligation obligation : season.ObligationsOf(debtor)) {
      obligation.clear_as_of();
      outcome.ledger.push_back(obligation.ShortDebugString());
    }
  }
  std::sort(outcome.ledger.begin(), outcome.ledger.end());
  outcome.flags = season.FlagLines();
  outcome.candidates = season.CandidateLines();
  for (const ntf::Notice& notice : season.AllNotices()) {
    if (notice.stage() >= ntf::NOTICE_STAGE_O && notice.stage() <= ntf::NOTICE_STAGE_M) {
      outcome.rulings.push_back(fmt::format(
          "{} {} {} {} r{} {}", Text(notice.due_at()), ntf::NoticeStage_Name(notice.stage()), notice.obligation_id(),
          notice.person_id(), notice.deadline_revision(), ntf::NoticeState_Name(notice.state())));
    }
  }
  std::sort(outcome.rulings.begin(), outcome.rulings.end());
  return outcome;
}

void ExpectSame(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.ledger, b.ledger);
  EXPECT_EQ(a.flags, b.flags);
  EXPECT_EQ(a.candidates, b.candidates);
  EXPECT_EQ(a.rulings, b.rulings);
}

// The undisturbed season, played once.
const Outcome& InOrder() {
  static const Outcome kOutcome = [] {
    Season season({.officials = kOfficials, .start = kStart});
    for (const Act& act : Acts()) {
      season.To(act.at);
      EXPECT_TRUE(act.act(season)) << act.at;
    }
    season.To(kEnd);
    return OutcomeOf(season);
  }();
  return kOutcome;
}

TEST(Scenario, H08_TheSeasonItselfHasEveryKindOfRuling) {
  const Outcome& outcome = InOrder();
  EXPECT_THAT(outcome.flags,
              ElementsAre(HasSubstr("N12:REG:2023 LATE CLOSED_BY_RECEIPT"), HasSubstr("N16:REG:2023 MISSING"),
                          HasSubstr("N22:REG:2023 LATE WITHDRAWN"), HasSubstr("N2:REG:2023 LATE CLOSED_BY_RECEIPT"),
                          HasSubstr("N9:REG:2023 LATE WITHDRAWN")));
  EXPECT_THAT(outcome.candidates, ElementsAre(HasSubstr("N16 NOT_REGISTERED 2022-11-30 00:00")));
  EXPECT_GT(outcome.rulings.size(), 20U);
}

// An event that moves no ledger.
bool Rename(Season& season, const std::string& official) {
  reg::GetOfficialRequest get;
  get.set_name("authorities/tuyen-quang/officials/" + official);
  auto& directory = season.system().directory();
  const auto now = season.Ask("BTC-leader", directory, &Directory::GetOfficial, get);
  reg::UpdateOfficialRequest update;
  if (now.ok()) {
    *update.mutable_official() = now->official();
    update.mutable_official()->set_full_name(now->official().full_name() + " (đính chính)");
  }
  return now.ok() && season.Ask("BTC-leader", directory, &Directory::UpdateOfficial, update).ok();
}

TEST(Scenario, H08_TwiceAndOutOfOrder) {
  Season season({.officials = kOfficials, .start = kStart});
  testing::System& system = season.system();
  const std::string queue = system.NotifierQueue();
  const std::string binding = messaging::BindingKey("registration");
  testing::BrokerAdmin broker(system.servers().amqp);
  const auto published = [&] {
    return testing::Eventually([&] {
      return season.Rows("registration", "relay_cursor WHERE published_seq = assigned_seq") == 1 &&
             season.Rows("registration", "outbox WHERE stream_seq IS NULL") == 0;
    });
  };
  int number = 0;
  for (const Act& act : Acts()) {
    season.To(act.at);
    // Every other event is lost on the way while the notifier is away; what it meets first is a later one, about
    // something else.
    const bool lose = number++ % 2 == 0;
    if (lose) {
      system.notifier_process().Pause();
      broker.Unbind(queue, system.exchange(), binding);
    }
    EXPECT_TRUE(act.act(season)) << act.at;
    if (lose) {
      ASSERT_TRUE(published());
      broker.Bind(queue, system.exchange(), binding);
      ASSERT_TRUE(Rename(season, "N1"));
      ASSERT_TRUE(published());
      system.notifier_process().Resume();
    }
    if (number % 4 == 0) {
      // Everything so far is published a second time.
      EXPECT_EQ(system.registration_process().Terminate(), 0);
      system.Query("registration", "UPDATE relay_cursor SET published_seq = 0");
      system.Restart(system.registration_process());
    }
  }
  season.To(kEnd);
  ExpectSame(OutcomeOf(season), InOrder());
}

TEST(Scenario, H08_ADayLate) {
  Season season({.officials = kOfficials, .start = kStart});
  testing::System& system = season.system();
  const auto clock_of = [&](const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = clock::v1::ClockControlService::NewStub(channel);
    const auto answer = season.Ask(testing::System::kOperator, *stub, &Clock::GetClock, clock::v1::GetClockRequest());
    return answer.ok() ? *answer : clock::v1::GetClockResponse();
  };
  // The notifier lives a day ahead: all that it hears is a day old.
  const auto step = [&](Instant registration) {
    const auto moment = [](Instant at) { return FormatRfc3339(at).substr(0, 19); };
    season.MoveAlone(system.registration_channel(), moment(registration));
    season.MoveAlone(system.notifier_channel(), moment(registration + std::chrono::hours{24}));
    const bool quiet = testing::Eventually(
        [&] {
          const auto producer = clock_of(system.registration_channel());
          const auto consumer = clock_of(system.notifier_channel());
          // An e-mail may wait for a second one of the same moment; this is about what was decided.
          const bool decided = std::all_of(
              consumer.busy_with().begin(), consumer.busy_with().end(),
              [](const std::string& reason) { return reason.find("e-mails on their way") != std::string::npos; });
          return producer.quiet() && decided && consumer.positions_size() == 1 &&
                 consumer.positions(0).applied_stream_seq() == producer.head_stream_seq() &&
                 rpc::FromWire(consumer.positions(0).watermark()) == registration &&
                 rpc::FromWire(producer.watermark()) == registration;
        },
        std::chrono::seconds{30});
    ASSERT_TRUE(quiet) << moment(registration) << " " << clock_of(system.notifier_channel()).ShortDebugString()
                       << system.Query("notifier", "SELECT string_agg(debtor::text, ' ') FROM debtor");
  };
  const auto acts = Acts();
  auto next = acts.begin();
  const auto at = [](const std::string& moment) { return rpc::FromWire(WireMoment(moment)); };
  const Instant end = at(kEnd);
  for (Date day = Date::Of(at(kStart)) + 1; day.At() < end; day = day + 1) {
    for (const int hour : {0, 8, 12}) {
      const Instant moment = day.At(std::chrono::hours{hour});
      while (next != acts.end() && at(next->at) < moment) {
        ASSERT_NO_FATAL_FAILURE(step(at(next->at)));
        EXPECT_TRUE(next->act(season)) << next->at;
        ++next;
      }
      if (moment < end) {
        ASSERT_NO_FATAL_FAILURE(step(moment));
      }
      while (next != acts.end() && at(next->at) == moment) {
        EXPECT_TRUE(next->act(season)) << next->at;
        ++next;
      }
    }
  }
  ASSERT_NO_FATAL_FAILURE(step(end));
  EXPECT_EQ(next, acts.end());
  ExpectSame(OutcomeOf(season), InOrder());
}

TEST(Scenario, H08_AnEmptiedNotifierReadsTheSameLedgerFromTheJournal) {
  Season season({.officials = kOfficials, .start = kStart});
  for (const Act& act : Acts()) {
    season.To(act.at);
    EXPECT_TRUE(act.act(season)) << act.at;
  }
  season.To(kEnd);
  testing::System& system = season.system();
  EXPECT_EQ(system.notifier_process().Terminate(), 0);
  system.Query("notifier",
               "TRUNCATE fact, authority_version, debtor, dirty, fan_out, obligation, flag, candidate, notice, inbox, "
               "message, message_item, attempt, consumer_position, consumed_event");
  system.Restart(system.notifier_process());
  season.Settle();
  const Outcome rebuilt = OutcomeOf(season);
  EXPECT_EQ(rebuilt.ledger, InOrder().ledger);
  EXPECT_EQ(rebuilt.flags, InOrder().flags);
  EXPECT_EQ(rebuilt.candidates, InOrder().candidates);
  const auto compared = season.Ask(testing::System::kOperator, system.obligations(), &Obligations::RebuildLedger,
                                   ntf::RebuildLedgerRequest());
  ASSERT_TRUE(compared.ok()) << compared.error().reason;
  EXPECT_EQ(compared->difference_count(), 0) << compared->ShortDebugString();
  EXPECT_GT(compared->obligations(), 0);
}

// ---- H-18 ----------------------------------------------------------------------------------------------------------

class MalformedEvent : public ::testing::Test {
 protected:
  MalformedEvent() : season_({.officials = {"N1", "N3"}, .start = "2022-11-10 08:00"}) {}

  // N1 registers in time, and the event about it cannot be read by anybody.
  void RegisterUnreadably() {
    season_.To("2022-11-14 10:00");
    season_.system().Query("registration",
                           "CREATE FUNCTION malform() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                           "NEW.data := '\\xff'::bytea || NEW.data; RETURN NEW; END $$; "
                           "CREATE TRIGGER malform BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION malform()");
    ASSERT_TRUE(season_.Register("N1", 2023).ok());
    season_.system().Query("registration", "DROP TRIGGER malform ON outbox");
    season_.Settle();
  }
  ntf::ListQuarantinedEventsResponse Alarms() {
    const auto answer = season_.Ask(testing::System::kOperator, season_.system().quarantine(),
                                    &Quarantine::ListQuarantinedEvents, ntf::ListQuarantinedEventsRequest());
    EXPECT_TRUE(answer.ok()) << answer.error().reason;
    return answer.ok() ? *answer : ntf::ListQuarantinedEventsResponse();
  }
  Season season_;
};

TEST_F(MalformedEvent, H18_HoldsOnlyWhomItConcernsUntilItIsRetried) {
  ASSERT_NO_FATAL_FAILURE(RegisterUnreadably());
  ASSERT_EQ(Alarms().events_size(), 1);
  const ntf::QuarantinedEvent alarm = Alarms().events(0);
  EXPECT_THAT(alarm.type(), HasSubstr("RegistrationSubmitted"));
  EXPECT_THAT(alarm.debtors(), ElementsAre("N1"));
  EXPECT_FALSE(alarm.error().empty());
  EXPECT_TRUE(season_.Obligation("N1:REG:2023").held());

  season_.To("2022-11-30 09:00");
  EXPECT_THAT(season_.Ladder("N3:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N3", "2022-11-14 08:00 R0 N3",
                          "2022-11-15 08:00 O BCSD-specialist BTC-specialist N3", "2022-11-17 08:00 E1 BCSD-leader",
                          "2022-11-21 08:00 E2 BTC-leader",
                          "2022-11-30 08:00 M BCSD-leader BCSD-specialist BTC-leader BTC-specialist N3 UBKT-leader "
                          "UBKT-specialist"));
  EXPECT_THAT(season_.Ladder("N1:REG:2023"), ElementsAre("2022-11-11 08:00 R3 N1", "2022-11-14 08:00 R0 N1"));
  EXPECT_THAT(season_.FlagLines(), ElementsAre(HasSubstr("N3:REG:2023 MISSING")));
  EXPECT_THAT(season_.CandidateLines(), ElementsAre(HasSubstr("N3 NOT_REGISTERED")));
  EXPECT_EQ(Alarms().events_size(), 1) << "the alarm stands";

  ntf::RetryQuarantinedEventRequest retry;
  retry.set_quarantine_id(alarm.quarantine_id());
  auto& quarantine = season_.system().quarantine();
  const auto still = season_.Ask("BTC-specialist", quarantine, &Quarantine::RetryQuarantinedEvent, retry);
  ASSERT_TRUE(still.ok()) << still.error().reason;
  EXPECT_FALSE(still->applied());
  EXPECT_EQ(Alarms().events_size(), 1);

  season_.system().Query("notifier", "UPDATE quarantine SET data = substring(data FROM 2)");
  const auto repaired = season_.Ask("BTC-specialist", quarantine, &Quarantine::RetryQuarantinedEvent, retry);
  ASSERT_TRUE(repaired.ok()) << repaired.error().reason;
  EXPECT_TRUE(repaired->applied()) << repaired->error();
  season_.To("2022-12-20 00:00");
  EXPECT_EQ(Alarms().events_size(), 0);
  EXPECT_EQ(season_.Obligation("N1:REG:2023").state(), ntf::OBLIGATION_STATE_ON_TIME);
  EXPECT_FALSE(season_.Obligation("N1:REG:2023").held());
  EXPECT_THAT(season_.Ladder("N1:REG:2023"), ElementsAre("2022-11-11 08:00 R3 N1", "2022-11-14 08:00 R0 N1"));
  EXPECT_THAT(season_.FlagLines(), Each(Not(HasSubstr("N1:"))));
  EXPECT_THAT(season_.CandidateLines(), Each(Not(HasSubstr("N1 "))));
}

TEST_F(MalformedEvent, H18_SkippingNeedsADocumentAndLetsTheLadderGoOn) {
  ASSERT_NO_FATAL_FAILURE(RegisterUnreadably());
  season_.To("2022-11-16 09:00");
  ASSERT_EQ(Alarms().events_size(), 1);
  EXPECT_THAT(season_.FlagLines(), Each(Not(HasSubstr("N1:"))));
  ntf::SkipQuarantinedEventRequest skip;
  skip.set_quarantine_id(Alarms().events(0).quarantine_id());
  auto& quarantine = season_.system().quarantine();
  const auto refused = season_.Ask("BTC-leader", quarantine, &Quarantine::SkipQuarantinedEvent, skip);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(season_.Ask("BCSD-leader", quarantine, &Quarantine::SkipQuarantinedEvent, skip).error().code,
            Code::kPermissionDenied);
  skip.mutable_document()->set_number("MP-91-CV/BTC");
  *skip.mutable_document()->mutable_signed_on() = WireDay("2022-11-16");
  const auto skipped = season_.Ask("BTC-leader", quarantine, &Quarantine::SkipQuarantinedEvent, skip);
  ASSERT_TRUE(skipped.ok()) << skipped.error().reason;
  season_.Settle();
  EXPECT_EQ(Alarms().events_size(), 0);
  EXPECT_THAT(season_.FlagLines(), ElementsAre("N1:REG:2023 LATE OPEN since 2022-11-15 00:00",
                                               "N3:REG:2023 LATE OPEN since 2022-11-15 00:00"));
  EXPECT_THAT(season_.Ladder("N1:REG:2023"),
              ElementsAre("2022-11-11 08:00 R3 N1", "2022-11-14 08:00 R0 N1",
                          "2022-11-15 08:00 O BCSD-specialist BTC-specialist N1 (late, 2022-11-16 09:00)"));
}

}  // namespace
}  // namespace dotpha::acceptance
