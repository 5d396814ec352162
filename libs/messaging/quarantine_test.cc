// H-18: one bad event holds those whom it names, and nobody else (ADR 0005).
#include "libs/messaging/quarantine.h"

#include <gtest/gtest.h>

#include "libs/messaging/testing/stream_harness.h"

namespace dotpha::messaging::testing {
namespace {

using std::chrono::seconds;

constexpr Instant kResolved = kStart + std::chrono::hours{1};

class QuarantineTest : public ::testing::Test {
 protected:
  void SetUp() override {
    harness.Refuse("bad");
    ConsumerOptions options = harness.ConsumerSettings();
    options.on_quarantined = [this](const StreamEvent& event, const Error& error) {
      const std::lock_guard lock(mutex);
      alarms.push_back(std::to_string(event.stream_seq) + " " + error.reason);
    };
    harness.StartRelay();
    harness.StartConsumer(options);
  }
  void TearDown() override { harness.StopConsumer(); }

  std::vector<QuarantinedEvent> List(bool open_only) {
    return harness.AtConsumer(
        [&](postgres::Transaction& transaction) { return ListQuarantined(transaction, kAuthority, open_only); });
  }
  std::optional<Instant> Held(const std::string& debtor, const std::string& authority = kAuthority) {
    return harness.AtConsumer([&](postgres::Transaction& transaction) -> std::optional<Instant> {
      const auto held = HeldFrom(transaction, authority, {debtor, "somebody else"});
      const auto found = held.find(debtor);
      return found == held.end() ? std::nullopt : std::optional{found->second};
    });
  }
  Result<void> Retry(std::int64_t stream_seq) {
    return postgres::RunTransaction(harness.consumer_pool(), {.role = postgres::Role::kStream},
                                    [&](postgres::Transaction& transaction) {
                                      return RetryQuarantined(transaction, kAuthority, kProducer, stream_seq,
                                                              harness.MakeHandler(), "operator", kResolved);
                                    });
  }
  Result<void> Skip(std::int64_t stream_seq, const std::string& document) {
    return postgres::RunTransaction(
        harness.consumer_pool(), {.role = postgres::Role::kStream}, [&](postgres::Transaction& transaction) {
          return SkipQuarantined(transaction, kAuthority, kProducer, stream_seq, document, "operator", kResolved);
        });
  }
  bool IsAppliedId(std::int64_t outbox_id) {
    return harness.AtConsumer(
        [&](postgres::Transaction& transaction) { return IsApplied(transaction, kProducer, outbox_id); });
  }

  std::mutex mutex;
  std::vector<std::string> alarms;
  StreamHarness harness;
};

TEST_F(QuarantineTest, OneBadEventHoldsTheNamedAndEveryoneElseGoesOn_H18) {
  harness.Append("good", {"N1"});
  harness.clock.Set(kStart + seconds{1});
  const std::int64_t bad = harness.Append("bad", {"N1"});
  harness.clock.Set(kStart + seconds{2});
  const std::int64_t good = harness.Append("good", {"N2"});
  ASSERT_TRUE(harness.EventuallyApplied(3));
  EXPECT_EQ(harness.Applied(), (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(Held("N1"), kStart + seconds{1});
  EXPECT_EQ(Held("N2"), std::nullopt);
  EXPECT_EQ(Held("N1", "HG"), std::nullopt);
  EXPECT_FALSE(IsAppliedId(bad));
  EXPECT_TRUE(IsAppliedId(good));
  EXPECT_EQ(harness.Consumed()->open_quarantined, 1);
  const std::vector<QuarantinedEvent> open = List(true);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].event, harness.journal->Read(2, 1)->events.at(0));
  EXPECT_EQ(open[0].error, "EVENT_UNREADABLE: data: refused by the test");
  harness.StopConsumer();
  EXPECT_EQ(alarms, std::vector<std::string>{"2 EVENT_UNREADABLE"});
}

TEST_F(QuarantineTest, AnEventThatNamesNobodyHoldsTheWholeAuthority_H18) {
  harness.Append("bad", {});
  ASSERT_TRUE(harness.EventuallyApplied(1));
  EXPECT_EQ(Held("N1"), kStart);
  EXPECT_EQ(Held("anybody"), kStart);
  EXPECT_EQ(Held("N1", "HG"), std::nullopt);
}

TEST_F(QuarantineTest, TheEarliestOpenEventHolds_H18) {
  harness.Append("bad", {"N1", "N2"});
  harness.clock.Set(kStart + seconds{1});
  harness.Append("bad", {"N1"});
  ASSERT_TRUE(harness.EventuallyApplied(2));
  EXPECT_EQ(Held("N1"), kStart);
  ASSERT_TRUE(Skip(1, "CV-17/BTC").ok());
  EXPECT_EQ(Held("N1"), kStart + seconds{1});
  EXPECT_EQ(Held("N2"), std::nullopt);
}

TEST_F(QuarantineTest, ARetryAppliesItAndFreesTheDebtor_H18) {
  const std::int64_t bad = harness.Append("bad", {"N1"});
  harness.Append("good", {"N2"});
  ASSERT_TRUE(harness.EventuallyApplied(2));
  const Result<void> still_bad = Retry(1);
  ASSERT_FALSE(still_bad.ok());
  EXPECT_EQ(still_bad.error().reason, "EVENT_UNREADABLE");
  EXPECT_EQ(Held("N1"), kStart);
  harness.AcceptAgain("bad");
  ASSERT_TRUE(Retry(1).ok());
  EXPECT_EQ(harness.Applied(), (std::vector<std::int64_t>{2, 1}));
  EXPECT_EQ(Held("N1"), std::nullopt);
  EXPECT_TRUE(IsAppliedId(bad));
  EXPECT_TRUE(List(true).empty());
  const std::vector<QuarantinedEvent> all = List(false);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].state, QuarantinedEvent::State::kApplied);
  EXPECT_EQ(all[0].resolved_at, kResolved);
  EXPECT_EQ(all[0].resolved_by, "operator");
  EXPECT_EQ(Retry(1).error().reason, "EVENT_ALREADY_RESOLVED");
  EXPECT_EQ(Retry(2).error().reason, "EVENT_NOT_QUARANTINED");
}

