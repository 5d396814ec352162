// Use case: a body appraises the reports of its officials for a period, or the Organisation Commission those of all
// (Điều 5 khoản 2; R5.2-BODY, R5.2-BTC). It may be done again: a later remark stands beside the earlier one.
//
// Errors: INVALID_ARGUMENT PERIOD_UNKNOWN, MISSING_REMARKS, FIELD_TOO_LONG; FAILED_PRECONDITION NOTHING_TO_APPRAISE;
// PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include "services/reporting/domain/circumstances.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting {

struct AppraiseCommand {
  std::string body_id;  // of the general one: BTC
  std::string period;   // "2022-Q1", "2022-H1", "2022"
  std::string remarks;
  bool general = false;
  std::string new_appraisal_id;
};

// The duties that belong to a period: "2022-H1" takes RPT_H1 of 2022 and RPT_Q 2022-Q2, which fall on one day (I-07);
// "2022" the annual and stage reports and the fourth quarter. Empty for what is no period. RPT_STAGE: period "*".
std::vector<DutyKey> DutiesOf(const std::string& period);

// A report of the period and what is known of its official.
struct ReportInQuestion {
  Report report;
  std::string lead;  // of its official on that day
};

struct AppraisalDecision {
  Appraisal appraisal;
  std::vector<Report> reports;        // with their new states; revisions already counted up
  std::vector<HistoryEntry> history;  // of each report
  std::vector<Event> events;
};

// `regulation`: in force on the day of the call. Reports of officials whom another body leads are left alone.
Result<AppraisalDecision> Appraise(const AppraiseCommand& command, const std::vector<ReportInQuestion>& reports,
                                   const statute::Regulation& regulation, const std::string& actor,
                                   const std::vector<std::string>& actor_roles, Instant received_at,
                                   Instant arrived_at);

}  // namespace dotpha::reporting
