#include "services/notifier/engine/housekeeping.h"

#include "libs/messaging/progress.h"
#include "libs/observability/log.h"
#include "libs/postgres/transaction.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {
namespace {

using observability::Level;
using observability::Log;

postgres::TransactionOptions AsStream() {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  return options;
}

}  // namespace

void NoteQuarantined(postgres::Pool& pool, const messaging::StreamEvent& event, const Error& error) {
  observability::Counter("dotpha_notifier_quarantined_total", "Events that could not be applied",
                         {{"producer", event.producer}, {"reason", error.reason}})
      .Increment();
  Log(Level::kError, "an event is in quarantine; consequences for those it names are held", error,
      {{"authority", event.authority},
       {"producer", event.producer},
       {"stream_seq", event.stream_seq},
       {"type", event.type}});
  const Result<void> marked =
      postgres::RunTransaction(pool, AsStream(), [&event](postgres::Transaction& transaction) -> Result<void> {
        if (event.debtors.empty()) {
          MarkAuthorityDirty(transaction, event.authority);
        }
        for (const std::string& debtor : event.debtors) {
          MarkDirty(transaction, {event.authority, debtor});
        }
        return Ok{};
      });
  if (!marked.ok()) {
    Log(Level::kWarning, "debtors were not marked; each pass asks for the quarantine itself", marked.error());
  }
}

void WatchCalendars(const statute::Calendars& calendars, Instant now) {
  const Date today = Date::Of(now);
  for (const int year : {today.year(), today.year() + 1}) {
    bool all_confirmed = true;
    for (const statute::Calendar* calendar : calendars.All()) {
      if (!calendar->Confirmed(year)) {
        all_confirmed = false;
        Log(Level::kWarning, "the holidays of a year are not confirmed yet",
            {{"year", year}, {"calendar", calendar->version()}});
      }
    }
    observability::Gauge("dotpha_notifier_calendar_unconfirmed", "1: the holidays of the year are not decreed yet",
                         {{"year", std::to_string(year)}})
        .Set(all_confirmed ? 0 : 1);
  }
}

std::vector<std::unique_ptr<observability::ObservedGauge>> EngineGauges(postgres::Pool& pool,
                                                                        const LedgerKeeper& keeper) {
  std::vector<std::unique_ptr<observability::ObservedGauge>> gauges;
  const auto backlog = [&gauges, &pool, &keeper](const char* name, const char* help, std::int64_t Backlog::*member) {
    gauges.push_back(
        std::make_unique<observability::ObservedGauge>(name, help, observability::Labels{}, [=, &pool, &keeper] {
          const Result<Backlog> read = postgres::RunTransaction(
              pool, AsStream(), [&keeper](postgres::Transaction& transaction) -> Result<Backlog> {
                return ReadBacklog(transaction, keeper.parts().clock->Now(), keeper.Watermark(transaction));
              });
          return read.ok() ? static_cast<double>((*read).*member) : -1.0;
        }));
  };
  backlog("dotpha_notifier_dirty_debtors", "Debtors to be derived anew", &Backlog::dirty);
  backlog("dotpha_notifier_due_debtors", "Debtors with something due", &Backlog::due);
  backlog("dotpha_notifier_emails_waiting", "E-mails on their way", &Backlog::messages);
  gauges.push_back(std::make_unique<observability::ObservedGauge>(
      "dotpha_notifier_quarantine_open", "Events in quarantine that hold somebody: an alarm above 0",
      observability::Labels{}, [&pool] {
        const Result<double> open =
            postgres::RunTransaction(pool, AsStream(), [](postgres::Transaction& transaction) -> Result<double> {
              std::int64_t count = 0;
              for (const messaging::ConsumerProgress& progress : messaging::ReadConsumerProgress(transaction)) {
                count += progress.open_quarantined;
              }
              return static_cast<double>(count);
            });
        return open.ok() ? *open : -1.0;
      }));
  return gauges;
}

}  // namespace dotpha::notifier
