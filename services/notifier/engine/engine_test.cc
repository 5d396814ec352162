// Ledger, flags, notices and what a crash, a second replica or a quarantined event does to them, on a real database.
#include <gmock/gmock.h>

#include <thread>

#include "libs/messaging/quarantine.h"
#include "libs/rpc/wire_time.h"
#include "services/notifier/store/work_store.h"
#include "services/notifier/tests/engine_fixture.h"
#include "services/notifier/tests/season.h"

namespace dotpha::notifier::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kReg[] = "N1:REG:2023";

class Engine : public EngineFixture {
 protected:
  // N1 in an authority that went live on 01/03/2022; at rest on that day.
  void GoLive() {
    clock_.Set(clock_.Now());
    RecordProvince("2022-03-01 08:00", "2022-03-01");
    StepTo("2022-03-01 09:00");
  }
};

const std::vector<std::string> kWholeLadder = {
    "R10 04/11/2022 SENT N1",   "R3 11/11/2022 SENT N1",    "R0 14/11/2022 SENT N1",     "O 15/11/2022 SENT BCSD-S",
    "O 15/11/2022 SENT BTC-S",  "O 15/11/2022 SENT N1",     "E1 17/11/2022 SENT BCSD-L", "E2 21/11/2022 SENT BTC-L",
    "M 30/11/2022 SENT BCSD-L", "M 30/11/2022 SENT BCSD-S", "M 30/11/2022 SENT BTC-L",   "M 30/11/2022 SENT BTC-S",
    "M 30/11/2022 SENT N1",     "M 30/11/2022 SENT UBKT-L", "M 30/11/2022 SENT UBKT-S"};

TEST_F(Engine, WholeLadderWithFlagCandidateAndEvents_H_01) {
  GoLive();
  RunTo("2022-12-31 00:00");
  EXPECT_EQ(Notices(kReg), kWholeLadder);
  EXPECT_EQ(Value("SELECT grade || ' ' || status || ' ' || (raised_at AT TIME ZONE 'Asia/Ho_Chi_Minh') || ' ' ||"
                  " (missing_at AT TIME ZONE 'Asia/Ho_Chi_Minh') FROM flag"),
            "2 1 2022-11-15 00:00:00 2022-11-30 00:00:00");
  EXPECT_EQ(Value("SELECT candidate_id || ' ' || explain_until FROM candidate"),
            "N1:NOT_REGISTERED:2022-11-30 2022-12-14");
  EXPECT_EQ(Value("SELECT string_agg(type, ' ' ORDER BY outbox_id) FROM outbox"),
            "dotpha.notifier.v1.FlagRaised dotpha.notifier.v1.FlagGradeRaised dotpha.notifier.v1.CandidateRaised");
  // Each notice given stands in exactly one inbox, and in one e-mail.
  EXPECT_EQ(Count("inbox"), 15);
  EXPECT_EQ(Count("message_item"), 15);
}

TEST_F(Engine, ReceiptClosesTheFlag_H_02) {
  GoLive();
  RunTo("2022-11-16 10:00");
  Submit("N1", 2023, "2022-11-16 10:00", "2022-11-16 10:00");
  RunTo("2022-12-31 00:00");
  EXPECT_EQ(Value("SELECT state || ' ' || days_late FROM obligation WHERE obligation_id = 'N1:REG:2023'"), "3 2");
  EXPECT_EQ(Value("SELECT grade || ' ' || status || ' ' || days_late || ' ' || received_on FROM flag"),
            "1 2 2 2022-11-16");
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("E1"))));
  EXPECT_EQ(Count("candidate"), 0);
}

TEST_F(Engine, NothingIsSaidTwiceHoweverOftenItLooks) {
  GoLive();
  RunTo("2022-11-15 08:00");
  const auto before = Notices(kReg);
  const int inbox = Count("inbox");
  ASSERT_THAT(before, Contains("O 15/11/2022 SENT N1"));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(AsStream([&](postgres::Transaction& transaction) -> Result<void> {
                  MarkDirty(transaction, {kAuthority, "N1"});
                  return Ok{};
                }).ok());
    Work();
  }
  EXPECT_EQ(Notices(kReg), before);
  EXPECT_EQ(Count("inbox"), inbox);
}

