// What may be written in a registration, and what must (Điều 3; Điều 4 khoản 1; Mẫu số 01). The demands come from the
// regulation's tables (required fields, kinds, durations, categories, classifications); only lengths and the plain
// logic of dates stand here.
//
// Reasons: FIELD_TOO_LONG, TOO_MANY, ID_INVALID, DUPLICATE_ID, DUPLICATE_TARGET, UNKNOWN_AGENCY,
// CLASSIFICATION_NOT_ALLOWED for drafts too; for a submission also those of the regulation (MISSING_GOALS,
// MISSING_TARGETS, MISSING_ROADMAP, MISSING_NAME, MISSING_BASIS, MISSING_FIELD_IN_CHARGE), KIND_NOT_ALLOWED, NO_WORKS,
// ADJUSTS_REQUIRED, REASON_REQUIRED, DURATION_NOT_ALLOWED, CATEGORY_NOT_ALLOWED, END_BEFORE_START, START_OUTSIDE_CYCLE,
// END_OUTSIDE_CYCLE, DATES_DO_NOT_FIT_DURATION, TARGET_TEXT_MISSING.
#pragma once

#include <optional>

#include "libs/statute/law.h"
#include "libs/statute/work_content.h"
#include "services/registration/domain/directory.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration {

using statute::kMaxIdLength;
using statute::kMaxNameLength;
using statute::kMaxTextLength;
using statute::kMaxWorks;

// Lengths, ids and classification: what even a draft must keep. `regulation` may be null (no law in force yet): then
// nothing classified at all is accepted but the empty classification.
void CheckLimits(const Content& content, const statute::Regulation* regulation, const Directory& directory,
                 Violations& violations);

// Everything that a submission for the cycle needs. `occasion`: of a late appointee, who may, with a reason, leave it
// to the Standing Committee what he is given where the law's kind says so (R4.4b-NEWAPPT: new work, or the
// predecessor's).
//
// `held_works`: what the official holds, where that is known; then the kinds of who holds a running stage work are his
// alone, and he adjusts what he holds (R4.1-STAGEHOLDER): KIND_NOT_ALLOWED, WORK_NOT_HELD.
void CheckComplete(const Content& content, const statute::Regulation& regulation, int cycle,
                   std::optional<Date> occasion, const std::optional<std::vector<HeldWork>>& held_works,
                   Violations& violations);

// A regulation that demands a field which registrations do not have is refused when the service starts:
// FAILED_PRECONDITION REGULATION_NOT_SUPPORTED.
Result<void> CheckRegulation(const statute::Regulation& regulation);

}  // namespace dotpha::registration
