// The outbox: events written in the same transaction as the state that they tell of (ARCHITECTURE "Events").
//
// Whoever writes outbox rows calls Relay::Wake() after the commit, so that they leave at once; a writer that forgets
// only costs time, because the relay polls. Columns of table `outbox` that a writer fills: authority, event_id, type,
// routing_key, debtors, data, recorded_at, traceparent; `outbox_id` and `stream_seq` are never given.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::postgres {
class Transaction;
}  // namespace dotpha::postgres

namespace dotpha::messaging {

// One event to be told. Carries ids, dates and states; no names and no texts of people.
struct OutboxEntry {
  std::string event_id;              // UUID (NewUuid()); CloudEvents `id`
  std::string type;                  // "dotpha.registration.v1.RegistrationSubmitted"; CloudEvents `type`
  std::string aggregate;             // third word of the routing key: "registration"
  std::string event;                 // fourth word of the routing key: "submitted"
  std::vector<std::string> debtors;  // officials whose consequences depend on it; empty: everyone of the authority
  std::string data;                  // the producer's event message, serialised
  std::string traceparent;           // W3C trace context of the command; may be empty
};

// `<authority>.<producer>.<aggregate>.<event>`. A dot inside a word becomes '_', so that a word stays one word.
inline std::string RoutingKey(const std::string& authority, const std::string& producer, const OutboxEntry& entry) {
  const auto word = [](std::string text) {
    std::replace(text.begin(), text.end(), '.', '_');
    return text;
  };
  return word(authority) + '.' + word(producer) + '.' + word(entry.aggregate) + '.' + word(entry.event);
}

// Writes the entries in order and returns their outbox ids (what a consistency token names). For writers that are no
// command; libs/command writes the same columns in its one statement. `recorded_at` is when the call arrived
// (CommandContext::arrived_at, never an earlier legal receipt): nothing that follows a watermark T is recorded before
// T. Throws what libpqxx throws.
std::vector<std::int64_t> AppendToOutbox(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& producer, Instant recorded_at,
                                         const std::vector<OutboxEntry>& entries);

}  // namespace dotpha::messaging
