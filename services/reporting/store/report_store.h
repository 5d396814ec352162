// The tables of reports: heads, versions, covered duties, the latest value of each item.
#pragma once

#include <set>
#include <tuple>

#include "services/reporting/domain/appraise.h"
#include "services/reporting/domain/change_plan.h"
#include "services/reporting/domain/submit_report.h"
#include "services/reporting/store/document_store.h"

namespace dotpha::reporting::store {

struct ReportFilter {
  std::string official_id;           // "": all
  std::string duty;                  // "": all
  std::string period;                // "": all
  std::optional<ReportState> state;  // unset: all
  Visible visible;
  int limit = 50;
  // Last row of the page before: received_at, report_id.
  std::optional<std::pair<Instant, std::string>> after;
};

// What of these plans' works was reported, and which duties of the official are discharged. `plans`: sent ones.
ReportBasis LoadBasis(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                      std::vector<Plan> plans);
// Whether a report was sent on a work of the plan, and which quarters the official's reports covered.
ReportedPeriods LoadReportedPeriods(postgres::Transaction& transaction, const std::string& authority, const Plan& plan,
                                    const std::vector<statute::InForce>& law);
// version 0: the newest.
std::optional<Report> FindReport(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& report_id, int version);
void SaveReport(postgres::Transaction& transaction, const std::string& authority, const ReportDecision& decision);
// Oldest receipt first.
std::vector<Report> ListReports(postgres::Transaction& transaction, const std::string& authority,
                                const ReportFilter& filter);
// Those that cover one of the duties (a stage report: of the period's year). Locked to the end of the transaction, by
// id.
std::vector<Report> ReportsCovering(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<DutyKey>& covered, const std::string& period);
void SaveAppraisal(postgres::Transaction& transaction, const std::string& authority, const AppraisalDecision& decision);
// Oldest first; "" period: all.
std::vector<Appraisal> ListAppraisals(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& period);

bool YearResultImported(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id,
                        int year);
void SaveYearResult(postgres::Transaction& transaction, const std::string& authority, const YearResult& result,
                    Instant recorded_at);

}  // namespace dotpha::reporting::store
