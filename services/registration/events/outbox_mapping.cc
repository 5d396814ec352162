#include "services/registration/events/outbox_mapping.h"

#include "dotpha/registration/v1/registration_events.pb.h"
#include "libs/base/ids.h"
#include "libs/works/work_message.h"
#include "services/registration/events/proto_values.h"

namespace dotpha::registration::events {
namespace {

// What one domain event becomes.
struct Announcement {
  pb::RegistrationEvent body;
  std::string type;       // the message's name
  std::string aggregate;  // third routing word
  std::string event;      // fourth routing word
  std::vector<std::string> debtors;
};

pb::RegisteredWork ToRegistered(const Work& work) {
  pb::RegisteredWork to;
  to.set_work_id(work.id);
  to.set_duration(work.duration);
  if (work.start) {
    Write(*work.start, to.mutable_start_on());
  }
  if (work.end) {
    Write(*work.end, to.mutable_end_on());
  }
  for (const Target& target : work.targets) {
    to.add_target_ids(target.id);
  }
  to.set_multi_agency(work.multi_agency);
  to.set_content_digest(works::ContentDigest(work));
  return to;
}

class Mapper {
 public:
  Announcement operator()(const AuthorityConfigured& event) const {
    Announcement result{{}, "AuthorityConfigured", "authority", "configured", {}};
    auto& body = *result.body.mutable_authority_configured();
    Write(event.settings.live_from, body.mutable_live_from());
    for (const RegulationChoice& choice : event.settings.regulations) {
      auto& regulation = *body.add_regulations();
      regulation.set_regulation_id(choice.regulation_id);
      Write(choice.effective_from, regulation.mutable_effective_from());
    }
    return result;
  }
  Announcement operator()(const AgencyRecorded& event) const {
    Announcement result{{}, "AgencyRecorded", "agency", "recorded", {}};
    auto& body = *result.body.mutable_agency_recorded();
    body.set_agency_id(event.agency.id);
    body.set_workplace_class(event.agency.workplace_class);
    body.set_vertical_field(event.agency.vertical_field);
    body.set_parent(event.agency.parent);
    return result;
  }
  Announcement operator()(const BodyRecorded& event) const {
    Announcement result{{}, "BodyRecorded", "body", "recorded", {}};
    auto& body = *result.body.mutable_body_recorded();
    body.set_body_id(event.body.id);
    body.set_reviewing(event.body.reviewing);
    body.set_head_official_id(event.body.head_official_id);
    if (event.body.valid_from) {
      Write(*event.body.valid_from, body.mutable_valid_from());
    }
    if (event.body.valid_to) {
      Write(*event.body.valid_to, body.mutable_valid_to());
    }
    return result;
  }
  Announcement operator()(const StaffRecorded& event) const {
    Announcement result{{}, "StaffRecorded", "staff", "recorded", {}};
    auto& body = *result.body.mutable_staff_recorded();
    body.set_staff_id(event.staff.id);
    body.set_body_id(event.staff.body_id);
    body.set_agency_id(event.staff.agency_id);
    body.set_role(ToProto(event.staff.role));
    return result;
  }
  Announcement operator()(const OfficialRecorded& event) const {
    Announcement result{{}, "OfficialRecorded", "official", "recorded", {event.official.id}};
    auto& body = *result.body.mutable_official_recorded();
    body.set_official_id(event.official.id);
    body.set_managed_by_standing_committee(event.official.managed);
    body.set_provincial_committee_member(event.official.committee_member);
    body.set_standing_committee_member(event.official.standing_member);
    body.set_clerk_staff_id(event.official.clerk_staff_id);
    body.set_assessed_by(event.official.assessed_by);
    return result;
  }
  Announcement operator()(const PositionRecorded& event) const {
    Announcement result{{}, "PositionRecorded", "position", "recorded", {event.position.official_id}};
    auto& body = *result.body.mutable_position_recorded();
    body.set_position_id(event.position.id);
    body.set_official_id(event.position.official_id);
    body.set_agency_id(event.position.agency_id);
    body.set_capacity(ToProto(event.position.capacity));
    body.set_principal(event.position.principal);
    Write(event.position.from, body.mutable_effective_from());
    if (event.position.to) {
      Write(*event.position.to, body.mutable_effective_to());
    }
    body.set_basis(ToProto(event.position.basis));
    return result;
  }
  Announcement operator()(const DepartureRecorded& event) const {
    Announcement result{{}, "DepartureRecorded", "official", "departed", {event.official_id}};
    auto& body = *result.body.mutable_departure_recorded();
    body.set_official_id(event.official_id);
    body.set_kind(event.kind);
    Write(event.effective_on, body.mutable_effective_on());
    return result;
  }
  Announcement operator()(const CampaignAnnounced& event) const {
    Announcement result{{}, "CampaignAnnounced", "campaign", "announced", {}};
    result.body.mutable_campaign_announced()->set_cycle(event.cycle);
    return result;
  }
  Announcement operator()(const CampaignConcluded& event) const {
    Announcement result{{}, "CampaignConcluded", "campaign", "concluded", {}};
    auto& body = *result.body.mutable_campaign_concluded();
    body.set_cycle(event.cycle);
    Write(event.concluded_on, body.mutable_concluded_on());
    body.set_document_number(event.document_number);
    return result;
  }
  Announcement operator()(const RegistrationSubmitted& event) const {
    const Registration& registration = event.registration;
    Announcement result{{}, "RegistrationSubmitted", "registration", "submitted", {registration.official_id}};
    auto& body = *result.body.mutable_registration_submitted();
    body.set_registration_id(registration.id);
    body.set_official_id(registration.official_id);
    body.set_cycle(registration.cycle);
    if (registration.occasion) {
      Write(*registration.occasion, body.mutable_occasion());
    }
    if (registration.content.kind) {
      body.set_kind(ToProto(*registration.content.kind));
    }
    body.set_channel(ToProto(registration.channel));
    if (registration.received_at) {
      Write(*registration.received_at, body.mutable_received_at());
    }
    body.set_version(registration.version);
    for (const std::string& body_id : event.delivered_to) {
      body.add_delivered_to_body_ids(body_id);
    }
    body.set_document_number(registration.paper_number);
    for (const Work& work : registration.content.works) {
      *body.add_works() = ToRegistered(work);
    }
    return result;
  }
  Announcement operator()(const RegistrationCorrected& event) const {
    Announcement result{{}, "RegistrationCorrected", "registration", "corrected", {event.registration.official_id}};
    auto& body = *result.body.mutable_registration_corrected();
    body.set_registration_id(event.registration.id);
    body.set_official_id(event.registration.official_id);
    body.set_version(event.registration.version);
    for (const Work& work : event.registration.content.works) {
      *body.add_works() = ToRegistered(work);
    }
    return result;
  }
  Announcement operator()(const RegistrationReturned& event) const {
    Announcement result{{}, "RegistrationReturned", "registration", "returned", {event.registration.official_id}};
    auto& body = *result.body.mutable_registration_returned();
    body.set_registration_id(event.registration.id);
    body.set_official_id(event.registration.official_id);
    body.set_version(event.registration.version);
    return result;
  }
  Announcement operator()(const RegistrationWithdrawn& event) const {
    Announcement result{{}, "RegistrationWithdrawn", "registration", "withdrawn", {event.registration.official_id}};
    auto& body = *result.body.mutable_registration_withdrawn();
    body.set_registration_id(event.registration.id);
    body.set_official_id(event.registration.official_id);
    return result;
  }
  Announcement operator()(const StampRecorded& event) const {
    const Registration& registration = event.registration;
    Announcement result{{}, "StampRecorded", "registration", "stamped", {registration.official_id}};
    auto& body = *result.body.mutable_stamp_recorded();
    body.set_registration_id(registration.id);
    body.set_official_id(registration.official_id);
    body.set_cycle(registration.cycle);
    if (registration.occasion) {
      Write(*registration.occasion, body.mutable_occasion());
    }
    Write(*registration.received_at, body.mutable_received_at());
    body.set_document_number(registration.paper_number);
    return result;
  }
  Announcement operator()(const DeadlineOverrideRecorded& event) const {
    const DeadlineOverride& moved = event.deadline_override;
    Announcement result{{}, "DeadlineOverrideRecorded", "deadline_override", "recorded", moved.official_ids};
    auto& body = *result.body.mutable_deadline_override_recorded();
    body.set_override_id(moved.id);
    body.set_duty(moved.duty);
    body.set_period(moved.period);
    if (moved.last_on_time_day) {
      Write(*moved.last_on_time_day, body.mutable_last_on_time_day());
    }
    for (const std::string& official_id : moved.official_ids) {
      body.add_official_ids(official_id);
    }
    body.set_document_number(moved.document.number);
    return result;
  }
  Announcement operator()(const WaiverRecorded& event) const {
    Announcement result{{}, "WaiverRecorded", "waiver", "recorded", {event.waiver.official_id}};
    auto& body = *result.body.mutable_waiver_recorded();
    body.set_waiver_id(event.waiver.id);
    body.set_official_id(event.waiver.official_id);
    body.set_duty(event.waiver.duty);
    body.set_period(event.waiver.period);
    if (event.waiver.occasion) {
      Write(*event.waiver.occasion, body.mutable_occasion());
    }
    body.set_document_number(event.waiver.document.number);
    return result;
  }
};

}  // namespace

std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent) {
  std::vector<messaging::OutboxEntry> entries;
  entries.reserve(events.size());
  for (const Event& event : events) {
    Announcement announcement = std::visit(Mapper{}, event);
    entries.push_back({NewUuid(), "dotpha.registration.v1." + announcement.type, announcement.aggregate,
                       announcement.event, std::move(announcement.debtors), announcement.body.SerializeAsString(),
                       traceparent});
  }
  return entries;
}

}  // namespace dotpha::registration::events
