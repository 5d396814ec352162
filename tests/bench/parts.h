// The parts of dotpha-bench. Each starts the services that it needs and returns what it measured; see ./dotpha bench
// --help.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/bench/measure.h"

namespace dotpha::bench {

// SubmitRegistration against submit_registration.sql, and from the reply to the obligation that shows it:
//   submit, ledger {per_second, ms}
nlohmann::json MeasureRegistration(const Options& options);
// SubmitPlan and SubmitReport against submit_plan.sql and submit_report.sql:
//   plan, report
nlohmann::json MeasureReporting(const Options& options);
// A year of the sample's 64 officials by dotpha-play:
//   seconds, spent {by what the player says}, cpu_seconds {by process}
nlohmann::json MeasureYear(const Options& options);
// All quarterly reports in the last minute before the deadline:
//   reports, seconds, ms, errors {by reason}, settled_after_seconds, resident_kib {by service}
nlohmann::json MeasureRush(const Options& options);
// Pages of lists at 10^3, 10^4 and 10^5 rows:
//   by list: {by size: {first_ms, middle_ms, last_ms}}
nlohmann::json MeasureLists(const Options& options);
// Each service alone, five times: start_ms, resident_kib
nlohmann::json MeasureStart(const Options& options);

}  // namespace dotpha::bench
