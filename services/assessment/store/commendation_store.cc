#include "services/assessment/store/commendation_store.h"

namespace dotpha::assessment::store {
namespace {

using postgres::ReadOptionalDate;
using postgres::ReadTextArray;
using postgres::Statement;

constexpr Statement kLock{"commendation.lock",
                          "SELECT pg_advisory_xact_lock(hashtextextended('commendation:' || $1::text, $2::bigint))"};

#define DOTPHA_COMMENDATION_COLUMNS                                                                 \
  "SELECT cycle, official_id, agency_id, state, proposed_by, reason, decided_on, decision_number, " \
  "decision_signed_on FROM commendation WHERE authority = $1 AND cycle = $2::int "
constexpr Statement kFind{"commendation.find", DOTPHA_COMMENDATION_COLUMNS "AND official_id = $3 AND agency_id = $4"};
constexpr Statement kList{"commendation.list",
                          DOTPHA_COMMENDATION_COLUMNS "ORDER BY official_id = '', official_id, agency_id LIMIT 1000"};
#undef DOTPHA_COMMENDATION_COLUMNS
constexpr Statement kSave{"commendation.save", R"sql(
INSERT INTO commendation (authority, cycle, official_id, agency_id, state, proposed_by, reason, decided_on,
                          decision_number, decision_signed_on)
VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8, $9, $10)
ON CONFLICT (authority, cycle, official_id, agency_id) DO UPDATE
SET state = excluded.state, proposed_by = excluded.proposed_by, reason = excluded.reason,
    decided_on = excluded.decided_on, decision_number = excluded.decision_number,
    decision_signed_on = excluded.decision_signed_on)sql"};
constexpr Statement kDecidedLevel{"commendation.decided_level", R"sql(
SELECT decided_level FROM assessment WHERE authority = $1 AND official_id = $2 AND cycle = $3)sql"};
constexpr Statement kRated{"commendation.rated", R"sql(
SELECT official_id FROM assessment WHERE authority = $1 AND cycle = $2 AND decided_level = $3
ORDER BY official_id LIMIT 1000)sql"};

Commendation FromRow(const pqxx::row& row) {
  return {row["cycle"].as<int>(),
          row["official_id"].as<std::string>(),
          row["agency_id"].as<std::string>(),
          row["state"].as<std::string>(),
          ReadTextArray(row["proposed_by"]),
          row["reason"].as<std::string>(),
          ReadOptionalDate(row["decided_on"]),
          {row["decision_number"].as<std::string>(), ReadOptionalDate(row["decision_signed_on"])}};
}

}  // namespace

void LockCommendations(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  transaction.Exec(kLock, authority, cycle);
}

std::optional<Commendation> FindCommendation(postgres::Transaction& transaction, const std::string& authority,
                                             int cycle, const Nominee& nominee) {
  const auto rows = transaction.Exec(kFind, authority, cycle, nominee.official_id, nominee.agency_id);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

void SaveCommendation(postgres::Transaction& transaction, const std::string& authority,
                      const Commendation& commendation) {
  transaction.Exec(kSave, authority, commendation.cycle, commendation.official_id, commendation.agency_id,
                   commendation.state, commendation.proposed_by, commendation.reason, commendation.decided_on,
                   commendation.decision.number, commendation.decision.signed_on);
}

std::vector<Commendation> ListCommendations(postgres::Transaction& transaction, const std::string& authority,
                                            int cycle) {
  std::vector<Commendation> commendations;
  for (const auto& row : transaction.Exec(kList, authority, cycle)) {
    commendations.push_back(FromRow(row));
  }
  return commendations;
}

std::string DecidedLevel(postgres::Transaction& transaction, const std::string& authority,
                         const std::string& official_id, int cycle) {
  const auto rows = transaction.Exec(kDecidedLevel, authority, official_id, cycle);
  return rows.empty() ? "" : rows[0]["decided_level"].as<std::string>();
}

std::vector<std::string> OfficialsRated(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                        const std::string& level) {
  std::vector<std::string> officials;
  for (const auto& row : transaction.Exec(kRated, authority, cycle, level)) {
    officials.push_back(row["official_id"].as<std::string>());
  }
  return officials;
}

}  // namespace dotpha::assessment::store
