// Takes the review service's events in: who holds which work.
#pragma once

#include "libs/messaging/consumer.h"

namespace dotpha::registration::events {

inline constexpr char kReviewProducer[] = "review";

// INVALID_ARGUMENT PRODUCER_UNKNOWN, EVENT_UNREADABLE, EVENT_KIND_UNKNOWN, DATE_INVALID: the event is quarantined.
Result<void> TakeReviewEvent(postgres::Transaction& transaction, const messaging::StreamEvent& event);

}  // namespace dotpha::registration::events
