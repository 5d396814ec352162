#include "services/reporting/store/plan_store.h"

#include <limits>

#include "services/reporting/store/content_json.h"

namespace dotpha::reporting::store {
namespace {

using postgres::Statement;

#define DOTPHA_PLAN_COLUMNS                                                                            \
  "p.plan_id, p.official_id, p.cycle, p.occasion, p.state, p.channel, p.received_at, p.recorded_at, "  \
  "p.paper_number, c.version, p.regulation_id, p.revision, c.content FROM plan p JOIN plan_content c " \
  "ON c.authority = p.authority AND c.plan_id = p.plan_id "

constexpr Statement kOfOfficial{"plan.of_official",
                                "SELECT " DOTPHA_PLAN_COLUMNS
                                "AND c.version = p.version WHERE p.authority = $1 AND p.official_id = $2 "
                                "ORDER BY p.cycle, p.received_at NULLS LAST, p.plan_id"};
constexpr Statement kFind{"plan.find", "SELECT " DOTPHA_PLAN_COLUMNS
                                       "AND c.version = CASE $3::int WHEN 0 THEN p.version ELSE $3::int END "
                                       "WHERE p.authority = $1 AND p.plan_id = $2::uuid"};
constexpr Statement kSave{"plan.save", R"sql(
WITH head AS (
  INSERT INTO plan (authority, plan_id, official_id, cycle, occasion, state, channel, received_at, recorded_at,
                    paper_number, version, regulation_id, revision)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (authority, plan_id) DO UPDATE
  SET state = excluded.state, channel = excluded.channel, received_at = excluded.received_at,
      recorded_at = excluded.recorded_at, paper_number = excluded.paper_number, version = excluded.version,
      regulation_id = excluded.regulation_id, revision = excluded.revision
), draft_gone AS (
  DELETE FROM plan_content WHERE authority = $1 AND plan_id = $2 AND version = 0 AND $11 > 0
)
INSERT INTO plan_content (authority, plan_id, version, content, recorded_at)
VALUES ($1, $2, $11, $14, $9)
ON CONFLICT (authority, plan_id, version) DO UPDATE
SET content = excluded.content, recorded_at = excluded.recorded_at)sql"};
// An array, not EXISTS: that one may be answered by reading every delivery there is. From cycle $2 to $12, so that a
// page of one cycle does not read its way through the others.
constexpr Statement kList{"plan.list", "SELECT " DOTPHA_PLAN_COLUMNS R"sql(AND c.version = p.version
WHERE p.authority = $1
  AND p.cycle BETWEEN $2::int AND $12::int
  AND ($3::text = '' OR p.official_id = $3::text)
  AND ($4::text = '' OR p.state = $4::text)
  AND (p.state <> 'DRAFT' OR p.official_id = ANY ($6::text[]))
  AND ($5::bool OR p.official_id = ANY ($6::text[])
       OR ARRAY(SELECT d.body_id FROM delivery d
                WHERE d.authority = p.authority AND d.document_id = p.plan_id) && $7::text[])
  AND (p.cycle, p.official_id, p.plan_id) > ($8::int, $9::text, $10::uuid)
ORDER BY p.cycle, p.official_id, p.plan_id
LIMIT $11::int)sql"};

#undef DOTPHA_PLAN_COLUMNS

constexpr char kLeastUuid[] = "00000000-0000-0000-0000-000000000000";

PlanState StateFrom(const std::string& word) {
  const auto state = ParsePlanState(word);
  if (!state.ok()) {
    throw std::domain_error("an unknown word in a table");
  }
  return *state;
}

Plan FromRow(const pqxx::row& row) {
  Plan plan;
  plan.id = row["plan_id"].as<std::string>();
  plan.official_id = row["official_id"].as<std::string>();
  plan.cycle = row["cycle"].as<int>();
  plan.occasion = postgres::ReadOptionalDate(row["occasion"]);
  plan.state = StateFrom(row["state"].as<std::string>());
  plan.content = PlanContentFromJson(row["content"].as<std::string>());
  plan.channel = row["channel"].as<std::string>() == "PAPER" ? Channel::kPaper : Channel::kElectronic;
  plan.received_at = postgres::ReadOptionalInstant(row["received_at"]);
  plan.recorded_at = postgres::ReadInstant(row["recorded_at"]);
  plan.paper_number = row["paper_number"].as<std::string>();
  plan.version = row["version"].as<int>();
  plan.regulation_id = row["regulation_id"].as<std::string>();
  plan.revision = row["revision"].as<std::int64_t>();
  return plan;
}

std::vector<Plan> FromRows(const pqxx::result& rows) {
  std::vector<Plan> plans;
  for (const auto& row : rows) {
    plans.push_back(FromRow(row));
  }
  return plans;
}

}  // namespace

std::vector<Plan> PlansOf(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& official_id) {
  return FromRows(transaction.Exec(kOfOfficial, authority, official_id));
}

std::optional<Plan> FindPlan(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& plan_id, int version) {
  const auto rows = transaction.Exec(kFind, authority, plan_id, version);
  return rows.empty() ? std::nullopt : std::optional(FromRow(rows[0]));
}

void SavePlan(postgres::Transaction& transaction, const std::string& authority, const PlanDecision& decision) {
  const Plan& plan = decision.plan;
  transaction.Exec(kSave, authority, plan.id, plan.official_id, plan.cycle, plan.occasion, NameOf(plan.state),
                   plan.channel == Channel::kPaper ? "PAPER" : "ELECTRONIC", plan.received_at, plan.recorded_at,
                   plan.paper_number, plan.version, plan.regulation_id, plan.revision, ToJson(plan.content));
  AddDeliveries(transaction, authority, plan.id, decision.deliveries);
  AddHistory(transaction, authority, plan.id, decision.history);
}

std::vector<Plan> ListPlans(postgres::Transaction& transaction, const std::string& authority,
                            const PlanFilter& filter) {
  const auto [cycle, official_id, plan_id] =
      filter.after.value_or(std::make_tuple(filter.cycle, std::string(), std::string(kLeastUuid)));
  const int last_cycle = filter.cycle != 0 ? filter.cycle : std::numeric_limits<int>::max();
  return FromRows(transaction.Exec(kList, authority, filter.cycle, filter.official_id,
                                   filter.state ? std::string(NameOf(*filter.state)) : std::string(),
                                   filter.visible.everyone, filter.visible.own, filter.visible.bodies, cycle,
                                   official_id, plan_id, filter.limit, last_cycle));
}

}  // namespace dotpha::reporting::store
