// Takes in what registration and review tell: people, posts and routes; who holds which work.
#pragma once

#include "libs/facts/registration_facts.h"
#include "libs/messaging/consumer.h"

namespace dotpha::reporting::events {

// For the consumer. Errors: those of facts::ToFactRow; such an event is quarantined.
messaging::Handler MakeIntake(facts::FindRegulation find_regulation);

}  // namespace dotpha::reporting::events
