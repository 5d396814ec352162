// The consumer applies each event once and in order, whatever is lost or broken on the way (ADR 0003).
#include <grpcpp/create_channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"
#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/event_codec.h"
#include "libs/messaging/journal.h"
#include "libs/messaging/quarantine.h"
#include "libs/messaging/testing/stream_harness.h"

namespace dotpha::messaging::testing {
namespace {

using std::chrono::seconds;

class ConsumerTest : public ::testing::Test {
 protected:
  // Cuts every connection of consumers and relays to that database.
  static void CutConnections(postgres::testing::ScratchDatabase& database) {
    database.Superuser(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = (SELECT datname FROM "
        "pg_stat_activity WHERE pid = pg_backend_pid()) AND pid <> pg_backend_pid()");
  }
  // An event of the journal as a message, to be damaged.
  AmqpMessage Message(std::int64_t stream_seq) {
    const Result<JournalPage> page = harness.journal->Read(stream_seq, 1);
    return ToMessage(page->events.at(0));
  }
  void Publish(const AmqpMessage& message) {
    auto connection = AmqpConnection::Connect(harness.broker_options, "test");
    ASSERT_TRUE(connection.ok());
    ASSERT_TRUE((*connection)->SelectConfirms().ok());
    ASSERT_TRUE((*connection)->Publish(harness.broker_options.exchange, message).ok());
    (*connection)->Close();
  }
  void ExpectAppliedOnce(std::int64_t last) {
    ASSERT_TRUE(harness.EventuallyApplied(last));
    EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(last));
  }
  StreamHarness harness;
};

TEST_F(ConsumerTest, EventsComeByTheBrokerNotByPolling) {
  ConsumerOptions options = harness.ConsumerSettings();
  harness.StartConsumer(options);
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  harness.StartRelay();
  harness.AppendMany(300);
  ExpectAppliedOnce(300);
  EXPECT_EQ(harness.Counters().fetched, 0U);
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()) == 0; }));
}

TEST_F(ConsumerTest, StartsFromNothingByTheJournal) {
  harness.StartRelay();
  harness.AppendMany(1500);
  ASSERT_TRUE(harness.EventuallyPublished(1500));
  harness.StartConsumer();
  ExpectAppliedOnce(1500);
  EXPECT_TRUE(Eventually([&] { return harness.Counters().fetched == 1500U; })) << harness.Counters().fetched;
}

TEST_F(ConsumerTest, ALostBindingCostsTimeOnlyAndIsMadeAgain) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(10);
  ExpectAppliedOnce(10);
  harness.broker.Unbind(harness.Queue(), harness.broker_options.exchange, BindingKey(kProducer));
  harness.AppendMany(10);
  ExpectAppliedOnce(20);
  EXPECT_GE(harness.Counters().fetched, 10U);
  // Noticed by events that nobody delivers: by these ten, or, if they were fetched with a poll that had to come anyway,
  // by the next.
  int total = 20;
  ASSERT_TRUE(Eventually([&] {
    const ConsumerCounters counters = harness.Counters();
    if (counters.broker_failures > 0) {
      return counters.connected;
    }
    harness.AppendMany(1);
    ++total;
    return false;
  }));
  // Made again: events come by the broker.
  ASSERT_TRUE(Eventually([&] {
    const std::uint64_t before = harness.Counters().fetched;
    harness.AppendMany(1);
    ExpectAppliedOnce(++total);
    return harness.Counters().fetched == before;
  }));
}

TEST_F(ConsumerTest, APurgedQueueLeavesAGapThatIsFetched) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(10);
  ExpectAppliedOnce(10);
  harness.StopConsumer();
  harness.AppendMany(10);
  ASSERT_TRUE(harness.EventuallyPublished(20));
  harness.broker.Purge(harness.Queue());
  harness.StartConsumer();
  harness.AppendMany(10);
  ExpectAppliedOnce(30);
}

TEST_F(ConsumerTest, ADeletedQueueIsDeclaredAgain) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(10);
  ExpectAppliedOnce(10);
  harness.broker.DeleteQueue(harness.Queue());
  harness.AppendMany(10);
  ExpectAppliedOnce(20);
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()).has_value(); }));
}

