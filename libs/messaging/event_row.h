// The columns of an event, read alike from `outbox` and from `quarantine`. Internal to libs/messaging.
#pragma once

#include <pqxx/row>
#include <string>

#include "libs/messaging/stream.h"

namespace dotpha::messaging {

// Row with columns stream_seq, outbox_id, event_id, type, authority, routing_key, debtors, recorded_at, data,
// traceparent.
StreamEvent EventFromRow(const std::string& producer, const pqxx::row& row);

}  // namespace dotpha::messaging
