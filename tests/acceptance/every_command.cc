#include "tests/acceptance/every_command.h"

#include "tests/acceptance/command_rows.h"

namespace dotpha::acceptance {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Submitted by somebody who has not registered before.
reg::Registration Submitted(Season& season, const std::string& official) {
  return Must(season.Register(official, 2023), "registering " + official).registration();
}

reg::Official OfficialNow(Season& season, const std::string& official) {
  reg::GetOfficialRequest get;
  get.set_name("authorities/tuyen-quang/officials/" + official);
  return Must(season.Ask("BTC-leader", season.system().directory(), &Directory::GetOfficial, get), "reading")
      .official();
}

reg::Staff StaffNow(Season& season) {
  reg::ListStaffRequest list;
  list.set_body_id("BNC");
  return Must(season.Ask("BTC-leader", season.system().directory(), &Directory::ListStaff, list), "staff").staff(0);
}

ntf::Notice FirstNotice(Season& season, const std::string& person) {
  const auto listed =
      Must(season.Ask(person, season.system().inbox(), &Inbox::ListInbox, ntf::ListInboxRequest()), "inbox");
  if (listed.notices().empty()) {
    throw std::runtime_error("no notice in the inbox of " + person);
  }
  return listed.notices(0);
}

ntf::Silence SilenceOf(const std::string& official) {
  ntf::Silence silence;
  silence.set_official_id(official);
  *silence.mutable_from() = WireDay("2022-12-10");
  *silence.mutable_to() = WireDay("2022-12-13");
  silence.set_document_number("MP-77-CV/BTC");
  return silence;
}

// An event that nobody can read, about somebody for whom nothing else is asked here.
std::string QuarantinedEvent(Season& season) {
  season.system().Query("registration",
                        "INSERT INTO outbox (authority, event_id, type, routing_key, debtors, recorded_at, data)"
                        " SELECT 'tuyen-quang', gen_random_uuid(), 'dotpha.registration.v1.RegistrationSubmitted',"
                        " 'tuyen-quang.registration.registration.submitted', ARRAY['N25'], now, '\\xffff'"
                        " FROM virtual_clock RETURNING 1");
  season.Settle();
  const auto listed = Must(season.Ask("BTC-leader", season.system().quarantine(), &Quarantine::ListQuarantinedEvents,
                                      ntf::ListQuarantinedEventsRequest()),
                           "quarantine");
  return listed.events(listed.events_size() - 1).quarantine_id();
}

// A message about which nobody knows whether it arrived.
std::string UncertainMessage(Season& season) {
  return season.system().Query("notifier",
                               "UPDATE message SET state = 5 WHERE message_id = (SELECT message_id FROM message"
                               " WHERE state = 4 ORDER BY message_id LIMIT 1) RETURNING message_id");
}

void AddDirectoryCommands(std::vector<Command>& all) {
  all.push_back(Of<reg::ImportRosterRequest>(
      kOperator, "BTC-leader",
      [](Season&, const std::string&) {
        reg::ImportRosterRequest request;
        reg::Official& official = *request.add_officials();
        official.set_official_id(Fresh("X-"));
        official.set_full_name("Người mới");
        official.set_managed_by_standing_committee(true);
        return request;
      },
      [](auto& request) { request.mutable_officials(0)->set_full_name("Người khác"); }, "DUPLICATE_ID"));
  all.back().again_code = grpc::StatusCode::INVALID_ARGUMENT;
  all.push_back(Of<reg::RecordPersonnelEventRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string& person) {
        reg::ImportRosterRequest roster;
        reg::Official& official = *roster.add_officials();
        official.set_official_id(Fresh("Y-"));
        official.set_full_name("Người được bổ nhiệm");
        official.set_managed_by_standing_committee(true);
        Must(season.Ask(kOperator, season.system().directory(), &Directory::ImportRoster, roster), person);
        reg::RecordPersonnelEventRequest request;
        request.set_kind(reg::PERSONNEL_EVENT_KIND_APPOINT);
        request.set_official_id(official.official_id());
        *request.mutable_effective_on() = WireDay("2022-11-03");
        request.mutable_post()->set_agency_id("so-tai-chinh");
        request.mutable_post()->set_title("Phó Giám đốc");
        request.mutable_post()->set_capacity(reg::CAPACITY_DEPUTY);
        request.mutable_post()->set_principal(true);
        *request.mutable_document() = Document("MP-9-QĐ/TU");
        return request;
      },
      [](auto& request) { request.mutable_post()->set_title("Phó Giám đốc thường trực"); }, "TWO_PRINCIPAL_POSTS"));
  all.back().again_code = grpc::StatusCode::INVALID_ARGUMENT;
  all.push_back(Of<reg::UpdateOfficialRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        reg::UpdateOfficialRequest request;
        *request.mutable_official() = OfficialNow(season, "N20");
        request.mutable_official()->set_full_name(Fresh("Người N20, lần "));
        return request;
      },
      [](auto& request) { request.mutable_official()->set_full_name("Tên khác"); }, ""));
  all.back().fresh_etag = [](Season& season) { return OfficialNow(season, "N20").etag(); };
  all.push_back(Of<reg::UpdateStaffRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        reg::UpdateStaffRequest request;
        *request.mutable_staff() = StaffNow(season);
        request.mutable_staff()->set_full_name(Fresh("Người của BNC, lần "));
        return request;
      },
      [](auto& request) { request.mutable_staff()->set_full_name("Tên khác"); }, ""));
  all.back().fresh_etag = [](Season& season) { return StaffNow(season).etag(); };
  all.push_back(Of<reg::NameClerkRequest>(
      "N1", "N3",
      [](Season& season, const std::string& person) {
        reg::NameClerkRequest request;
        request.set_official_id(person);
        request.set_staff_id("BCSD-clerk");
        request.set_etag(OfficialNow(season, person).etag());
        return request;
      },
      [](auto& request) { request.set_staff_id("BNC-clerk"); }, ""));
}

