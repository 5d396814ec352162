#include "services/review/store/assignment_store.h"

#include <algorithm>

#include "services/review/store/projection_store.h"
#include "services/review/store/proposal_store.h"
#include "services/review/store/rows.h"

namespace dotpha::review::store {
namespace {

using postgres::Bytes;
using postgres::ReadBytes;
using postgres::ReadDate;
using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::Statement;

#define DOTPHA_WORK_COLUMNS                                                                                   \
  "SELECT work_id, official_id, cycle, state, basis, mode, source, ground, "                                  \
  "coalesce(decision_id::text, '') AS decision_id, document_number, decided_on, regulation_id, notified_on, " \
  "registration_id, duration, start_on, end_on, target_ids, multi_agency, content, content_digest, version, " \
  "revision, stop_reason, stopped_on, stop_facts FROM work "
constexpr Statement kWorks{"review.works", DOTPHA_WORK_COLUMNS "WHERE authority = $1 AND work_id = ANY ($2::text[])"};
constexpr Statement kWorksForUpdate{"review.works_for_update", DOTPHA_WORK_COLUMNS
                                    "WHERE authority = $1 AND work_id = ANY ($2::text[]) ORDER BY work_id FOR UPDATE"};
constexpr Statement kListWorks{"review.list_works", DOTPHA_WORK_COLUMNS R"sql(
WHERE authority = $1
  AND ($2::int = 0 OR $2::int BETWEEN extract(year FROM start_on) AND extract(year FROM end_on))
  AND ($3::text = '' OR official_id = $3::text)
  AND ($4::text = '' OR $4::text = CASE WHEN state = 'ACTIVE' AND end_on < $5::date THEN 'ENDED' ELSE state END)
  AND ($6::text[] IS NULL OR official_id = ANY ($6::text[]))
  AND (official_id, work_id) > ($7::text, $8::text)
ORDER BY official_id, work_id LIMIT $9::int)sql"};
constexpr Statement kWaiting{"review.waiting_works", DOTPHA_WORK_COLUMNS R"sql(
WHERE authority = $1
  AND (state IN ('STOP_REPORTED', 'AWAITING_SUCCESSOR') OR (state = 'ACTIVE' AND official_id = ANY ($2::text[])))
ORDER BY official_id, work_id LIMIT 1000)sql"};
#undef DOTPHA_WORK_COLUMNS

constexpr Statement kSaveWork{"review.save_work", R"sql(
INSERT INTO work (authority, work_id, official_id, cycle, state, basis, mode, source, ground, decision_id,
                  document_number, decided_on, regulation_id, notified_on, registration_id, duration, start_on, end_on,
                  target_ids, multi_agency, content, content_digest, version, revision, stop_reason, stopped_on,
                  stop_facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, nullif($10, '')::uuid, $11, $12, $13, $14, $15, $16, $17, $18,
        $19::text[], $20, $21, $22, $23, $24, $25, $26, $27))sql"};
constexpr Statement kReplaceWork{"review.replace_work", R"sql(
UPDATE work SET official_id = $3, cycle = $4, state = $5, basis = $6, mode = $7, source = $8, ground = $9,
  decision_id = nullif($10, '')::uuid, document_number = $11, decided_on = $12, regulation_id = $13, notified_on = $14,
  registration_id = $15, duration = $16, start_on = $17, end_on = $18, target_ids = $19::text[], multi_agency = $20,
  content = $21, content_digest = $22, version = $23, revision = $24, stop_reason = $25, stopped_on = $26,
  stop_facts = $27
WHERE authority = $1 AND work_id = $2)sql"};
constexpr Statement kCompleteWorks{"review.complete_works", R"sql(
UPDATE work SET state = 'COMPLETED', revision = revision + 1
WHERE authority = $1 AND official_id = $2 AND work_id = ANY ($3::text[]) AND state = 'ACTIVE'
RETURNING work_id)sql"};
constexpr Statement kSaveVersion{"review.save_work_version", R"sql(
INSERT INTO work_version (authority, work_id, version, document_number, decided_on, content, note)
VALUES ($1, $2, $3, $4, $5, $6, $7))sql"};
constexpr Statement kVersions{"review.work_versions", R"sql(
SELECT version, document_number, decided_on, content, note FROM work_version
WHERE authority = $1 AND work_id = $2 ORDER BY version)sql"};
constexpr Statement kConclude{"review.save_conclusion", R"sql(
INSERT INTO work_conclusion (authority, work_id, official_id, document_number, concluded_on, completion_e2, result,
                             effective_on)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
constexpr Statement kConclusions{"review.work_conclusions", R"sql(
SELECT work_id, official_id, document_number, concluded_on, completion_e2, result, effective_on FROM work_conclusion
WHERE authority = $1 AND work_id = ANY ($2::text[]) ORDER BY work_id, conclusion_number)sql"};
constexpr Statement kConcludedOn{"review.ordinary_decision_day", R"sql(
SELECT min(decided_on) AS day FROM decision WHERE authority = $1 AND cycle = $2::int AND basis = 'ORDINARY')sql"};
constexpr Statement kSaveDecision{"review.save_decision", R"sql(
INSERT INTO decision (authority, decision_id, cycle, basis, document_number, decided_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
constexpr Statement kSaveDecidedWork{"review.save_decision_work", R"sql(
INSERT INTO decision_work (authority, decision_id, item_number, official_id, notified_on, work_id, mode, source, ground,
                           content)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))sql"};
constexpr Statement kListDecisions{"review.list_decisions", R"sql(
SELECT d.decision_id, d.cycle, d.basis, d.document_number, d.decided_on, d.recorded_at, d.recorded_by FROM decision d
WHERE d.authority = $1
  AND ($2::int = 0 OR d.cycle = $2::int)
  AND ($3::text[] IS NULL OR EXISTS (
    SELECT FROM decision_work w
    WHERE w.authority = d.authority AND w.decision_id = d.decision_id AND w.official_id = ANY ($3::text[])))
  AND (d.cycle, d.decided_on, d.decision_id) > ($4::int, $5::date, $6::uuid)
ORDER BY d.cycle, d.decided_on, d.decision_id LIMIT $7::int)sql"};
constexpr Statement kDecision{"review.decision", R"sql(
SELECT decision_id, cycle, basis, document_number, decided_on, recorded_at, recorded_by FROM decision
WHERE authority = $1 AND decision_id = $2)sql"};
constexpr Statement kDecidedWorks{"review.decision_works", R"sql(
SELECT w.official_id, coalesce(w.notified_on, n.notified_on) AS notified_on, w.work_id, w.mode, w.source, w.ground,
       w.content
FROM decision_work w
LEFT JOIN decision_notification n
  ON n.authority = w.authority AND n.decision_id = w.decision_id AND n.official_id = w.official_id
WHERE w.authority = $1 AND w.decision_id = $2 ORDER BY w.item_number)sql"};
constexpr Statement kSaveNotification{"review.save_decision_notification", R"sql(
INSERT INTO decision_notification (authority, decision_id, official_id, notified_on, document_number,
                                   document_signed_on, recorded_at, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql"};
constexpr Statement kNotifyHolder{"review.notify_holder", R"sql(
UPDATE work SET notified_on = $4, revision = revision + 1
WHERE authority = $1 AND decision_id = $2::uuid AND official_id = $3)sql"};

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

AssignedWork WorkFrom(const pqxx::row& row) {
  AssignedWork work;
  work.id = row["work_id"].as<std::string>();
  work.official_id = row["official_id"].as<std::string>();
  work.cycle = row["cycle"].as<int>();
  work.state = Known(ParseWorkState(row["state"].as<std::string>()));
  work.basis = Known(ParseBasis(row["basis"].as<std::string>()));
  work.mode = Known(ParseMode(row["mode"].as<std::string>()));
  work.source = Known(ParseSource(row["source"].as<std::string>()));
  work.ground = row["ground"].as<std::string>();
  work.decision_id = row["decision_id"].as<std::string>();
  work.document_number = row["document_number"].as<std::string>();
  work.decided_on = ReadDate(row["decided_on"]);
  work.regulation_id = row["regulation_id"].as<std::string>();
  work.notified_on = ReadOptionalDate(row["notified_on"]);
  work.registration_id = row["registration_id"].as<std::string>();
  work.terms = ReadTerms(row);
  work.content = FromBytes(ReadBytes(row["content"]));
  work.version = row["version"].as<int>();
  work.revision = row["revision"].as<std::int64_t>();
  if (const auto stopped_on = ReadOptionalDate(row["stopped_on"])) {
    work.stop = Stop{row["stop_reason"].as<std::string>(), *stopped_on, row["stop_facts"].as<std::string>()};
  }
  return work;
}

// A work that is new here, or another state of one that is.
void SaveWork(postgres::Transaction& transaction, const std::string& authority, const AssignedWork& work) {
  const std::string content = ToBytes(work.content);
  transaction.Exec(work.revision == 1 ? kSaveWork : kReplaceWork, authority, work.id, work.official_id, work.cycle,
                   NameOf(work.state), NameOf(work.basis), NameOf(work.mode), NameOf(work.source), work.ground,
                   work.decision_id, work.document_number, work.decided_on, work.regulation_id, work.notified_on,
                   work.registration_id, work.terms.duration, work.terms.start, work.terms.end, work.terms.target_ids,
                   work.terms.multi_agency, Bytes{content}, Bytes{work.terms.digest}, work.version, work.revision,
                   work.stop ? work.stop->reason : "", work.stop ? std::optional(work.stop->stopped_on) : std::nullopt,
                   work.stop ? work.stop->facts : "");
}

void SaveVersion(postgres::Transaction& transaction, const std::string& authority, const WorkVersion& version) {
  const std::string content = ToBytes(version.content);
  transaction.Exec(kSaveVersion, authority, version.work_id, version.version, version.document_number,
                   version.decided_on, Bytes{content}, version.note);
}

Decision DecisionFrom(const pqxx::row& row) {
  Decision decision;
  decision.id = row["decision_id"].as<std::string>();
  decision.cycle = row["cycle"].as<int>();
  decision.basis = Known(ParseBasis(row["basis"].as<std::string>()));
  decision.document_number = row["document_number"].as<std::string>();
  decision.decided_on = ReadDate(row["decided_on"]);
  decision.recorded_at = ReadInstant(row["recorded_at"]);
  decision.recorded_by = row["recorded_by"].as<std::string>();
  return decision;
}

}  // namespace

std::map<std::string, AssignedWork> FindWorks(postgres::Transaction& transaction, const std::string& authority,
                                              const std::vector<std::string>& work_ids, Lock lock) {
  std::map<std::string, AssignedWork> works;
  for (const auto& row : transaction.Exec(lock == Lock::kForUpdate ? kWorksForUpdate : kWorks, authority, work_ids)) {
    AssignedWork work = WorkFrom(row);
    std::string id = work.id;
    works.emplace(std::move(id), std::move(work));
  }
  return works;
}

std::vector<WorkVersion> Versions(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& work_id) {
  std::vector<WorkVersion> versions;
  for (const auto& row : transaction.Exec(kVersions, authority, work_id)) {
    versions.push_back({work_id, row["version"].as<int>(), row["document_number"].as<std::string>(),
                        ReadDate(row["decided_on"]), FromBytes(ReadBytes(row["content"])),
                        row["note"].as<std::string>()});
  }
  return versions;
}

DecideState LoadDecideState(postgres::Transaction& transaction, const std::string& authority,
                            const DecideCommand& command) {
  std::vector<std::string> officials;
  std::vector<std::string> work_ids;
  for (const OrderItem& item : command.items) {
    officials.push_back(item.official_id);
    for (const WorkOrder& order : item.works) {
      work_ids.push_back(order.work_id);
    }
  }
  return {LoadFiles(transaction, authority, command.cycle, officials),
          FindWorks(transaction, authority, work_ids, Lock::kForUpdate),
          RegisteredBy(transaction, authority, work_ids)};
}

void Save(postgres::Transaction& transaction, const std::string& authority, const DecideDecision& result, Instant at) {
  const Decision& decision = result.decision;
  transaction.Exec(kSaveDecision, authority, decision.id, decision.cycle, NameOf(decision.basis),
                   decision.document_number, decision.decided_on, decision.recorded_at, decision.recorded_by);
  int number = 0;
  for (const DecisionItem& item : decision.items) {
    for (const DecidedWork& work : item.works) {
      const std::string content = ToBytes(work.content);
      transaction.Exec(kSaveDecidedWork, authority, decision.id, ++number, item.official_id, item.notified_on,
                       work.work_id, NameOf(work.mode), NameOf(work.source), work.ground, Bytes{content});
    }
  }
  for (const AssignedWork& work : result.works) {
    SaveWork(transaction, authority, work);
  }
  for (const WorkVersion& version : result.versions) {
    SaveVersion(transaction, authority, version);
  }
  SaveMatters(transaction, authority, result.matters, at);
}

void Save(postgres::Transaction& transaction, const std::string& authority, const ImportDecision& decision) {
  for (const AssignedWork& work : decision.works) {
    SaveWork(transaction, authority, work);
  }
  for (const WorkVersion& version : decision.versions) {
    SaveVersion(transaction, authority, version);
  }
}

void Save(postgres::Transaction& transaction, const std::string& authority, const AmendDecision& decision) {
  SaveWork(transaction, authority, decision.work);
  SaveVersion(transaction, authority, decision.version);
}

std::vector<std::string> CompleteWorks(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& official_id, const std::vector<std::string>& work_ids) {
  std::vector<std::string> completed;
  for (const auto& row : transaction.Exec(kCompleteWorks, authority, official_id, work_ids)) {
    completed.push_back(row["work_id"].as<std::string>());
  }
  std::sort(completed.begin(), completed.end());
  return completed;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const StopDecision& decision) {
  for (const AssignedWork& work : decision.works) {
    SaveWork(transaction, authority, work);
  }
}

void Save(postgres::Transaction& transaction, const std::string& authority, const ConcludeDecision& decision) {
  for (const AssignedWork& work : decision.works) {
    SaveWork(transaction, authority, work);
  }
  for (const Conclusion& conclusion : decision.conclusions) {
    transaction.Exec(kConclude, authority, conclusion.work_id, conclusion.official_id, conclusion.document_number,
                     conclusion.concluded_on, conclusion.completion_e2, NameOf(conclusion.result),
                     conclusion.effective_on);
  }
}

void Save(postgres::Transaction& transaction, const std::string& authority, const NotifyDecision& decision) {
  for (const Notification& told : decision.notifications) {
    transaction.Exec(kSaveNotification, authority, told.decision_id, told.official_id, told.notified_on,
                     told.document.number, told.document.signed_on, told.recorded_at, told.recorded_by);
    transaction.Exec(kNotifyHolder, authority, told.decision_id, told.official_id, told.notified_on);
  }
}

std::vector<Conclusion> Conclusions(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<std::string>& work_ids) {
  std::vector<Conclusion> conclusions;
  for (const auto& row : transaction.Exec(kConclusions, authority, work_ids)) {
    conclusions.push_back(
        {row["work_id"].as<std::string>(), row["official_id"].as<std::string>(),
         row["document_number"].as<std::string>(), ReadDate(row["concluded_on"]), row["completion_e2"].as<int>(),
         Known(ParseConclusionResult(row["result"].as<std::string>())), ReadDate(row["effective_on"])});
  }
  return conclusions;
}

std::vector<WaitingWork> WaitingWorks(postgres::Transaction& transaction, const std::string& authority,
                                      const std::vector<std::string>& officials) {
  std::vector<WaitingWork> waiting;
  std::vector<std::string> ids;
  for (const auto& row : transaction.Exec(kWaiting, authority, officials)) {
    waiting.push_back({WorkFrom(row), std::nullopt});
    ids.push_back(waiting.back().work.id);
  }
  std::map<std::string, Date> left_on;  // the latest conclusion stands
  for (const Conclusion& conclusion : Conclusions(transaction, authority, ids)) {
    left_on.insert_or_assign(conclusion.work_id, conclusion.effective_on);
  }
  for (WaitingWork& one : waiting) {
    if (const auto found = left_on.find(one.work.id); found != left_on.end()) {
      one.left_on = found->second;
    }
  }
  return waiting;
}

std::optional<Date> OrdinaryDecisionDay(postgres::Transaction& transaction, const std::string& authority, int cycle) {
  return ReadOptionalDate(transaction.Exec(kConcludedOn, authority, cycle)[0]["day"]);
}

std::vector<AssignedWork> ListWorks(postgres::Transaction& transaction, const std::string& authority,
                                    const WorkFilter& filter) {
  const auto [official, work] = filter.after.value_or(std::pair<std::string, std::string>());
  std::vector<AssignedWork> works;
  for (const auto& row : transaction.Exec(kListWorks, authority, filter.cycle, filter.official_id, filter.state,
                                          filter.on, filter.visible, official, work, filter.limit)) {
    works.push_back(WorkFrom(row));
  }
  return works;
}

std::vector<Decision> ListDecisions(postgres::Transaction& transaction, const std::string& authority,
                                    const DecisionFilter& filter) {
  const auto [cycle, day, id] = filter.after.value_or(std::tuple(0, Date(1900, 1, 1), std::string(kLeastUuid)));
  std::vector<Decision> decisions;
  for (const auto& row :
       transaction.Exec(kListDecisions, authority, filter.cycle, filter.visible, cycle, day, id, filter.limit)) {
    decisions.push_back(DecisionFrom(row));
  }
  return decisions;
}

std::optional<Decision> FindDecision(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& decision_id) {
  const auto rows = transaction.Exec(kDecision, authority, decision_id);
  if (rows.empty()) {
    return std::nullopt;
  }
  Decision decision = DecisionFrom(rows[0]);
  for (const auto& row : transaction.Exec(kDecidedWorks, authority, decision_id)) {
    const auto official = row["official_id"].as<std::string>();
    if (decision.items.empty() || decision.items.back().official_id != official) {
      decision.items.push_back({official, ReadOptionalDate(row["notified_on"]), {}});
    }
    decision.items.back().works.push_back({row["work_id"].as<std::string>(),
                                           Known(ParseMode(row["mode"].as<std::string>())),
                                           Known(ParseSource(row["source"].as<std::string>())),
                                           row["ground"].as<std::string>(), FromBytes(ReadBytes(row["content"]))});
  }
  return decision;
}

}  // namespace dotpha::review::store
