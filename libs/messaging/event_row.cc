#include "libs/messaging/event_row.h"

#include "libs/postgres/values.h"

namespace dotpha::messaging {

StreamEvent EventFromRow(const std::string& producer, const pqxx::row& row) {
  StreamEvent event;
  event.producer = producer;
  event.stream_seq = row["stream_seq"].as<std::int64_t>();
  event.outbox_id = row["outbox_id"].as<std::int64_t>();
  event.event_id = row["event_id"].as<std::string>();
  event.type = row["type"].as<std::string>();
  event.authority = row["authority"].as<std::string>();
  event.routing_key = row["routing_key"].as<std::string>();
  event.debtors = postgres::ReadTextArray(row["debtors"]);
  event.recorded_at = postgres::ReadInstant(row["recorded_at"]);
  event.data = postgres::ReadBytes(row["data"]);
  event.traceparent = row["traceparent"].as<std::string>();
  return event;
}

}  // namespace dotpha::messaging
