// Use case: a clerk of BTC records that a paper of a plan or report had been stamped before it was sent electronically.
// The stamp is the receipt (I-02, H-15); what was sent stays the content.
//
// Errors: INVALID_ARGUMENT ETAG_REQUIRED, DOCUMENT_REQUIRED, STAMP_MISSING, STAMP_IN_FUTURE, FIELD_TOO_LONG; ABORTED
// ETAG_MISMATCH; PERMISSION_DENIED ROLE_NOT_ALLOWED; FAILED_PRECONDITION TRANSITION_NOT_ALLOWED, STAMP_NOT_EARLIER.
#pragma once

#include "services/reporting/domain/submit_plan.h"
#include "services/reporting/domain/submit_report.h"

namespace dotpha::reporting {

struct RecordStampCommand {
  PaperStamp paper;
  std::vector<Violation> violations;              // found while reading the request
  std::optional<std::int64_t> expected_revision;  // from the etag
};

Result<PlanDecision> RecordPlanStamp(const RecordStampCommand& command, const Plan& plan,
                                     const Circumstances& circumstances);
Result<ReportDecision> RecordReportStamp(const RecordStampCommand& command, const Report& report,
                                         const Circumstances& circumstances);

}  // namespace dotpha::reporting
