#include "libs/messaging/outbox.h"

#include <algorithm>

#include "libs/messaging/sql_values.h"

namespace dotpha::messaging {
namespace {

constexpr char kInsert[] = R"sql(
INSERT INTO outbox (authority, event_id, type, routing_key, debtors, recorded_at, data, traceparent)
VALUES ($1, $2::uuid, $3, $4, $5::text[], timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7, $8)
RETURNING outbox_id)sql";

std::string Word(std::string text) {
  std::replace(text.begin(), text.end(), '.', '_');
  return text;
}

}  // namespace

std::string RoutingKey(const std::string& authority, const std::string& producer, const OutboxEntry& entry) {
  return Word(authority) + '.' + Word(producer) + '.' + Word(entry.aggregate) + '.' + Word(entry.event);
}

std::vector<std::int64_t> AppendToOutbox(pqxx::transaction_base& transaction, const std::string& authority,
                                         const std::string& producer, Instant recorded_at,
                                         const std::vector<OutboxEntry>& entries) {
  std::vector<std::int64_t> outbox_ids;
  outbox_ids.reserve(entries.size());
  for (const OutboxEntry& entry : entries) {
    const pqxx::result inserted = transaction.exec_params(
        kInsert, authority, entry.event_id, entry.type, RoutingKey(authority, producer, entry),
        TextArray(entry.debtors), recorded_at.micros, pqxx::binarystring(entry.data), entry.traceparent);
    outbox_ids.push_back(inserted[0][0].as<std::int64_t>());
  }
  return outbox_ids;
}

}  // namespace dotpha::messaging
