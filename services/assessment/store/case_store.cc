#include "services/assessment/store/case_store.h"

namespace dotpha::assessment::store {
namespace {

using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::ReadOptionalInstant;
using postgres::ReadOptionalText;
using postgres::ReadTextArray;
using postgres::Statement;

#define DOTPHA_CASE_COLUMNS                                                                                          \
  "SELECT case_id, official_id, agency_id, kind, sub_code, conduct_on, raised_on, raised_at, raised_by_body, "       \
  "raised_by, candidate_id, last_on_time_day, obligation_ids, facts, evidence, report_id, report_version, work_id, " \
  "item_id, reported_e2, verified_e2, explain_until, state, proposed_outcome, proposed_reason, proposal_note, "      \
  "dismissal_reason, dismissal_evidence, decided_on, decision_number, decision_signed_on, received_at, "             \
  "received_number, received_signed_on, revision FROM violation_case "

constexpr Statement kFind{"case.find", DOTPHA_CASE_COLUMNS "WHERE authority = $1 AND case_id = $2"};
constexpr Statement kFindForUpdate{"case.find_for_update",
                                   DOTPHA_CASE_COLUMNS "WHERE authority = $1 AND case_id = $2 FOR UPDATE"};
constexpr Statement kList{"case.list", DOTPHA_CASE_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::text = '' OR official_id = $2::text)
  AND ($3::text = '' OR kind = $3::text)
  AND ($4::date IS NULL OR raised_on = $4::date)
  AND ($5::text = '' OR state = $5::text)
  AND (raised_at, case_id) < ($6::timestamptz, $7::uuid)
ORDER BY raised_at DESC, case_id DESC LIMIT $8::int)sql"};
#undef DOTPHA_CASE_COLUMNS

constexpr Statement kInsert{"case.insert", R"sql(
INSERT INTO violation_case (authority, case_id, official_id, agency_id, kind, sub_code, conduct_on, raised_on, raised_at,
                            raised_by_body, raised_by, candidate_id, last_on_time_day, obligation_ids, facts, evidence,
                            report_id, report_version, work_id, item_id, reported_e2, verified_e2, explain_until, state,
                            revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text[], $15, $16::text[], $17, $18, $19, $20, $21,
        $22, $23, $24, $25)
ON CONFLICT (authority, candidate_id) DO NOTHING)sql"};
constexpr Statement kSave{"case.save", R"sql(
UPDATE violation_case
SET state = $3, proposed_outcome = $4, proposed_reason = $5, proposal_note = $6, dismissal_reason = $7,
    dismissal_evidence = $8, decided_on = $9, decision_number = $10, decision_signed_on = $11, received_at = $12,
    received_number = $13, received_signed_on = $14, revision = $15
WHERE authority = $1 AND case_id = $2)sql"};
constexpr Statement kExplanations{"case.explanations", R"sql(
SELECT text, given_at, late, given_by FROM case_explanation
WHERE authority = $1 AND case_id = $2 ORDER BY entry_number)sql"};
constexpr Statement kInsertExplanation{"case.insert_explanation", R"sql(
INSERT INTO case_explanation (authority, case_id, text, given_at, late, given_by) VALUES ($1, $2, $3, $4, $5, $6))sql"};
constexpr Statement kInsertHistory{"case.insert_history", R"sql(
INSERT INTO case_history (authority, case_id, recorded_at, actor, action, from_state, to_state, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
constexpr Statement kHistory{"case.history", R"sql(
SELECT recorded_at, actor, action, from_state, to_state, note FROM case_history
WHERE authority = $1 AND case_id = $2 ORDER BY entry_number)sql"};
constexpr Statement kReport{"case.report", R"sql(
SELECT r.official_id, r.received_at, r.year, i.completion_e2
FROM report_version r LEFT JOIN item_completion i
  ON i.authority = r.authority AND i.report_id = r.report_id AND i.version = r.version
     AND i.work_id = $4 AND i.item_id = $5
WHERE r.authority = $1 AND r.report_id = $2 AND r.version = $3)sql"};

constexpr char kGreatestUuid[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

Case FromRow(const pqxx::row& row) {
  Case found;
  found.id = row["case_id"].as<std::string>();
  found.official_id = row["official_id"].as<std::string>();
  found.agency_id = row["agency_id"].as<std::string>();
  found.kind = row["kind"].as<std::string>();
  found.sub_code = row["sub_code"].as<std::string>();
  found.conduct_on = ReadDate(row["conduct_on"]);
  found.raised_on = ReadDate(row["raised_on"]);
  found.raised_at = ReadInstant(row["raised_at"]);
  found.raised_by_body = row["raised_by_body"].as<std::string>();
  found.raised_by = row["raised_by"].as<std::string>();
  found.candidate_id = ReadOptionalText(row["candidate_id"]).value_or("");
  found.last_on_time_day = ReadOptionalDate(row["last_on_time_day"]);
  found.obligation_ids = ReadTextArray(row["obligation_ids"]);
  found.facts = row["facts"].as<std::string>();
  found.evidence = ReadTextArray(row["evidence"]);
  if (const auto report_id = row["report_id"].as<std::string>(); !report_id.empty()) {
    DishonestReport dishonest{report_id,
                              row["report_version"].as<int>(),
                              row["work_id"].as<std::string>(),
                              row["item_id"].as<std::string>(),
                              row["reported_e2"].as<int>(),
                              std::nullopt};
    if (!row["verified_e2"].is_null()) {
      dishonest.verified_e2 = row["verified_e2"].as<int>();
    }
    found.dishonest = std::move(dishonest);
  }
  found.explain_until = ReadDate(row["explain_until"]);
  found.state = row["state"].as<std::string>();
  found.proposed_outcome = row["proposed_outcome"].as<std::string>();
  found.proposed_reason = row["proposed_reason"].as<std::string>();
  found.proposal_note = row["proposal_note"].as<std::string>();
  found.dismissal_reason = row["dismissal_reason"].as<std::string>();
  found.dismissal_evidence = row["dismissal_evidence"].as<std::string>();
  found.decided_on = ReadOptionalDate(row["decided_on"]);
  found.decision = {row["decision_number"].as<std::string>(), ReadOptionalDate(row["decision_signed_on"])};
  found.received_at = ReadOptionalInstant(row["received_at"]);
  found.received_document = {row["received_number"].as<std::string>(), ReadOptionalDate(row["received_signed_on"])};
  found.revision = row["revision"].as<std::int64_t>();
  return found;
}

void WriteHistory(postgres::Transaction& transaction, const std::string& authority, const std::string& case_id,
                  const HistoryEntry& entry) {
  transaction.Exec(kInsertHistory, authority, case_id, entry.recorded_at, entry.actor, entry.action, entry.from_state,
                   entry.to_state, entry.note);
}

}  // namespace

std::optional<Case> FindCase(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& case_id, bool for_update) {
  const auto rows = transaction.Exec(for_update ? kFindForUpdate : kFind, authority, case_id);
  if (rows.empty()) {
    return std::nullopt;
  }
  Case found = FromRow(rows[0]);
  for (const auto& row : transaction.Exec(kExplanations, authority, case_id)) {
    found.explanations.push_back({row["text"].as<std::string>(), ReadInstant(row["given_at"]), row["late"].as<bool>(),
                                  row["given_by"].as<std::string>()});
  }
  return found;
}

bool InsertCase(postgres::Transaction& transaction, const std::string& authority, const CaseDecision& decision) {
  const Case& opened = decision.violation_case;
  const DishonestReport place = opened.dishonest.value_or(DishonestReport{});
  const std::optional<std::string> candidate =
      opened.candidate_id.empty() ? std::nullopt : std::optional(opened.candidate_id);
  const std::optional<std::string> verified =
      place.verified_e2 ? std::optional(std::to_string(*place.verified_e2)) : std::nullopt;
  const auto inserted =
      transaction.Exec(kInsert, authority, opened.id, opened.official_id, opened.agency_id, opened.kind,
                       opened.sub_code, opened.conduct_on, opened.raised_on, opened.raised_at, opened.raised_by_body,
                       opened.raised_by, candidate, opened.last_on_time_day, opened.obligation_ids, opened.facts,
                       opened.evidence, place.report_id, place.report_version, place.work_id, place.item_id,
                       place.reported_e2, verified, opened.explain_until, opened.state, opened.revision);
  if (inserted.affected_rows() == 0) {
    return false;
  }
  WriteHistory(transaction, authority, opened.id, decision.history);
  return true;
}

void SaveCase(postgres::Transaction& transaction, const std::string& authority, const CaseDecision& decision) {
  const Case& moved = decision.violation_case;
  transaction.Exec(kSave, authority, moved.id, moved.state, moved.proposed_outcome, moved.proposed_reason,
                   moved.proposal_note, moved.dismissal_reason, moved.dismissal_evidence, moved.decided_on,
                   moved.decision.number, moved.decision.signed_on, moved.received_at, moved.received_document.number,
                   moved.received_document.signed_on, moved.revision);
  const auto known = transaction.Exec(kExplanations, authority, moved.id).size();
  for (std::size_t i = known; i < moved.explanations.size(); ++i) {
    const Explanation& explanation = moved.explanations[i];
    transaction.Exec(kInsertExplanation, authority, moved.id, explanation.text, explanation.given_at, explanation.late,
                     explanation.given_by);
  }
  WriteHistory(transaction, authority, moved.id, decision.history);
}

std::vector<HistoryEntry> LoadCaseHistory(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& case_id) {
  std::vector<HistoryEntry> history;
  for (const auto& row : transaction.Exec(kHistory, authority, case_id)) {
    history.push_back({ReadInstant(row["recorded_at"]), row["actor"].as<std::string>(), row["action"].as<std::string>(),
                       row["from_state"].as<std::string>(), row["to_state"].as<std::string>(),
                       row["note"].as<std::string>()});
  }
  return history;
}

std::vector<Case> ListCases(postgres::Transaction& transaction, const std::string& authority, const CaseFilter& filter,
                            const std::optional<CaseKey>& after, int limit) {
  const CaseKey key = after.value_or(CaseKey{Instant::Max(), kGreatestUuid});
  std::vector<Case> cases;
  for (const auto& row : transaction.Exec(kList, authority, filter.official_id, filter.kind, filter.raised_on,
                                          filter.state, key.raised_at, key.case_id, limit)) {
    cases.push_back(FromRow(row));
  }
  return cases;
}

std::optional<FoundReport> FindReport(postgres::Transaction& transaction, const std::string& authority,
                                      const DishonestReport& place) {
  const auto rows =
      transaction.Exec(kReport, authority, place.report_id, place.report_version, place.work_id, place.item_id);
  if (rows.empty()) {
    return std::nullopt;
  }
  FoundReport found;
  found.report.official_id = rows[0]["official_id"].as<std::string>();
  found.report.received_at = ReadInstant(rows[0]["received_at"]);
  found.year = rows[0]["year"].as<int>();
  if (!rows[0]["completion_e2"].is_null()) {
    found.report.item_e2 = rows[0]["completion_e2"].as<int>();
  }
  return found;
}

}  // namespace dotpha::assessment::store
