#include "services/notifier/store/work_store.h"

#include <nlohmann/json.hpp>

namespace dotpha::notifier {
namespace {

using nlohmann::json;
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

// Costs what is asked for, however much waits: several marks of one debtor count as one. Who is resting is left out
// here and not afterwards: their marks, however many, must not stand in the way of the others'.
constexpr Statement kDirty{"work.find_dirty", R"sql(
  SELECT d.authority, d.debtor_id, d.kind
  FROM (SELECT authority, debtor_id, min(dirty_id) AS first
        FROM (SELECT authority, debtor_id, dirty_id FROM dirty
              WHERE authority || '/' || debtor_id <> ALL ($2::text[]) ORDER BY dirty_id LIMIT $1::integer) AS oldest
        GROUP BY authority, debtor_id) AS marked
  JOIN debtor d USING (authority, debtor_id) ORDER BY marked.first)sql"};

constexpr Statement kDue{"work.find_due", R"sql(
  (SELECT authority, debtor_id, kind FROM debtor
   WHERE act_at <= $1::timestamptz AND authority || '/' || debtor_id <> ALL ($4::text[])
   ORDER BY act_at LIMIT $3::integer)
  UNION
  (SELECT authority, debtor_id, kind FROM debtor
   WHERE rule_at <= least($1::timestamptz, $2::timestamptz) AND (held_from IS NULL OR rule_at <= held_from)
     AND authority || '/' || debtor_id <> ALL ($4::text[])
   ORDER BY rule_at LIMIT $3::integer))sql"};

constexpr Statement kLock{"work.lock_debtors", R"sql(
  SELECT debtor_id, kind, as_of, held_from, act_at, rule_at, rule_people FROM debtor
  WHERE authority = $1 AND debtor_id = ANY ($2::text[])
  FOR UPDATE SKIP LOCKED)sql"};

constexpr Statement kRead{"work.read_debtor", R"sql(
  SELECT debtor_id, kind, as_of, held_from, act_at, rule_at, rule_people FROM debtor WHERE authority = $1 AND debtor_id = $2)sql"};

constexpr Statement kList{"work.list_debtors", R"sql(
  SELECT authority, debtor_id FROM debtor WHERE authority = $1 ORDER BY debtor_id)sql"};

constexpr Statement kSave{"work.save_debtors", R"sql(
  UPDATE debtor d SET as_of = r.as_of, held_from = r.held_from, act_at = r.act_at, rule_at = r.rule_at,
                      rule_people = r.rule_people
  FROM jsonb_to_recordset($2::jsonb) AS r(debtor_id text, as_of timestamptz, held_from timestamptz, act_at timestamptz,
                                          rule_at timestamptz, rule_people text[])
  WHERE d.authority = $1 AND d.debtor_id = r.debtor_id)sql"};

constexpr Statement kTakeMarks{"work.take_marks", R"sql(
  DELETE FROM dirty WHERE authority = $1 AND debtor_id = ANY ($2::text[]))sql"};

constexpr Statement kEngineRole{"work.engine_role", R"sql(SELECT set_config('role', dotpha_stream_role(), true))sql"};
constexpr Statement kAppRole{"work.app_role", R"sql(SELECT set_config('role', dotpha_app_role(), true))sql"};

// E-mails by the two indexes of those that are not settled: most are.
constexpr Statement kBacklog{"work.backlog", R"sql(
  SELECT (SELECT count(*) FROM fan_out) AS fan_outs,
         (SELECT count(*) FROM dirty) AS dirty,
         (SELECT count(*) FROM debtor WHERE act_at <= $1::timestamptz) +
           (SELECT count(*) FROM debtor
            WHERE rule_at <= least($1::timestamptz, $2::timestamptz)
              AND (held_from IS NULL OR rule_at <= held_from)) AS due,
         (SELECT count(*) FROM message WHERE state = 1) +
           (SELECT count(*) FROM message WHERE state IN (2, 3)) AS messages)sql"};

constexpr Statement kNextDue{"work.next_due", R"sql(
  SELECT least((SELECT min(act_at) FROM debtor WHERE act_at > $1::timestamptz),
               (SELECT min(rule_at) FROM debtor
                WHERE rule_at > $1::timestamptz AND (held_from IS NULL OR rule_at <= held_from))))sql"};

json ToJson(const std::optional<Instant>& at) { return at ? json(postgres::ToSql(*at)) : json(); }

std::vector<DebtorKey> ReadKeys(const pqxx::result& rows) {
  std::vector<DebtorKey> keys;
  keys.reserve(rows.size());
  for (const auto& row : rows) {
    keys.push_back({row[0].as<std::string>(), row[1].as<std::string>()});
  }
  return keys;
}

std::vector<DueDebtor> ReadDue(const pqxx::result& rows) {
  std::vector<DueDebtor> found;
  found.reserve(rows.size());
  for (const auto& row : rows) {
    found.push_back({{row["authority"].as<std::string>(), row["debtor_id"].as<std::string>()},
                     row["kind"].as<std::string>() == "BODY"});
  }
  return found;
}

// As the statements that leave debtors out compare them; an authority's id has no slash.
std::vector<std::string> Paths(const std::vector<DebtorKey>& keys) {
  std::vector<std::string> paths;
  paths.reserve(keys.size());
  for (const DebtorKey& key : keys) {
    paths.push_back(key.authority + "/" + key.debtor_id);
  }
  return paths;
}

DebtorRow ReadRow(const std::string& authority, const pqxx::row& row) {
  return DebtorRow{{authority, row["debtor_id"].as<std::string>()},
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

std::vector<DueDebtor> FindDirty(postgres::Transaction& transaction, const std::vector<DebtorKey>& resting, int limit) {
  return ReadDue(transaction.Exec(kDirty, limit, Paths(resting)));
}

std::vector<DueDebtor> FindDue(postgres::Transaction& transaction, Instant now, std::optional<Instant> watermark,
                               const std::vector<DebtorKey>& resting, int limit) {
  return ReadDue(transaction.Exec(kDue, now, watermark.value_or(Instant::Min()), limit, Paths(resting)));
}

std::vector<DebtorRow> LockDebtors(postgres::Transaction& transaction, const std::string& authority,
                                   const std::vector<std::string>& debtor_ids) {
  std::vector<DebtorRow> debtors;
  for (const auto& row : transaction.Exec(kLock, authority, debtor_ids)) {
    debtors.push_back(ReadRow(authority, row));
  }
  return debtors;
}

std::optional<DebtorRow> ReadDebtor(postgres::Transaction& transaction, const DebtorKey& key) {
  const auto rows = transaction.Exec(kRead, key.authority, key.debtor_id);
  return rows.empty() ? std::nullopt : std::optional{ReadRow(key.authority, rows.front())};
}

std::vector<DebtorKey> ListDebtors(postgres::Transaction& transaction, const std::string& authority) {
  return ReadKeys(transaction.Exec(kList, authority));
}

void SaveDebtors(postgres::Transaction& transaction, const std::string& authority,
                 const std::vector<DebtorRow>& debtors) {
  json rows = json::array();
  for (const DebtorRow& debtor : debtors) {
    rows.push_back({{"debtor_id", debtor.key.debtor_id},
                    {"as_of", postgres::ToSql(debtor.as_of)},
                    {"held_from", ToJson(debtor.held_from)},
                    {"act_at", ToJson(debtor.act_at)},
                    {"rule_at", ToJson(debtor.rule_at)},
                    {"rule_people", debtor.rule_people}});
  }
  transaction.Exec(kSave, authority, rows.dump());
}

void TakeDirtyMarks(postgres::Transaction& transaction, const std::string& authority,
                    const std::vector<std::string>& debtor_ids) {
  transaction.Exec(kTakeMarks, authority, debtor_ids);
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