reg::Authority AuthorityNow(Season& season) {
  return Must(season.Ask(kOperator, season.system().campaigns(), &Campaigns::GetAuthority, reg::GetAuthorityRequest()),
              "authority")
      .authority();
}

void AddCampaignCommands(std::vector<Command>& all) {
  all.push_back(Of<reg::ConfigureAuthorityRequest>(
      kOperator, "BTC-leader",
      [](Season& season, const std::string&) {
        reg::ConfigureAuthorityRequest request;
        *request.mutable_authority() = AuthorityNow(season);
        request.mutable_authority()->set_display_name(Fresh("Tỉnh Tuyên Quang, lần "));
        return request;
      },
      [](auto& request) { request.mutable_authority()->set_display_name("Tên khác"); }, ""));
  // Corrects the day from which the law of the season took over from that of 2020.
  all.push_back(Of<reg::RecordSupersessionRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string& person) {
        reg::Authority authority = AuthorityNow(season);
        if (authority.regulations_size() == 1) {
          reg::ConfigureAuthorityRequest configure;
          *configure.mutable_authority() = authority;
          reg::RegulationInForce& first = *configure.mutable_authority()->add_regulations();
          first.set_regulation_id("TQ2020");
          *first.mutable_effective_from() = WireDay("2018-01-01");
          authority =
              Must(season.Ask(kOperator, season.system().campaigns(), &Campaigns::ConfigureAuthority, configure),
                   person)
                  .authority();
        }
        reg::RecordSupersessionRequest request;
        request.set_etag(authority.etag());
        request.set_regulation_id("TQ2021");
        *request.mutable_effective_from() = WireDay("2019-01-02");
        *request.mutable_document() = Document("MP-255-KL/TU");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-256-KL/TU"); }, ""));
  all.back().fresh_etag = [](Season& season) { return AuthorityNow(season).etag(); };
  all.push_back(Of<reg::AnnounceCampaignRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season&, const std::string& person) {
        reg::AnnounceCampaignRequest request;
        request.set_cycle(person == "BTC-specialist" ? 2022 : 2021);
        *request.mutable_document() = Document("MP-7-CV/BTC");
        return request;
      },
      [](auto& request) { request.set_guidance("khác"); }, "ALREADY_ANNOUNCED"));
  all.push_back(Of<reg::ConcludeCampaignRequest>(
      "BTV-clerk", "BTV-clerk-2",
      [](Season& season, const std::string& person) {
        reg::ConcludeCampaignRequest request;
        request.set_cycle(person == "BTV-clerk" ? 2023 : 2024);
        reg::AnnounceCampaignRequest announce;
        announce.set_cycle(request.cycle());
        *announce.mutable_document() = Document("MP-7-CV/BTC");
        request.set_etag(
            Must(season.Ask("BTC-leader", season.system().campaigns(), &Campaigns::AnnounceCampaign, announce), person)
                .campaign()
                .etag());
        *request.mutable_concluded_on() = WireDay("2022-11-03");
        *request.mutable_document() = Document("MP-20-KL/TU");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-21-KL/TU"); }, "ALREADY_CONCLUDED"));
  all.push_back(Of<reg::RecordDeadlineOverrideRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season&, const std::string&) {
        reg::RecordDeadlineOverrideRequest request;
        reg::DeadlineOverride& row = *request.mutable_deadline_override();
        row.set_duty("REG");
        row.set_period("2023");
        row.add_official_ids("N24");
        *row.mutable_last_on_time_day() = WireDay("2022-11-20");
        *row.mutable_document() = Document("MP-8-CV/BTC");
        return request;
      },
      [](auto& request) { *request.mutable_deadline_override()->mutable_last_on_time_day() = WireDay("2022-11-21"); },
      ""));
  all.push_back(Of<reg::RecordWaiverRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season&, const std::string&) {
        reg::RecordWaiverRequest request;
        reg::Waiver& waiver = *request.mutable_waiver();
        waiver.set_official_id("N22");
        waiver.set_duty("REG");
        waiver.set_period("2023");
        waiver.set_reason("Nghỉ ốm");
        *waiver.mutable_document() = Document("MP-9-CV/BTC");
        return request;
      },
      [](auto& request) { request.mutable_waiver()->set_reason("khác"); }, ""));
}

