#include "libs/messaging/testing/stream_harness.h"

#include <array>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "libs/base/ids.h"
#include "libs/messaging/journal.h"
#include "migrations/messaging.h"
#include "migrations/postgres.h"

namespace dotpha::messaging::testing {
namespace {

// The service whose roles all these tests share.
constexpr char kService[] = "messaging_test";

constexpr std::array kProjectionMigrations{postgres::Migration{
    1, "0001_projection.sql",
    R"sql(CREATE TABLE projection (place bigint GENERATED ALWAYS AS IDENTITY, stream_seq bigint PRIMARY KEY,
                                   data text NOT NULL CHECK (data <> 'violates a constraint'));
          SELECT dotpha_share('projection', NULL, 'SELECT, INSERT, DELETE');)sql"}};
const postgres::MigrationSet kProjection{"projection", kProjectionMigrations};

constexpr postgres::Statement kApply{"test.apply", "INSERT INTO projection (stream_seq, data) VALUES ($1, $2)"};
constexpr postgres::Statement kApplied{"test.applied", "SELECT stream_seq FROM projection ORDER BY place"};

StreamHead HeadFrom(std::uint64_t stream_seq, bool has_watermark, const events::v1::Watermark& watermark) {
  StreamHead head{static_cast<std::int64_t>(stream_seq), std::nullopt};
  if (has_watermark) {
    head.watermark = FromProto(watermark);
  }
  return head;
}

}  // namespace

Result<JournalPage> DirectJournal::Read(std::int64_t from, int limit) {
  ++reads;
  if (away) {
    return Unavailable("JOURNAL_UNAVAILABLE", "switched off by the test");
  }
  events::v1::ReadEventsRequest request;
  request.set_from_stream_seq(static_cast<std::uint64_t>(from));
  request.set_limit(limit);
  DOTPHA_ASSIGN(
      const events::v1::ReadEventsResponse response,
      postgres::RunTransaction(pool_, {.role = postgres::Role::kStream}, [&](postgres::Transaction& transaction) {
        return ReadEvents(transaction, kProducer, request, std::nullopt);
      }));
  JournalPage page;
  page.head = HeadFrom(response.head_stream_seq(), response.has_watermark(), response.watermark());
  for (const events::v1::StreamEvent& event : response.events()) {
    page.events.push_back(FromProto(event));
  }
  return page;
}

Result<StreamHead> DirectJournal::Head() {
  if (away) {
    return Unavailable("JOURNAL_UNAVAILABLE", "switched off by the test");
  }
  DOTPHA_ASSIGN(
      const events::v1::GetStreamHeadResponse response,
      postgres::RunTransaction(pool_, {.role = postgres::Role::kStream},
                               [](postgres::Transaction& transaction) { return GetStreamHead(transaction); }));
  return HeadFrom(response.head_stream_seq(), response.has_watermark(), response.watermark());
}

StreamHarness::StreamHarness() : broker(RequiredEnvironment("DOTPHA_TEST_AMQP")) {
  const std::vector<const postgres::MigrationSet*> sets{&migrations::postgres(), &migrations::messaging(),
                                                        &kProjection};
  producer_database.Migrate(kService, sets);
  consumer_database.Migrate(kService, sets);
  producer_pool_ = std::make_unique<postgres::Pool>(producer_database.Pooled(kService, 16));
  consumer_pool_ = std::make_unique<postgres::Pool>(consumer_database.Pooled(kService, 8));
  journal = std::make_shared<DirectJournal>(*producer_pool_);
  const std::string own = "test." + NewUuid();
  broker_options.url = RequiredEnvironment("DOTPHA_TEST_AMQP");
  broker_options.exchange = own;
  broker_options.queue_prefix = own + ".";
  broker_options.heartbeat = std::chrono::seconds{5};
}

StreamHarness::~StreamHarness() {
  consumer_.reset();
  relay_.reset();
  broker.DeleteQueue(Queue());
  broker.DeleteExchange(broker_options.exchange);
}

RelayOptions StreamHarness::RelaySettings() {
  RelayOptions options;
  options.producer = kProducer;
  options.database = producer_database.Options(kService);
  options.broker = broker_options;
  options.watermark.no_call_in_flight_before = [](Instant) { return true; };
  options.poll = std::chrono::milliseconds{200};
  return options;
}

ConsumerOptions StreamHarness::ConsumerSettings() {
  ConsumerOptions options;
  options.consumer = kConsumer;
  options.database = consumer_database.Options(kService);
  options.broker = broker_options;
  options.streams = {{kProducer, journal}};
  options.handler = MakeHandler();
  options.idle_poll = std::chrono::milliseconds{200};
  return options;
}

Relay& StreamHarness::StartRelay() { return StartRelay(RelaySettings()); }

Relay& StreamHarness::StartRelay(RelayOptions options) {
  relay_ = std::make_unique<Relay>(std::move(options), clock, MonotonicClock::Steady());
  return *relay_;
}

Consumer& StreamHarness::StartConsumer() { return StartConsumer(ConsumerSettings()); }

Consumer& StreamHarness::StartConsumer(ConsumerOptions options) {
  consumer_ = std::make_unique<Consumer>(std::move(options), MonotonicClock::Steady());
  return *consumer_;
}

OutboxEntry StreamHarness::Entry(const std::string& data, const std::vector<std::string>& debtors) {
  return {NewUuid(), "dotpha.registration.v1.RegistrationSubmitted", "registration", "submitted", debtors, data, ""};
}

std::int64_t StreamHarness::Append(const std::string& data, const std::vector<std::string>& debtors) {
  const std::int64_t outbox_id = AtProducer([&](postgres::Transaction& transaction) {
    return AppendToOutbox(transaction, kAuthority, kProducer, clock.Now(), {Entry(data, debtors)}).at(0);
  });
  if (relay_) {
    relay_->Wake();
  }
  return outbox_id;
}

void StreamHarness::AppendMany(int count) {
  AtProducer([&](postgres::Transaction& transaction) {
    std::vector<OutboxEntry> entries;
    for (int i = 0; i < count; ++i) {
      entries.push_back(Entry("good"));
    }
    AppendToOutbox(transaction, kAuthority, kProducer, clock.Now(), entries);
  });
  if (relay_) {
    relay_->Wake();
  }
}

ProducerProgress StreamHarness::Produced() {
  return AtProducer([](postgres::Transaction& transaction) { return ReadProducerProgress(transaction); });
}

std::vector<std::int64_t> StreamHarness::Applied() {
  return AtConsumer([](postgres::Transaction& transaction) {
    std::vector<std::int64_t> numbers;
    for (const pqxx::row& row : transaction.Exec(kApplied)) {
      numbers.push_back(row[0].as<std::int64_t>());
    }
    return numbers;
  });
}

std::vector<std::int64_t> StreamHarness::UpTo(std::int64_t last) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(last));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

