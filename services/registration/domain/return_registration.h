// Use case: BTC or the lead body asks the official to correct his registration. The first receipt still counts.
//
// Errors: INVALID_ARGUMENT NOTE_REQUIRED, ETAG_REQUIRED, FIELD_TOO_LONG; ABORTED ETAG_MISMATCH; PERMISSION_DENIED
// ROLE_NOT_ALLOWED; FAILED_PRECONDITION TRANSITION_NOT_ALLOWED.
#pragma once

#include <optional>
#include <string>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

struct ReturnCommand {
  std::string note;                               // what to correct
  std::optional<std::int64_t> expected_revision;  // from the etag
};

Result<RegistrationDecision> ReturnRegistration(const ReturnCommand& command, const Registration& registration,
                                                const Circumstances& circumstances);

}  // namespace dotpha::registration
