// Use case: the Organisation Commission imports what a stage work had achieved in a year that began before this
// authority went live (opening; Điều 4 khoản 4, I-38). Later reports go on from there.
//
// Errors: INVALID_ARGUMENT DOCUMENT_REQUIRED, WORK_NOT_ASSIGNED, YEAR_NOT_IN_WORK, YEAR_NOT_BEFORE_LIVE, ITEMS_MISSING,
// DUPLICATE_ITEM, LEAF_OUT_OF_RANGE; FAILED_PRECONDITION ALREADY_IMPORTED.
#pragma once

#include "services/reporting/domain/circumstances.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting {

struct YearResultDecision {
  YearResult result;
  std::vector<Event> events;
};
Result<YearResultDecision> ImportYearResult(const YearResult& result, std::vector<Violation> read, bool imported_before,
                                            const Circumstances& circumstances);

}  // namespace dotpha::reporting
