// How far this service's streams are: for the virtual clock's driver, health, metrics, and consistency tokens. Read
// from the database, so any replica gives the same answer. All functions throw what libpqxx throws.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/messaging/journal_reader.h"

namespace dotpha::messaging {

struct ProducerProgress {
  std::int64_t unnumbered = 0;   // committed outbox rows without a stream_seq
  std::int64_t unpublished = 0;  // numbered and not confirmed by the broker
  StreamHead head;

  [[nodiscard]] std::int64_t backlog() const { return unnumbered + unpublished; }
};
ProducerProgress ReadProducerProgress(pqxx::transaction_base& transaction);

struct ConsumerProgress {
  std::string producer;
  std::int64_t stream_seq = 0;       // applied (or quarantined) up to here
  std::optional<Instant> watermark;  // the last one in force
  std::int64_t open_quarantined = 0;
};
// One per producer ever consumed, by name.
std::vector<ConsumerProgress> ReadConsumerProgress(pqxx::transaction_base& transaction);

// Whether the event with that outbox id of that producer is in this service's tables. False for one in quarantine.
bool IsApplied(pqxx::transaction_base& transaction, const std::string& producer, std::int64_t outbox_id);

}  // namespace dotpha::messaging
