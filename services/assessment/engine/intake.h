// What the assessment service does with the events of the others: the directory as facts, works, plans, reports and
// marks as its projection, candidates as cases. Same event, same effect: nothing is called and nothing is counted
// twice.
#pragma once

#include "libs/base/time.h"
#include "libs/facts/registration_facts.h"
#include "libs/messaging/consumer.h"

namespace dotpha::assessment {

inline constexpr char kService[] = "assessment";

// `clock` (civil, outlives the handler) dates the events that an opened case writes. Errors, which quarantine the
// event: INVALID_ARGUMENT PRODUCER_UNKNOWN, EVENT_UNREADABLE, EVENT_FIELD_MISSING, DATE_INVALID, and those of
// facts::ToFactRow. An event of a kind that is not known here is passed over.
messaging::Handler MakeIntake(facts::FindRegulation find_regulation, const CivilClock& clock);

}  // namespace dotpha::assessment
