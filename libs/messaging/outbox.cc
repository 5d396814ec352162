#include "libs/messaging/outbox.h"

#include "libs/postgres/transaction.h"

namespace dotpha::messaging {
namespace {

constexpr postgres::Statement kAppend{
    "messaging.append_to_outbox",
    R"sql(INSERT INTO outbox (authority, event_id, type, routing_key, debtors, recorded_at, data, traceparent)
          VALUES ($1, $2::uuid, $3, $4, $5::text[], $6::timestamptz, $7, $8)
          RETURNING outbox_id)sql"};

}  // namespace

std::vector<std::int64_t> AppendToOutbox(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& producer, Instant recorded_at,
                                         const std::vector<OutboxEntry>& entries) {
  std::vector<std::int64_t> outbox_ids;
  outbox_ids.reserve(entries.size());
  for (const OutboxEntry& entry : entries) {
    const pqxx::result inserted =
        transaction.Exec(kAppend, authority, entry.event_id, entry.type, RoutingKey(authority, producer, entry),
                         entry.debtors, recorded_at, postgres::Bytes{entry.data}, entry.traceparent);
    outbox_ids.push_back(inserted[0][0].as<std::int64_t>());
  }
  return outbox_ids;
}

}  // namespace dotpha::messaging
