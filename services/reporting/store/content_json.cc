#include "services/reporting/store/content_json.h"

#include <nlohmann/json.hpp>

namespace dotpha::reporting {

// The names below are those of the columns' JSON: a field that is renamed needs a migration.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlannedItem, id, text, product, share_e2, target_ids)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlannedMonth, month, share_e2, items)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlannedQuarter, quarter, share_e2, months)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlannedYear, year, share_e2, quarters)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlannedWork, work_id, stage, years)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Coordination, work_id, arrangement, agency_ids)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PlanContent, general_goal, specific_goals, solutions, roadmap, coordination, works)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ReportedItem, id, completion_e2, estimated, product)

// Only a completion report has a day of completion.
void to_json(nlohmann::json& to, const ReportedWork& work) {
  to = {{"work_id", work.work_id}, {"items", work.items}, {"reason", work.reason}};
  if (work.completed_on) {
    to["completed_on"] = work.completed_on->ToString();
  }
}
void from_json(const nlohmann::json& from, ReportedWork& work) {
  from.at("work_id").get_to(work.work_id);
  from.at("items").get_to(work.items);
  from.at("reason").get_to(work.reason);
  if (const auto day = Date::Parse(from.value("completed_on", "")); day.ok()) {
    work.completed_on = *day;
  }
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Narrative, results, difficulties, directions, proposals)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SelfLevel, overall, works)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ReportContent, works, narrative, self_level)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(YearCompletion, work_id, year, completion_e2, completion_exact)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Warning, reason, field, description)

namespace store {

using nlohmann::json;

std::string ToJson(const PlanContent& content) { return json(content).dump(); }
std::string ToJson(const ReportContent& content) { return json(content).dump(); }
std::string ToJson(const std::vector<YearCompletion>& completion) { return json(completion).dump(); }
std::string ToJson(const std::vector<Warning>& warnings) { return json(warnings).dump(); }

PlanContent PlanContentFromJson(const std::string& text) { return json::parse(text).get<PlanContent>(); }
ReportContent ReportContentFromJson(const std::string& text) { return json::parse(text).get<ReportContent>(); }
std::vector<YearCompletion> CompletionFromJson(const std::string& text) {
  return json::parse(text).get<std::vector<YearCompletion>>();
}
std::vector<Warning> WarningsFromJson(const std::string& text) { return json::parse(text).get<std::vector<Warning>>(); }

}  // namespace store
}  // namespace dotpha::reporting
