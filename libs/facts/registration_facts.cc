#include "libs/facts/registration_facts.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/facts/event_reading.h"
#include "libs/facts/producers.h"

namespace dotpha::facts {
namespace {

namespace v1 = registration::v1;
using v1::RegistrationEvent;

constexpr char kTypePrefix[] = "dotpha.registration.v1.";

Result<statute::Capacity> FromWire(v1::Capacity capacity) {
  switch (capacity) {
    case v1::CAPACITY_HEAD:
      return statute::Capacity::kHead;
    case v1::CAPACITY_ACTING:
      return statute::Capacity::kActing;
    case v1::CAPACITY_IN_CHARGE:
      return statute::Capacity::kInCharge;
    case v1::CAPACITY_DEPUTY:
      return statute::Capacity::kDeputy;
    case v1::CAPACITY_MEMBER:
      return statute::Capacity::kMember;
    default:
      return Missing("capacity");
  }
}

Result<statute::PostBasis> FromWire(v1::PostBasis basis) {
  switch (basis) {
    case v1::POST_BASIS_APPOINTED:
      return statute::PostBasis::kAppointed;
    case v1::POST_BASIS_ELECTED:
      return statute::PostBasis::kElected;
    case v1::POST_BASIS_DESIGNATED:
      return statute::PostBasis::kDesignated;
    default:
      return Missing("basis");
  }
}

Result<std::string> FromWire(v1::StaffRole role) {
  switch (role) {
    case v1::STAFF_ROLE_CLERK:
      return std::string{"clerk"};
    case v1::STAFF_ROLE_SPECIALIST:
      return std::string{"specialist"};
    case v1::STAFF_ROLE_LEADER:
      return std::string{"leader"};
    default:
      return Missing("role");
  }
}

// One event added to what is known. Each Add names the fields that it cannot do without.
class Adder {
 public:
  Adder(statute::Learned learned, const FindRegulation& find_regulation, Knowledge& knowledge)
      : learned_(std::move(learned)), find_regulation_(find_regulation), k_(knowledge) {}

  Result<void> Add(const RegistrationEvent& event) {
    switch (event.event_case()) {
      case RegistrationEvent::kAuthorityConfigured:
        return Add(event.authority_configured());
      case RegistrationEvent::kAgencyRecorded:
        return Add(event.agency_recorded());
      case RegistrationEvent::kBodyRecorded:
        return Add(event.body_recorded());
      case RegistrationEvent::kStaffRecorded:
        return Add(event.staff_recorded());
      case RegistrationEvent::kOfficialRecorded:
        return Add(event.official_recorded());
      case RegistrationEvent::kPositionRecorded:
        return Add(event.position_recorded());
      case RegistrationEvent::kDepartureRecorded:
        return Add(event.departure_recorded());
      case RegistrationEvent::kCampaignConcluded:
        return Add(event.campaign_concluded());
      case RegistrationEvent::kRegistrationSubmitted:
        return Add(event.registration_submitted());
      case RegistrationEvent::kRegistrationWithdrawn:
        return Add(event.registration_withdrawn());
      case RegistrationEvent::kStampRecorded:
        return Add(event.stamp_recorded());
      case RegistrationEvent::kDeadlineOverrideRecorded:
        return Add(event.deadline_override_recorded());
      case RegistrationEvent::kWaiverRecorded:
        return Add(event.waiver_recorded());
      case RegistrationEvent::kCampaignAnnounced:      // a date on the calendar gives the duty, not the announcement
      case RegistrationEvent::kRegistrationCorrected:  // the first receipt counts
      case RegistrationEvent::kRegistrationReturned:   // asked to correct: the first receipt still counts (I-31)
        return Ok{};
      case RegistrationEvent::EVENT_NOT_SET:
        break;
    }
    return Ok{};
  }

