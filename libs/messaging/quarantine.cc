#include "libs/messaging/quarantine.h"

#include <utility>

#include "libs/messaging/consumer_store.h"
#include "libs/messaging/event_row.h"

namespace dotpha::messaging {
namespace {

using State = QuarantinedEvent::State;

constexpr postgres::Statement kList{
    "messaging.list_quarantined",
    R"sql(SELECT producer, stream_seq, outbox_id, event_id, type, authority, routing_key, debtors, recorded_at, data,
                 traceparent, state, error, document, quarantined_at, resolved_at, resolved_by
          FROM quarantine
          WHERE authority = $1 AND ($2::boolean IS FALSE OR state = 'QUARANTINED')
          ORDER BY producer, stream_seq)sql"};

constexpr postgres::Statement kLock{
    "messaging.lock_quarantined",
    R"sql(SELECT producer, stream_seq, outbox_id, event_id, type, authority, routing_key, debtors, recorded_at, data,
                 traceparent, state
          FROM quarantine WHERE authority = $1 AND producer = $2 AND stream_seq = $3 FOR UPDATE)sql"};

constexpr postgres::Statement kResolve{
    "messaging.resolve_quarantined",
    R"sql(UPDATE quarantine SET state = $4, document = $5, resolved_by = $6, resolved_at = $7::timestamptz
          WHERE authority = $1 AND producer = $2 AND stream_seq = $3)sql"};

constexpr postgres::Statement kHeldFrom{"messaging.held_from",
                                        R"sql(SELECT d.debtor_id, min(q.recorded_at) AS held_from
          FROM unnest($2::text[]) AS d (debtor_id)
          JOIN quarantine q ON q.authority = $1 AND q.state = 'QUARANTINED'
                           AND (q.debtors = '{}' OR d.debtor_id = ANY (q.debtors))
          GROUP BY d.debtor_id)sql"};

State StateFrom(const std::string& word) {
  if (word == "APPLIED") {
    return State::kApplied;
  }
  return word == "SKIPPED" ? State::kSkipped : State::kQuarantined;
}

Result<StreamEvent> LockOpen(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& producer, std::int64_t stream_seq) {
  const pqxx::result rows = transaction.Exec(kLock, authority, producer, stream_seq);
  if (rows.empty()) {
    return NotFound("EVENT_NOT_QUARANTINED", "no such event is in quarantine")
        .With("producer", producer)
        .With("stream_seq", std::to_string(stream_seq));
  }
  const auto state = rows[0]["state"].as<std::string>();
  if (state != "QUARANTINED") {
    return FailedPrecondition("EVENT_ALREADY_RESOLVED", "the event has left quarantine before")
        .With("producer", producer)
        .With("stream_seq", std::to_string(stream_seq))
        .With("state", state);
  }
  return EventFromRow(producer, rows[0]);
}

}  // namespace

std::vector<QuarantinedEvent> ListQuarantined(postgres::Transaction& transaction, const std::string& authority,
                                              bool open_only) {
  std::vector<QuarantinedEvent> all;
  for (const pqxx::row& row : transaction.Exec(kList, authority, open_only)) {
    QuarantinedEvent quarantined;
    quarantined.event = EventFromRow(row["producer"].as<std::string>(), row);
    quarantined.state = StateFrom(row["state"].as<std::string>());
    quarantined.error = row["error"].as<std::string>();
    quarantined.document = row["document"].as<std::string>();
    quarantined.quarantined_at = postgres::ReadInstant(row["quarantined_at"]);
    quarantined.resolved_at = postgres::ReadOptionalInstant(row["resolved_at"]);
    quarantined.resolved_by = row["resolved_by"].as<std::string>();
    all.push_back(std::move(quarantined));
  }
  return all;
}

Result<void> RetryQuarantined(postgres::Transaction& transaction, const std::string& authority,
                              const std::string& producer, std::int64_t stream_seq, const Handler& handler,
                              const std::string& resolved_by, Instant now) {
  DOTPHA_ASSIGN(const StreamEvent event, LockOpen(transaction, authority, producer, stream_seq));
  DOTPHA_TRY(handler(transaction, event));
  transaction.Exec(kResolve, authority, producer, stream_seq, "APPLIED", "", resolved_by, now);
  RememberApplied(transaction, {event});
  return Ok{};
}

Result<void> SkipQuarantined(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& producer, std::int64_t stream_seq, const std::string& document,
                             const std::string& resolved_by, Instant now) {
  if (document.empty()) {
    return InvalidArgument("document", "DOCUMENT_REQUIRED", "an event is left out only with a document");
  }
  DOTPHA_ASSIGN(const StreamEvent event, LockOpen(transaction, authority, producer, stream_seq));
  transaction.Exec(kResolve, authority, producer, stream_seq, "SKIPPED", document, resolved_by, now);
  RememberApplied(transaction, {event});
  return Ok{};
}

std::map<std::string, Instant> HeldFrom(postgres::Transaction& transaction, const std::string& authority,
                                        const std::vector<std::string>& debtors) {
  std::map<std::string, Instant> held;
  for (const pqxx::row& row : transaction.Exec(kHeldFrom, authority, debtors)) {
    held.emplace(row["debtor_id"].as<std::string>(), postgres::ReadInstant(row["held_from"]));
  }
  return held;
}

}  // namespace dotpha::messaging
