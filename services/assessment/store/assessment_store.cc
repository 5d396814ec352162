#include "services/assessment/store/assessment_store.h"

#include <nlohmann/json.hpp>

#include "services/assessment/store/claim_store.h"
#include "services/assessment/store/work_tree.h"

namespace dotpha::assessment::store {
namespace {

using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

constexpr char kSelfAssessed[] = "SELF_ASSESSED";

#define DOTPHA_ASSESSMENT_COLUMNS                                                                                     \
  "SELECT state, proposed_level, proposed_by, mean_exact, suggested_level, decided_level, decided_kind, decided_on, " \
  "decision_number, decision_signed_on, difference_reason, difference_number, difference_signed_on, revision "        \
  "FROM assessment WHERE authority = $1 AND official_id = $2 AND cycle = $3"

constexpr Statement kFind{"assessment.find", DOTPHA_ASSESSMENT_COLUMNS};
constexpr Statement kFindForUpdate{"assessment.find_for_update", DOTPHA_ASSESSMENT_COLUMNS " FOR UPDATE"};
#undef DOTPHA_ASSESSMENT_COLUMNS

// The last assignment of a work to him stands; one that he no longer held when the year began is left out.
constexpr Statement kHoldings{"assessment.holdings", R"sql(
SELECT work_id, duration, start_on, end_on, until, end_reason FROM (
  SELECT DISTINCT ON (work_id) * FROM holding
  WHERE authority = $1 AND official_id = $2
    AND start_on <= make_date($3, 12, 31) AND end_on >= make_date($3, 1, 1)
  ORDER BY work_id, stream_seq DESC) AS last
WHERE until IS NULL OR until > make_date($3, 1, 1)
ORDER BY work_id)sql"};
constexpr Statement kPlans{"assessment.plans", R"sql(
SELECT DISTINCT ON (work_id) work_id, shares FROM work_plan
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND cycle <= $3
ORDER BY work_id, cycle DESC)sql"};
constexpr Statement kItems{"assessment.items", R"sql(
SELECT DISTINCT ON (work_id, item_id) work_id, item_id, completion_e2 FROM item_completion
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND year <= $3
ORDER BY work_id, item_id, stream_seq DESC)sql"};
constexpr Statement kVerified{"assessment.verified", R"sql(
SELECT work_id, item_id, value_e2, evidence, case_id FROM verified_item
WHERE authority = $1 AND work_id = ANY ($2::text[]) AND cycle <= $3
ORDER BY recorded_at, work_id, item_id)sql"};
constexpr Statement kCompletions{"assessment.completions", R"sql(
SELECT work_id, completed_on, confirmed_by, proposed_level FROM work_completion
WHERE authority = $1 AND official_id = $2 AND work_id = ANY ($3::text[]))sql"};
constexpr Statement kConfirm{"assessment.confirm_completion", R"sql(
UPDATE work_completion SET confirmed_by = $4, proposed_level = $5
WHERE authority = $1 AND official_id = $2 AND work_id = $3)sql"};
constexpr Statement kSelfLevels{"assessment.self_levels", R"sql(
SELECT self_overall, self_works FROM report_version
WHERE authority = $1 AND official_id = $2 AND year = $3 ORDER BY stream_seq)sql"};
constexpr Statement kRatings{"assessment.ratings", R"sql(
SELECT work_id, year, level, percent_exact, kind, difference_reason, difference_number, decided_on, decision_number
FROM work_rating
WHERE authority = $1 AND (official_id = $2 OR work_id = ANY ($3::text[])) AND year <= $4
ORDER BY year DESC, work_id)sql"};
constexpr Statement kSave{"assessment.save", R"sql(
INSERT INTO assessment (authority, official_id, cycle, state, proposed_level, proposed_by, mean_exact, suggested_level,
                        decided_level, decided_kind, decided_on, decision_number, decision_signed_on,
                        difference_reason, difference_number, difference_signed_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
ON CONFLICT (authority, official_id, cycle) DO UPDATE
SET state = excluded.state, proposed_level = excluded.proposed_level, proposed_by = excluded.proposed_by,
    mean_exact = excluded.mean_exact, suggested_level = excluded.suggested_level,
    decided_level = excluded.decided_level, decided_kind = excluded.decided_kind, decided_on = excluded.decided_on,
    decision_number = excluded.decision_number, decision_signed_on = excluded.decision_signed_on,
    difference_reason = excluded.difference_reason, difference_number = excluded.difference_number,
    difference_signed_on = excluded.difference_signed_on, revision = excluded.revision
WHERE assessment.revision = excluded.revision - 1)sql"};
constexpr Statement kSaveVerified{"assessment.save_verified", R"sql(
INSERT INTO verified_item (authority, official_id, cycle, work_id, item_id, value_e2, evidence, case_id, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (authority, work_id, item_id, cycle, case_id) DO UPDATE
SET official_id = excluded.official_id, value_e2 = excluded.value_e2, evidence = excluded.evidence,
    recorded_at = excluded.recorded_at
WHERE (verified_item.value_e2, verified_item.evidence) IS DISTINCT FROM (excluded.value_e2, excluded.evidence))sql"};
constexpr Statement kDropFindings{"assessment.drop_findings",
                                  "DELETE FROM verified_item WHERE authority = $1 AND case_id = $2"};
constexpr Statement kInsertHistory{"assessment.insert_history", R"sql(
INSERT INTO assessment_history (authority, official_id, cycle, recorded_at, actor, action, from_state, to_state, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};
constexpr Statement kHistory{"assessment.history", R"sql(
SELECT recorded_at, actor, action, from_state, to_state, note FROM assessment_history
WHERE authority = $1 AND official_id = $2 AND cycle = $3 ORDER BY entry_number)sql"};
constexpr Statement kInsertRating{"assessment.insert_rating", R"sql(
INSERT INTO work_rating (authority, work_id, year, official_id, level, percent_exact, kind, difference_reason,
                         difference_number, decided_on, decision_number)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))sql"};
constexpr Statement kListOfficials{"assessment.list_officials", R"sql(
SELECT official_id FROM (
  SELECT official_id FROM holding
  WHERE authority = $1 AND start_on <= make_date($2, 12, 31) AND end_on >= make_date($2, 1, 1)
    AND (until IS NULL OR until > make_date($2, 1, 1))
  UNION
  SELECT official_id FROM assessment WHERE authority = $1 AND cycle = $2) AS concerned
WHERE official_id > $3 ORDER BY official_id LIMIT $4)sql"};
constexpr Statement kOfficialsInState{"assessment.officials_in_state", R"sql(
SELECT official_id FROM assessment WHERE authority = $1 AND cycle = $2 AND state = $3 ORDER BY official_id)sql"};
constexpr Statement kFlags{"assessment.flags", R"sql(
SELECT obligation_id, last_on_time_day, grade, withdrawn FROM violation_flag
WHERE authority = $1 AND official_id = $2 ORDER BY last_on_time_day, flag_name)sql"};

void ReadHead(const pqxx::result& rows, Assessment& assessment) {
  if (rows.empty()) {
    return;
  }
  const pqxx::row row = rows[0];
  assessment.state = row["state"].as<std::string>();
  assessment.proposed_level = row["proposed_level"].as<std::string>();
  assessment.proposed_by = row["proposed_by"].as<std::string>();
  assessment.mean_exact = row["mean_exact"].as<std::string>();
  assessment.suggested_level = row["suggested_level"].as<std::string>();
  assessment.decided_level = row["decided_level"].as<std::string>();
  assessment.decided_kind = row["decided_kind"].as<std::string>();
  assessment.decided_on = ReadOptionalDate(row["decided_on"]);
  assessment.decision = {row["decision_number"].as<std::string>(), ReadOptionalDate(row["decision_signed_on"])};
  assessment.difference_reason = row["difference_reason"].as<std::string>();
  assessment.difference_document = {row["difference_number"].as<std::string>(),
                                    ReadOptionalDate(row["difference_signed_on"])};
  assessment.revision = row["revision"].as<std::int64_t>();
}

std::vector<WorkRating> ReadRatings(const pqxx::result& rows) {
  std::vector<WorkRating> ratings;
  for (const auto& row : rows) {
    ratings.push_back({row["work_id"].as<std::string>(), row["year"].as<int>(), row["level"].as<std::string>(),
                       row["percent_exact"].as<std::string>(), row["kind"].as<std::string>(),
                       row["difference_reason"].as<std::string>(), row["difference_number"].as<std::string>(),
                       ReadDate(row["decided_on"]), row["decision_number"].as<std::string>()});
  }
  return ratings;
}

// What later reports of the year say replaces what earlier ones said.
SelfLevel ReadSelfLevels(const pqxx::result& rows) {
  SelfLevel self;
  for (const auto& row : rows) {
    if (const auto overall = row["self_overall"].as<std::string>(); !overall.empty()) {
      self.overall = overall;
    }
    const nlohmann::json works = nlohmann::json::parse(row["self_works"].as<std::string>());
    for (const auto& [work_id, level] : works.items()) {
      self.works[work_id] = level.get<std::string>();
    }
  }
  return self;
}

KnownWork* FindWork(Record& record, const std::string& work_id) {
  for (KnownWork& work : record.works) {
    if (work.holding.work_id == work_id) {
      return &work;
    }
  }
  return nullptr;
}

Result<void> ReadTrees(const pqxx::result& rows, Record& record) {
  for (const auto& row : rows) {
    reporting::v1::WorkShares shares;
    if (!shares.ParseFromString(postgres::ReadBytes(row["shares"]))) {
      return Internal("STORED_TREE_UNREADABLE", "the stored shares of a work cannot be read");
    }
    DOTPHA_ASSIGN(FindWork(record, row["work_id"].as<std::string>())->tree, ToTree(shares));
  }
  return Ok{};
}

}  // namespace

Result<Record> LoadRecord(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& official_id, int cycle, Lock lock) {
  Record record;
  record.assessment.official_id = official_id;
  record.assessment.cycle = cycle;
  ReadHead(transaction.Exec(lock == Lock::kForUpdate ? kFindForUpdate : kFind, authority, official_id, cycle),
           record.assessment);
  std::vector<std::string> work_ids;
  for (const auto& row : transaction.Exec(kHoldings, authority, official_id, cycle)) {
    KnownWork work;
    work.holding = {row["work_id"].as<std::string>(), row["duration"].as<std::string>(),
                    ReadDate(row["start_on"]),        ReadDate(row["end_on"]),
                    ReadOptionalDate(row["until"]),   row["end_reason"].as<std::string>()};
    work_ids.push_back(work.holding.work_id);
    record.works.push_back(std::move(work));
  }
  DOTPHA_TRY(ReadTrees(transaction.Exec(kPlans, authority, work_ids, cycle), record));
  for (const auto& row : transaction.Exec(kItems, authority, work_ids, cycle)) {
    FindWork(record, row["work_id"].as<std::string>())->reported[row["item_id"].as<std::string>()] =
        row["completion_e2"].as<int>();
  }
  for (const auto& row : transaction.Exec(kVerified, authority, work_ids, cycle)) {
    record.verified.push_back({row["work_id"].as<std::string>(), row["item_id"].as<std::string>(),
                               row["value_e2"].as<int>(), row["evidence"].as<std::string>(),
                               row["case_id"].as<std::string>()});
  }
  for (const auto& row : transaction.Exec(kCompletions, authority, official_id, work_ids)) {
    FindWork(record, row["work_id"].as<std::string>())->completion = Completion{
        ReadDate(row["completed_on"]), row["confirmed_by"].as<std::string>(), row["proposed_level"].as<std::string>()};
  }
  record.self = ReadSelfLevels(transaction.Exec(kSelfLevels, authority, official_id, cycle));
  record.ratings = ReadRatings(transaction.Exec(kRatings, authority, official_id, work_ids, cycle));
  record.claims = AcceptedClaims(transaction, authority, work_ids, cycle);
  if (record.assessment.state == kAwaitingSelf && !record.self.overall.empty()) {
    record.assessment.state = kSelfAssessed;
  }
  return record;
}

Result<void> Save(postgres::Transaction& transaction, const std::string& authority, const AssessedRecord& assessed) {
  const Assessment& assessment = assessed.record.assessment;
  const auto saved = transaction.Exec(kSave, authority, assessment.official_id, assessment.cycle, assessment.state,
                                      assessment.proposed_level, assessment.proposed_by, assessment.mean_exact,
                                      assessment.suggested_level, assessment.decided_level, assessment.decided_kind,
                                      assessment.decided_on, assessment.decision.number, assessment.decision.signed_on,
                                      assessment.difference_reason, assessment.difference_document.number,
                                      assessment.difference_document.signed_on, assessment.revision);
  if (saved.affected_rows() != 1) {
    return EtagMismatch("assessment of " + assessment.official_id);
  }
  const HistoryEntry& entry = assessed.history;
  transaction.Exec(kInsertHistory, authority, assessment.official_id, assessment.cycle, entry.recorded_at, entry.actor,
                   entry.action, entry.from_state, entry.to_state, entry.note);
  for (const VerifiedItem& item : assessed.record.verified) {
    if (item.case_id.empty()) {
      SaveFinding(transaction, authority, assessment.official_id, assessment.cycle, item, entry.recorded_at);
    }
  }
  return Ok{};
}

void InsertRating(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  const WorkRating& rating) {
  transaction.Exec(kInsertRating, authority, rating.work_id, rating.year, official_id, rating.level,
                   rating.percent_exact, rating.kind, rating.difference_reason, rating.difference_number,
                   rating.decided_on, rating.decision_number);
}

void SaveConfirmation(postgres::Transaction& transaction, const std::string& authority,
                      const ConfirmedCompletion& confirmed) {
  Record record = confirmed.assessed.record;
  for (const std::string& work_id : confirmed.work_ids) {
    const Completion& completion = *FindWork(record, work_id)->completion;
    transaction.Exec(kConfirm, authority, record.assessment.official_id, work_id, completion.confirmed_by,
                     completion.proposed_level);
  }
}

void SaveFinding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                 int cycle, const VerifiedItem& item, Instant recorded_at) {
  transaction.Exec(kSaveVerified, authority, official_id, cycle, item.work_id, item.item_id, item.value_e2,
                   item.evidence, item.case_id, recorded_at);
}

void DropFindings(postgres::Transaction& transaction, const std::string& authority, const std::string& case_id) {
  transaction.Exec(kDropFindings, authority, case_id);
}

std::vector<HistoryEntry> LoadHistory(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& official_id, int cycle) {
  std::vector<HistoryEntry> history;
  for (const auto& row : transaction.Exec(kHistory, authority, official_id, cycle)) {
    history.push_back({ReadInstant(row["recorded_at"]), row["actor"].as<std::string>(), row["action"].as<std::string>(),
                       row["from_state"].as<std::string>(), row["to_state"].as<std::string>(),
                       row["note"].as<std::string>()});
  }
  return history;
}

std::vector<std::string> ListOfficials(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                       const std::string& after, int limit) {
  std::vector<std::string> officials;
  for (const auto& row : transaction.Exec(kListOfficials, authority, cycle, after, limit)) {
    officials.push_back(row["official_id"].as<std::string>());
  }
  return officials;
}

std::vector<std::string> OfficialsInState(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                          const std::string& state) {
  std::vector<std::string> officials;
  for (const auto& row : transaction.Exec(kOfficialsInState, authority, cycle, state)) {
    officials.push_back(row["official_id"].as<std::string>());
  }
  return officials;
}

std::vector<Flag> LoadFlags(postgres::Transaction& transaction, const std::string& authority,
                            const std::string& official_id) {
  std::vector<Flag> flags;
  for (const auto& row : transaction.Exec(kFlags, authority, official_id)) {
    flags.push_back({row["obligation_id"].as<std::string>(), ReadDate(row["last_on_time_day"]),
                     row["grade"].as<std::string>() == "MISSING", row["withdrawn"].as<bool>()});
  }
  return flags;
}

}  // namespace dotpha::assessment::store
