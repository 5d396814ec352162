// Domain events as rows of the outbox: dotpha.reporting.v1.ReportingEvent. Ids, dates, shares and percentages only.
#pragma once

#include <string>
#include <vector>

#include "libs/messaging/outbox.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting::events {

std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent);

}  // namespace dotpha::reporting::events
