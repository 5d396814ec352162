// How far this service's streams are: for the virtual clock's driver, health, metrics, and consistency tokens. Read
// from the database, so any replica gives the same answer. Functions that take a
// transaction throw what libpqxx throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/messaging/journal_reader.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging {

struct ProducerProgress {
  std::int64_t unnumbered = 0;   // committed outbox rows without a stream_seq
  std::int64_t unpublished = 0;  // numbered and not confirmed by the broker
  StreamHead head;

  [[nodiscard]] std::int64_t backlog() const { return unnumbered + unpublished; }
};
ProducerProgress ReadProducerProgress(postgres::Transaction& transaction);
// The head alone; cheaper.
StreamHead ReadStreamHead(postgres::Transaction& transaction);

struct ConsumerProgress {
  std::string producer;
  std::int64_t stream_seq = 0;       // applied (or quarantined) up to here
  std::optional<Instant> watermark;  // the last one in force
  std::int64_t open_quarantined = 0;
};
// One per producer ever consumed, by name.
std::vector<ConsumerProgress> ReadConsumerProgress(postgres::Transaction& transaction);

// Makes the consumer, running or not, read the producer's whole stream again from its journal, for a rebuild; the
// caller clears its projection in the same transaction. Skipped events stay out; open ones in quarantine get a new
// chance.
void ForgetStream(postgres::Transaction& transaction, const std::string& producer);

// Whether the event with that outbox id of that producer is in this service's tables. False for one in quarantine.
bool IsApplied(postgres::Transaction& transaction, const std::string& producer, std::int64_t outbox_id);

// Waits until IsApplied, looking again every 20 ms. Not applied after four fifths of the time until the deadline (the
// rest is for the answer's way back): UNAVAILABLE PROJECTION_BEHIND with retry_after; else what the pool says.
// `deadline` on the scale of MonotonicClock::Elapsed().
Result<void> WaitApplied(postgres::Pool& pool, const MonotonicClock& monotonic, const std::string& producer,
                         std::int64_t outbox_id, Micros deadline);

}  // namespace dotpha::messaging