void AddRegistrationCommands(std::vector<Command>& all) {
  all.push_back(Of<reg::SaveDraftRequest>(
      "N9", "N10",
      [](Season&, const std::string& person) {
        reg::SaveDraftRequest request;
        request.mutable_registration()->set_official_id(person);
        request.mutable_registration()->set_cycle(2023);
        return request;
      },
      [](auto& request) { request.mutable_registration()->set_reason("khác"); }, ""));
  all.push_back(Of<reg::SubmitRegistrationRequest>(
      "N1", "N3",
      [](Season&, const std::string& person) {
        reg::SubmitRegistrationRequest request;
        *request.mutable_registration() = ValidRegistration(person, 2023);
        return request;
      },
      [](auto& request) { request.mutable_registration()->set_field_in_charge("Việc khác"); },
      "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<reg::EnterPaperRegistrationRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season&, const std::string& person) {
        reg::EnterPaperRegistrationRequest request;
        *request.mutable_registration() = ValidRegistration(person == "BTC-clerk" ? "N11" : "N12", 2023);
        *request.mutable_stamped_at() = WireMoment("2022-11-03 09:00");
        *request.mutable_document() = Document("MP-5-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-6-CVĐ"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<reg::RecordRegistrationStampRequest>(
      "BTC-clerk", "BTC-clerk-2",
      [](Season& season, const std::string& person) {
        const reg::Registration registration = Submitted(season, person == "BTC-clerk" ? "N8" : "N24");
        reg::RecordRegistrationStampRequest request;
        request.set_name(registration.name());
        request.set_etag(registration.etag());
        *request.mutable_stamped_at() = WireMoment("2022-11-03 09:00");
        *request.mutable_document() = Document("MP-7-CVĐ");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-8-CVĐ"); }, "STAMP_NOT_EARLIER"));
  all.push_back(Of<reg::CorrectRegistrationRequest>(
      "N4", "N5",
      [](Season& season, const std::string& person) {
        reg::CorrectRegistrationRequest request;
        *request.mutable_registration() = Submitted(season, person);
        request.mutable_registration()->mutable_works(0)->set_goals("Mục tiêu rõ hơn");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, ""));
  all.push_back(Of<reg::WithdrawRegistrationRequest>(
      "N6", "N7",
      [](Season& season, const std::string& person) {
        const reg::Registration registration = Submitted(season, person);
        reg::WithdrawRegistrationRequest request;
        request.set_name(registration.name());
        request.set_etag(registration.etag());
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "TRANSITION_NOT_ALLOWED"));
  all.push_back(Of<reg::ReturnRegistrationRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string& person) {
        const reg::Registration registration = Submitted(season, person == "BTC-specialist" ? "N13" : "N14");
        reg::ReturnRegistrationRequest request;
        request.set_name(registration.name());
        request.set_etag(registration.etag());
        request.set_note("Bổ sung lộ trình");
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "TRANSITION_NOT_ALLOWED"));
}

void AddNotifierCommands(std::vector<Command>& all) {
  all.push_back(Of<ntf::MarkReadRequest>(
      "N15", "N16",
      [](Season& season, const std::string& person) {
        ntf::MarkReadRequest request;
        request.add_names(FirstNotice(season, person).name());
        return request;
      },
      [](auto& request) { request.add_names(request.names(0)); }, ""));
  all.push_back(Of<ntf::AcknowledgeNoticeRequest>(
      "N18", "N19",
      [](Season& season, const std::string& person) {
        ntf::AcknowledgeNoticeRequest request;
        request.set_name(FirstNotice(season, person).name());
        request.set_channel("inbox");
        return request;
      },
      [](auto& request) { request.set_channel("email"); }, ""));
  all.push_back(Of<ntf::UpdatePreferencesRequest>(
      "N1", "N3",
      [](Season& season, const std::string& person) {
        ntf::UpdatePreferencesRequest request;
        *request.mutable_preferences() =
            Must(season.Ask(person, season.system().inbox(), &Inbox::GetPreferences, ntf::GetPreferencesRequest()),
                 "preferences")
                .preferences();
        request.mutable_preferences()->set_language("en");
        return request;
      },
      [](auto& request) { request.mutable_preferences()->set_language("vi"); }, ""));
  all.push_back(Of<ntf::ResolveMessageRequest>(
      kOperator, "BTC-leader",
      [](Season& season, const std::string&) {
        ntf::ResolveMessageRequest request;
        request.set_message_id(UncertainMessage(season));
        request.set_note("Người nhận không thấy thư");
        request.set_send_again(true);
        return request;
      },
      [](auto& request) { request.set_note("khác"); }, "MESSAGE_NOT_IN_DOUBT"));
  all.push_back(Of<ntf::CreateSilenceRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season&, const std::string&) {
        ntf::CreateSilenceRequest request;
        *request.mutable_silence() = SilenceOf("N2");
        return request;
      },
      [](auto& request) { request.mutable_silence()->set_document_number("MP-78-CV/BTC"); }, ""));
  all.push_back(Of<ntf::EndSilenceRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string& person) {
        ntf::CreateSilenceRequest create;
        *create.mutable_silence() = SilenceOf("N8");
        const ntf::Silence silence =
            Must(season.Ask(person, season.system().notices(), &Notices::CreateSilence, create), "silence").silence();
        ntf::EndSilenceRequest request;
        request.set_name(silence.name());
        request.set_etag(silence.etag());
        return request;
      },
      [](auto& request) { request.set_name(request.name() + "0"); }, "SILENCE_ENDED"));
  all.push_back(Of<ntf::RetryQuarantinedEventRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        ntf::RetryQuarantinedEventRequest request;
        request.set_quarantine_id(QuarantinedEvent(season));
        return request;
      },
      [](auto& request) { request.set_quarantine_id("registration/1"); }, ""));
  all.push_back(Of<ntf::SkipQuarantinedEventRequest>(
      "BTC-specialist", "BTC-leader",
      [](Season& season, const std::string&) {
        ntf::SkipQuarantinedEventRequest request;
        request.set_quarantine_id(QuarantinedEvent(season));
        *request.mutable_document() = Document("MP-91-CV/BTC");
        return request;
      },
      [](auto& request) { request.mutable_document()->set_number("MP-92-CV/BTC"); }, "EVENT_ALREADY_RESOLVED"));
}

}  // namespace

