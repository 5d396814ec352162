// Takes the producers' events in: one transaction stores the fact and notes whose ledger has to be derived anew.
#pragma once

#include "libs/facts/registration_facts.h"
#include "libs/messaging/consumer.h"

namespace dotpha::notifier {

// For the consumer and for retrying what was quarantined. `bodies_owe`: some duty of a body can be seen received here,
// so bodies are debtors too.
messaging::Handler MakeIntake(facts::FindRegulation find_regulation, bool bodies_owe);

}  // namespace dotpha::notifier
