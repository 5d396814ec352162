// Use cases: an official changes a plan that he sent; BTC or the lead body asks him to (Điều 4 khoản 4, Điều 5 khoản 2;
// I-31, R4.4c-MONITOR, R5.2-ADJUST). The first receipt still counts.
//
// Errors: INVALID_ARGUMENT (plan_content.h; ETAG_REQUIRED, FIELD_IMMUTABLE, NOTE_REQUIRED), ABORTED ETAG_MISMATCH,
// PERMISSION_DENIED ROLE_NOT_ALLOWED, FAILED_PRECONDITION PLAN_FROZEN (metadata cause: NO_AMENDMENT, CLOSED_PERIOD,
// WORK_NOT_AMENDED; nodes), TRANSITION_NOT_ALLOWED.
#pragma once

#include "services/reporting/domain/submit_plan.h"

namespace dotpha::reporting {

struct CorrectPlanCommand {
  std::string official_id;  // as the request gives them: empty or unchanged
  int cycle = 0;
  std::optional<Date> occasion;
  PlanContent content;
  std::vector<Violation> violations;
  std::string note;
  std::optional<std::int64_t> expected_revision;
};

// Covered quarters of the reports on the plan's works so far.
struct ReportedPeriods {
  bool any = false;                             // a report on one of its works was sent
  std::vector<std::pair<int, int>> quarters{};  // year and quarter that a report covered
};

Result<PlanDecision> CorrectPlan(const CorrectPlanCommand& command, const Plan& plan, const ReportedPeriods& reported,
                                 const Circumstances& circumstances);

struct AskCorrectionCommand {
  std::string note;
  std::optional<std::int64_t> expected_revision;
};
Result<PlanDecision> AskPlanCorrection(const AskCorrectionCommand& command, const Plan& plan,
                                       const Circumstances& circumstances);

}  // namespace dotpha::reporting
