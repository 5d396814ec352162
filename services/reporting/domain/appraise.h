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
  std::string period;   // see DutiesOf
  std::string remarks;
  bool general = false;
  std::string new_appraisal_id;
};

// The duties that belong to a period of one of these laws. A period that the law names by a suffix ("2022-Q3") is that
// one alone; the half-year "2022-H1" and the year "2022" take what falls on the same day, too (I-07): RPT_H1 and RPT_Q
// 2022-Q2; the annual report, the fourth quarter and the stage reports (period "*"). Empty for what is no period.
std::vector<DutyKey> DutiesOf(const std::string& period, const std::vector<statute::InForce>& law);

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

// `duties`: those of the period. `regulation`: in force on the day of the call. Reports of officials whom another body
// leads are left alone.
Result<AppraisalDecision> Appraise(const AppraiseCommand& command, const std::vector<DutyKey>& duties,
                                   const std::vector<ReportInQuestion>& reports, const statute::Regulation& regulation,
                                   const std::string& actor, const std::vector<std::string>& actor_roles,
                                   Instant received_at, Instant arrived_at);

}  // namespace dotpha::reporting
