// Alarms and tidying beside the work itself.
#pragma once

#include <memory>
#include <vector>

#include "libs/messaging/stream.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/pool.h"
#include "libs/statute/calendar.h"
#include "services/notifier/engine/ledger_keeper.h"

namespace dotpha::notifier {

// The alarm of an event that could not be applied: log, metric; those whom it names are looked at again, so that they
// show as held (H-18).
void NoteQuarantined(postgres::Pool& pool, const messaging::StreamEvent& event, const Error& error);

// The alarm of a year whose Tết is not decreed yet, when a date of it may be needed within a year.
void WatchCalendars(const statute::Calendars& calendars, Instant now);

// Backlog and open quarantine, as metrics.
std::vector<std::unique_ptr<observability::ObservedGauge>> EngineGauges(postgres::Pool& pool,
                                                                        const LedgerKeeper& keeper);

}  // namespace dotpha::notifier
