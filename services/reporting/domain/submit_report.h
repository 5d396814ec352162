// Use cases: an official reports, or a clerk of BTC enters his paper; he corrects what he reported (Điều 5 khoản 1,
// khoản 3; R5.1-QUARTER, R5.1-HALF, R5.1-YEAR, R5.1-STAGE, R5.1-ROUTE, R5.3-CONTENT, I-02, I-07, I-36). One document
// may discharge several duties; a correction discharges none, and the original stays.
//
// Errors: INVALID_ARGUMENT with every bad field (report_service.proto), PERMISSION_DENIED ROLE_NOT_ALLOWED,
// FAILED_PRECONDITION PLAN_MISSING, NOT_IN_SCOPE, TRANSITION_NOT_ALLOWED, ABORTED ETAG_MISMATCH.
#pragma once

#include "services/reporting/domain/events.h"
#include "services/reporting/domain/report_content.h"

namespace dotpha::reporting {

struct SubmitReportCommand {
  std::string official_id;
  std::vector<DutyKey> covers;
  ReportContent content;
  std::vector<Violation> violations;  // found while reading the request
  std::optional<PaperStamp> paper;    // set: entered by a clerk of BTC
  std::string new_report_id;
};

struct ReportDecision {
  Report report;  // the new state; revision already counted up
  HistoryEntry history;
  std::vector<Delivery> deliveries;
  std::vector<ReportedWork> said;   // rows that replace what was said of their items before
  std::vector<DutyKey> discharged;  // newly
  std::vector<Event> events;
};

Result<ReportDecision> SubmitReport(const SubmitReportCommand& command, const ReportBasis& basis,
                                    const Circumstances& circumstances);

// He reports works as complete, with the day of completion and a level for each (Điều 7 khoản 1, khoản 3 điểm a;
// R7.1-EARLY, I-23). Covers RPT_DONE of each; nothing is ended by it. FAILED_PRECONDITION COMPLETION_NOT_NAMED.
Result<ReportDecision> ReportCompletion(const SubmitReportCommand& command, const ReportBasis& basis,
                                        const Circumstances& circumstances);

struct CorrectReportCommand {
  std::string official_id;              // as the request gives it: empty or unchanged
  std::vector<DutyKey> covers;          // must be empty
  std::vector<ReportedWork> works;      // items that change
  std::optional<Narrative> narrative;   // its parts that change
  std::optional<SelfLevel> self_level;  // its levels that change
  std::string note;
  std::vector<Violation> violations;
  std::optional<std::int64_t> expected_revision;
};

Result<ReportDecision> CorrectReport(const CorrectReportCommand& command, const Report& report,
                                     const ReportBasis& basis, const Circumstances& circumstances);

}  // namespace dotpha::reporting