 private:
  Result<void> Add(const v1::AuthorityConfigured& event) {
    std::vector<statute::InForce> law;
    for (const auto& entry : event.regulations()) {
      const statute::Regulation* regulation = find_regulation_(entry.regulation_id());
      if (regulation == nullptr) {
        return MakeError(Code::kInvalidArgument, "REGULATION_UNKNOWN", "no file here defines this regulation")
            .With("regulation_id", entry.regulation_id());
      }
      DOTPHA_ASSIGN(const Date from, rpc::FromWire(entry.effective_from()));
      law.push_back({regulation, from, KnownSince(*regulation, from)});
    }
    std::sort(law.begin(), law.end(), [](const auto& a, const auto& b) { return a.effective_from < b.effective_from; });
    if (law.empty()) {
      return Missing("regulations");
    }
    DOTPHA_ASSIGN(const auto live_from, OptionalDate(event.has_live_from(), event.live_from()));
    k_.facts.law = std::move(law);
    k_.facts.live_from = live_from.value_or(Date{1970, 1, 1});
    return Ok{};
  }

  // What the authority began with was always known, and so is what was in force before that; a regulation that takes
  // over is known since it was recorded (I-30). Where its day is corrected, as if that had been the day from the start.
  [[nodiscard]] Instant KnownSince(const statute::Regulation& regulation, Date from) const {
    const auto& known = k_.facts.law;
    const auto same = std::find_if(known.begin(), known.end(), [&](const statute::InForce& version) {
      return version.regulation->id == regulation.id;
    });
    if (same != known.end()) {
      return same->recorded_at;
    }
    return known.empty() || from < known.front().effective_from ? Instant::Min() : learned_.recorded_at;
  }

  Result<void> Add(const v1::AgencyRecorded& event) {
    if (event.agency_id().empty()) {
      return Missing("agency_id");
    }
    k_.facts.agencies.push_back(
        {learned_, event.agency_id(), event.workplace_class(), event.vertical_field(), event.parent()});
    return Ok{};
  }

  Result<void> Add(const v1::BodyRecorded& event) {
    if (event.body_id().empty()) {
      return Missing("body_id");
    }
    DOTPHA_ASSIGN(const auto from, OptionalDate(event.has_valid_from(), event.valid_from()));
    DOTPHA_ASSIGN(const auto to, OptionalDate(event.has_valid_to(), event.valid_to()));
    k_.facts.bodies.push_back(
        {learned_, event.body_id(), event.reviewing(), event.head_official_id(), from.value_or(Date{1970, 1, 1}), to});
    return Ok{};
  }

  Result<void> Add(const v1::StaffRecorded& event) {
    if (event.staff_id().empty()) {
      return Missing("staff_id");
    }
    DOTPHA_ASSIGN(std::string role, FromWire(event.role()));
    k_.directory.staff.push_back({learned_, event.staff_id(), event.body_id(), event.agency_id(), std::move(role)});
    return Ok{};
  }

  Result<void> Add(const v1::OfficialRecorded& event) {
    if (event.official_id().empty()) {
      return Missing("official_id");
    }
    k_.facts.persons.push_back({learned_, event.official_id(), event.managed_by_standing_committee(),
                                event.provincial_committee_member() || event.standing_committee_member(),
                                event.standing_committee_member(), event.assessed_by()});
    k_.directory.clerks.push_back({learned_, event.official_id(), event.clerk_staff_id()});
    return Ok{};
  }

  Result<void> Add(const v1::PositionRecorded& event) {
    for (const auto& [name, value] :
         {std::pair{"position_id", &event.position_id()}, std::pair{"official_id", &event.official_id()},
          std::pair{"agency_id", &event.agency_id()}}) {
      if (value->empty()) {
        return Missing(name);
      }
    }
    DOTPHA_ASSIGN(const Date from, rpc::FromWire(event.effective_from()));
    DOTPHA_ASSIGN(const auto to, OptionalDate(event.has_effective_to(), event.effective_to()));
    DOTPHA_ASSIGN(const statute::Capacity capacity, FromWire(event.capacity()));
    DOTPHA_ASSIGN(const statute::PostBasis basis, FromWire(event.basis()));
    const statute::PostFact post{
        learned_, event.position_id(), event.official_id(), event.agency_id(), capacity, event.principal(), from, to,
        basis};
    k_.facts.posts.push_back(post);
    k_.directory.posts.push_back(post);
    return Ok{};
  }

