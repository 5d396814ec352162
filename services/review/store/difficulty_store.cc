#include "services/review/store/difficulty_store.h"

#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

#define DOTPHA_DIFFICULTY_COLUMNS                                                                 \
  "SELECT difficulty_id, agency_id, state, report, reported_at, reported_by, opinion, decision, " \
  "document_number, decided_on, revision FROM difficulty "
constexpr Statement kDifficulty{"review.difficulty_for_update", DOTPHA_DIFFICULTY_COLUMNS
                                "WHERE authority = $1 AND difficulty_id = $2::uuid FOR UPDATE"};
constexpr Statement kDifficulties{"review.list_difficulties", DOTPHA_DIFFICULTY_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::text = '' OR agency_id = $2::text)
  AND ($3::text = '' OR state = $3::text)
  AND ($4::text[] IS NULL OR agency_id = ANY ($4::text[]))
ORDER BY difficulty_number LIMIT 1000)sql"};
#undef DOTPHA_DIFFICULTY_COLUMNS
constexpr Statement kSave{"review.save_difficulty", R"sql(
INSERT INTO difficulty (authority, difficulty_id, agency_id, state, report, reported_at, reported_by, opinion, decision,
                        document_number, decided_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (authority, difficulty_id) DO UPDATE
SET state = excluded.state, opinion = excluded.opinion, decision = excluded.decision,
    document_number = excluded.document_number, decided_on = excluded.decided_on, revision = excluded.revision)sql"};

Difficulty DifficultyFrom(const pqxx::row& row) {
  Difficulty difficulty;
  difficulty.id = row["difficulty_id"].as<std::string>();
  difficulty.agency_id = row["agency_id"].as<std::string>();
  difficulty.state = Known(ParseDifficultyState(row["state"].as<std::string>()));
  difficulty.text = row["report"].as<std::string>();
  difficulty.reported_at = ReadInstant(row["reported_at"]);
  difficulty.reported_by = row["reported_by"].as<std::string>();
  difficulty.opinion = row["opinion"].as<std::string>();
  difficulty.decision = row["decision"].as<std::string>();
  difficulty.document = {row["document_number"].as<std::string>(), ReadOptionalDate(row["decided_on"])};
  difficulty.revision = row["revision"].as<std::int64_t>();
  return difficulty;
}

}  // namespace

std::optional<Difficulty> FindDifficulty(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& difficulty_id) {
  const auto rows = transaction.Exec(kDifficulty, authority, difficulty_id);
  return rows.empty() ? std::nullopt : std::optional(DifficultyFrom(rows[0]));
}

void Save(postgres::Transaction& transaction, const std::string& authority, const Difficulty& difficulty) {
  transaction.Exec(kSave, authority, difficulty.id, difficulty.agency_id, NameOf(difficulty.state), difficulty.text,
                   difficulty.reported_at, difficulty.reported_by, difficulty.opinion, difficulty.decision,
                   difficulty.document.number, difficulty.document.signed_on, difficulty.revision);
}

std::vector<Difficulty> ListDifficulties(postgres::Transaction& transaction, const std::string& authority,
                                         const DifficultyFilter& filter) {
  std::vector<Difficulty> difficulties;
  for (const auto& row : transaction.Exec(kDifficulties, authority, filter.agency_id, filter.state, filter.agencies)) {
    difficulties.push_back(DifficultyFrom(row));
  }
  return difficulties;
}

}  // namespace dotpha::review::store