bool StreamHarness::EventuallyApplied(std::int64_t last, std::chrono::milliseconds patience) {
  return Eventually(
      [&] {
        const auto consumed = Consumed();
        return consumed && consumed->stream_seq >= last;
      },
      patience);
}

bool StreamHarness::EventuallyPublished(std::int64_t last, std::chrono::milliseconds patience) {
  return Eventually(
      [&] {
        const ProducerProgress progress = Produced();
        return progress.head.stream_seq >= last && progress.backlog() == 0;
      },
      patience);
}

std::optional<ConsumerProgress> StreamHarness::Consumed() {
  return AtConsumer([](postgres::Transaction& transaction) -> std::optional<ConsumerProgress> {
    const std::vector<ConsumerProgress> all = ReadConsumerProgress(transaction);
    return all.empty() ? std::nullopt : std::optional(all.front());
  });
}

std::string StreamHarness::Queue() const {
  return broker_options.queue_prefix + "dotpha." + kConsumer + "." + kProducer;
}

void StreamHarness::Refuse(const std::string& data) {
  const std::lock_guard lock(refused_mutex_);
  refused_[data] = true;
}

void StreamHarness::AcceptAgain(const std::string& data) {
  const std::lock_guard lock(refused_mutex_);
  refused_[data] = false;
}

Handler StreamHarness::MakeHandler() {
  return [this](postgres::Transaction& transaction, const StreamEvent& event) -> Result<void> {
    transaction.Exec(kApply, event.stream_seq, event.data);
    const std::lock_guard lock(refused_mutex_);
    if (refused_[event.data]) {
      return InvalidArgument("data", "EVENT_UNREADABLE", "refused by the test");
    }
    return Ok{};
  };
}

void StreamHarness::Must(const Result<void>& result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
}

}  // namespace dotpha::messaging::testing
