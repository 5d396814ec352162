// Use case: correction of what was submitted (Điều 4 khoản 1; I-31 by analogy: the first receipt still counts). A new
// version, delivered anew to the bodies on the route of the day.
//
// Errors: INVALID_ARGUMENT (content.h, DUPLICATE_ID, FIELD_IMMUTABLE, ETAG_REQUIRED), ABORTED ETAG_MISMATCH,
// PERMISSION_DENIED ROLE_NOT_ALLOWED, FAILED_PRECONDITION TRANSITION_NOT_ALLOWED.
#pragma once

#include <functional>
#include <optional>
#include <set>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

struct CorrectCommand {
  // Unset or equal to what is stored: a correction changes none of them.
  std::string official_id;
  int cycle = 0;
  std::optional<Date> occasion;
  Content content;
  std::vector<Violation> violations;  // found while reading the request
  std::string note;
  std::optional<std::int64_t> expected_revision;  // from the etag
  std::set<std::string> work_ids_elsewhere;       // ids of the content that another registration carries
  std::function<std::string()> new_work_id;
};

Result<RegistrationDecision> Correct(const CorrectCommand& command, const Registration& registration,
                                     const Circumstances& circumstances);

}  // namespace dotpha::registration