TEST_F(Engine, APassThatDiesBeforeItsCommitLeavesNothingAndIsDoneAgain) {
  GoLive();
  RunTo("2022-11-14 12:00");
  clock_.Set(At("2022-11-15 08:00"));
  SetWatermark("2022-11-15 08:00");
  const auto died = AsStream([&](postgres::Transaction& transaction) -> Result<void> {
    const auto kept = keeper_.Keep(transaction, kAuthority, {"N1"});
    EXPECT_TRUE(kept.ok() && kept->size() == 1 && kept->front().told_somebody);
    return Unavailable("DIED", "killed before COMMIT");
  });
  EXPECT_FALSE(died.ok());
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("O 15/11"))));
  EXPECT_EQ(Count("flag"), 0);
  Work();
  EXPECT_THAT(Notices(kReg), Contains("O 15/11/2022 SENT N1"));
  EXPECT_EQ(Count("flag"), 1);
}

TEST_F(Engine, ReplicasShareTheWorkAndGiveEachNoticeOnce) {
  GoLive();
  for (int i = 0; i < 24; ++i) {
    RecordOfficial("P" + std::to_string(i), "so-nn", "2022-03-02 08:00");
  }
  RunTo("2022-11-14 12:00");
  clock_.Set(At("2022-11-15 08:00"));
  SetWatermark("2022-11-15 08:00");
  std::vector<std::thread> replicas;
  for (int i = 0; i < 3; ++i) {
    replicas.emplace_back([this] {
      Worker replica(*pool_, keeper_, MonotonicClock::Steady(), WorkerOptions{});
      EXPECT_TRUE(replica.RunUntilIdle().ok());
    });
  }
  for (std::thread& replica : replicas) {
    replica.join();
  }
  Work();
  EXPECT_EQ(Count("notice", "stage = 4"), 25 * 3);
  EXPECT_EQ(Count("flag"), 25);
  // One e-mail for the commission's specialist, with an item for each official.
  EXPECT_EQ(Value("SELECT count(*) || ' ' || (SELECT count(*) FROM message_item i JOIN message m2 USING (authority,"
                  " message_id) WHERE m2.person_id = 'BTC-S') FROM message WHERE person_id = 'BTC-S'"),
            "1 25");
}

TEST_F(Engine, OneWhoseFactsCannotBeReadHoldsNobodyOfTheSamePass) {
  GoLive();
  for (int i = 0; i < 5; ++i) {
    RecordOfficial("P" + std::to_string(i), "so-nn", "2022-03-02 08:00");
  }
  RecordOfficial("N9", "so-nn", "2022-03-02 08:00");
  RunTo("2022-11-14 12:00");
  // As an older binary may have stored what this one does not understand any more.
  Value("UPDATE fact SET data = '\\xffff' WHERE subject = 'P2' AND type LIKE '%OfficialRecorded'");
  clock_.Set(At("2022-11-15 08:00"));
  SetWatermark("2022-11-15 08:00");
  Work();
  EXPECT_EQ(Count("flag"), 6);
  EXPECT_EQ(Count("flag", "official_id = 'P2'"), 0);
  EXPECT_EQ(Value("SELECT count(DISTINCT debtor_id) FROM notice WHERE stage = 4"), "6");
  EXPECT_EQ(Value("SELECT rule_at <= '2022-11-15 08:00+07' FROM debtor WHERE debtor_id = 'P2'"), "t");
}