TEST_F(ConsumerTest, WithoutABrokerTheJournalIsEnough) {
  RelayOptions relay = harness.RelaySettings();
  relay.broker.url = "amqp://guest@127.0.0.1:1/";
  harness.StartRelay(relay);
  ConsumerOptions options = harness.ConsumerSettings();
  options.broker.url = relay.broker.url;
  harness.StartConsumer(options);
  harness.AppendMany(25);
  ExpectAppliedOnce(25);
  harness.clock.Set(kStart + seconds{9});
  ASSERT_TRUE(Eventually([&] { return harness.Consumed()->watermark == kStart + seconds{9}; }));
}

TEST_F(ConsumerTest, WithoutAJournalTheBrokerIsEnough) {
  harness.journal->away = true;
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  harness.StartRelay();
  harness.AppendMany(25);
  ExpectAppliedOnce(25);
}

TEST_F(ConsumerTest, AGapWaitsForTheJournalAndIsNeverSteppedOver) {
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  harness.StopConsumer();
  harness.StartRelay();
  harness.AppendMany(5);
  ASSERT_TRUE(harness.EventuallyPublished(5));
  harness.broker.Purge(harness.Queue());
  harness.journal->away = true;
  harness.StartConsumer();
  harness.AppendMany(5);
  ASSERT_TRUE(Eventually([&] { return harness.Counters().journal_failures >= 3; }));
  EXPECT_TRUE(harness.Applied().empty());
  harness.journal->away = false;
  ExpectAppliedOnce(10);
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()) == 0; }));
}

TEST_F(ConsumerTest, ItsOwnDatabaseMayRestart) {
  harness.StartRelay();
  harness.StartConsumer();
  for (int round = 1; round <= 5; ++round) {
    harness.AppendMany(100);
    CutConnections(harness.consumer_database);
  }
  // The pool of the test was cut as well.
  ASSERT_TRUE(Eventually([&] {
    try {
      return harness.Consumed() && harness.Consumed()->stream_seq == 500;
    } catch (const std::exception&) {
      return false;
    }
  }));
  EXPECT_EQ(harness.Applied(), StreamHarness::UpTo(500));
  EXPECT_GE(harness.Counters().database_failures, 1U);
}

TEST_F(ConsumerTest, WhileItsDatabaseIsAwayItBurnsNoDeliveries) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(10);
  ExpectAppliedOnce(10);
  harness.StopConsumer();
  ConsumerOptions options = harness.ConsumerSettings();
  options.database.url = "postgresql://nobody@/nothing?host=/nonexistent";
  Consumer& consumer = harness.StartConsumer(options);
  harness.AppendMany(10);
  ASSERT_TRUE(Eventually([&] { return consumer.Counters().at(0).database_failures >= 3; }));
  EXPECT_FALSE(consumer.Counters().at(0).connected);
  EXPECT_GE(harness.broker.Waiting(harness.Queue()), 10U);  // a watermark may wait among them
  harness.StartConsumer();
  ExpectAppliedOnce(20);
}

TEST_F(ConsumerTest, TheProducersDatabaseMayRestart) {
  Relay& relay = harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(100);
  CutConnections(harness.producer_database);
  ASSERT_TRUE(Eventually([&] { return relay.Counters().database_failures >= 1 && relay.Counters().active; }));
  ASSERT_TRUE(Eventually([&] {
    try {
      harness.AppendMany(100);
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }));
  ExpectAppliedOnce(200);
}

TEST_F(ConsumerTest, ADamagedMessageIsReadFromTheJournal) {
  harness.StartConsumer();
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  RelayOptions elsewhere = harness.RelaySettings();
  elsewhere.broker.exchange += ".elsewhere";  // numbers the events; this test brings the messages itself
  harness.StartRelay(elsewhere);
  harness.AppendMany(4);
  ASSERT_TRUE(harness.EventuallyPublished(4));
  AmqpMessage no_debtors = Message(1);
  no_debtors.headers.erase("dotphadebtors");
  Publish(no_debtors);
  ASSERT_TRUE(harness.EventuallyApplied(1, seconds{5}));
  AmqpMessage bad_body = Message(2);
  bad_body.body = "garbled";
  harness.Refuse("garbled");
  Publish(bad_body);
  ASSERT_TRUE(harness.EventuallyApplied(2, seconds{5}));
  AmqpMessage nameless = Message(3);
  nameless.headers.clear();
  Publish(nameless);
  Publish(Message(4));
  ExpectAppliedOnce(4);
  EXPECT_EQ(harness.Counters().quarantined, 0U);
  EXPECT_EQ(harness.Counters().malformed, 2U);
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()) == 0; }));
  harness.StopRelay();
  harness.broker.DeleteExchange(elsewhere.broker.exchange);
}

