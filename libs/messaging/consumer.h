// The consumer: applies the streams of other services to this service's database (ARCHITECTURE "Events", ADR 0003).
//
// One thread per producer, each with its own broker and database connection. Per stream there is one position: an event
// at or below it is a duplicate, the next one is applied (effect and position in one transaction, then ack), a later
// one means a gap that is read from the producer's journal. An idle or broker-less consumer polls the journal's head,
// so a lost binding, a purged queue or a dead broker costs time only. An event that cannot be applied goes to
// quarantine (ADR 0005) and the stream goes on. While its own database is away it does not consume.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/messaging/broker.h"
#include "libs/messaging/journal_reader.h"
#include "libs/messaging/stream.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging {

// Applies one event inside the consumer's transaction. An Error is poison: the event is quarantined. A libpqxx
// exception about the data (SQL classes 22, 23) is poison too; any other one means the database: roll back, wait, try
// again. It may be called again for the same event after a rollback, so it has no effect outside the transaction.
using Handler = std::function<Result<void>(postgres::Transaction&, const StreamEvent&)>;

struct ConsumedStream {
  std::string producer;                    // "registration"
  std::shared_ptr<JournalReader> journal;  // used from this stream's thread only
};

// Called after a commit, on the stream's thread; must be quick. `watermark` is the one in force, if any yet.
using OnApplied =
    std::function<void(const std::string& producer, std::int64_t stream_seq, std::optional<Instant> watermark)>;
// Called after the commit that quarantined the event: raise the alarm.
using OnQuarantined = std::function<void(const StreamEvent& event, const Error& error)>;

struct ConsumerOptions {
  std::string consumer;                  // this service's name: queue `<prefix>dotpha.<consumer>.<producer>`
  postgres::ConnectionOptions database;  // direct connections, one per stream
  BrokerOptions broker;
  std::vector<ConsumedStream> streams;
  Handler handler;
  OnApplied on_applied;          // may be empty
  OnQuarantined on_quarantined;  // may be empty
  // Deliveries held unacknowledged; also the events applied in one transaction. Default: 200.
  int batch = 200;
  // The journal's head is asked for when nothing came for this long. Default: 1 s, at most 2 s.
  std::chrono::milliseconds idle_poll{1000};
  // Applied events whose outbox ids are remembered for consistency tokens, per producer. Default: 100000.
  std::int64_t remembered = 100000;
};

// For metrics; counts since start, per producer.
struct ConsumerCounters {
  std::string producer;
  bool connected = false;  // to the broker
  std::int64_t position = 0;
  std::optional<Instant> watermark;
  std::uint64_t applied = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t fetched = 0;    // came by the journal instead of the broker
  std::uint64_t malformed = 0;  // deliveries that could not be read
  std::uint64_t quarantined = 0;
  std::uint64_t broker_failures = 0;
  std::uint64_t journal_failures = 0;
  std::uint64_t database_failures = 0;
  std::string last_failure;  // for a person
};

class Consumer {
 public:
  // Starts its threads at once; never fails: what is away is tried again with a jittered back-off.
  Consumer(ConsumerOptions options, const MonotonicClock& monotonic);
  ~Consumer();
  Consumer(const Consumer&) = delete;
  Consumer& operator=(const Consumer&) = delete;

  [[nodiscard]] std::vector<ConsumerCounters> Counters() const;

 private:
  class Stream;
  std::unique_ptr<const ConsumerOptions> options_;
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace dotpha::messaging
