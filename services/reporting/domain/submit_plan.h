// Use cases: an official drafts and sends his plan, or a clerk of BTC enters his paper (Điều 4 khoản 4; R4.4a-DUTY,
// R4.4a-CONTENT, R4.4b-DEADLINE, R4.4-NOAPPROVAL, I-02). One plan for each PLAN duty: official, cycle and occasion.
//
// Errors: INVALID_ARGUMENT with every bad field (plan_content.h; STAMP_ reasons), PERMISSION_DENIED ROLE_NOT_ALLOWED,
// FAILED_PRECONDITION PLAN_NOT_OWED, ALREADY_SUBMITTED, TRANSITION_NOT_ALLOWED, NOT_IN_SCOPE, ABORTED ETAG_MISMATCH.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/reporting/domain/circumstances.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting {

struct SubmitPlanCommand {
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  PlanContent content;
  std::vector<Violation> violations;              // found while reading the request
  std::optional<PaperStamp> paper;                // set: entered by a clerk of BTC
  std::optional<std::int64_t> expected_revision;  // from the etag
  bool draft = false;                             // keep, do not send
  std::string new_plan_id;
};

struct PlanDecision {
  Plan plan;  // the new state; revision already counted up
  HistoryEntry history;
  std::vector<Delivery> deliveries;
  std::vector<Event> events;
};

// `plans`: all of the official's plans of the cycle, drafts included.
Result<PlanDecision> SubmitPlan(const SubmitPlanCommand& command, const std::vector<Plan>& plans,
                                const Circumstances& circumstances);

}  // namespace dotpha::reporting
