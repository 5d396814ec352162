// "All that arrived before T is in the stream up to here": the promise on which every statement of lateness rests
// (ADR 0004). Each test looks for a counterexample.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <thread>

#include "libs/messaging/testing/stream_harness.h"

namespace dotpha::messaging::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr postgres::Statement kRecorded{"test.recorded",
                                        "SELECT recorded_at, stream_seq FROM outbox WHERE stream_seq IS NOT NULL"};

// Calls in flight, as libs/rpc keeps them.
class Registry {
 public:
  // Stamps the arrival and enters it in one step, as the server's wrapper does.
  Instant Arrive(const CivilClock& clock) {
    const std::lock_guard lock(mutex_);
    const Instant at = clock.Now();
    arrivals_.insert(at.micros);
    return at;
  }
  void Leave(Instant at) {
    const std::lock_guard lock(mutex_);
    arrivals_.erase(arrivals_.find(at.micros));
  }
  bool NoneBefore(Instant at) const {
    const std::lock_guard lock(mutex_);
    return arrivals_.empty() || *arrivals_.begin() >= at.micros;
  }

 private:
  mutable std::mutex mutex_;
  std::multiset<std::int64_t> arrivals_;
};

class WatermarkTest : public ::testing::Test {
 protected:
  std::optional<Watermark> Current() {
    return harness.AtProducer([](postgres::Transaction& transaction) { return ReadStreamHead(transaction).watermark; });
  }

  // Counterexamples: events that arrived before T and are numbered behind the watermark's end.
  int Broken(const std::vector<Watermark>& seen) {
    return harness.AtProducer([&](postgres::Transaction& transaction) {
      int broken = 0;
      for (const pqxx::row& row : transaction.Exec(kRecorded)) {
        for (const Watermark& watermark : seen) {
          if (postgres::ReadInstant(row[0]) < watermark.arrived_before &&
              row[1].as<std::int64_t>() > watermark.stream_seq) {
            ++broken;
          }
        }
      }
      return broken;
    });
  }

  // Collects every watermark that was ever stored.
  class Observer {
   public:
    explicit Observer(WatermarkTest& test)
        : thread_([this, &test] {
            while (!stop_) {
              const auto current = test.Current();
              if (current && (seen_.empty() || !(seen_.back() == *current))) {
                seen_.push_back(*current);
              }
            }
          }) {}
    std::vector<Watermark> Stop() {
      stop_ = true;
      thread_.join();
      return seen_;
    }

   private:
    std::atomic<bool> stop_{false};
    std::vector<Watermark> seen_;
    std::thread thread_;
  };

  StreamHarness harness;
};

TEST_F(WatermarkTest, ALongTransactionHoldsItBack) {
  Relay& relay = harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return Current().has_value(); }));
  const Instant later = kStart + seconds{60};
  harness.AtProducer([&](postgres::Transaction& transaction) {
    AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry("late")});
    harness.clock.Set(later);
    // Numbered twice: in between the relay has been through its whole round, with the new time before its eyes.
    harness.Append();
    EXPECT_TRUE(harness.EventuallyPublished(1));
    harness.Append();
    EXPECT_TRUE(harness.EventuallyPublished(2));
    EXPECT_EQ(Current()->arrived_before, kStart);
  });
  relay.Wake();
  ASSERT_TRUE(Eventually([&] { return Current()->arrived_before == later; }));
  EXPECT_EQ(Current()->stream_seq, 3);
  EXPECT_EQ(Broken({*Current()}), 0);
}

TEST_F(WatermarkTest, CallsQueuedAtMidnightHoldTheWatermarkOfMidnight) {
  Registry registry;
  RelayOptions options = harness.RelaySettings();
  options.watermark.no_call_in_flight_before = [&](Instant at) { return registry.NoneBefore(at); };
  Relay& relay = harness.StartRelay(options);
  const Instant before = Date(2021, 11, 30).At() + std::chrono::hours{24} - milliseconds{100};
  harness.clock.Set(before);
  ASSERT_TRUE(Eventually([&] { return Current() && Current()->arrived_before == before; }));
  std::vector<Instant> queued(20, before);
  for (Instant& call : queued) {
    call = registry.Arrive(harness.clock);
  }
  const Instant midnight = Date(2021, 12, 1).At();
  harness.clock.Set(midnight);
  relay.Wake();
  for (std::size_t done = 0; done < queued.size(); ++done) {
    ASSERT_EQ(Current()->arrived_before, before) << "announced with " << queued.size() - done << " calls in flight";
    harness.AtProducer([&](postgres::Transaction& transaction) {
      AppendToOutbox(transaction, kAuthority, kProducer, queued[done], {StreamHarness::Entry("good")});
    });
    registry.Leave(queued[done]);
    relay.Wake();
  }
  ASSERT_TRUE(Eventually([&] { return Current()->arrived_before == midnight; }));
  EXPECT_EQ(Current()->stream_seq, 20);
  EXPECT_EQ(Broken({*Current()}), 0);
}

