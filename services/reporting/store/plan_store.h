// The tables of plans: heads and versions of their contents.
#pragma once

#include <tuple>

#include "services/reporting/domain/submit_plan.h"
#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::store {

struct PlanFilter {
  int cycle = 0;                   // 0: all
  std::string official_id;         // "": all
  std::optional<PlanState> state;  // unset: all
  Visible visible;
  int limit = 50;
  // Last row of the page before: cycle, official_id, plan_id.
  std::optional<std::tuple<int, std::string, std::string>> after;
};

// All of the official's plans, drafts included, oldest first (by cycle, then first receipt).
std::vector<Plan> PlansOf(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& official_id);
// version 0: the newest.
std::optional<Plan> FindPlan(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& plan_id, int version);
// New state, content, deliveries and history.
void SavePlan(postgres::Transaction& transaction, const std::string& authority, const PlanDecision& decision);
std::vector<Plan> ListPlans(postgres::Transaction& transaction, const std::string& authority, const PlanFilter& filter);

}  // namespace dotpha::reporting::store
