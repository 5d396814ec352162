// Domain events as entries of the outbox: the public ReviewEvent (proto/dotpha/review/v1/review_events.proto), its
// CloudEvents type, its routing words, and the debtors whose consequences depend on it. No texts leave by this way.
#pragma once

#include <string>
#include <vector>

#include "libs/messaging/outbox.h"
#include "services/review/domain/events.h"

namespace dotpha::review::events {

// Event ids are new random UUIDs.
std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent);

}  // namespace dotpha::review::events
