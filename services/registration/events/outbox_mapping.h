// Domain events as entries of the outbox: the public RegistrationEvent (proto/dotpha/registration/v1/
// registration_events.proto), its CloudEvents type, its routing words, and the officials whose consequences depend on
// it. Names, titles, e-mail addresses and texts never leave the service by this way.
#pragma once

#include <string>
#include <vector>

#include "libs/messaging/outbox.h"
#include "services/registration/domain/events.h"

namespace dotpha::registration::events {

// Event ids are new random UUIDs.
std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent);

}  // namespace dotpha::registration::events
