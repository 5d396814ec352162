// What a plan must hold (Điều 4 khoản 4 điểm a, Mẫu số 02; R4.4a-CONTENT, R4.4a-MULTI, R4.4a-SUM, I-31, I-49, I-54,
// I-55).
#pragma once

#include <string>
#include <vector>

#include "libs/base/violations.h"
#include "libs/statute/weights.h"
#include "services/reporting/domain/circumstances.h"

namespace dotpha::reporting {

// A work's tree as the law's calculations want it: the root is the stage, labelled with the work's id, or the one year
// of an annual work; an item is labelled with its id. An annual work without a year gives an empty year.
statute::WeightNode TreeOf(const PlannedWork& work);

// Limits of lengths and counts, also of a draft: FIELD_TOO_LONG, TOO_MANY_PARTS.
void CheckPlanLimits(const PlanContent& content, Violations& violations);

// Everything that a plan which is sent must fulfil, each violation with its field; reasons in plan_service.proto.
// `works`: those that the plan is for.
void CheckPlanComplete(const PlanContent& content, const std::vector<HeldWork>& works,
                       const Circumstances& circumstances, const statute::Regulation& regulation,
                       Violations& violations);

// Marks which works are stage works; the rest keep what the official wrote.
void CompletePlan(PlanContent& content, const std::vector<HeldWork>& works);

// For the start of the service: the law asks of plans and reports only for fields that they have.
// FAILED_PRECONDITION REQUIRED_FIELD_UNKNOWN.
Result<void> CheckRegulation(const statute::Regulation& regulation);

}  // namespace dotpha::reporting
