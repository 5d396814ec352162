// Domain events as entries of the outbox: the public AssessmentEvent (proto/dotpha/assessment/v1/
// assessment_events.proto), its CloudEvents type, its routing words, and the debtors whose consequences depend on it.
#pragma once

#include <string>
#include <vector>

#include "libs/messaging/outbox.h"
#include "services/assessment/domain/events.h"

namespace dotpha::assessment::events {

// Event ids are new random UUIDs.
std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent);

}  // namespace dotpha::assessment::events
