#include "services/reporting/domain/import_year_result.h"

#include <algorithm>
#include <set>

#include "libs/base/violations.h"

namespace dotpha::reporting {

Result<YearResultDecision> ImportYearResult(const YearResult& result, std::vector<Violation> read, bool imported_before,
                                            const Circumstances& circumstances) {
  Violations violations(std::move(read));
  violations.AddAll(CheckDocument(result.document, "document"));
  const Date today = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, today));
  DOTPHA_TRY(workflow::Find(*regulation, "report"));
  std::optional<HeldWork> held;
  for (const int cycle : {result.year, today.year(), today.year() + 1}) {
    for (const HeldWork& work : WorksHeld(circumstances, *regulation, result.official_id, cycle, today)) {
      if (work.work_id == result.work_id && work.stage) {
        held = work;
      }
    }
  }
  if (!held) {
    violations.Add("work_id", "WORK_NOT_ASSIGNED", "the official holds no stage work of this id");
  } else if (result.year < held->start.year() || held->end.year() < result.year) {
    violations.Add(
        "year", "YEAR_NOT_IN_WORK",
        "the work runs from " + std::to_string(held->start.year()) + " to " + std::to_string(held->end.year()));
  }
  if (result.year > circumstances.known.facts.live_from.year()) {
    violations.Add("year", "YEAR_NOT_BEFORE_LIVE",
                   "years after " + circumstances.known.facts.live_from.ToString() + " are reported, not imported");
  }
  if (result.items.empty()) {
    violations.Add("items", "ITEMS_MISSING", "completions of that year's items");
  }
  std::set<std::string> ids;
  for (std::size_t i = 0; i < result.items.size(); ++i) {
    const std::string field = "items[" + std::to_string(i) + "]";
    if (result.items[i].id.empty() || !ids.insert(result.items[i].id).second) {
      violations.Add(field + ".item_id", "DUPLICATE_ITEM", "each item has an id and stands there once");
    }
    if (result.items[i].completion_e2 < 0) {
      violations.Add(field + ".completion_e2", "LEAF_OUT_OF_RANGE", "a completion is not below 0");
    }
  }
  DOTPHA_TRY(violations.Check());
  if (imported_before) {
    return FailedPrecondition("ALREADY_IMPORTED", "this year of the work was imported before")
        .With("work_id", result.work_id)
        .With("year", std::to_string(result.year));
  }
  return YearResultDecision{result, {YearResultImported{result}}};
}

}  // namespace dotpha::reporting
