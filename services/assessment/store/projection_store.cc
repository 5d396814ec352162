#include "services/assessment/store/projection_store.h"

#include <nlohmann/json.hpp>

namespace dotpha::assessment::store {
namespace {

using postgres::Statement;

constexpr Statement kSaveHolding{"assessment.save_holding", R"sql(
INSERT INTO holding (authority, assignment_id, work_id, official_id, cycle, duration, start_on, end_on, assigned_on,
                     stream_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (authority, assignment_id, work_id) DO NOTHING)sql"};
constexpr Statement kAmendHolding{"assessment.amend_holding", R"sql(
UPDATE holding SET duration = $4, start_on = $5, end_on = $6
WHERE authority = $1 AND work_id = $2 AND official_id = $3 AND until IS NULL)sql"};
constexpr Statement kEndHolding{"assessment.end_holding", R"sql(
UPDATE holding SET until = $4, end_reason = $5
WHERE authority = $1 AND work_id = $2 AND official_id = $3 AND until IS NULL)sql"};
constexpr Statement kSavePlan{"assessment.save_plan", R"sql(
INSERT INTO work_plan (authority, work_id, cycle, official_id, plan_id, version, shares)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (authority, work_id, cycle) DO UPDATE
SET official_id = excluded.official_id, plan_id = excluded.plan_id, version = excluded.version,
    shares = excluded.shares)sql"};
constexpr Statement kSaveReport{"assessment.save_report", R"sql(
INSERT INTO report_version (authority, report_id, version, official_id, year, received_at, self_overall, self_works,
                            stream_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (authority, report_id, version) DO NOTHING)sql"};
constexpr Statement kYearOfReport{"assessment.year_of_report", R"sql(
SELECT year FROM report_version WHERE authority = $1 AND report_id = $2 ORDER BY version DESC LIMIT 1)sql"};
constexpr Statement kSaveItem{"assessment.save_item", R"sql(
INSERT INTO item_completion (authority, work_id, item_id, stream_seq, report_id, version, year, completion_e2)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (authority, work_id, item_id, stream_seq) DO NOTHING)sql"};
constexpr Statement kSaveCompletion{"assessment.save_completion", R"sql(
INSERT INTO work_completion (authority, work_id, official_id, report_id, completed_on)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (authority, work_id, official_id) DO NOTHING)sql"};
constexpr Statement kSaveFlag{"assessment.save_flag", R"sql(
INSERT INTO violation_flag (authority, flag_name, official_id, obligation_id, last_on_time_day, grade, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (authority, flag_name) DO UPDATE
SET last_on_time_day = excluded.last_on_time_day, grade = excluded.grade, withdrawn = excluded.withdrawn)sql"};

}  // namespace

void SaveHolding(postgres::Transaction& transaction, const HoldingRow& row) {
  transaction.Exec(kSaveHolding, row.authority, row.assignment_id, row.holding.work_id, row.official_id, row.cycle,
                   row.holding.duration, row.holding.start, row.holding.end, row.assigned_on, row.stream_seq);
}

void AmendHolding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  const Holding& holding) {
  transaction.Exec(kAmendHolding, authority, holding.work_id, official_id, holding.duration, holding.start,
                   holding.end);
}

void EndHolding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                const std::string& work_id, Date until, const std::string& reason) {
  transaction.Exec(kEndHolding, authority, work_id, official_id, until, reason);
}

void SavePlan(postgres::Transaction& transaction, const PlanRow& row) {
  transaction.Exec(kSavePlan, row.authority, row.work_id, row.cycle, row.official_id, row.plan_id, row.version,
                   postgres::Bytes{row.shares});
}

void SaveReport(postgres::Transaction& transaction, const ReportRow& row) {
  transaction.Exec(kSaveReport, row.authority, row.report_id, row.version, row.official_id, row.year, row.received_at,
                   row.self.overall, nlohmann::json(row.self.works).dump(), row.stream_seq);
}

std::optional<int> YearOfReport(postgres::Transaction& transaction, const std::string& authority,
                                const std::string& report_id) {
  const auto rows = transaction.Exec(kYearOfReport, authority, report_id);
  return rows.empty() ? std::nullopt : std::optional(rows[0]["year"].as<int>());
}

void SaveItem(postgres::Transaction& transaction, const ItemRow& row) {
  transaction.Exec(kSaveItem, row.authority, row.work_id, row.item_id, row.stream_seq, row.report_id, row.version,
                   row.year, row.completion_e2);
}

void SaveCompletion(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                    const std::string& work_id, const std::string& report_id, Date completed_on) {
  transaction.Exec(kSaveCompletion, authority, work_id, official_id, report_id, completed_on);
}

void SaveFlag(postgres::Transaction& transaction, const std::string& authority, const std::string& flag_name,
              const std::string& official_id, const Flag& flag) {
  transaction.Exec(kSaveFlag, authority, flag_name, official_id, flag.obligation_id, flag.last_on_time_day,
                   flag.missing ? "MISSING" : "LATE", flag.withdrawn);
}

}  // namespace dotpha::assessment::store
