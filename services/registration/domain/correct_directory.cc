#include "services/registration/domain/correct_directory.h"

#include "services/registration/domain/amendment.h"
#include "services/registration/domain/import_roster.h"

namespace dotpha::registration {
namespace {

void CheckClerk(const std::string& staff_id, const std::string& field, const Directory& directory,
                Violations& violations) {
  if (!staff_id.empty() && directory.FindStaff(staff_id) == nullptr) {
    violations.Add(field, "UNKNOWN_STAFF", "no staff member of this id is in the directory");
  }
}

}  // namespace

Result<OfficialDecision> UpdateOfficial(const Official& wanted, const std::vector<Violation>& found,
                                        std::optional<std::int64_t> expected_revision, const Directory& directory) {
  const Official* known = directory.FindOfficial(wanted.id);
  if (known == nullptr) {
    return NotFound("OFFICIAL_NOT_FOUND", "no official of this id").With("official_id", wanted.id);
  }
  Violations violations(found);
  CheckEtagGiven(expected_revision, "official.etag", violations);
  CheckOfficialRow(wanted, "official", violations);
  CheckClerk(wanted.clerk_staff_id, "official.clerk_staff_id", directory, violations);
  if (!wanted.assessed_by.empty() && directory.FindBody(wanted.assessed_by) == nullptr) {
    violations.Add("official.assessed_by", "UNKNOWN_BODY", "no body of this id is in the directory");
  }
  DOTPHA_TRY(violations.Check());
  if (*expected_revision != known->revision) {
    return EtagMismatch("officials/" + wanted.id);
  }
  OfficialDecision decision{wanted, {}};
  decision.official.committee_member = wanted.committee_member || wanted.standing_member;
  decision.official.revision = known->revision + 1;
  decision.events.emplace_back(OfficialRecorded{decision.official});
  return decision;
}

Result<StaffDecision> UpdateStaff(const Staff& wanted, const std::vector<Violation>& found,
                                  std::optional<std::int64_t> expected_revision, const Directory& directory) {
  const Staff* known = directory.FindStaff(wanted.id);
  if (known == nullptr) {
    return NotFound("STAFF_NOT_FOUND", "no staff member of this id").With("staff_id", wanted.id);
  }
  Violations violations(found);
  CheckEtagGiven(expected_revision, "staff.etag", violations);
  CheckStaffRow(wanted, "staff", violations);
  if (!wanted.body_id.empty() && directory.FindBody(wanted.body_id) == nullptr) {
    violations.Add("staff.body_id", "UNKNOWN_BODY", "no body of this id is in the directory");
  }
  if (!wanted.agency_id.empty() && directory.FindAgency(wanted.agency_id) == nullptr) {
    violations.Add("staff.agency_id", "UNKNOWN_AGENCY", "no agency of this id is in the directory");
  }
  DOTPHA_TRY(violations.Check());
  if (*expected_revision != known->revision) {
    return EtagMismatch("staff/" + wanted.id);
  }
  StaffDecision decision{wanted, {}};
  decision.staff.revision = known->revision + 1;
  decision.events.emplace_back(StaffRecorded{decision.staff});
  return decision;
}

Result<OfficialDecision> NameClerk(const std::string& official_id, const std::string& staff_id,
                                   std::optional<std::int64_t> expected_revision, const Directory& directory) {
  const Official* known = directory.FindOfficial(official_id);
  if (known == nullptr) {
    return NotFound("OFFICIAL_NOT_FOUND", "no official of this id").With("official_id", official_id);
  }
  Violations violations;
  CheckEtagGiven(expected_revision, "etag", violations);
  CheckClerk(staff_id, "staff_id", directory, violations);
  DOTPHA_TRY(violations.Check());
  if (*expected_revision != known->revision) {
    return EtagMismatch("officials/" + official_id);
  }
  OfficialDecision decision{*known, {}};
  decision.official.clerk_staff_id = staff_id;
  decision.official.revision = known->revision + 1;
  decision.events.emplace_back(OfficialRecorded{decision.official});
  return decision;
}

}  // namespace dotpha::registration