TEST_F(QuarantineTest, SkippingNeedsADocument_H18) {
  harness.Append("bad", {"N1"});
  ASSERT_TRUE(harness.EventuallyApplied(1));
  EXPECT_EQ(Skip(1, "").error().reason, "DOCUMENT_REQUIRED");
  EXPECT_EQ(Held("N1"), kStart);
  ASSERT_TRUE(Skip(1, "CV-17/BTC").ok());
  EXPECT_EQ(Held("N1"), std::nullopt);
  EXPECT_TRUE(harness.Applied().empty());
  EXPECT_EQ(List(false).at(0).document, "CV-17/BTC");
  EXPECT_EQ(Skip(1, "CV-18/BTC").error().reason, "EVENT_ALREADY_RESOLVED");
}

TEST_F(QuarantineTest, WhatTheDatabaseRefusesAboutTheDataIsPoisonToo) {
  harness.Append("violates a constraint", {"N1"});
  harness.Append("good", {"N2"});
  ASSERT_TRUE(harness.EventuallyApplied(2));
  EXPECT_EQ(harness.Applied(), std::vector<std::int64_t>{2});
  EXPECT_EQ(List(true).at(0).error, "EVENT_DATA_REFUSED: SQLSTATE 23514");
}

TEST_F(QuarantineTest, ABatchWithSeveralBadEventsKeepsAllGoodOnes) {
  harness.AtProducer([&](postgres::Transaction& transaction) {
    for (int i = 1; i <= 100; ++i) {
      AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry(i % 10 == 0 ? "bad" : "good")});
    }
  });
  ASSERT_TRUE(harness.EventuallyApplied(100));
  EXPECT_EQ(harness.Applied().size(), 90U);
  EXPECT_EQ(List(true).size(), 10U);
}

TEST_F(QuarantineTest, ARebuildKeepsWhatWasSkippedOutAndTriesTheRestAgain) {
  harness.Append("bad", {"N1"});
  harness.Append("bad", {"N2"});
  harness.Append("good", {"N3"});
  ASSERT_TRUE(harness.EventuallyApplied(3));
  ASSERT_TRUE(Skip(1, "CV-17/BTC").ok());
  harness.AcceptAgain("bad");
  harness.StopConsumer();
  constexpr postgres::Statement kClear{"test.clear", "DELETE FROM projection"};
  harness.AtConsumer([&](postgres::Transaction& transaction) {
    ForgetStream(transaction, kProducer);
    transaction.Exec(kClear);
  });
  harness.StartConsumer();
  ASSERT_TRUE(harness.EventuallyApplied(3));
  EXPECT_EQ(harness.Applied(), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(Held("N2"), std::nullopt);
  EXPECT_EQ(List(false).at(0).state, QuarantinedEvent::State::kSkipped);
}

}  // namespace
}  // namespace dotpha::messaging::testing
