// Takes registration's events in: the fact as it came (libs/facts), and the projections that proposing and deciding ask
// for: registrations with their works' dates, targets and digests, and whose matter is open.
#pragma once

#include "libs/facts/registration_facts.h"
#include "libs/messaging/consumer.h"

namespace dotpha::review::events {

// INVALID_ARGUMENT PRODUCER_UNKNOWN and those of facts::ToFactRow: the event is quarantined.
messaging::Handler MakeIntake(facts::FindRegulation find_regulation);

}  // namespace dotpha::review::events
