// Takes in what others told. Of registration: the fact as it came (libs/facts), and the projections that proposing and
// deciding ask for: registrations with their works' dates, targets and digests, and whose matter is open. Of
// assessment: works that were rated early leave their holder, which this service tells in turn (R7.1-EARLY), and those
// that were not done to the end are proposed to go on (R2.5-CONTINUE).
#pragma once

#include "libs/base/time.h"
#include "libs/facts/registration_facts.h"
#include "libs/messaging/consumer.h"

namespace dotpha::review::events {

// INVALID_ARGUMENT PRODUCER_UNKNOWN and those of facts::ToFactRow: the event is quarantined. The clock must outlive it.
messaging::Handler MakeIntake(facts::FindRegulation find_regulation, const CivilClock& clock);

}  // namespace dotpha::review::events