TEST_F(Engine, HoweverManyMarksOfOneWhoFailsStandInFrontTheOthersAreDone) {
  GoLive();
  RecordOfficial("P2", "so-nn", "2022-03-02 08:00");
  RunTo("2022-11-01 12:00");
  Value("UPDATE fact SET data = '\\xffff' WHERE subject = 'P2' AND type LIKE '%OfficialRecorded'");
  ASSERT_TRUE(AsStream([&](postgres::Transaction& transaction) -> Result<void> {
                for (int i = 0; i < 3 * WorkerOptions{}.batch; ++i) {
                  MarkDirty(transaction, {kAuthority, "P2"});
                }
                return Ok{};
              }).ok());
  Submit("N1", 2023, "2022-11-02 08:00", "2022-11-02 08:00");
  Work();
  EXPECT_EQ(Value("SELECT state FROM obligation WHERE obligation_id = 'N1:REG:2023'"), "2");
  EXPECT_EQ(Count("dirty"), 3 * WorkerOptions{}.batch);
}

TEST_F(Engine, OfTheSamePassEachIsHeldOrRuledByHisOwnFacts_H_18) {
  GoLive();
  RecordOfficial("N2", "so-nn", "2022-03-02 08:00");
  RecordOfficial("N3", "hu-sd", "2022-03-02 08:00");
  RecordOfficial("N4", "so-nn", "2022-03-02 08:00");
  RunTo("2022-11-14 12:00");
  Submit("N2", 2023, "2022-11-14 13:00", "2022-11-14 13:00");
  registration::v1::RegistrationEvent poison;
  poison.mutable_registration_submitted()->set_official_id("N3");
  Quarantine("N3", poison, "2022-11-14 14:00");
  clock_.Set(At("2022-11-15 08:00"));
  SetWatermark("2022-11-15 08:00");
  const auto kept = AsStream([&](postgres::Transaction& transaction) {
    return keeper_.Keep(transaction, kAuthority, {"N1", "N2", "N3", "N4", "nobody"});
  });
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(kept->size(), 4U);
  EXPECT_EQ(Value("SELECT string_agg(official_id, ' ' ORDER BY official_id) FROM flag"), "N1 N4");
  EXPECT_EQ(Value("SELECT string_agg(debtor_id, ' ' ORDER BY debtor_id) FROM debtor WHERE held_from IS NOT NULL"),
            "N3");
  EXPECT_EQ(Value("SELECT state FROM obligation WHERE obligation_id = 'N2:REG:2023'"), "2");
  EXPECT_EQ(Count("dirty"), 0);
  EXPECT_THAT(Notices("N4:REG:2023"), Contains("O 15/11/2022 SENT BTC-S"));
  EXPECT_THAT(Notices("N3:REG:2023"), Not(Contains(HasSubstr("O 15/11"))));
}

TEST_F(Engine, ALaggingWatermarkAccusesNobody_H_07) {
  GoLive();
  RunTo("2022-11-14 23:00");
  clock_.Set(At("2022-11-15 08:00"));  // the broker is down: no watermark passes 23:00
  Work();
  EXPECT_EQ(Count("flag"), 0);
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("O 15/11"))));
  Submit("N1", 2023, "2022-11-14 23:50", "2022-11-14 23:50");
  StepTo("2022-11-15 09:00");
  EXPECT_EQ(Value("SELECT state FROM obligation WHERE obligation_id = 'N1:REG:2023'"), "2");
  EXPECT_EQ(Count("flag"), 0);
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("O 15/11"))));
}

