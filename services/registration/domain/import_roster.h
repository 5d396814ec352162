// Use case: import of master data by the Organisation Commission, all or nothing. Every row is checked against the file
// and the directory; every bad one is named (`positions[3].agency_id`). Existing ids are refused: corrections go by
// their own calls.
//
// Reasons: AUTHORITY_NOT_CONFIGURED (FAILED_PRECONDITION); ROSTER_EMPTY, ID_INVALID, DUPLICATE_ID, MISSING_NAME,
// MISSING_TITLE, FIELD_TOO_LONG, EMAIL_INVALID, WORKPLACE_CLASS_NOT_ALLOWED, VERTICAL_FIELD_NOT_ALLOWED,
// UNKNOWN_AGENCY, UNKNOWN_BODY, UNKNOWN_OFFICIAL, UNKNOWN_STAFF, PARENT_LOOP, BODY_OR_AGENCY_REQUIRED, DATE_MISSING,
// END_BEFORE_START, TWO_PRINCIPAL_POSTS, NO_PRINCIPAL_POST.
#pragma once

#include <string>
#include <vector>

#include "services/registration/domain/directory.h"
#include "services/registration/domain/events.h"

namespace dotpha::registration {

// Rows of a roster. Positions carry the ids that the service has given them.
struct Roster {
  std::vector<Agency> agencies;
  std::vector<Body> bodies;
  std::vector<Staff> staff;
  std::vector<Official> officials;
  std::vector<Position> positions;
};

struct ImportRosterCommand {
  Roster roster;
  std::vector<Violation> violations;  // found while reading the request (dates, unknown enum values)
  Date today;                         // from here on nobody may be without a principal post
};

struct ImportRosterDecision {
  Roster roster;  // to be stored
  std::vector<Event> events;
  std::vector<std::string> warnings;  // "SAME_NAME TQ-1, TQ-2"
};

Result<ImportRosterDecision> ImportRoster(const ImportRosterCommand& command, const Directory& directory,
                                          const Law& law);

// Checks shared with the corrections of single rows; `path` is the prefix of the row's fields.
void CheckOfficialRow(const Official& official, const std::string& path, Violations& violations);
void CheckStaffRow(const Staff& staff, const std::string& path, Violations& violations);
void CheckEmail(const std::string& email, const std::string& field, Violations& violations);
// Agencies, bodies, officials, staff: what an id may look like.
bool IsAgencyId(std::string_view id);
bool IsBodyId(std::string_view id);
bool IsPersonId(std::string_view id);

}  // namespace dotpha::registration