TEST_F(WatermarkTest, NoCounterexampleWhileTheVirtualClockMovesUnderConcurrentCommits) {
  Registry registry;
  RelayOptions options = harness.RelaySettings();
  options.watermark.no_call_in_flight_before = [&](Instant at) { return registry.NoneBefore(at); };
  Relay& relay = harness.StartRelay(options);
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (unsigned writer = 0; writer < 3; ++writer) {
    writers.emplace_back([&, writer] {
      std::minstd_rand random(writer + 1);
      while (!stop) {
        const Instant arrived = registry.Arrive(harness.clock);
        const bool rolled_back = random() % 4 == 0;
        (void)postgres::RunTransaction(
            harness.producer_pool(), {.role = postgres::Role::kStream},
            [&](postgres::Transaction& transaction) -> Result<void> {
              AppendToOutbox(transaction, kAuthority, kProducer, arrived, {StreamHarness::Entry("good")});
              return rolled_back ? Result<void>(Internal("ROLLED_BACK", "by the test")) : Result<void>(Ok{});
            });
        registry.Leave(arrived);
      }
    });
  }
  std::vector<Watermark> seen;
  for (int step = 1; step <= 40; ++step) {
    const Instant to = kStart + seconds{step};
    harness.clock.Set(to);
    relay.Wake();
    if (!Eventually([&] { return Current() && Current()->arrived_before == to; })) {
      ADD_FAILURE() << "no watermark for step " << step;
      break;
    }
    seen.push_back(*Current());
  }
  stop = true;
  for (std::thread& writer : writers) {
    writer.join();
  }
  ASSERT_TRUE(Eventually([&] { return harness.Produced().unnumbered == 0; }));
  ASSERT_EQ(seen.size(), 40U);
  EXPECT_GT(seen.back().stream_seq, seen.front().stream_seq);
  EXPECT_EQ(Broken(seen), 0);
}

// Production's rule, with small bounds on real clocks. Writers obey what libs/command does: a transaction id first,
// then the check of the age, then COMMIT. One call in ten stalls before it writes (and gives up beyond the bound), or
// between the check and COMMIT.
class HandlingBoundTest : public WatermarkTest, public ::testing::WithParamInterface<const char*> {
 protected:
  static constexpr milliseconds kBound{150};
  void WriteOne(std::minstd_rand& random) {
    static constexpr postgres::Statement kPause{"test.pause", "SELECT pg_sleep($1::float8 / 1000)"};
    const CivilClock& civil = CivilClock::System();
    const MonotonicClock& monotonic = MonotonicClock::Steady();
    const Instant arrived = civil.Now();
    const Micros arrived_at = monotonic.Elapsed();
    const bool stalls = random() % 10 == 0;
    const bool before = stalls && std::string(GetParam()) == "BeforeWriting";
    const bool after = stalls && !before;
    const int pause = 60 + static_cast<int>(random() % 120);
    const Result<void> written = postgres::RunTransaction(
        harness.producer_pool(), {.role = postgres::Role::kStream},
        [&](postgres::Transaction& transaction) -> Result<void> {
          if (before) {
            transaction.Exec(kPause, pause);
          }
          AppendToOutbox(transaction, kAuthority, kProducer, arrived, {StreamHarness::Entry("good")});
          if (monotonic.Elapsed() - arrived_at >= kBound) {
            return Unavailable("HANDLING_BOUND_EXCEEDED", "as libs/command says");
          }
          if (after) {
            transaction.Exec(kPause, 200);
          }
          return Ok{};
        });
    refused += written.ok() ? 0 : 1;
    stalled += written.ok() && stalls ? 1 : 0;
  }
  std::atomic<int> refused{0};
  std::atomic<int> stalled{0};  // and committed
};

TEST_P(HandlingBoundTest, NoCounterexampleWhenCallsStall) {
  RelayOptions options = harness.RelaySettings();
  options.watermark.no_call_in_flight_before = nullptr;
  options.watermark.handling_bound = kBound;
  options.watermark.clock_margin = milliseconds{5};
  options.watermark.period = milliseconds{10};
  Relay relay(options, CivilClock::System(), MonotonicClock::Steady());
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (unsigned writer = 0; writer < 8; ++writer) {
    writers.emplace_back([&, writer] {
      std::minstd_rand random(writer + 1);
      while (!stop) {
        WriteOne(random);
      }
    });
  }
  Observer observer(*this);
  const int least_refused = std::string(GetParam()) == "BeforeWriting" ? 5 : 0;
  EXPECT_TRUE(Eventually([&] { return refused >= least_refused && stalled >= 40 && relay.Counters().watermarks >= 5; },
                         seconds{30}));
  stop = true;
  for (std::thread& writer : writers) {
    writer.join();
  }
  const std::vector<Watermark> seen = observer.Stop();
  ASSERT_TRUE(Eventually([&] { return harness.Produced().unnumbered == 0; }));
  EXPECT_GE(seen.size(), 4U);
  EXPECT_EQ(Broken(seen), 0);
}

INSTANTIATE_TEST_SUITE_P(Calls, HandlingBoundTest, ::testing::Values("BeforeWriting", "BeforeCommit"),
                         [](const auto& where) { return std::string(where.param); });

TEST_F(WatermarkTest, ItIsAnnouncedThoughTheBrokerIsAway) {
  RelayOptions options = harness.RelaySettings();
  options.broker.url = "amqp://guest@127.0.0.1:1/";
  Relay& relay = harness.StartRelay(options);
  harness.AppendMany(3);
  harness.clock.Set(kStart + seconds{5});
  relay.Wake();
  ASSERT_TRUE(Eventually([&] { return Current() && Current()->arrived_before == kStart + seconds{5}; }));
  EXPECT_EQ(Current()->stream_seq, 3);
  EXPECT_EQ(harness.Produced().unpublished, 3);
}

TEST_F(WatermarkTest, ARestartedRelayDoesNotGoBack) {
  Relay& relay = harness.StartRelay();
  harness.clock.Set(kStart + seconds{5});
  relay.Wake();
  ASSERT_TRUE(Eventually([&] { return Current() && Current()->arrived_before == kStart + seconds{5}; }));
  harness.StopRelay();
  harness.StartRelay();
  harness.AppendMany(2);
  ASSERT_TRUE(harness.EventuallyPublished(2));
  EXPECT_EQ(Current()->arrived_before, kStart + seconds{5});
  EXPECT_EQ(Current()->stream_seq, 0);
}

}  // namespace
}  // namespace dotpha::messaging::testing
