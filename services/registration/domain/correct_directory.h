// Use cases: corrections of single rows of the directory. Each requires the etag that was read.
//
// Errors: NOT_FOUND OFFICIAL_NOT_FOUND, STAFF_NOT_FOUND; INVALID_ARGUMENT ETAG_REQUIRED, UNKNOWN_STAFF, UNKNOWN_BODY,
// UNKNOWN_AGENCY and those of single rows (import_roster.h); ABORTED ETAG_MISMATCH.
#pragma once

#include <optional>

#include "services/registration/domain/directory.h"
#include "services/registration/domain/events.h"

namespace dotpha::registration {

struct OfficialDecision {
  Official official;
  std::vector<Event> events;
};
struct StaffDecision {
  Staff staff;
  std::vector<Event> events;
};

// `wanted` replaces all but the id and the revision.
Result<OfficialDecision> UpdateOfficial(const Official& wanted, const std::vector<Violation>& found,
                                        std::optional<std::int64_t> expected_revision, const Directory& directory);
Result<StaffDecision> UpdateStaff(const Staff& wanted, const std::vector<Violation>& found,
                                  std::optional<std::int64_t> expected_revision, const Directory& directory);
// An empty staff id releases the clerk.
Result<OfficialDecision> NameClerk(const std::string& official_id, const std::string& staff_id,
                                   std::optional<std::int64_t> expected_revision, const Directory& directory);

}  // namespace dotpha::registration
