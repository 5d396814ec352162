// What the broker, or a relay that is killed, may do to the stream: cost time (ADR 0003). SIGSTOP is the hardest: the
// broker keeps its connections and says nothing.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <csignal>

#include "libs/messaging/testing/stream_harness.h"
#include "tests/support/servers.h"

extern char** environ;

namespace dotpha::messaging::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHeartbeat{2};
constexpr seconds kAllowance{5};

class BrokerFaultTest : public ::testing::Test {
 protected:
  StreamHarness harness;
};

TEST_F(BrokerFaultTest, ARefusedMessageIsPublishedAgainUntilItIsTaken) {
  Relay& relay = harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().connected; }));
  const std::string full = harness.broker_options.queue_prefix + "full";
  harness.broker.DeclareRefusingQueue(full, 1);
  harness.broker.Bind(full, harness.broker_options.exchange, "#");
  harness.AppendMany(3);
  ASSERT_TRUE(Eventually([&] { return relay.Counters().nacked >= 2; }));
  EXPECT_LT(harness.Produced().head.stream_seq - harness.Produced().unpublished, 3);
  // A consumer of its own is not held up by somebody else's full queue.
  harness.StartConsumer();
  EXPECT_TRUE(harness.EventuallyApplied(3));
  harness.broker.DeleteQueue(full);
  EXPECT_TRUE(harness.EventuallyPublished(3));
}

TEST_F(BrokerFaultTest, ARelayKilledBetweenPublishAndCursorLosesAndDoublesNothing) {
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  harness.StopConsumer();  // the queue is there; nobody takes anything out of it
  std::vector<std::string> arguments{RELAY_PROCESS, harness.producer_database.url(), "messaging_test",
                                     harness.broker_options.url, harness.broker_options.exchange};
  std::vector<char*> argv;
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);
  constexpr int kPerRound = 3000;
  std::int64_t total = 0;
  int killed_in_between = 0;
  for (int round = 0; round < 5; ++round) {
    harness.AppendMany(kPerRound);
    total += kPerRound;
    const std::uint32_t before = harness.broker.Waiting(harness.Queue()).value_or(0);
    pid_t relay = 0;
    ASSERT_EQ(::posix_spawn(&relay, RELAY_PROCESS, nullptr, nullptr, argv.data(), environ), 0);
    EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()).value_or(0) > before; }));
    ::kill(relay, SIGKILL);
    ::waitpid(relay, nullptr, 0);
    const ProducerProgress progress = harness.Produced();
    const std::int64_t cursor = progress.head.stream_seq - progress.unpublished;
    if (harness.broker.Waiting(harness.Queue()).value_or(0) > cursor) {
      ++killed_in_between;
    }
  }
  EXPECT_GE(killed_in_between, 1);
  harness.StartRelay();
  harness.StartConsumer();
  ASSERT_TRUE(harness.EventuallyPublished(total));
  ASSERT_TRUE(harness.EventuallyApplied(total));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(total));
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()) == 0; }));
  EXPECT_GE(harness.Counters().duplicates, 1U);
}

// With a broker of its own, which is paused and killed.
class StoppedBrokerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { servers = std::make_unique<dotpha::testing::OwnServers>(); }
  static void TearDownTestSuite() { servers.reset(); }
  void SetUp() override {
    harness.broker_options.url = servers->addresses().amqp;
    harness.broker_options.heartbeat = kHeartbeat;
  }
  void TearDown() override {
    harness.StopConsumer();
    harness.StopRelay();
  }
  // How long until the relay has given up a broker that has just been stopped.
  static Micros UntilGivenUp(Relay& relay, std::uint64_t failures_before) {
    const MonotonicClock& monotonic = MonotonicClock::Steady();
    const Micros since = monotonic.Elapsed();
    EXPECT_TRUE(Eventually([&] { return relay.Counters().broker_failures > failures_before; }, seconds{60}));
    return monotonic.Elapsed() - since;
  }
  static std::unique_ptr<dotpha::testing::OwnServers> servers;
  StreamHarness harness;
};
std::unique_ptr<dotpha::testing::OwnServers> StoppedBrokerTest::servers;

TEST_F(StoppedBrokerTest, ARelayThatWaitsForAConfirmReturnsWithinTheHeartbeatAndFiveSeconds) {
  Relay& relay = harness.StartRelay();
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().connected && harness.Counters().connected; }));
  servers->Do("pause-broker");
  const std::uint64_t failures = relay.Counters().broker_failures;
  harness.Append();
  EXPECT_LE(UntilGivenUp(relay, failures), kHeartbeat + kAllowance);
  // The broker is still stopped, and the event has its number: the consumer has it by the journal.
  EXPECT_TRUE(harness.EventuallyApplied(1));
  servers->Do("resume-broker");
  EXPECT_TRUE(harness.EventuallyPublished(1, seconds{40}));
  harness.Append();
  EXPECT_TRUE(harness.EventuallyApplied(2));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(2));
}

TEST_F(StoppedBrokerTest, ARelayThatHangsInAPublishIsCutLooseByTheWatchdog) {
  Relay& relay = harness.StartRelay();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().connected; }));
  servers->Do("pause-broker");
  const std::uint64_t failures = relay.Counters().broker_failures;
  // More than the socket's buffers on both sides hold.
  harness.AtProducer([&](postgres::Transaction& transaction) {
    for (int i = 0; i < 60; ++i) {
      AppendToOutbox(transaction, kAuthority, kProducer, kStart, {StreamHarness::Entry(std::string(500'000, 'x'))});
    }
  });
  relay.Wake();
  EXPECT_LE(UntilGivenUp(relay, failures), kHeartbeat + kAllowance);
  EXPECT_GE(relay.Counters().watchdog_trips, 1U);
  servers->Do("resume-broker");
  EXPECT_TRUE(harness.EventuallyPublished(60, seconds{40}));
}

TEST_F(StoppedBrokerTest, TheServiceCanStopWhileTheBrokerIsStopped) {
  Relay& relay = harness.StartRelay();
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return relay.Counters().connected && harness.Counters().connected; }));
  servers->Do("pause-broker");
  harness.Append();
  const MonotonicClock& monotonic = MonotonicClock::Steady();
  const Micros since = monotonic.Elapsed();
  harness.StopConsumer();
  harness.StopRelay();
  EXPECT_LE(monotonic.Elapsed() - since, 2 * (kHeartbeat + kAllowance));
  servers->Do("resume-broker");
}

TEST_F(StoppedBrokerTest, AKilledBrokerCostsTimeOnly) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(200);
  servers->Do("kill-broker");
  harness.AppendMany(200);
  EXPECT_TRUE(harness.EventuallyApplied(400));
  servers->Do("start-broker");
  harness.AppendMany(200);
  EXPECT_TRUE(harness.EventuallyPublished(600, seconds{40}));
  EXPECT_TRUE(harness.EventuallyApplied(600));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(600));
}

}  // namespace
}  // namespace dotpha::messaging::testing
