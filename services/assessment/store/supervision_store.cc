#include "services/assessment/store/supervision_store.h"

namespace dotpha::assessment::store {
namespace {

using postgres::ReadInstant;
using postgres::ReadOptionalDate;
using postgres::ReadTextArray;
using postgres::Statement;

#define DOTPHA_TASK_FORCE_COLUMNS                                                                             \
  "SELECT task_force_id, body_id, cycle, member_ids, official_ids, reason, state, proposed_at, proposed_by, " \
  "approval_number, approval_signed_on, revision FROM task_force "
constexpr Statement kFind{"assessment.find_task_force",
                          DOTPHA_TASK_FORCE_COLUMNS "WHERE authority = $1 AND task_force_id = $2::uuid FOR UPDATE"};
constexpr Statement kList{"assessment.list_task_forces", DOTPHA_TASK_FORCE_COLUMNS R"sql(
WHERE authority = $1 AND ($2::int = 0 OR cycle = $2::int) AND ($3::text = '' OR state = $3::text)
  AND ($4::text[] IS NULL OR body_id = ANY ($4::text[]))
ORDER BY task_force_number LIMIT 1000)sql"};
#undef DOTPHA_TASK_FORCE_COLUMNS
constexpr Statement kSave{"assessment.save_task_force", R"sql(
INSERT INTO task_force (authority, task_force_id, body_id, cycle, member_ids, official_ids, reason, state, proposed_at,
                        proposed_by, approval_number, approval_signed_on, revision)
VALUES ($1, $2, $3, $4, $5::text[], $6::text[], $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (authority, task_force_id) DO UPDATE
SET state = excluded.state, approval_number = excluded.approval_number,
    approval_signed_on = excluded.approval_signed_on, revision = excluded.revision)sql"};
constexpr Statement kSaveFeedback{"assessment.save_feedback", R"sql(
INSERT INTO feedback (authority, feedback_id, body_id, official_id, agency_id, feedback_text, source, recorded_at,
                      recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql"};
constexpr Statement kListFeedback{"assessment.list_feedback", R"sql(
SELECT feedback_id, body_id, official_id, agency_id, feedback_text, source, recorded_at, recorded_by FROM feedback
WHERE authority = $1 AND ($2::text = '' OR official_id = $2::text)
  AND ($3::text[] IS NULL OR body_id = ANY ($3::text[]))
  AND (recorded_at, feedback_id) < ($4::timestamptz, $5::uuid)
ORDER BY recorded_at DESC, feedback_id DESC LIMIT $6::int)sql"};

constexpr char kGreatestUuid[] = "ffffffff-ffff-ffff-ffff-ffffffffffff";

TaskForce FromRow(const pqxx::row& row) {
  TaskForce task_force;
  task_force.id = row["task_force_id"].as<std::string>();
  task_force.body_id = row["body_id"].as<std::string>();
  task_force.cycle = row["cycle"].as<int>();
  task_force.member_ids = ReadTextArray(row["member_ids"]);
  task_force.official_ids = ReadTextArray(row["official_ids"]);
  task_force.reason = row["reason"].as<std::string>();
  task_force.state = row["state"].as<std::string>();
  task_force.proposed_at = ReadInstant(row["proposed_at"]);
  task_force.proposed_by = row["proposed_by"].as<std::string>();
  task_force.approval = {row["approval_number"].as<std::string>(), ReadOptionalDate(row["approval_signed_on"])};
  task_force.revision = row["revision"].as<std::int64_t>();
  return task_force;
}

}  // namespace

std::optional<TaskForce> FindTaskForce(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& task_force_id) {
  const auto rows = transaction.Exec(kFind, authority, task_force_id);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

void Save(postgres::Transaction& transaction, const std::string& authority, const TaskForce& task_force) {
  transaction.Exec(kSave, authority, task_force.id, task_force.body_id, task_force.cycle, task_force.member_ids,
                   task_force.official_ids, task_force.reason, task_force.state, task_force.proposed_at,
                   task_force.proposed_by, task_force.approval.number, task_force.approval.signed_on,
                   task_force.revision);
}

std::vector<TaskForce> ListTaskForces(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                      const std::string& state, const std::optional<std::vector<std::string>>& bodies) {
  std::vector<TaskForce> task_forces;
  for (const auto& row : transaction.Exec(kList, authority, cycle, state, bodies)) {
    task_forces.push_back(FromRow(row));
  }
  return task_forces;
}

void Save(postgres::Transaction& transaction, const std::string& authority, const Feedback& feedback) {
  transaction.Exec(kSaveFeedback, authority, feedback.id, feedback.body_id, feedback.official_id, feedback.agency_id,
                   feedback.text, feedback.source, feedback.recorded_at, feedback.recorded_by);
}

std::vector<Feedback> ListFeedback(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& official_id,
                                   const std::optional<std::vector<std::string>>& bodies,
                                   const std::optional<FeedbackKey>& after, int limit) {
  const FeedbackKey key = after.value_or(FeedbackKey{Instant::Max(), kGreatestUuid});
  std::vector<Feedback> feedback;
  for (const auto& row :
       transaction.Exec(kListFeedback, authority, official_id, bodies, key.recorded_at, key.feedback_id, limit)) {
    feedback.push_back({row["feedback_id"].as<std::string>(), row["body_id"].as<std::string>(),
                        row["official_id"].as<std::string>(), row["agency_id"].as<std::string>(),
                        row["feedback_text"].as<std::string>(), row["source"].as<std::string>(),
                        ReadInstant(row["recorded_at"]), row["recorded_by"].as<std::string>()});
  }
  return feedback;
}

}  // namespace dotpha::assessment::store