TEST_F(Engine, AQuarantinedEventHoldsItsDebtorOnlyUntilItIsSkipped_H_18) {
  GoLive();
  RecordOfficial("N9", "so-nn", "2022-03-02 08:00");
  RunTo("2022-11-14 12:00");
  registration::v1::RegistrationEvent poison;
  poison.mutable_registration_submitted()->set_official_id("N1");  // no id, no cycle, no time
  const std::int64_t number = Quarantine("N1", poison, "2022-11-14 12:00");
  RunTo("2022-11-17 12:00");
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("O 15/11"))));
  EXPECT_EQ(Count("flag", "official_id = 'N1'"), 0);
  EXPECT_EQ(Value("SELECT held_from IS NOT NULL FROM debtor WHERE debtor_id = 'N1'"), "t");
  EXPECT_THAT(Notices("N9:REG:2023"), Contains("E1 17/11/2022 SENT BCSD-L"));
  EXPECT_EQ(Count("flag", "official_id = 'N9'"), 1);

  const auto skipped = AsStream([&](postgres::Transaction& transaction) -> Result<void> {
    DOTPHA_TRY(messaging::SkipQuarantined(transaction, kAuthority, facts::kRegistrationProducer, number, "MP-3-CV/BTC",
                                          "BTC-S", clock_.Now()));
    MarkDirty(transaction, {kAuthority, "N1"});
    return Ok{};
  });
  ASSERT_TRUE(skipped.ok()) << skipped.error().reason;
  Work();
  EXPECT_EQ(Value("SELECT (raised_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::text FROM flag WHERE official_id = 'N1'"),
            "2022-11-15 00:00:00");
  // Of what was missed only the latest goes, marked late.
  EXPECT_THAT(Notices(kReg), Contains("O 15/11/2022 SKIPPED N1"));
  EXPECT_THAT(Notices(kReg), Contains("E1 17/11/2022 SENT BCSD-L"));
  EXPECT_EQ(Count("notice", "obligation_id = 'N1:REG:2023' AND late"), 1);
}

TEST_F(Engine, PaperThatCameInTimeWithdrawsTheFlagAndCorrectsOnce_H_15) {
  GoLive();
  RunTo("2022-11-16 09:00");
  Submit("N1", 2023, "2022-11-14 15:00", "2022-11-16 09:00", "MP-9-CV/SNN");
  RunTo("2022-12-31 00:00");
  EXPECT_EQ(Value("SELECT status || ' ' || withdrawn_reason || ' ' || withdrawn_document FROM flag"),
            "3 RECEIVED_IN_FACT MP-9-CV/SNN");
  EXPECT_EQ(Value("SELECT state FROM obligation WHERE obligation_id = 'N1:REG:2023'"), "2");
  EXPECT_EQ(Count("notice", "stage = 8 AND state = 1"), 3);
  EXPECT_THAT(Notices(kReg), Not(Contains(HasSubstr("E1"))));
  EXPECT_EQ(Value("SELECT string_agg(type, ' ' ORDER BY outbox_id) FROM outbox"),
            "dotpha.notifier.v1.FlagRaised dotpha.notifier.v1.FlagWithdrawn");
}

TEST_F(Engine, AStampFoundAfterALateSubmissionWithdrawsTheFlagAndCorrectsOnce_I_02_H_15) {
  GoLive();
  RunTo("2022-11-16 09:00");
  Submit("N1", 2023, "2022-11-16 09:00", "2022-11-16 09:00");
  RunTo("2022-11-18 09:00");
  EXPECT_EQ(Value("SELECT status || ' ' || days_late FROM flag"), "2 2");
  registration::v1::RegistrationEvent stamped;
  auto& stamp = *stamped.mutable_stamp_recorded();
  stamp.set_registration_id("registration-N1-2023");
  stamp.set_official_id("N1");
  stamp.set_cycle(2023);
  *stamp.mutable_received_at() = rpc::ToWire(At("2022-11-14 15:00"));
  stamp.set_document_number("MP-9-CV/SNN");
  Apply(stamped, "2022-11-18 09:00");
  RunTo("2022-11-18 09:05");
  RunTo("2022-12-31 00:00");
  EXPECT_EQ(Value("SELECT status || ' ' || withdrawn_reason || ' ' || withdrawn_document FROM flag"),
            "3 RECEIVED_IN_FACT MP-9-CV/SNN");
  EXPECT_EQ(Value("SELECT state || ' ' || days_late FROM obligation WHERE obligation_id = 'N1:REG:2023'"), "2 0");
  EXPECT_EQ(Count("notice", "stage = 8 AND state = 1"), 3);
}