  Result<void> Add(const v1::DepartureRecorded& event) {
    if (event.official_id().empty()) {
      return Missing("official_id");
    }
    DOTPHA_ASSIGN(const Date effective_on, rpc::FromWire(event.effective_on()));
    k_.facts.departures.push_back({learned_, event.official_id(), event.kind(), effective_on});
    return Ok{};
  }

  Result<void> Add(const v1::CampaignConcluded& event) {
    DOTPHA_ASSIGN(const Date concluded_on, rpc::FromWire(event.concluded_on()));
    k_.facts.conclusions.push_back({learned_, event.cycle(), concluded_on});
    return Ok{};
  }

  Result<void> Add(const v1::RegistrationSubmitted& event) {
    for (const auto& [name, value] :
         {std::pair{"registration_id", &event.registration_id()}, std::pair{"official_id", &event.official_id()}}) {
      if (value->empty()) {
        return Missing(name);
      }
    }
    if (event.cycle() == 0 || !event.has_received_at()) {
      return Missing(event.cycle() == 0 ? "cycle" : "received_at");
    }
    return Receive(event);
  }

  // One more receipt of the same registration: the legally earliest counts.
  Result<void> Add(const v1::StampRecorded& event) {
    DOTPHA_TRY(Require({{"registration_id", &event.registration_id()}, {"official_id", &event.official_id()}}));
    if (event.cycle() == 0 || !event.has_received_at()) {
      return Missing(event.cycle() == 0 ? "cycle" : "received_at");
    }
    return Receive(event);
  }

  template <typename Event>
  Result<void> Receive(const Event& event) {
    DOTPHA_ASSIGN(const auto occasion, OptionalDate(event.has_occasion(), event.occasion()));
    k_.facts.receipts.push_back({learned_,
                                 event.registration_id(),
                                 event.official_id(),
                                 {{"REG", std::to_string(event.cycle()), occasion ? occasion->ToString() : ""}},
                                 rpc::FromWire(event.received_at()),
                                 event.document_number(),
                                 std::nullopt});
    return Ok{};
  }

  Result<void> Add(const v1::RegistrationWithdrawn& event) {
    if (event.registration_id().empty()) {
      return Missing("registration_id");
    }
    for (statute::ReceiptFact& receipt : k_.facts.receipts) {
      if (receipt.id == event.registration_id() && !receipt.revoked) {
        receipt.revoked = learned_;
      }
    }
    return Ok{};
  }

  Result<void> Add(const v1::DeadlineOverrideRecorded& event) {
    if (event.duty().empty() || event.period().empty()) {
      return Missing(event.duty().empty() ? "duty" : "period");
    }
    DOTPHA_ASSIGN(const Date day, rpc::FromWire(event.last_on_time_day()));
    k_.facts.overrides.push_back({learned_,
                                  event.override_id(),
                                  event.duty(),
                                  event.period(),
                                  day,
                                  {event.official_ids().begin(), event.official_ids().end()},
                                  event.document_number()});
    return Ok{};
  }

  Result<void> Add(const v1::WaiverRecorded& event) {
    if (event.official_id().empty() || event.duty().empty()) {
      return Missing(event.official_id().empty() ? "official_id" : "duty");
    }
    DOTPHA_ASSIGN(const auto occasion, OptionalDate(event.has_occasion(), event.occasion()));
    k_.facts.waivers.push_back({learned_,
                                event.official_id(),
                                {event.duty(), event.period(), occasion ? occasion->ToString() : ""},
                                event.document_number()});
    return Ok{};
  }

