// What a report must hold, and what it covers (Điều 5 khoản 1, khoản 3; R5.3-CONTENT, R5.3-FORM, R7.3a-SELF, I-05,
// I-07).
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/violations.h"
#include "libs/statute/completion.h"
#include "services/reporting/domain/circumstances.h"

namespace dotpha::reporting {

// What the service holds of an official when he reports.
struct ReportBasis {
  std::vector<Plan> plans;                            // sent ones, of all cycles, oldest first
  std::set<DutyKey> discharged;                       // covered by his earlier reports
  std::map<std::string, statute::ItemResults> items;  // by work: what was reported last
};

// The newest tree of each work that he planned, by work id.
std::map<std::string, PlannedWork> PlannedWorks(const std::vector<Plan>& plans);

// Year and months, first to last, that a periodic report is about, as the regulation that knows the duty says; the year
// 0 for one about a whole stage.
struct Period {
  int year = 0;
  int first_month = 1;
  int last_month = 12;
};
Period PeriodOf(const DutyKey& key, const std::vector<statute::InForce>& law);
// Year and number of every part of a plan (PlannedQuarter) that lies in it; none for a stage or a departure.
std::vector<std::pair<int, int>> QuartersOf(const DutyKey& key, const std::vector<statute::InForce>& law);

// "RPT_Q 2022-Q1", as people and metadata see it.
std::string ToText(const DutyKey& key);

// The covered duties: each exists, is not discharged, stands there once. Returns those that may be discharged.
std::vector<statute::DerivedObligation> CheckCovers(const std::vector<DutyKey>& covers, const std::string& official_id,
                                                    const ReportBasis& basis, const Circumstances& circumstances,
                                                    Date day, Violations& violations);

// A report duty that is not discharged. Pre-selected: of the same last on-time day as the next one to come, else as the
// latest past one (I-07).
struct CoverableDuty {
  statute::DerivedObligation duty;
  bool preselected = false;
};
std::vector<CoverableDuty> OpenReports(const std::set<DutyKey>& discharged, const std::string& official_id,
                                       const Circumstances& circumstances, Date today);

// Rows and texts of a report that may be partial (a correction): works and items are planned ones, each once.
void CheckReportRows(const ReportContent& content, const std::map<std::string, PlannedWork>& planned,
                     const statute::Regulation& regulation, Violations& violations);

// All that a report on these duties must hold beyond that. `departure`: it is about what he leaves behind alone.
void CheckReportComplete(const ReportContent& content, const std::vector<statute::DerivedObligation>& duties,
                         const std::map<std::string, PlannedWork>& planned, const std::string& official_id,
                         const Circumstances& circumstances, const statute::Regulation& regulation, Date day,
                         bool departure, Violations& violations);

// SELF_LEVEL_MISMATCH: a level that he takes is not the band of what he reports (I-41, E-17). `items`: with this
// report.
std::vector<Warning> SelfLevelWarnings(const ReportContent& content, const std::vector<DutyKey>& covers,
                                       const std::map<std::string, PlannedWork>& planned,
                                       const std::map<std::string, statute::ItemResults>& items,
                                       const statute::Regulation& regulation, const std::vector<statute::InForce>& law);

// What the works' rows say, put over what was said before.
void Apply(const std::vector<ReportedWork>& works, std::map<std::string, statute::ItemResults>& items);

}  // namespace dotpha::reporting
