// The id by which a client names one command, so that a repetition is answered, never done again.
#pragma once

#include <optional>
#include <string>

#include "libs/base/ids.h"
#include "libs/base/result.h"

namespace dotpha {

// INVALID_REQUEST_ID for a text that is no UUID, the empty one of a request without it included.
inline std::optional<Violation> RequestIdViolation(const std::string& request_id) {
  if (IsUuid(request_id)) {
    return std::nullopt;
  }
  return Violation{"request_id", "INVALID_REQUEST_ID", "must be a UUID"};
}

}  // namespace dotpha
