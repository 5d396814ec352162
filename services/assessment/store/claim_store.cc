#include "services/assessment/store/claim_store.h"

namespace dotpha::assessment::store {
namespace {

using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::ReadTextArray;
using postgres::Statement;

#define DOTPHA_CLAIM_COLUMNS                                                                                       \
  "SELECT claim_id, official_id, cycle, work_id, kind, item_ids, facts, evidence, state, claimed_at, claimed_by, " \
  "opinion_body, opinion_note, decided_on, decision_number, decision_signed_on, revision FROM claim "

constexpr Statement kFind{"claim.find", DOTPHA_CLAIM_COLUMNS "WHERE authority = $1 AND claim_id = $2"};
constexpr Statement kFindForUpdate{"claim.find_for_update",
                                   DOTPHA_CLAIM_COLUMNS "WHERE authority = $1 AND claim_id = $2 FOR UPDATE"};
constexpr Statement kList{"claim.list", DOTPHA_CLAIM_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::text = '' OR official_id = $2::text)
  AND ($3::text = '' OR work_id = $3::text)
  AND ($4::int = 0 OR cycle = $4::int)
  AND ($5::text = '' OR state = $5::text)
  AND (claimed_at, claim_id) < ($6::timestamptz, $7::uuid)
ORDER BY claimed_at DESC, claim_id DESC LIMIT $8::int)sql"};
constexpr Statement kAccepted{"claim.accepted", DOTPHA_CLAIM_COLUMNS R"sql(
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND cycle <= $3 AND state = 'ACCEPTED'
ORDER BY claimed_at, claim_id)sql"};
#undef DOTPHA_CLAIM_COLUMNS
constexpr Statement kSave{"claim.save", R"sql(
INSERT INTO claim (authority, claim_id, official_id, cycle, work_id, kind, item_ids, facts, evidence, state, claimed_at,
                   claimed_by, opinion_body, opinion_note, decided_on, decision_number, decision_signed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8, $9::text[], $10, $11, $12, $13, $14, $15, $16, $17, $18)
ON CONFLICT (authority, claim_id) DO UPDATE
SET state = excluded.state, opinion_body = excluded.opinion_body, opinion_note = excluded.opinion_note,
    decided_on = excluded.decided_on, decision_number = excluded.decision_number,
    decision_signed_on = excluded.decision_signed_on, revision = excluded.revision)sql"};
constexpr Statement kInsertHistory{"claim.insert_history", R"sql(
INSERT INTO claim_history (authority, claim_id, recorded_at, actor, action, from_state, to_state, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
constexpr Statement kHistory{"claim.history", R"sql(
SELECT recorded_at, actor, action, from_state, to_state, note FROM claim_history
WHERE authority = $1 AND claim_id = $2 ORDER BY entry_number)sql"};

constexpr char kGreatestUuid[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

Claim FromRow(const pqxx::row& row) {
  Claim found;
  found.id = row["claim_id"].as<std::string>();
  found.official_id = row["official_id"].as<std::string>();
  found.cycle = row["cycle"].as<int>();
  found.work_id = row["work_id"].as<std::string>();
  found.kind = row["kind"].as<std::string>();
  found.item_ids = ReadTextArray(row["item_ids"]);
  found.facts = row["facts"].as<std::string>();
  found.evidence = ReadTextArray(row["evidence"]);
  found.state = row["state"].as<std::string>();
  found.claimed_at = ReadInstant(row["claimed_at"]);
  found.claimed_by = row["claimed_by"].as<std::string>();
  found.opinion_body = row["opinion_body"].as<std::string>();
  found.opinion_note = row["opinion_note"].as<std::string>();
  found.decided_on = ReadOptionalDate(row["decided_on"]);
  found.decision = {row["decision_number"].as<std::string>(), ReadOptionalDate(row["decision_signed_on"])};
  found.revision = row["revision"].as<std::int64_t>();
  return found;
}

std::vector<Claim> FromRows(const pqxx::result& rows) {
  std::vector<Claim> claims;
  for (const auto& row : rows) {
    claims.push_back(FromRow(row));
  }
  return claims;
}

}  // namespace

std::optional<Claim> FindClaim(postgres::Transaction& transaction, const std::string& authority,
                               const std::string& claim_id, bool for_update) {
  const auto rows = transaction.Exec(for_update ? kFindForUpdate : kFind, authority, claim_id);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

void SaveClaim(postgres::Transaction& transaction, const std::string& authority, const ClaimDecision& decision) {
  const Claim& claim = decision.claim;
  transaction.Exec(kSave, authority, claim.id, claim.official_id, claim.cycle, claim.work_id, claim.kind,
                   claim.item_ids, claim.facts, claim.evidence, claim.state, claim.claimed_at, claim.claimed_by,
                   claim.opinion_body, claim.opinion_note, claim.decided_on, claim.decision.number,
                   claim.decision.signed_on, claim.revision);
  const HistoryEntry& entry = decision.history;
  transaction.Exec(kInsertHistory, authority, claim.id, entry.recorded_at, entry.actor, entry.action, entry.from_state,
                   entry.to_state, entry.note);
}

std::vector<HistoryEntry> LoadClaimHistory(postgres::Transaction& transaction, const std::string& authority,
                                           const std::string& claim_id) {
  std::vector<HistoryEntry> history;
  for (const auto& row : transaction.Exec(kHistory, authority, claim_id)) {
    history.push_back({ReadInstant(row["recorded_at"]), row["actor"].as<std::string>(), row["action"].as<std::string>(),
                       row["from_state"].as<std::string>(), row["to_state"].as<std::string>(),
                       row["note"].as<std::string>()});
  }
  return history;
}

std::vector<Claim> ListClaims(postgres::Transaction& transaction, const std::string& authority,
                              const ClaimFilter& filter, const std::optional<ClaimKey>& after, int limit) {
  const ClaimKey key = after.value_or(ClaimKey{Instant::Max(), kGreatestUuid});
  return FromRows(transaction.Exec(kList, authority, filter.official_id, filter.work_id, filter.cycle, filter.state,
                                   key.claimed_at, key.claim_id, limit));
}

std::vector<Claim> AcceptedClaims(postgres::Transaction& transaction, const std::string& authority,
                                  const std::vector<std::string>& work_ids, int cycle) {
  return FromRows(transaction.Exec(kAccepted, authority, work_ids, cycle));
}

}  // namespace dotpha::assessment::store
