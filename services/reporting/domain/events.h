// What the domain announces. Values of the domain; events/ turns them into the public ReportingEvent, which carries
// ids, dates, shares and percentages only.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "services/reporting/domain/types.h"

namespace dotpha::reporting {

struct PlanSent {
  Plan plan;
};
// `works`: only what this version says anew.
struct ReportSent {
  Report report;
  std::vector<ReportedWork> works;
};
struct StampRecorded {
  std::string document_id;
  std::string official_id;
  std::vector<DutyKey> covers;
  Instant received_at;
  std::string paper_number;
};
struct AdHocReportSent {
  AdHocReport report;
};
struct AdHocRequested {
  AdHocRequest request;
};
struct AdHocRequestCancelled {
  AdHocRequest request;
};
struct AnnouncementRecorded {
  Announcement announcement;
};
struct ReportsAppraised {
  Appraisal appraisal;
};
struct YearResultImported {
  YearResult result;
};

using Event = std::variant<PlanSent, ReportSent, StampRecorded, AdHocReportSent, AdHocRequested, AdHocRequestCancelled,
                           AnnouncementRecorded, ReportsAppraised, YearResultImported>;

}  // namespace dotpha::reporting
