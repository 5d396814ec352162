// Use case: the official takes his registration back, up to the last on-time day of the duty; afterwards only a
// correction is possible.
//
// Errors: INVALID_ARGUMENT ETAG_REQUIRED, FIELD_TOO_LONG; ABORTED ETAG_MISMATCH; PERMISSION_DENIED ROLE_NOT_ALLOWED;
// FAILED_PRECONDITION TRANSITION_NOT_ALLOWED (wrong state, or guard BEFORE_DEADLINE).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

struct WithdrawCommand {
  std::string note;
  std::optional<std::int64_t> expected_revision;  // from the etag
};

// `overrides`: deadlines moved for the duty to register in this cycle, of everyone or of this official.
Result<RegistrationDecision> Withdraw(const WithdrawCommand& command, const Registration& registration,
                                      const std::vector<DeadlineOverride>& overrides,
                                      const Circumstances& circumstances);

}  // namespace dotpha::registration
