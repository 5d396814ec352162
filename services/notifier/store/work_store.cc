#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {
namespace {

using postgres::Statement;

constexpr Statement kEnsure{"work.ensure_debtor", R"sql(
  INSERT INTO debtor (authority, debtor_id, kind) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING)sql"};

constexpr Statement kMark{"work.mark", R"sql(
  INSERT INTO dirty (authority, debtor_id)
  SELECT authority, debtor_id FROM debtor WHERE authority = $1 AND debtor_id = $2)sql"};

constexpr Statement kMarkBodies{"work.mark_bodies", R"sql(
  INSERT INTO dirty (authority, debtor_id)
  SELECT authority, debtor_id FROM debtor WHERE authority = $1 AND kind = 'BODY')sql"};

constexpr Statement kMarkAuthority{"work.mark_authority", R"sql(
  INSERT INTO fan_out (authority) VALUES ($1))sql"};

constexpr Statement kNextFanOut{"work.next_fan_out", R"sql(
  SELECT fan_out_id, authority, after FROM fan_out ORDER BY fan_out_id LIMIT 1 FOR UPDATE SKIP LOCKED)sql"};

// Requests of the same authority that have not begun: this one, which begins now, serves them too.
constexpr Statement kMergeFanOuts{"work.merge_fan_outs", R"sql(
  DELETE FROM fan_out WHERE authority = $1 AND after = '' AND fan_out_id <> $2::bigint)sql"};

constexpr Statement kFanOut{"work.fan_out", R"sql(
  WITH next AS (SELECT authority, debtor_id FROM debtor
                WHERE authority = $1 AND debtor_id > $2 ORDER BY debtor_id LIMIT $3::integer),
       marked AS (INSERT INTO dirty (authority, debtor_id) SELECT authority, debtor_id FROM next)
  SELECT count(*), coalesce(max(debtor_id), '') FROM next)sql"};

constexpr Statement kMoveFanOut{"work.move_fan_out", R"sql(
  UPDATE fan_out SET after = $2 WHERE fan_out_id = $1::bigint)sql"};

constexpr Statement kEndFanOut{"work.end_fan_out", R"sql(DELETE FROM fan_out WHERE fan_out_id = $1::bigint)sql"};

// Costs what is asked for, however much waits: several marks of one debtor count as one.
constexpr Statement kDirty{"work.find_dirty", R"sql(
  SELECT authority, debtor_id FROM (SELECT authority, debtor_id, dirty_id FROM dirty ORDER BY dirty_id
                                    LIMIT $1::integer) AS oldest
  GROUP BY authority, debtor_id ORDER BY min(dirty_id))sql"};

constexpr Statement kDue{"work.find_due", R"sql(
  (SELECT authority, debtor_id FROM debtor WHERE act_at <= $1::timestamptz ORDER BY act_at LIMIT $3::integer)
  UNION
  (SELECT authority, debtor_id FROM debtor
   WHERE rule_at <= least($1::timestamptz, $2::timestamptz) AND (held_from IS NULL OR rule_at <= held_from)
   ORDER BY rule_at LIMIT $3::integer))sql"};

constexpr Statement kLock{"work.lock_debtor", R"sql(
  SELECT kind, as_of, held_from, act_at, rule_at, rule_people FROM debtor WHERE authority = $1 AND debtor_id = $2
  FOR UPDATE SKIP LOCKED)sql"};

constexpr Statement kRead{"work.read_debtor", R"sql(
  SELECT kind, as_of, held_from, act_at, rule_at, rule_people FROM debtor WHERE authority = $1 AND debtor_id = $2)sql"};

constexpr Statement kList{"work.list_debtors", R"sql(
  SELECT authority, debtor_id FROM debtor WHERE authority = $1 ORDER BY debtor_id)sql"};

constexpr Statement kSave{"work.save_debtor", R"sql(
  UPDATE debtor SET as_of = $3::timestamptz, held_from = $4::timestamptz, act_at = $5::timestamptz,
                    rule_at = $6::timestamptz, rule_people = $7::text[]
  WHERE authority = $1 AND debtor_id = $2)sql"};

constexpr Statement kMarks{"work.dirty_marks", R"sql(
  SELECT dirty_id FROM dirty WHERE authority = $1 AND debtor_id = $2)sql"};

constexpr Statement kDeleteMarks{"work.delete_marks", R"sql(
  DELETE FROM dirty WHERE dirty_id = ANY ($1::bigint[]))sql"};

constexpr Statement kEngineRole{"work.engine_role", R"sql(SELECT set_config('role', dotpha_stream_role(), true))sql"};
constexpr Statement kAppRole{"work.app_role", R"sql(SELECT set_config('role', dotpha_app_role(), true))sql"};

constexpr Statement kBacklog{"work.backlog", R"sql(
  SELECT (SELECT count(*) FROM fan_out) AS fan_outs,
         (SELECT count(*) FROM dirty) AS dirty,
         (SELECT count(*) FROM debtor WHERE act_at <= $1::timestamptz) +
           (SELECT count(*) FROM debtor
            WHERE rule_at <= least($1::timestamptz, $2::timestamptz)
              AND (held_from IS NULL OR rule_at <= held_from)) AS due,
         (SELECT count(*) FROM message WHERE state IN (1, 2, 3)) AS messages)sql"};

constexpr Statement kNextDue{"work.next_due", R"sql(
  SELECT least((SELECT min(act_at) FROM debtor WHERE act_at > $1::timestamptz),
               (SELECT min(rule_at) FROM debtor
                WHERE rule_at > $1::timestamptz AND (held_from IS NULL OR rule_at <= held_from))))sql"};

std::vector<DebtorKey> ReadKeys(const pqxx::result& rows) {
  std::vector<DebtorKey> keys;
  keys.reserve(rows.size());
  for (const auto& row : rows) {
    keys.push_back({row[0].as<std::string>(), row[1].as<std::string>()});
  }
  return keys;
}

std::optional<DebtorRow> ReadRow(const DebtorKey& key, const pqxx::result& rows) {
  if (rows.empty()) {
    return std::nullopt;
  }
  const auto row = rows.front();
  return DebtorRow{key,
                   row["kind"].as<std::string>() == "BODY",
                   postgres::ReadInstant(row["as_of"]),
                   postgres::ReadOptionalInstant(row["held_from"]),
                   postgres::ReadOptionalInstant(row["act_at"]),
                   postgres::ReadOptionalInstant(row["rule_at"]),
                   postgres::ReadTextArray(row["rule_people"])};
}

}  // namespace

