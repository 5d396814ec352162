#include "libs/messaging/consumer_store.h"

namespace dotpha::messaging {
namespace {

constexpr postgres::Statement kEnsure{"messaging.ensure_position",
                                      "INSERT INTO consumer_position (producer) VALUES ($1) ON CONFLICT DO NOTHING"};
constexpr postgres::Statement kLock{
    "messaging.lock_position", "SELECT stream_seq, watermark_at FROM consumer_position WHERE producer = $1 FOR UPDATE"};
constexpr postgres::Statement kRead{"messaging.read_position",
                                    "SELECT stream_seq, watermark_at FROM consumer_position WHERE producer = $1"};
constexpr postgres::Statement kMove{"messaging.move_position",
                                    "UPDATE consumer_position SET stream_seq = $2 WHERE producer = $1"};
constexpr postgres::Statement kMoveWatermark{
    "messaging.move_watermark",
    R"sql(UPDATE consumer_position SET watermark_at = $2::timestamptz, watermark_seq = $3
          WHERE producer = $1 AND stream_seq >= $3 AND (watermark_at IS NULL OR watermark_at < $2::timestamptz))sql"};
constexpr postgres::Statement kRemember{"messaging.remember_applied",
                                        R"sql(INSERT INTO consumed_event (producer, outbox_id, stream_seq)
          SELECT $1, * FROM unnest($2::bigint[], $3::bigint[])
          ON CONFLICT DO NOTHING)sql"};
constexpr postgres::Statement kForget{"messaging.forget_applied",
                                      "DELETE FROM consumed_event WHERE producer = $1 AND stream_seq <= $2"};
constexpr postgres::Statement kQuarantine{
    "messaging.quarantine",
    R"sql(INSERT INTO quarantine (authority, producer, stream_seq, outbox_id, event_id, type, routing_key, debtors,
                                  recorded_at, data, traceparent, error)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text[], $9::timestamptz, $10, $11, $12)
          ON CONFLICT (authority, producer, stream_seq) DO UPDATE
          SET error = EXCLUDED.error, state = 'QUARANTINED', resolved_at = NULL, resolved_by = ''
          WHERE quarantine.state <> 'SKIPPED')sql"};
constexpr postgres::Statement kSkipped{"messaging.skipped",
                                       "SELECT stream_seq FROM quarantine WHERE producer = $1 AND state = 'SKIPPED'"};
constexpr postgres::Statement kSavepoint{"messaging.savepoint", "SAVEPOINT one_event"};
constexpr postgres::Statement kRelease{"messaging.release", "RELEASE SAVEPOINT one_event"};

ConsumerPosition PositionFrom(const pqxx::result& rows) {
  return {rows.at(0)["stream_seq"].as<std::int64_t>(), postgres::ReadOptionalInstant(rows.at(0)["watermark_at"])};
}

}  // namespace

void EnsurePosition(postgres::Transaction& transaction, const std::string& producer) {
  transaction.Exec(kEnsure, producer);
}

ConsumerPosition LockPosition(postgres::Transaction& transaction, const std::string& producer) {
  return PositionFrom(transaction.Exec(kLock, producer));
}

ConsumerPosition ReadPosition(postgres::Transaction& transaction, const std::string& producer) {
  return PositionFrom(transaction.Exec(kRead, producer));
}

void MovePosition(postgres::Transaction& transaction, const std::string& producer, std::int64_t stream_seq) {
  transaction.Exec(kMove, producer, stream_seq);
}

void MoveWatermark(postgres::Transaction& transaction, const std::string& producer, const Watermark& watermark) {
  transaction.Exec(kMoveWatermark, producer, watermark.arrived_before, watermark.stream_seq);
}

void RememberApplied(postgres::Transaction& transaction, const std::vector<StreamEvent>& events) {
  if (events.empty()) {
    return;
  }
  std::vector<std::int64_t> outbox_ids;
  std::vector<std::int64_t> numbers;
  for (const StreamEvent& event : events) {
    outbox_ids.push_back(event.outbox_id);
    numbers.push_back(event.stream_seq);
  }
  transaction.Exec(kRemember, events.front().producer, outbox_ids, numbers);
}

void ForgetApplied(postgres::Transaction& transaction, const std::string& producer, std::int64_t up_to) {
  transaction.Exec(kForget, producer, up_to);
}

void Quarantine(postgres::Transaction& transaction, const StreamEvent& event, const Error& error) {
  transaction.Exec(kQuarantine, event.authority, event.producer, event.stream_seq, event.outbox_id, event.event_id,
                   event.type, event.routing_key, event.debtors, event.recorded_at, postgres::Bytes{event.data},
                   event.traceparent, error.reason + ": " + error.message);
}

std::set<std::int64_t> ReadSkipped(postgres::Transaction& transaction, const std::string& producer) {
  std::set<std::int64_t> numbers;
  for (const pqxx::row& row : transaction.Exec(kSkipped, producer)) {
    numbers.insert(row[0].as<std::int64_t>());
  }
  return numbers;
}

void SetSavepoint(postgres::Transaction& transaction) { transaction.Exec(kSavepoint); }

void ReleaseSavepoint(postgres::Transaction& transaction) { transaction.Exec(kRelease); }

// Not prepared: after an error the server takes this command only as plain text.
void RollbackToSavepoint(postgres::Transaction& transaction) {
  transaction.raw().exec("ROLLBACK TO SAVEPOINT one_event");
}

}  // namespace dotpha::messaging
