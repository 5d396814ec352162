// Use case: a later paper of the same year adds its works to what was registered before, where the law has the action
// `add` (QN2024, I-44). A new version, delivered anew; the first receipt still counts.
//
// Errors: as Submit; INVALID_ARGUMENT TOO_MANY, DUPLICATE_ID.
#pragma once

#include "services/registration/domain/submit.h"

namespace dotpha::registration {

// Whether the law lets this registration grow: then a submission without an etag is such a paper.
bool MayGrow(const statute::Regulation& regulation, const Registration& registration);

// `state.existing` is what grows.
Result<RegistrationDecision> AddWorks(const SubmitCommand& command, const SubmissionKey& key,
                                      const SubmissionState& state, const Circumstances& circumstances);

}  // namespace dotpha::registration
