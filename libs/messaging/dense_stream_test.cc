// The stream has no hole and no second copy, whatever commits, rolls back, or takes over (ADR 0003).
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <thread>

#include "libs/messaging/journal.h"
#include "libs/messaging/testing/stream_harness.h"

namespace dotpha::messaging::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr postgres::Statement kNumbers{"test.numbers", "SELECT stream_seq FROM outbox ORDER BY stream_seq"};
constexpr postgres::Statement kNumberOf{"test.number_of", "SELECT stream_seq FROM outbox WHERE outbox_id = $1"};
constexpr postgres::Statement kBumpEpoch{"test.bump_epoch", "UPDATE relay_cursor SET epoch = epoch + 1"};
constexpr postgres::Statement kPublishAgain{"test.publish_again", "UPDATE relay_cursor SET published_seq = 0"};
constexpr postgres::Statement kHoldLock{"test.hold_lock",
                                        "SELECT pg_advisory_lock(hashtextextended('dotpha.relay', 0))"};
constexpr postgres::Statement kLapse{"test.lapse", "UPDATE relay_cursor SET renewed_at = '-infinity'"};

class DenseStream : public ::testing::Test {
 protected:
  std::vector<std::int64_t> Numbers() {
    return harness.AtProducer([](postgres::Transaction& transaction) {
      std::vector<std::int64_t> numbers;
      for (const pqxx::row& row : transaction.Exec(kNumbers)) {
        numbers.push_back(row[0].as<std::int64_t>());
      }
      return numbers;
    });
  }
  std::int64_t NumberOf(std::int64_t outbox_id) {
    return harness.AtProducer([&](postgres::Transaction& transaction) {
      const pqxx::result rows = transaction.Exec(kNumberOf, outbox_id);
      return rows[0][0].is_null() ? std::int64_t{0} : rows[0][0].as<std::int64_t>();
    });
  }
  StreamHarness harness;
};

TEST_F(DenseStream, ConcurrentCommitsAndRollbacksLeaveNoHole) {
  Relay& relay = harness.StartRelay();
  harness.StartConsumer();
  constexpr int kWriters = 8;
  constexpr int kTransactions = 60;
  std::atomic<int> committed{0};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      std::minstd_rand random(static_cast<unsigned>(writer) + 1);
      for (int i = 0; i < kTransactions; ++i) {
        const int rows = 1 + static_cast<int>(random() % 3);
        const bool rolled_back = random() % 3 == 0;
        const Result<void> written = postgres::RunTransaction(
            harness.producer_pool(), {.role = postgres::Role::kStream},
            [&](postgres::Transaction& transaction) -> Result<void> {
              for (int row = 0; row < rows; ++row) {
                AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry("good")});
                std::this_thread::yield();
              }
              return rolled_back ? Result<void>(Internal("ROLLED_BACK", "by the test")) : Result<void>(Ok{});
            });
        if (written.ok()) {
          committed += rows;
          relay.Wake();
        }
      }
    });
  }
  for (std::thread& writer : writers) {
    writer.join();
  }
  ASSERT_GT(committed, kWriters * kTransactions / 2);
  ASSERT_TRUE(harness.EventuallyPublished(committed));
  EXPECT_EQ(Numbers(), StreamHarness::UpTo(committed));
  ASSERT_TRUE(harness.EventuallyApplied(committed));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(committed));
}

TEST_F(DenseStream, ARowThatCommitsLaterComesLaterWhateverItsId) {
  harness.StartRelay();
  std::int64_t early_id = 0;
  std::int64_t late_id = 0;
  harness.AtProducer([&](postgres::Transaction& transaction) {
    late_id = AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry("good")}).at(0);
    early_id = harness.Append();  // on another connection; commits first
    EXPECT_TRUE(harness.EventuallyPublished(1));
  });
  ASSERT_LT(late_id, early_id);
  ASSERT_TRUE(harness.EventuallyPublished(2));
  EXPECT_EQ(NumberOf(early_id), 1);
  EXPECT_EQ(NumberOf(late_id), 2);
}

TEST_F(DenseStream, APollFindsWhatNobodyAnnounced) {
  Relay& relay = harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().connected; }));
  harness.AtProducer([&](postgres::Transaction& transaction) {
    AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry("good")});
  });
  EXPECT_TRUE(harness.EventuallyPublished(1, seconds{5}));
}

TEST_F(DenseStream, OfTwoRelaysOneIsActiveAndTheOtherTakesOver) {
  auto first = std::make_unique<Relay>(harness.RelaySettings(), harness.clock, MonotonicClock::Steady());
  ASSERT_TRUE(Eventually([&] { return first->Counters().active; }));
  Relay second(harness.RelaySettings(), harness.clock, MonotonicClock::Steady());
  harness.AppendMany(50);
  second.Wake();
  ASSERT_TRUE(harness.EventuallyPublished(50));
  EXPECT_TRUE(first->Counters().active);
  EXPECT_EQ(second.Counters().assigned, 0U);
  first.reset();
  harness.AppendMany(50);
  ASSERT_TRUE(harness.EventuallyPublished(100));
  EXPECT_TRUE(second.Counters().active);
  EXPECT_EQ(second.Counters().assigned, 50U);
  EXPECT_EQ(Numbers(), StreamHarness::UpTo(100));
}

