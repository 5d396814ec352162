#include "services/registration/api/write_response.h"

#include "libs/rpc/resource_names.h"
#include "libs/works/work_message.h"
#include "services/registration/events/proto_values.h"

namespace dotpha::registration::api {

using rpc::EtagOf;
using rpc::ResourceName;

namespace {

void Write(const DocumentReference& document, dotpha::common::v1::DocumentReference* to) {
  to->set_number(document.number);
  if (document.signed_on) {
    registration::Write(*document.signed_on, to->mutable_signed_on());
  }
}

pb::RegistrationState ToProto(RegistrationState state) {
  switch (state) {
    case RegistrationState::kDraft:
      return pb::REGISTRATION_STATE_DRAFT;
    case RegistrationState::kSubmitted:
      return pb::REGISTRATION_STATE_SUBMITTED;
    case RegistrationState::kReturned:
      return pb::REGISTRATION_STATE_RETURNED;
    case RegistrationState::kWithdrawn:
      return pb::REGISTRATION_STATE_WITHDRAWN;
  }
  return pb::REGISTRATION_STATE_UNSPECIFIED;
}

pb::DeliveryRole ToProto(DeliveryRole role) {
  switch (role) {
    case DeliveryRole::kAddressee:
      return pb::DELIVERY_ROLE_ADDRESSEE;
    case DeliveryRole::kVia:
      return pb::DELIVERY_ROLE_VIA;
    case DeliveryRole::kCopy:
      return pb::DELIVERY_ROLE_COPY;
  }
  return pb::DELIVERY_ROLE_UNSPECIFIED;
}

pb::FollowUpKind ToProto(NoteKind kind) {
  switch (kind) {
    case NoteKind::kDirection:
      return pb::FOLLOW_UP_KIND_DIRECTION;
    case NoteKind::kObstacle:
      return pb::FOLLOW_UP_KIND_OBSTACLE;
    case NoteKind::kResult:
      return pb::FOLLOW_UP_KIND_RESULT;
  }
  return pb::FOLLOW_UP_KIND_UNSPECIFIED;
}

pb::Scope ToProto(statute::ScopeVerdict verdict) {
  switch (verdict) {
    case statute::ScopeVerdict::kIn:
      return pb::SCOPE_IN;
    case statute::ScopeVerdict::kOut:
      return pb::SCOPE_OUT;
    case statute::ScopeVerdict::kDelegable:
      return pb::SCOPE_DELEGABLE;
    case statute::ScopeVerdict::kNeedsConfirmation:
      return pb::SCOPE_NEEDS_CONFIRMATION;
  }
  return pb::SCOPE_UNSPECIFIED;
}

}  // namespace

pb::Agency ToProto(const std::string& authority, const Agency& agency) {
  pb::Agency to;
  to.set_name(ResourceName(authority, "agencies", agency.id));
  to.set_agency_id(agency.id);
  to.set_display_name(agency.display_name);
  to.set_workplace_class(agency.workplace_class);
  to.set_vertical_field(agency.vertical_field);
  to.set_parent(agency.parent);
  to.set_email(agency.email);
  to.set_etag(EtagOf(agency.revision));
  return to;
}

pb::Body ToProto(const std::string& authority, const Body& body) {
  pb::Body to;
  to.set_name(ResourceName(authority, "bodies", body.id));
  to.set_body_id(body.id);
  to.set_display_name(body.display_name);
  to.set_email(body.email);
  to.set_reviewing(body.reviewing);
  to.set_head_official_id(body.head_official_id);
  if (body.valid_from) {
    registration::Write(*body.valid_from, to.mutable_valid_from());
  }
  if (body.valid_to) {
    registration::Write(*body.valid_to, to.mutable_valid_to());
  }
  to.set_etag(EtagOf(body.revision));
  return to;
}

pb::Staff ToProto(const std::string& authority, const Staff& staff) {
  pb::Staff to;
  to.set_name(ResourceName(authority, "staff", staff.id));
  to.set_staff_id(staff.id);
  to.set_body_id(staff.body_id);
  to.set_agency_id(staff.agency_id);
  to.set_full_name(staff.full_name);
  to.set_email(staff.email);
  to.set_role(registration::ToProto(staff.role));
  to.set_etag(EtagOf(staff.revision));
  return to;
}

pb::Official ToProto(const std::string& authority, const Official& official) {
  pb::Official to;
  to.set_name(ResourceName(authority, "officials", official.id));
  to.set_official_id(official.id);
  to.set_full_name(official.full_name);
  to.set_email(official.email);
  to.set_managed_by_standing_committee(official.managed);
  to.set_provincial_committee_member(official.committee_member);
  to.set_standing_committee_member(official.standing_member);
  to.set_clerk_staff_id(official.clerk_staff_id);
  to.set_assessed_by(official.assessed_by);
  to.set_etag(EtagOf(official.revision));
  return to;
}

pb::Position ToProto(const std::string& authority, const Position& position) {
  pb::Position to;
  to.set_name(ResourceName(authority, "positions", position.id));
  to.set_position_id(position.id);
  to.set_official_id(position.official_id);
  to.set_agency_id(position.agency_id);
  to.set_title(position.title);
  to.set_capacity(registration::ToProto(position.capacity));
  to.set_principal(position.principal);
  registration::Write(position.from, to.mutable_effective_from());
  if (position.to) {
    registration::Write(*position.to, to.mutable_effective_to());
  }
  to.set_basis(registration::ToProto(position.basis));
  to.set_decision_ref(position.decision_ref);
  registration::Write(position.recorded_at, to.mutable_recorded_at());
  to.set_etag(EtagOf(position.revision));
  return to;
}

pb::Authority ToProto(const std::string& authority, const AuthoritySettings& settings) {
  pb::Authority to;
  to.set_name("authorities/" + authority);
  to.set_display_name(settings.display_name);
  registration::Write(settings.live_from, to.mutable_live_from());
  for (const RegulationChoice& choice : settings.regulations) {
    auto& written = *to.add_regulations();
    written.set_regulation_id(choice.regulation_id);
    registration::Write(choice.effective_from, written.mutable_effective_from());
    if (!choice.document.number.empty()) {
      Write(choice.document, written.mutable_document());
    }
  }
  to.set_etag(EtagOf(settings.revision));
  return to;
}

pb::Campaign ToProto(const std::string& authority, const Campaign& campaign) {
  pb::Campaign to;
  to.set_name(ResourceName(authority, "campaigns", std::to_string(campaign.cycle)));
  to.set_cycle(campaign.cycle);
  to.set_state(campaign.state == CampaignState::kConcluded ? pb::CAMPAIGN_STATE_CONCLUDED
                                                           : pb::CAMPAIGN_STATE_ANNOUNCED);
  if (!campaign.announcement.number.empty()) {
    Write(campaign.announcement, to.mutable_announcement());
  }
  to.set_guidance(campaign.guidance);
  if (campaign.concluded_on) {
    registration::Write(*campaign.concluded_on, to.mutable_concluded_on());
    Write(campaign.conclusion, to.mutable_conclusion());
  }
  if (campaign.collect_by) {
    registration::Write(*campaign.collect_by, to.mutable_collect_by());
  }
  to.set_etag(EtagOf(campaign.revision));
  return to;
}

pb::DeadlineOverride ToProto(const std::string& authority, const DeadlineOverride& deadline_override) {
  pb::DeadlineOverride to;
  to.set_name(ResourceName(authority, "deadlineOverrides", deadline_override.id));
  to.set_override_id(deadline_override.id);
  to.set_duty(deadline_override.duty);
  to.set_period(deadline_override.period);
  if (deadline_override.last_on_time_day) {
    registration::Write(*deadline_override.last_on_time_day, to.mutable_last_on_time_day());
  }
  for (const std::string& official_id : deadline_override.official_ids) {
    to.add_official_ids(official_id);
  }
  Write(deadline_override.document, to.mutable_document());
  registration::Write(deadline_override.recorded_at, to.mutable_recorded_at());
  return to;
}

pb::Waiver ToProto(const std::string& authority, const Waiver& waiver) {
  pb::Waiver to;
  to.set_name(ResourceName(authority, "waivers", waiver.id));
  to.set_waiver_id(waiver.id);
  to.set_official_id(waiver.official_id);
  to.set_duty(waiver.duty);
  to.set_period(waiver.period);
  if (waiver.occasion) {
    registration::Write(*waiver.occasion, to.mutable_occasion());
  }
  to.set_reason(waiver.reason);
  Write(waiver.document, to.mutable_document());
  registration::Write(waiver.recorded_at, to.mutable_recorded_at());
  return to;
}

pb::Registration ToProto(const std::string& authority, const Registration& registration) {
  pb::Registration to;
  to.set_name(ResourceName(authority, "registrations", registration.id));
  to.set_registration_id(registration.id);
  to.set_official_id(registration.official_id);
  to.set_cycle(registration.cycle);
  if (registration.occasion) {
    registration::Write(*registration.occasion, to.mutable_occasion());
  }
  if (registration.content.kind) {
    to.set_kind(registration::ToProto(*registration.content.kind));
  }
  to.set_state(ToProto(registration.state));
  to.set_field_in_charge(registration.content.field_in_charge);
  for (const Work& work : registration.content.works) {
    *to.add_works() = works::ToMessage(work);
  }
  for (const std::string& work_id : registration.content.adjusts_work_ids) {
    to.add_adjusts_work_ids(work_id);
  }
  to.set_reason(registration.content.reason);
  if (registration.received_at) {
    to.set_channel(registration::ToProto(registration.channel));
    registration::Write(*registration.received_at, to.mutable_received_at());
  }
  if (registration.recorded_at) {
    registration::Write(*registration.recorded_at, to.mutable_recorded_at());
  }
  to.set_paper_number(registration.paper_number);
  to.set_version(registration.version);
  to.set_etag(EtagOf(registration.revision));
  return to;
}

pb::Delivery ToProto(const Delivery& delivery) {
  pb::Delivery to;
  to.set_registration_id(delivery.registration_id);
  to.set_version(delivery.version);
  to.set_body_id(delivery.body_id);
  to.set_role(ToProto(delivery.role));
  registration::Write(delivery.delivered_at, to.mutable_delivered_at());
  return to;
}

dotpha::common::v1::HistoryEntry ToProto(const HistoryEntry& entry) {
  dotpha::common::v1::HistoryEntry to;
  registration::Write(entry.recorded_at, to.mutable_recorded_at());
  to.set_actor(entry.actor);
  to.set_action(entry.action);
  to.set_from_state(entry.from_state);
  to.set_to_state(entry.to_state);
  to.set_note(entry.note);
  to.set_version(entry.version);
  return to;
}

pb::WorkList ToProto(const std::string& authority, const WorkList& list) {
  pb::WorkList to;
  to.set_name(ResourceName(authority, "workLists", list.id));
  to.set_work_list_id(list.id);
  to.set_cycle(list.cycle);
  to.set_to(list.to);
  Write(list.document, to.mutable_document());
  registration::Write(list.reported_at, to.mutable_reported_at());
  to.set_work_count(list.work_count);
  return to;
}

pb::FollowUpNote ToProto(const FollowUpNote& note) {
  pb::FollowUpNote to;
  to.set_kind(ToProto(note.kind));
  to.set_official_id(note.official_id);
  to.set_cycle(note.cycle);
  to.set_work_id(note.work_id);
  to.set_text(note.text);
  if (!note.document.number.empty()) {
    Write(note.document, to.mutable_document());
  }
  registration::Write(note.recorded_at, to.mutable_recorded_at());
  return to;
}

pb::AnnualGrade ToProto(const AnnualGrade& grade) {
  pb::AnnualGrade to;
  to.set_official_id(grade.official_id);
  to.set_year(grade.year);
  to.set_grade(grade.grade);
  to.set_rated_by(grade.rated_by);
  Write(grade.document, to.mutable_document());
  registration::Write(grade.recorded_at, to.mutable_recorded_at());
  to.set_etag(EtagOf(grade.revision));
  return to;
}

pb::FactSheet ToProto(const FactSheet& sheet) {
  pb::FactSheet to;
  to.set_official_id(sheet.official_id);
  to.set_cycle(sheet.cycle);
  to.set_linked_review_year(sheet.cycle - 1);  // RQ1-LINK
  to.set_registered(sheet.registered);
  for (const FactSheet::CategoryCount& count : sheet.works) {
    auto& written = *to.add_works();
    written.set_category(count.category);
    written.set_works(count.works);
  }
  to.set_result(sheet.result);
  to.set_important_basis(sheet.important_basis);
  to.set_basis(sheet.basis);
  to.set_barred_from_top_grade(sheet.barred_from_top_grade);
  if (sheet.annual_grade) {
    *to.mutable_annual_grade() = ToProto(*sheet.annual_grade);
  }
  to.set_to(sheet.route.to);
  to.set_via(sheet.route.via);
  for (const std::string& body : sheet.route.cc) {
    to.add_cc(body);
  }
  for (const FollowUpNote& note : sheet.notes) {
    *to.add_notes() = ToProto(note);
  }
  return to;
}

pb::Route ToProto(const std::string& official_id, Date on, const std::string& regulation_id,
                  const statute::RouteResult& route) {
  pb::Route to;
  to.set_official_id(official_id);
  registration::Write(on, to.mutable_on());
  to.set_regulation_id(regulation_id);
  to.set_scope(ToProto(route.scope));
  to.set_reason(route.reason);
  for (const std::string& row : route.rows) {
    to.add_rows(row);
  }
  to.set_to(route.to);
  to.set_via(route.via);
  for (const std::string& body : route.cc) {
    to.add_cc(body);
  }
  to.set_lead(route.lead);
  to.set_self_review(route.self_review);
  for (const std::string& article : route.articles) {
    to.add_articles(article);
  }
  return to;
}

}  // namespace dotpha::registration::api
