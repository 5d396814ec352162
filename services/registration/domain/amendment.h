// What correcting, withdrawing and returning have in common: each acts on a registration that is stored, requires the
// etag that was read, and follows the workflow of the regulation under which the registration began.
#pragma once

#include <optional>
#include <string>

#include "services/registration/domain/circumstances.h"

namespace dotpha::registration {

// ETAG_REQUIRED.
void CheckEtagGiven(const std::optional<std::int64_t>& expected, const std::string& field, Violations& violations);
// ABORTED ETAG_MISMATCH.
Result<void> CheckRevision(const std::optional<std::int64_t>& expected, const Registration& registration);
// The regulation whose workflow the registration follows to its end (ARCHITECTURE section 1: the state map of a matter
// under way is pinned). FAILED_PRECONDITION NO_REGULATION_IN_FORCE when it is no longer configured.
Result<const statute::Regulation*> OwnRegulation(const Circumstances& circumstances, const Registration& registration);
// The decision with the registration's next state and its history entry; content, deliveries, events are the caller's.
RegistrationDecision Next(const Registration& registration, const workflow::Transition& transition,
                          RegistrationState next, int version, const std::string& note,
                          const Circumstances& circumstances);

}  // namespace dotpha::registration