  statute::Learned learned_;
  const FindRegulation& find_regulation_;
  Knowledge& k_;
};

// Where a row is found again: whose it is, what it replaces.
void Place(const RegistrationEvent& event, FactRow& row) {
  switch (event.event_case()) {
    case RegistrationEvent::kAuthorityConfigured:
      row.object_id = row.authority;
      return;
    case RegistrationEvent::kOfficialRecorded:
      row.subject = row.object_id = event.official_recorded().official_id();
      return;
    case RegistrationEvent::kPositionRecorded:
      row.subject = event.position_recorded().official_id();
      row.object_id = event.position_recorded().position_id();
      row.agency_id = event.position_recorded().agency_id();
      return;
    case RegistrationEvent::kDepartureRecorded:
      row.subject = event.departure_recorded().official_id();
      return;
    case RegistrationEvent::kRegistrationSubmitted:
      row.subject = event.registration_submitted().official_id();
      return;
    case RegistrationEvent::kRegistrationCorrected:
      row.subject = event.registration_corrected().official_id();
      return;
    case RegistrationEvent::kRegistrationReturned:
      row.subject = event.registration_returned().official_id();
      return;
    case RegistrationEvent::kRegistrationWithdrawn:
      row.subject = event.registration_withdrawn().official_id();
      return;
    case RegistrationEvent::kStampRecorded:
      row.subject = event.stamp_recorded().official_id();
      return;
    case RegistrationEvent::kWaiverRecorded:
      row.subject = event.waiver_recorded().official_id();
      return;
    case RegistrationEvent::kStaffRecorded:
      row.object_id = event.staff_recorded().staff_id();
      return;
    case RegistrationEvent::kBodyRecorded:
      row.object_id = event.body_recorded().body_id();
      return;
    default:
      return;
  }
}

Result<void> PlaceRow(FactRow& row) {
  DOTPHA_ASSIGN(const RegistrationEvent event, ParseRow<RegistrationEvent>(row));
  Place(event, row);
  return Ok{};
}

Result<void> AddRow(const FactRow& row, const statute::Learned& learned, const FindRegulation& find_regulation,
                    Knowledge& knowledge) {
  DOTPHA_ASSIGN(const RegistrationEvent event, ParseEvent<RegistrationEvent>(row.data));
  return Adder(learned, find_regulation, knowledge).Add(event);
}

}  // namespace

const Producer kRegistration{kRegistrationProducer, &PlaceRow, &AddRow};

bool NamesOfficial(const FactRow& row) { return row.type == std::string{kTypePrefix} + "OfficialRecorded"; }
bool NamesBody(const FactRow& row) { return row.type == std::string{kTypePrefix} + "BodyRecorded"; }

bool IsAboutAPerson(const FactRow& row) {
  return NamesOfficial(row) || row.type == std::string{kTypePrefix} + "PositionRecorded" ||
         row.type == std::string{kTypePrefix} + "StaffRecorded";
}

Result<std::string> RoleTokenOf(const FactRow& staff_row) {
  DOTPHA_ASSIGN(const RegistrationEvent event, ParseEvent<RegistrationEvent>(staff_row.data));
  if (!event.has_staff_recorded()) {
    return MakeError(Code::kInvalidArgument, "EVENT_TYPE_MISMATCH", "not a StaffRecorded");
  }
  DOTPHA_ASSIGN(const std::string role, FromWire(event.staff_recorded().role()));
  const std::string& body = event.staff_recorded().body_id();
  return role + ":" + (body.empty() ? kAgencyBody : body);
}

Result<bool> BodyValidOn(const FactRow& body_row, Date day) {
  Knowledge knowledge;
  DOTPHA_TRY(AddFact(
      body_row, [](const std::string&) { return nullptr; }, knowledge));
  const auto& bodies = knowledge.facts.bodies;
  return std::any_of(bodies.begin(), bodies.end(), [day](const statute::BodyFact& body) {
    return body.valid_from <= day && (!body.valid_to || day <= *body.valid_to);
  });
}

}  // namespace dotpha::facts