TEST_F(Engine, AnOverrideReachesEverybodyInBatches_B_13) {
  GoLive();
  for (int i = 0; i < 7; ++i) {
    RecordOfficial("P" + std::to_string(i), "so-nn", "2022-03-02 08:00");
  }
  WorkerOptions options;
  options.fan_out_batch = 3;
  worker_ = std::make_unique<Worker>(*pool_, keeper_, MonotonicClock::Steady(), options);
  StepTo("2022-11-02 09:00");
  Override(2023, "2022-11-18", "2022-11-02 09:00");
  Work();
  EXPECT_EQ(
      Count("obligation", "duty = 'REG' AND period = '2023' AND last_on_time_day = '2022-11-18' AND revision = 2"), 8);
  EXPECT_EQ(Count("fan_out"), 0);
  EXPECT_EQ(Count("dirty"), 0);
}

TEST_F(Engine, RebuiltEqualsLiveAndTamperingIsFoundAndRepaired) {
  GoLive();
  RunTo("2022-11-16 10:00");
  Submit("N1", 2023, "2022-11-16 10:00", "2022-11-16 10:00");
  RunTo("2022-11-20 00:00");
  int obligations = 0;
  const auto check = [&](bool repair) {
    obligations = 0;
    return AsStream([&](postgres::Transaction& transaction) {
      return keeper_.Check(transaction, {kAuthority, "N1"}, repair, &obligations);
    });
  };
  auto differences = check(false);
  ASSERT_TRUE(differences.ok());
  EXPECT_THAT(*differences, IsEmpty());
  EXPECT_GE(obligations, 1);
  Value("UPDATE obligation SET days_late = 7 WHERE obligation_id = 'N1:REG:2023'");
  differences = check(true);
  ASSERT_TRUE(differences.ok());
  EXPECT_THAT(*differences, ElementsAre("N1:REG:2023: days_late: 7 -> 2"));
  differences = check(false);
  EXPECT_THAT(*differences, IsEmpty());
}

TEST_F(Engine, ImportedDatesAreShownWithoutConsequence_H_17) {
  RecordProvince("2022-03-01 08:00", "2022-03-01");
  StepTo("2022-03-01 09:00");
  RunTo("2022-03-31 00:00");
  EXPECT_EQ(Value("SELECT imported FROM obligation WHERE obligation_id = 'N1:REG:2022'"), "t");
  EXPECT_EQ(Count("notice"), 0);
  EXPECT_EQ(Count("flag"), 0);
  EXPECT_EQ(Count("candidate"), 0);
}

TEST_F(Engine, AMalformedEventIsAnErrorAndWritesNothing) {
  messaging::StreamEvent event;
  event.producer = facts::kRegistrationProducer;
  event.stream_seq = 1;
  event.type = "dotpha.registration.v1.RegistrationSubmitted";
  event.authority = kAuthority;
  event.data = "\xff\xff not a message";
  const auto applied = AsStream([&](postgres::Transaction& transaction) { return intake_(transaction, event); });
  ASSERT_FALSE(applied.ok());
  EXPECT_EQ(applied.error().reason, "EVENT_UNREADABLE");
  EXPECT_EQ(Count("fact"), 0);
}

TEST_F(Engine, RowsOfOneAuthorityAreClosedToAnother) {
  GoLive();
  RunTo("2022-11-15 08:00");
  postgres::TransactionOptions other;
  other.authority = "other";
  constexpr postgres::Statement kAll{"test.all_rows", R"sql(
    SELECT (SELECT count(*) FROM fact) + (SELECT count(*) FROM debtor) + (SELECT count(*) FROM obligation) +
           (SELECT count(*) FROM flag) + (SELECT count(*) FROM notice) + (SELECT count(*) FROM inbox) +
           (SELECT count(*) FROM message) + (SELECT count(*) FROM contact))sql"};
  const auto seen = postgres::RunTransaction(*pool_, other, [&](postgres::Transaction& transaction) -> Result<int> {
    return transaction.Exec(kAll).front()[0].as<int>();
  });
  ASSERT_TRUE(seen.ok()) << seen.error().reason;
  EXPECT_EQ(*seen, 0);
}

}  // namespace
}  // namespace dotpha::notifier::testing