void EnsureDebtor(postgres::Transaction& transaction, const DebtorKey& key, bool is_body) {
  transaction.Exec(kEnsure, key.authority, key.debtor_id, is_body ? "BODY" : "OFFICIAL");
}

void MarkDirty(postgres::Transaction& transaction, const DebtorKey& key) {
  transaction.Exec(kMark, key.authority, key.debtor_id);
}

void MarkBodiesDirty(postgres::Transaction& transaction, const std::string& authority) {
  transaction.Exec(kMarkBodies, authority);
}

void MarkAuthorityDirty(postgres::Transaction& transaction, const std::string& authority) {
  transaction.Exec(kMarkAuthority, authority);
}

bool FanOutBatch(postgres::Transaction& transaction, int batch) {
  const auto waiting = transaction.Exec(kNextFanOut);
  if (waiting.empty()) {
    return false;
  }
  const auto id = waiting.front()["fan_out_id"].as<std::int64_t>();
  const auto authority = waiting.front()["authority"].as<std::string>();
  const auto after = waiting.front()["after"].as<std::string>();
  if (after.empty()) {
    transaction.Exec(kMergeFanOuts, authority, id);
  }
  const auto marked = transaction.Exec(kFanOut, authority, after, batch);
  if (marked.front()[0].as<int>() < batch) {
    transaction.Exec(kEndFanOut, id);
  } else {
    transaction.Exec(kMoveFanOut, id, marked.front()[1].as<std::string>());
  }
  return true;
}

std::vector<DebtorKey> FindDirty(postgres::Transaction& transaction, int limit) {
  return ReadKeys(transaction.Exec(kDirty, limit));
}

std::vector<DebtorKey> FindDue(postgres::Transaction& transaction, Instant now, std::optional<Instant> watermark,
                               int limit) {
  return ReadKeys(transaction.Exec(kDue, now, watermark.value_or(Instant::Min()), limit));
}

std::optional<DebtorRow> LockDebtor(postgres::Transaction& transaction, const DebtorKey& key) {
  return ReadRow(key, transaction.Exec(kLock, key.authority, key.debtor_id));
}

std::optional<DebtorRow> ReadDebtor(postgres::Transaction& transaction, const DebtorKey& key) {
  return ReadRow(key, transaction.Exec(kRead, key.authority, key.debtor_id));
}

std::vector<DebtorKey> ListDebtors(postgres::Transaction& transaction, const std::string& authority) {
  return ReadKeys(transaction.Exec(kList, authority));
}

void SaveDebtor(postgres::Transaction& transaction, const DebtorRow& row) {
  transaction.Exec(kSave, row.key.authority, row.key.debtor_id, row.as_of, row.held_from, row.act_at, row.rule_at,
                   row.rule_people);
}

std::vector<std::int64_t> DirtyMarks(postgres::Transaction& transaction, const DebtorKey& key) {
  std::vector<std::int64_t> ids;
  for (const auto& row : transaction.Exec(kMarks, key.authority, key.debtor_id)) {
    ids.push_back(row[0].as<std::int64_t>());
  }
  return ids;
}

void DeleteDirtyMarks(postgres::Transaction& transaction, const std::vector<std::int64_t>& ids) {
  if (!ids.empty()) {
    transaction.Exec(kDeleteMarks, ids);
  }
}

void TakeEngineRole(postgres::Transaction& transaction) { transaction.Exec(kEngineRole); }
void TakeAppRole(postgres::Transaction& transaction) { transaction.Exec(kAppRole); }

Backlog ReadBacklog(postgres::Transaction& transaction, Instant now, std::optional<Instant> watermark) {
  const auto rows = transaction.Exec(kBacklog, now, watermark.value_or(Instant::Min()));
  const auto row = rows.front();
  return {row["fan_outs"].as<std::int64_t>(), row["dirty"].as<std::int64_t>(), row["due"].as<std::int64_t>(),
          row["messages"].as<std::int64_t>()};
}

std::optional<Instant> NextDue(postgres::Transaction& transaction, Instant now) {
  return postgres::ReadOptionalInstant(transaction.Exec(kNextDue, now).front()[0]);
}

}  // namespace dotpha::notifier