TEST_F(ConsumerTest, ANumberBeyondTheProducersHeadIsDropped) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(3);
  ExpectAppliedOnce(3);
  AmqpMessage forged = Message(3);
  forged.headers["dotphaseq"] = std::int64_t{4'000'000};
  Publish(forged);
  ASSERT_TRUE(Eventually([&] { return harness.journal->reads > 0; }));
  harness.AppendMany(3);
  ExpectAppliedOnce(6);
  EXPECT_TRUE(Eventually([&] { return harness.broker.Waiting(harness.Queue()) == 0; }));
}

TEST_F(ConsumerTest, AWatermarkCountsWhenItsEventsAreApplied) {
  harness.StartRelay();
  ConsumerOptions options = harness.ConsumerSettings();
  std::mutex mutex;
  std::vector<std::pair<std::int64_t, std::optional<Instant>>> steps;
  options.on_applied = [&](const std::string&, std::int64_t seq, std::optional<Instant> watermark) {
    const std::lock_guard lock(mutex);
    steps.emplace_back(seq, watermark);
  };
  harness.StartConsumer(options);
  harness.AppendMany(2);
  ASSERT_TRUE(Eventually([&] {
    const auto consumed = harness.Consumed();
    return consumed && consumed->watermark == kStart && consumed->stream_seq == 2;
  }));
  // From here on only watermarks reach the queue, and the journal is away.
  harness.journal->away = true;
  harness.broker.Bind(harness.Queue(), harness.broker_options.exchange, "#.watermark");
  harness.broker.Unbind(harness.Queue(), harness.broker_options.exchange, BindingKey(kProducer));
  harness.AppendMany(3);
  ASSERT_TRUE(harness.EventuallyPublished(5));
  const Instant later = kStart + seconds{30};
  harness.clock.Set(later);
  harness.Append();
  ASSERT_TRUE(harness.EventuallyPublished(6));
  const std::uint64_t failures = harness.Counters().journal_failures;
  ASSERT_TRUE(Eventually([&] { return harness.Counters().journal_failures >= failures + 3; }));
  EXPECT_EQ(harness.Produced().head.watermark->arrived_before, later);
  EXPECT_EQ(harness.Consumed()->watermark, kStart);
  EXPECT_EQ(harness.Consumed()->stream_seq, 2);
  harness.journal->away = false;
  ASSERT_TRUE(Eventually([&] { return harness.Consumed()->watermark == later; }));
  ASSERT_TRUE(harness.EventuallyApplied(6));
  harness.StopConsumer();
  for (const auto& [seq, watermark] : steps) {
    EXPECT_TRUE(watermark != later || seq >= 5) << seq;
  }
}

TEST_F(ConsumerTest, AWatermarkWhoseEventsWereLostBringsThemByTheJournal) {
  harness.StartRelay();
  ConsumerOptions options = harness.ConsumerSettings();
  options.idle_poll = seconds{3600};  // only what the broker brings
  harness.StartConsumer(options);
  ASSERT_TRUE(Eventually([&] { return harness.Counters().connected; }));
  harness.broker.Unbind(harness.Queue(), harness.broker_options.exchange, "*." + std::string(kProducer) + ".#");
  harness.broker.Bind(harness.Queue(), harness.broker_options.exchange, "#.watermark");
  harness.AppendMany(5);
  ASSERT_TRUE(harness.EventuallyPublished(5));
  harness.clock.Set(kStart + seconds{1});
  harness.Append();
  ASSERT_TRUE(harness.EventuallyApplied(5));
}

TEST_F(ConsumerTest, TwoReplicasApplyEachEventOnce) {
  harness.StartRelay();
  harness.StartConsumer();
  Consumer second(harness.ConsumerSettings(), MonotonicClock::Steady());
  for (int i = 0; i < 20; ++i) {
    harness.AppendMany(20);
  }
  ExpectAppliedOnce(400);
  harness.StopConsumer();
  harness.AppendMany(20);
  ExpectAppliedOnce(420);
}

