#include "services/registration/api/read_request.h"

#include "libs/base/ids.h"
#include "libs/works/work_message.h"

namespace dotpha::registration::api {
namespace {

std::string Row(const std::string& list, int index) { return list + "[" + std::to_string(index) + "]"; }

std::optional<RegistrationKind> ReadKind(pb::RegistrationKind kind) {
  switch (kind) {
    case pb::REGISTRATION_KIND_NEW:
      return RegistrationKind::kNew;
    case pb::REGISTRATION_KIND_ADDITIONAL:
      return RegistrationKind::kAdditional;
    case pb::REGISTRATION_KIND_ADJUST:
      return RegistrationKind::kAdjust;
    case pb::REGISTRATION_KIND_CONTINUE_UNCHANGED:
      return RegistrationKind::kContinueUnchanged;
    default:
      return std::nullopt;
  }
}

std::optional<PostBasis> ReadBasis(pb::PostBasis basis) {
  switch (basis) {
    case pb::POST_BASIS_APPOINTED:
      return PostBasis::kAppointed;
    case pb::POST_BASIS_ELECTED:
      return PostBasis::kElected;
    case pb::POST_BASIS_DESIGNATED:
      return PostBasis::kDesignated;
    default:
      return std::nullopt;
  }
}

Position ReadPosition(const pb::Position& from, const std::string& row, Instant recorded_at,
                      std::vector<Violation>& violations) {
  Position position;
  position.id = NewUuid();
  position.official_id = from.official_id();
  position.agency_id = from.agency_id();
  position.title = from.title();
  if (const auto capacity = ReadCapacity(from.capacity())) {
    position.capacity = *capacity;
  } else {
    violations.push_back({row + ".capacity", "CAPACITY_REQUIRED", "head, acting, in charge, deputy or member"});
  }
  position.principal = from.principal();
  const auto start = ReadDate(from.has_effective_from(), from.effective_from(), row + ".effective_from", violations);
  if (!from.has_effective_from()) {
    violations.push_back({row + ".effective_from", "DATE_MISSING", "the first day in the post"});
  }
  position.from = start.value_or(Date{});
  position.to = ReadDate(from.has_effective_to(), from.effective_to(), row + ".effective_to", violations);
  if (const auto basis = ReadBasis(from.basis())) {
    position.basis = *basis;
  } else {
    violations.push_back({row + ".basis", "BASIS_REQUIRED", "appointed, elected or designated"});
  }
  position.decision_ref = from.decision_ref();
  position.recorded_at = recorded_at;
  return position;
}

}  // namespace

DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations) {
  return {document.number(),
          ReadDate(document.has_signed_on(), document.signed_on(), field + ".signed_on", violations)};
}

Content ReadContent(const pb::Registration& registration, std::vector<Violation>& violations) {
  Content content;
  content.kind = ReadKind(registration.kind());
  content.field_in_charge = registration.field_in_charge();
  for (int i = 0; i < registration.works_size(); ++i) {
    content.works.push_back(works::ReadWork(registration.works(i), Row("registration.works", i), violations));
  }
  content.adjusts_work_ids = {registration.adjusts_work_ids().begin(), registration.adjusts_work_ids().end()};
  content.reason = registration.reason();
  return content;
}

Official ReadOfficial(const pb::Official& official) {
  return {official.official_id(),
          official.full_name(),
          official.email(),
          official.managed_by_standing_committee(),
          official.provincial_committee_member(),
          official.standing_committee_member(),
          official.clerk_staff_id(),
          1,
          official.assessed_by()};
}

Staff ReadStaff(const pb::Staff& staff, const std::string& path, std::vector<Violation>& violations) {
  Staff read{staff.staff_id(), staff.body_id(), staff.agency_id(), staff.full_name(), staff.email(), {}, 1};
  switch (staff.role()) {
    case pb::STAFF_ROLE_CLERK:
      read.role = StaffRole::kClerk;
      break;
    case pb::STAFF_ROLE_SPECIALIST:
      read.role = StaffRole::kSpecialist;
      break;
    case pb::STAFF_ROLE_LEADER:
      read.role = StaffRole::kLeader;
      break;
    default:
      violations.push_back({path + ".role", "ROLE_REQUIRED", "clerk, specialist or leader"});
  }
  return read;
}

std::optional<Capacity> ReadCapacity(pb::Capacity capacity) {
  switch (capacity) {
    case pb::CAPACITY_HEAD:
      return Capacity::kHead;
    case pb::CAPACITY_ACTING:
      return Capacity::kActing;
    case pb::CAPACITY_IN_CHARGE:
      return Capacity::kInCharge;
    case pb::CAPACITY_DEPUTY:
      return Capacity::kDeputy;
    case pb::CAPACITY_MEMBER:
      return Capacity::kMember;
    default:
      return std::nullopt;
  }
}

std::optional<PersonnelEventKind> ReadKind(pb::PersonnelEventKind kind) {
  switch (kind) {
    case pb::PERSONNEL_EVENT_KIND_APPOINT:
      return PersonnelEventKind::kAppoint;
    case pb::PERSONNEL_EVENT_KIND_ELECT:
      return PersonnelEventKind::kElect;
    case pb::PERSONNEL_EVENT_KIND_DESIGNATE:
      return PersonnelEventKind::kDesignate;
    case pb::PERSONNEL_EVENT_KIND_TRANSFER:
      return PersonnelEventKind::kTransfer;
    case pb::PERSONNEL_EVENT_KIND_RETIRE:
      return PersonnelEventKind::kRetire;
    case pb::PERSONNEL_EVENT_KIND_LEAVE:
      return PersonnelEventKind::kLeave;
    case pb::PERSONNEL_EVENT_KIND_RESIGN:
      return PersonnelEventKind::kResign;
    default:
      return std::nullopt;
  }
}

Roster ReadRoster(const pb::ImportRosterRequest& request, Instant recorded_at, std::vector<Violation>& violations) {
  Roster roster;
  for (const pb::Agency& agency : request.agencies()) {
    roster.agencies.push_back({agency.agency_id(), agency.display_name(), agency.workplace_class(),
                               agency.vertical_field(), agency.parent(), agency.email(), 1});
  }
  for (int i = 0; i < request.bodies_size(); ++i) {
    const pb::Body& body = request.bodies(i);
    const std::string row = Row("bodies", i);
    roster.bodies.push_back({body.body_id(), body.display_name(), body.email(), body.reviewing(),
                             body.head_official_id(),
                             ReadDate(body.has_valid_from(), body.valid_from(), row + ".valid_from", violations),
                             ReadDate(body.has_valid_to(), body.valid_to(), row + ".valid_to", violations), 1});
  }
  for (int i = 0; i < request.staff_size(); ++i) {
    roster.staff.push_back(ReadStaff(request.staff(i), Row("staff", i), violations));
  }
  for (const pb::Official& official : request.officials()) {
    roster.officials.push_back(ReadOfficial(official));
  }
  for (int i = 0; i < request.positions_size(); ++i) {
    roster.positions.push_back(ReadPosition(request.positions(i), Row("positions", i), recorded_at, violations));
  }
  return roster;
}

}  // namespace dotpha::registration::api
