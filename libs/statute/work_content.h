// What may be written in a work, and what must, whoever writes it: an official who registers it, a body that proposes
// it otherwise, the Standing Committee that assigns it (Điều 3; Điều 4 khoản 1, 3; Mẫu số 01). The demands come from
// the regulation; only lengths and the plain logic of dates stand here.
//
// `row` is the work's path in the request ("registration.works[0]"): every violation names its field under it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "libs/base/violations.h"
#include "libs/statute/law.h"
#include "libs/statute/work.h"

namespace dotpha::statute {

inline constexpr std::size_t kMaxNameLength = 1000;
inline constexpr std::size_t kMaxTextLength = 10000;
inline constexpr std::size_t kMaxIdLength = 64;
inline constexpr std::size_t kMaxWorks = 50;  // of one official in one act
inline constexpr std::size_t kMaxTargets = 50;
inline constexpr std::size_t kMaxPartnerAgencies = 100;

using KnowsAgency = std::function<bool(const std::string& agency_id)>;

// 1 to 64 of A-Z a-z 0-9 . _ -
bool IsWorkId(std::string_view id);

// FIELD_TOO_LONG, TOO_MANY, ID_INVALID, DUPLICATE_TARGET, UNKNOWN_AGENCY, CLASSIFICATION_NOT_ALLOWED: what even a draft
// must keep. `regulation` may be null (no law in force yet): then nothing classified is accepted but the empty
// classification.
void CheckWorkLimits(const Work& work, const std::string& row, const Regulation* regulation,
                     const KnowsAgency& knows_agency, Violations& violations);

// DURATION_NOT_ALLOWED, CATEGORY_NOT_ALLOWED, END_BEFORE_START, START_OUTSIDE_CYCLE, END_OUTSIDE_CYCLE,
// DATES_DO_NOT_FIT_DURATION, TARGET_TEXT_MISSING, FIELD_NOT_IN_FORM (written, but no place on the regulation's form for
// a work of this category). `cycle`: the year in which the work is performed; a stage contains it. Where the regulation
// knows no durations, the work only ends after it starts.
void CheckWork(const Work& work, const std::string& row, const Regulation& regulation, int cycle,
               Violations& violations);

// The regulation's own reasons (MISSING_GOALS, ...) for the fields `works.*` that a registration of this kind must
// carry.
void CheckRequiredWorkFields(const Work& work, const std::string& row, const Regulation& regulation,
                             const std::string& kind, Violations& violations);
// Whether a regulation may demand this field of a work: "works.goals".
bool IsWorkField(const std::string& path);

// What the writer left to the service: the ordinary classification, and ids "1", "2", ... for targets without one
// (never an id that another target of the work carries).
void CompleteWork(Work& work, const Regulation& regulation);

}  // namespace dotpha::statute
