#include "services/registration/domain/import_roster.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "services/registration/domain/content.h"

namespace dotpha::registration {
namespace {

constexpr std::size_t kMaxEmailLength = 254;
constexpr int kMaxParents = 20;

bool Matches(std::string_view id, std::size_t limit, const std::function<bool(char)>& allowed) {
  return !id.empty() && id.size() <= limit && std::all_of(id.begin(), id.end(), allowed);
}

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string Row(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Ids known in the file and in the directory together.
class Names {
 public:
  Names(const Roster& roster, const Directory& directory) : directory_(directory) {
    for (const Agency& agency : roster.agencies) {
      agencies_.insert(agency.id);
    }
    for (const Body& body : roster.bodies) {
      bodies_.insert(body.id);
    }
    for (const Staff& staff : roster.staff) {
      staff_.insert(staff.id);
    }
    for (const Official& official : roster.officials) {
      officials_.insert(official.id);
    }
  }

  [[nodiscard]] bool HasAgency(const std::string& id) const {
    return agencies_.count(id) > 0 || directory_.FindAgency(id) != nullptr;
  }
  [[nodiscard]] bool HasBody(const std::string& id) const {
    return bodies_.count(id) > 0 || directory_.FindBody(id) != nullptr;
  }
  [[nodiscard]] bool HasStaff(const std::string& id) const {
    return staff_.count(id) > 0 || directory_.FindStaff(id) != nullptr;
  }
  [[nodiscard]] bool HasOfficial(const std::string& id) const {
    return officials_.count(id) > 0 || directory_.FindOfficial(id) != nullptr;
  }

 private:
  const Directory& directory_;
  std::set<std::string> agencies_, bodies_, staff_, officials_;
};

// DUPLICATE_ID against the rows before it and the directory.
template <typename Rows, typename IsKnown>
void CheckIds(const Rows& rows, std::string_view list, std::string_view id_field,
              const std::function<bool(std::string_view)>& well_formed, const IsKnown& is_known,
              Violations& violations) {
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string field = Row(list, i) + "." + std::string(id_field);
    if (!well_formed(rows[i].id)) {
      violations.Add(field, "ID_INVALID", "not an id of this kind");
    } else if (!seen.insert(rows[i].id).second) {
      violations.Add(field, "DUPLICATE_ID", "another row of the file carries this id");
    } else if (is_known(rows[i].id)) {
      violations.Add(field, "DUPLICATE_ID", "the directory already holds this id");
    }
  }
}

bool DeclaredByLaw(const Law& law, const std::string& value, std::vector<std::string> statute::Regulation::*declared) {
  return std::any_of(law.begin(), law.end(),
                     [&](const statute::InForce& in_force) { return Contains(in_force.regulation->*declared, value); });
}

void CheckAgencies(const Roster& roster, const Names& names, const Directory& directory, const Law& law,
                   Violations& violations) {
  std::map<std::string, std::string> parents;
  for (const Agency& agency : roster.agencies) {
    parents[agency.id] = agency.parent;
  }
  const auto parent_of = [&](const std::string& id) -> std::string {
    if (const auto found = parents.find(id); found != parents.end()) {
      return found->second;
    }
    const Agency* agency = directory.FindAgency(id);
    return agency == nullptr ? "" : agency->parent;
  };
  for (std::size_t i = 0; i < roster.agencies.size(); ++i) {
    const Agency& agency = roster.agencies[i];
    const std::string row = Row("agencies", i);
    if (IsBlank(agency.display_name)) {
      violations.Add(row + ".display_name", "MISSING_NAME", "an agency has a name");
    }
    violations.CheckLength(row + ".display_name", agency.display_name, kMaxNameLength);
    CheckEmail(agency.email, row + ".email", violations);
    if (!DeclaredByLaw(law, agency.workplace_class, &statute::Regulation::workplace_classes)) {
      violations.Add(row + ".workplace_class", "WORKPLACE_CLASS_NOT_ALLOWED",
                     "not a workplace class of a regulation of this authority");
    }
    if (!agency.vertical_field.empty() &&
        !DeclaredByLaw(law, agency.vertical_field, &statute::Regulation::vertical_fields)) {
      violations.Add(row + ".vertical_field", "VERTICAL_FIELD_NOT_ALLOWED",
                     "not a field of central vertical agencies (I-50)");
    }
    if (agency.parent.empty()) {
      continue;
    }
    if (!names.HasAgency(agency.parent)) {
      violations.Add(row + ".parent", "UNKNOWN_AGENCY", "no agency of this id in the file or the directory");
      continue;
    }
    std::string ancestor = agency.parent;
    for (int step = 0; step < kMaxParents && !ancestor.empty() && ancestor != agency.id; ++step) {
      ancestor = parent_of(ancestor);
    }
    if (!ancestor.empty()) {
      violations.Add(row + ".parent", "PARENT_LOOP", "the agency would stand above itself");
    }
  }
}

void CheckBodies(const Roster& roster, const Names& names, Violations& violations) {
  for (std::size_t i = 0; i < roster.bodies.size(); ++i) {
    const Body& body = roster.bodies[i];
    const std::string row = Row("bodies", i);
    if (IsBlank(body.display_name)) {
      violations.Add(row + ".display_name", "MISSING_NAME", "a body has a name");
    }
    violations.CheckLength(row + ".display_name", body.display_name, kMaxNameLength);
    CheckEmail(body.email, row + ".email", violations);
    if (!body.head_official_id.empty() && !names.HasOfficial(body.head_official_id)) {
      violations.Add(row + ".head_official_id", "UNKNOWN_OFFICIAL", "no official of this id");
    }
    if (!body.valid_from) {
      violations.Add(row + ".valid_from", "DATE_MISSING", "the first day of the body");
    } else if (body.valid_to && *body.valid_to < *body.valid_from) {
      violations.Add(row + ".valid_to", "END_BEFORE_START", "the last day lies before the first");
    }
  }
}

void CheckPeople(const Roster& roster, const Names& names, const Directory& directory, Violations& violations) {
  std::set<std::string_view> officials;
  for (std::size_t i = 0; i < roster.officials.size(); ++i) {
    const Official& official = roster.officials[i];
    const std::string row = Row("officials", i);
    officials.insert(official.id);
    CheckOfficialRow(official, row, violations);
    if (!official.clerk_staff_id.empty() && !names.HasStaff(official.clerk_staff_id)) {
      violations.Add(row + ".clerk_staff_id", "UNKNOWN_STAFF", "no staff member of this id");
    }
    if (!official.assessed_by.empty() && !names.HasBody(official.assessed_by)) {
      violations.Add(row + ".assessed_by", "UNKNOWN_BODY", "no body of this id");
    }
    if (directory.FindStaff(official.id) != nullptr) {
      violations.Add(row + ".official_id", "DUPLICATE_ID", "a staff member carries this id");
    }
  }
  for (std::size_t i = 0; i < roster.staff.size(); ++i) {
    const Staff& staff = roster.staff[i];
    const std::string row = Row("staff", i);
    CheckStaffRow(staff, row, violations);
    if (!staff.body_id.empty() && !names.HasBody(staff.body_id)) {
      violations.Add(row + ".body_id", "UNKNOWN_BODY", "no body of this id");
    }
    if (!staff.agency_id.empty() && !names.HasAgency(staff.agency_id)) {
      violations.Add(row + ".agency_id", "UNKNOWN_AGENCY", "no agency of this id");
    }
    // One name space: the credential names a person, and his roles follow from who he is.
    if (officials.count(staff.id) > 0 || directory.FindOfficial(staff.id) != nullptr) {
      violations.Add(row + ".staff_id", "DUPLICATE_ID", "an official carries this id");
    }
  }
}

void CheckPositions(const Roster& roster, const Names& names, const Directory& directory, Date today, bool dates_known,
                    Violations& violations) {
  std::map<std::string, std::vector<Position>> posts;
  std::map<std::string, std::size_t> row_of;  // position id -> row of the file
  for (std::size_t i = 0; i < roster.positions.size(); ++i) {
    const Position& position = roster.positions[i];
    const std::string row = Row("positions", i);
    if (!names.HasOfficial(position.official_id)) {
      violations.Add(row + ".official_id", "UNKNOWN_OFFICIAL", "no official of this id");
    }
    if (!names.HasAgency(position.agency_id)) {
      violations.Add(row + ".agency_id", "UNKNOWN_AGENCY", "no agency of this id");
    }
    if (IsBlank(position.title)) {
      violations.Add(row + ".title", "MISSING_TITLE", "a post has a title");
    }
    violations.CheckLength(row + ".title", position.title, kMaxNameLength);
    violations.CheckLength(row + ".decision_ref", position.decision_ref, kMaxNameLength);
    if (position.to && *position.to < position.from) {
      violations.Add(row + ".effective_to", "END_BEFORE_START", "the last day lies before the first");
      continue;
    }
    posts[position.official_id].push_back(position);
    row_of[position.id] = i;
  }
  if (!dates_known) {
    return;  // an unreadable date would accuse the rows beside it
  }
  for (auto& [official_id, held] : posts) {
    const auto& known = directory.PositionsOf(official_id);
    held.insert(held.begin(), known.begin(), known.end());
    for (const PrincipalProblem& problem : FindPrincipalProblems(held, today)) {
      const auto row = row_of.find(problem.position->id);
      // The file is what is to be corrected, also where the directory's post comes later in time.
      const std::size_t index = row != row_of.end() ? row->second : row_of[held.back().id];
      violations.Add(Row("positions", index) + ".principal", problem.two ? "TWO_PRINCIPAL_POSTS" : "NO_PRINCIPAL_POST",
                     (problem.two ? "two principal posts on " : "no principal post on ") + problem.day.ToString());
    }
  }
}

std::vector<std::string> SameNames(const Roster& roster, const Directory& directory) {
  std::map<std::string, std::vector<std::string>> ids_of;
  for (const auto& [id, official] : directory.officials()) {
    ids_of[official.full_name].push_back(id);
  }
  std::set<std::string> new_names;
  for (const Official& official : roster.officials) {
    ids_of[official.full_name].push_back(official.id);
    new_names.insert(official.full_name);
  }
  std::vector<std::string> warnings;
  for (const auto& [name, ids] : ids_of) {
    if (ids.size() > 1 && new_names.count(name) > 0) {
      std::string warning = "SAME_NAME";
      for (std::size_t i = 0; i < ids.size(); ++i) {
        warning += (i == 0 ? " " : ", ") + ids[i];
      }
      warnings.push_back(std::move(warning));
    }
  }
  return warnings;
}

}  // namespace

bool IsAgencyId(std::string_view id) {
  return Matches(id, kMaxIdLength, [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}
bool IsBodyId(std::string_view id) {
  const std::string_view code = statute::CodeOfBody(id);
  return Matches(code, 32, [](char c) { return IsUpper(c) || IsDigit(c) || c == '_'; }) &&
         (code == id || IsAgencyId(id.substr(code.size() + 1)));
}
bool IsPersonId(std::string_view id) {
  return Matches(id, kMaxIdLength,
                 [](char c) { return IsLower(c) || IsUpper(c) || IsDigit(c) || c == '-' || c == '_' || c == '.'; });
}

void CheckEmail(const std::string& email, const std::string& field, Violations& violations) {
  if (email.empty()) {
    return;
  }
  const auto at = email.find('@');
  const bool printable =
      std::all_of(email.begin(), email.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
  const bool plain = email.find_first_of(",;<>\"()") == std::string::npos;
  if (email.size() > kMaxEmailLength || !printable || !plain || at == std::string::npos || at == 0 ||
      at + 1 == email.size() || email.find('@', at + 1) != std::string::npos) {
    violations.Add(field, "EMAIL_INVALID", "not one e-mail address");
  }
}

void CheckOfficialRow(const Official& official, const std::string& path, Violations& violations) {
  if (IsBlank(official.full_name)) {
    violations.Add(path + ".full_name", "MISSING_NAME", "an official has a name");
  }
  violations.CheckLength(path + ".full_name", official.full_name, kMaxNameLength);
  CheckEmail(official.email, path + ".email", violations);
}

void CheckStaffRow(const Staff& staff, const std::string& path, Violations& violations) {
  if (IsBlank(staff.full_name)) {
    violations.Add(path + ".full_name", "MISSING_NAME", "a staff member has a name");
  }
  violations.CheckLength(path + ".full_name", staff.full_name, kMaxNameLength);
  CheckEmail(staff.email, path + ".email", violations);
  if (staff.body_id.empty() == staff.agency_id.empty()) {
    violations.Add(path + ".body_id", "BODY_OR_AGENCY_REQUIRED", "exactly one of body_id and agency_id");
  }
}

Result<ImportRosterDecision> ImportRoster(const ImportRosterCommand& command, const Directory& directory,
                                          const Law& law) {
  if (!directory.settings()) {
    return FailedPrecondition("AUTHORITY_NOT_CONFIGURED", "the authority's regulations are set first");
  }
  const Roster& roster = command.roster;
  Violations violations(command.violations);
  if (roster.agencies.empty() && roster.bodies.empty() && roster.staff.empty() && roster.officials.empty() &&
      roster.positions.empty()) {
    violations.Add("roster", "ROSTER_EMPTY", "there is nothing to import");
  }
  const Names names(roster, directory);
  CheckIds(
      roster.agencies, "agencies", "agency_id", IsAgencyId,
      [&](const std::string& id) { return directory.FindAgency(id) != nullptr; }, violations);
  CheckIds(
      roster.bodies, "bodies", "body_id", IsBodyId,
      [&](const std::string& id) { return directory.FindBody(id) != nullptr; }, violations);
  CheckIds(
      roster.staff, "staff", "staff_id", IsPersonId,
      [&](const std::string& id) { return directory.FindStaff(id) != nullptr; }, violations);
  CheckIds(
      roster.officials, "officials", "official_id", IsPersonId,
      [&](const std::string& id) { return directory.FindOfficial(id) != nullptr; }, violations);
  CheckAgencies(roster, names, directory, law, violations);
  CheckBodies(roster, names, violations);
  CheckPeople(roster, names, directory, violations);
  CheckPositions(roster, names, directory, command.today, command.violations.empty(), violations);
  DOTPHA_TRY(violations.Check());

  ImportRosterDecision decision{roster, {}, SameNames(roster, directory)};
  for (Official& official : decision.roster.officials) {
    official.committee_member = official.committee_member || official.standing_member;
  }
  for (const Agency& agency : decision.roster.agencies) {
    decision.events.emplace_back(AgencyRecorded{agency});
  }
  for (const Body& body : decision.roster.bodies) {
    decision.events.emplace_back(BodyRecorded{body});
  }
  for (const Staff& staff : decision.roster.staff) {
    decision.events.emplace_back(StaffRecorded{staff});
  }
  for (const Official& official : decision.roster.officials) {
    decision.events.emplace_back(OfficialRecorded{official});
  }
  for (const Position& position : decision.roster.positions) {
    decision.events.emplace_back(PositionRecorded{position});
  }
  return decision;
}

}  // namespace dotpha::registration