const std::vector<Command>& EveryCommand() {
  static const std::vector<Command> kAll = [] {
    std::vector<Command> all;
    AddDirectoryCommands(all);
    AddCampaignCommands(all);
    AddRegistrationCommands(all);
    AddNotifierCommands(all);
    AddFollowUpCommands(all);
    AddReviewCommands(all);
    AddReportingCommands(all);
    AddAssessmentCommands(all);
    return all;
  }();
  return kAll;
}

SeasonOptions CommandSeason() {
  return {.officials = EveryOfficial(), .start = "2022-11-02 08:00", .system = {.services = testing::AllServices()}};
}

std::unique_ptr<EtagField> EtagOf(Message& message) {
  const auto* descriptor = message.GetDescriptor();
  const auto* reflection = message.GetReflection();
  if (const auto* field = descriptor->FindFieldByName("etag")) {
    return std::make_unique<EtagField>(EtagField{&message, field});
  }
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* inner = descriptor->field(i);
    if (inner->type() == FieldDescriptor::TYPE_MESSAGE && !inner->is_repeated()) {
      if (const auto* field = inner->message_type()->FindFieldByName("etag")) {
        return std::make_unique<EtagField>(EtagField{reflection->MutableMessage(&message, inner), field});
      }
    }
  }
  return nullptr;
}

}  // namespace dotpha::acceptance