TEST_F(ConsumerTest, AConsistencyTokenWaitsForItsEvent) {
  harness.StartRelay();
  const std::int64_t outbox_id = harness.Append();
  const MonotonicClock& monotonic = MonotonicClock::Steady();
  const auto wait = [&](Micros most) {
    return WaitApplied(harness.consumer_pool(), monotonic, kProducer, outbox_id, monotonic.Elapsed() + most);
  };
  const Result<void> behind = wait(seconds{2});  // long enough to look at all
  ASSERT_FALSE(behind.ok());
  EXPECT_EQ(behind.error().reason, "PROJECTION_BEHIND");
  EXPECT_TRUE(behind.error().retry_after.has_value());
  harness.StartConsumer();
  EXPECT_TRUE(wait(seconds{10}).ok());
}

TEST_F(ConsumerTest, OldOutboxIdsAreForgotten) {
  harness.StartRelay();
  ConsumerOptions options = harness.ConsumerSettings();
  options.remembered = 500;
  harness.StartConsumer(options);
  harness.AppendMany(2000);
  ExpectAppliedOnce(2000);
  const auto applied = [&](std::int64_t outbox_id) {
    return harness.AtConsumer(
        [&](postgres::Transaction& transaction) { return IsApplied(transaction, kProducer, outbox_id); });
  };
  EXPECT_TRUE(applied(2000));
  EXPECT_TRUE(applied(1600));
  EXPECT_FALSE(applied(1));
}

TEST_F(ConsumerTest, AForgottenStreamIsReadAgainByTheRunningConsumer) {
  harness.StartRelay();
  harness.StartConsumer();
  harness.AppendMany(50);
  ExpectAppliedOnce(50);
  constexpr postgres::Statement kClear{"test.clear", "DELETE FROM projection"};
  harness.AtConsumer([&](postgres::Transaction& transaction) {
    ForgetStream(transaction, kProducer);
    transaction.Exec(kClear);
  });
  ExpectAppliedOnce(50);
}

// The producer's side as a service serves it, and the reader that consumers use.
class JournalServer final : public events::v1::EventJournalService::Service {
 public:
  explicit JournalServer(postgres::Pool& pool) : pool_(pool) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~JournalServer() override { server_->Shutdown(); }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  grpc::Status ReadEvents(grpc::ServerContext* context, const events::v1::ReadEventsRequest* request,
                          events::v1::ReadEventsResponse* response) override {
    if (const auto found = context->client_metadata().find("authorization");
        found == context->client_metadata().end() || found->second != "Bearer token of the consumer") {
      return {grpc::StatusCode::UNAUTHENTICATED, "no token"};
    }
    auto read = postgres::RunTransaction(pool_, {.role = postgres::Role::kStream}, [&](postgres::Transaction& t) {
      return messaging::ReadEvents(t, kProducer, *request, std::nullopt);
    });
    *response = *std::move(read);
    return grpc::Status::OK;
  }
  grpc::Status GetStreamHead(grpc::ServerContext* /*context*/, const events::v1::GetStreamHeadRequest* /*request*/,
                             events::v1::GetStreamHeadResponse* response) override {
    auto read = postgres::RunTransaction(pool_, {.role = postgres::Role::kStream},
                                         [&](postgres::Transaction& t) { return messaging::GetStreamHead(t); });
    *response = *std::move(read);
    return grpc::Status::OK;
  }

 private:
  postgres::Pool& pool_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ConsumerTest, TheJournalIsReadOverGrpc) {
  JournalServer server(harness.producer_pool());
  harness.StartRelay();
  harness.AppendMany(700);
  harness.clock.Set(kStart + seconds{3});
  ASSERT_TRUE(harness.EventuallyPublished(700));
  ConsumerOptions options = harness.ConsumerSettings();
  options.streams = {
      {kProducer, MakeGrpcJournalReader(grpc::CreateChannel(server.address(), grpc::InsecureChannelCredentials()),
                                        [] { return std::string("token of the consumer"); })}};
  harness.StartConsumer(options);
  ExpectAppliedOnce(700);
  EXPECT_TRUE(Eventually([&] { return harness.Counters().fetched == 700U; })) << harness.Counters().fetched;
  EXPECT_TRUE(Eventually([&] { return harness.Consumed()->watermark == kStart + seconds{3}; }));
}

}  // namespace
}  // namespace dotpha::messaging::testing