TEST_F(DenseStream, AStandbyPassesAWakeOnToTheActiveRelay) {
  RelayOptions patient = harness.RelaySettings();
  patient.poll = seconds{3600};
  Relay active(patient, harness.clock, MonotonicClock::Steady());
  ASSERT_TRUE(Eventually([&] { return active.Counters().connected; }));
  RelayOptions waiting = harness.RelaySettings();
  Relay standby(waiting, harness.clock, MonotonicClock::Steady());
  harness.AppendMany(1);
  EXPECT_TRUE(Eventually([&] {
    standby.Wake();
    return harness.Produced().backlog() == 0;
  }));
}

TEST_F(DenseStream, ADeposedRelayWritesNothingMore) {
  Relay& relay = harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().active; }));
  harness.AtProducer([](postgres::Transaction& transaction) { transaction.Exec(kBumpEpoch); });
  harness.AppendMany(10);
  // It notices at its first write, steps back, and takes part again like any other.
  ASSERT_TRUE(Eventually([&] { return relay.Counters().database_failures == 1; }));
  ASSERT_TRUE(harness.EventuallyPublished(10));
  EXPECT_EQ(Numbers(), StreamHarness::UpTo(10));
}

TEST_F(DenseStream, AHolderThatFellSilentIsDeposedWhenItsLeaseLapses) {
  // The lock of a process that hangs: held, and never renewed.
  auto hung = postgres::Connection::Open(harness.RelaySettings().database);
  ASSERT_TRUE(hung.ok());
  ASSERT_TRUE(postgres::RunTransaction(**hung, {.role = postgres::Role::kStream},
                                       [](postgres::Transaction& transaction) -> Result<void> {
                                         transaction.Exec(kHoldLock);
                                         transaction.Exec(kLapse);
                                         return Ok{};
                                       })
                  .ok());
  Relay& relay = harness.StartRelay();
  harness.AppendMany(3);
  ASSERT_TRUE(harness.EventuallyPublished(3));
  EXPECT_TRUE(Eventually([&] { return relay.Counters().active; }));
}

TEST_F(DenseStream, PublishingEverythingTwiceChangesNothing) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(100);
  ASSERT_TRUE(harness.EventuallyApplied(100));
  harness.StopRelay();
  harness.AtProducer([](postgres::Transaction& transaction) { transaction.Exec(kPublishAgain); });
  harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return harness.Counters().duplicates >= 100; }));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(100));
}

TEST_F(DenseStream, WithoutAQueueMessagesComeBackAndTheCursorMovesOn) {
  Relay& relay = harness.StartRelay();
  harness.AppendMany(20);
  ASSERT_TRUE(harness.EventuallyPublished(20));
  EXPECT_TRUE(Eventually([&] { return relay.Counters().returned >= 20; }));
  harness.StartConsumer();
  ASSERT_TRUE(harness.EventuallyApplied(20));
  EXPECT_TRUE(Eventually([&] { return harness.Counters().fetched == 20U; })) << harness.Counters().fetched;
}

TEST_F(DenseStream, TheJournalGivesPagesAndScopes) {
  harness.StartRelay();
  harness.AppendMany(5);
  harness.AtProducer([](postgres::Transaction& transaction) {
    AppendToOutbox(transaction, "HG", kProducer, kStart, {StreamHarness::Entry("of another province")});
  });
  ASSERT_TRUE(harness.EventuallyPublished(6));
  const auto read = [&](std::uint64_t from, int limit, const std::optional<std::string>& authority) {
    return postgres::RunTransaction(harness.producer_pool(), {.role = postgres::Role::kStream},
                                    [&](postgres::Transaction& transaction) {
                                      events::v1::ReadEventsRequest request;
                                      request.set_from_stream_seq(from);
                                      request.set_limit(limit);
                                      return ReadEvents(transaction, kProducer, request, authority);
                                    });
  };
  const auto page = read(2, 3, std::nullopt);
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->events_size(), 3);
  EXPECT_EQ(page->events(0).stream_seq(), 2U);
  EXPECT_EQ(page->head_stream_seq(), 6U);
  const auto scoped = read(1, 0, "HG");
  ASSERT_TRUE(scoped.ok());
  ASSERT_EQ(scoped->events_size(), 1);
  EXPECT_EQ(scoped->events(0).stream_seq(), 6U);
  EXPECT_EQ(scoped->events(0).routing_key(), "HG.registration.registration.submitted");
  const auto bad = read(0, 5001, std::nullopt);
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().violations.size(), 2U);
}

TEST_F(DenseStream, APageOfTheJournalIsBoundedInBytes) {
  harness.StartRelay();
  const std::string large(1'500'000, 'x');
  harness.Append(large);
  harness.Append(large);
  harness.Append(large);
  ASSERT_TRUE(harness.EventuallyPublished(3));
  const Result<JournalPage> page = harness.journal->Read(1, 10);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->events.size(), 2U);
}

}  // namespace
}  // namespace dotpha::messaging::testing
