#include "tests/acceptance/season.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

#include "libs/rpc/wire_time.h"

namespace dotpha::acceptance {
namespace {

Instant MomentOf(const std::string& moment) {
  std::string text = moment.size() == 10 ? moment + "T00:00:00" : moment.size() == 16 ? moment + ":00" : moment;
  text[10] = 'T';
  return Must(ParseRfc3339(text + "+07:00"));
}

std::string Small(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

struct Post {
  std::string workplace_class;
  reg::Capacity capacity = reg::CAPACITY_HEAD;
  std::string vertical_field = {};
  // Officials of one agency share this; empty: an agency of its own class.
  std::string agency = {};
};

struct Person {
  std::string id;
  bool member = false;      // Tỉnh ủy viên
  bool standing = false;    // Ủy viên Ban Thường vụ
  std::vector<Post> posts;  // the principal one first
};

// SCENARIOS section 0, "Officials".
const std::vector<Person>& People() {
  constexpr auto kHead = reg::CAPACITY_HEAD;
  constexpr auto kDeputy = reg::CAPACITY_DEPUTY;
  static const std::vector<Person> kPeople = {
      {"N1", false, false, {{"AGENCY_UBND_TINH", kHead, "", "so-nong-nghiep"}}},
      {"N2", true, false, {{"CAP_UY_HUYEN", kHead, "", "huyen-uy-son-duong"}}},
      {"N3", false, false, {{"UBND_HUYEN", kHead, "", "ubnd-ham-yen"}}},
      {"N4", false, false, {{"HDND_HUYEN", kHead, "", "hdnd-yen-son"}}},
      {"N5", true, false, {{"CAP_UY_HUYEN", kHead, "", "huyen-uy-na-hang"}, {"HDND_HUYEN", kHead, "", "hdnd-na-hang"}}},
      {"N6",
       false,
       false,
       {{"HDND_HUYEN", kHead, "", "hdnd-chiem-hoa"}, {"CAP_UY_HUYEN", kDeputy, "", "huyen-uy-chiem-hoa"}}},
      {"N7", true, false, {{"VERTICAL", kHead, "KINH_TE_TONG_HOP", "kho-bac"}}},
      {"N7b", false, false, {{"VERTICAL", kHead, "KINH_TE_TONG_HOP", "kho-bac-b"}}},
      {"N8", true, false, {{"VERTICAL", kHead, "KHAC", "nganh-doc-khac"}}},
      {"N9", true, false, {{"VERTICAL", kHead, "NOI_CHINH", "toa-an"}}},
      {"N10", true, true, {{"CONG_AN_TINH", kHead, "", "cong-an"}}},
      {"N11", true, false, {{"MTTQ_TINH", kHead, "", "mttq"}}},
      {"N12", true, false, {{"CTXH_TINH", kHead, "", "tinh-doan"}}},
      {"N13", true, true, {{"PARTY_COMMISSION", kHead, "", "ban-tuyen-giao"}}},
      {"N14", true, false, {{"UBND_TINH", kDeputy, "", "ubnd-tinh"}}},
      {"N15", true, false, {{"HDND_TINH", kDeputy, "", "hdnd-tinh"}}},
      {"N16", true, false, {{"AGENCY_UBND_TINH", kDeputy, "", "so-tai-chinh"}}},
      {"N17", false, false, {{"AGENCY_UBND_TINH", kDeputy, "", "so-tai-chinh"}}},
      {"N18", false, false, {{"UNIVERSITY_COUNCIL", kHead, "", "dai-hoc-tan-trao"}}},
      {"N19", true, true, {{"UBND_TINH", kHead, "", "ubnd-tinh"}}},
      {"N20", false, false, {{"BAN_HDND_TINH", kHead, "", "ban-kinh-te-ngan-sach"}}},
      {"N21", true, true, {{"PARTY_COMMISSION", kHead, "", "ban-dan-van"}, {"MTTQ_TINH", kHead, "", "mttq-b"}}},
      {"N22", false, false, {{"AGENCY_UBND_TINH", reg::CAPACITY_ACTING, "", "so-y-te"}}},
      {"N23", false, false, {{"AGENCY_UBND_TINH", reg::CAPACITY_IN_CHARGE, "", "so-xay-dung"}}},
      {"N24",
       true,
       false,
       {{"CAP_UY_HUYEN", kHead, "", "huyen-uy-lam-binh"}, {"UBND_HUYEN", kHead, "", "ubnd-lam-binh"}}},
      {"N25", false, false, {{"UNIT_UBND_TINH", kHead, "", "don-vi-truc-thuoc"}}},
  };
  return kPeople;
}

// "N1-B17": N1 with an agency "so-nong-nghiep-b17".
Person PersonOf(const std::string& id) {
  const std::string original = id.substr(0, id.find('-'));
  const auto found =
      std::find_if(People().begin(), People().end(), [&](const Person& person) { return person.id == original; });
  if (found == People().end()) {
    throw std::runtime_error("no official " + id + " in SCENARIOS section 0");
  }
  Person person = *found;
  person.id = id;
  for (Post& post : person.posts) {
    post.agency += Small(id.substr(original.size()));
  }
  return person;
}

void AddStaff(reg::ImportRosterRequest& roster, const std::string& body) {
  for (const auto& [name, role] : {std::pair{"specialist", reg::STAFF_ROLE_SPECIALIST},
                                   {"leader", reg::STAFF_ROLE_LEADER},
                                   {"clerk", reg::STAFF_ROLE_CLERK}}) {
    reg::Staff& staff = *roster.add_staff();
    staff.set_staff_id(body + "-" + name);
    staff.set_body_id(body);
    staff.set_full_name("Người của " + body);
    staff.set_email(AddressOf(staff.staff_id()));
    staff.set_role(role);
  }
}

void AddPerson(reg::ImportRosterRequest& roster, std::set<std::string>& agencies, const Person& person,
               const std::string& since) {
  reg::Official& official = *roster.add_officials();
  official.set_official_id(person.id);
  official.set_full_name("Người " + person.id);
  official.set_email(AddressOf(person.id));
  official.set_managed_by_standing_committee(true);
  official.set_provincial_committee_member(person.member);
  official.set_standing_committee_member(person.standing);
  for (const Post& post : person.posts) {
    if (agencies.insert(post.agency).second) {
      reg::Agency& agency = *roster.add_agencies();
      agency.set_agency_id(post.agency);
      agency.set_display_name(post.agency);
      agency.set_workplace_class(post.workplace_class);
      agency.set_vertical_field(post.vertical_field);
      agency.set_email(AddressOf(post.agency));
    }
    reg::Position& position = *roster.add_positions();
    position.set_official_id(person.id);
    position.set_agency_id(post.agency);
    position.set_title("Chức vụ");
    position.set_capacity(post.capacity);
    position.set_principal(&post == &person.posts.front());
    *position.mutable_effective_from() = WireDay(since);
    position.set_basis(reg::POST_BASIS_APPOINTED);
    position.set_decision_ref("MP-1-QĐ/TU ngày 20/10/2020");
  }
}

testing::SystemOptions Started(testing::SystemOptions system, const std::string& start) {
  system.start = FormatRfc3339(MomentOf(start));
  return system;
}

// Fetches all pages: `list(request)` is the call, `take(response)` keeps the elements.
template <typename Request, typename List, typename Take>
void AllPages(Request request, const List& list, const Take& take) {
  request.set_page_size(500);
  do {
    const auto response = Must(list(request));
    take(response);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
}

std::string Short(const std::string& name, const std::string& prefix) { return name.substr(prefix.size()); }

}  // namespace

google::type::Date WireDay(const std::string& day) { return rpc::ToWire(Must(Date::Parse(day))); }
google::protobuf::Timestamp WireMoment(const std::string& moment) { return rpc::ToWire(MomentOf(moment)); }
std::string Text(const google::type::Date& day) { return Must(rpc::FromWire(day)).ToString(); }
std::string Text(const google::protobuf::Timestamp& moment) {
  std::string text = FormatRfc3339(rpc::FromWire(moment)).substr(0, 19);
  text[10] = ' ';
  return text.substr(17) == "00" ? text.substr(0, 16) : text;
}

std::string AddressOf(const std::string& person) { return Small(person) + "@example.vn"; }

std::string Describe(const Error& error) {
  std::string text = error.reason + ": " + error.message;
  for (const Violation& violation : error.violations) {
    text += fmt::format("\n  {} {}: {}", violation.field, violation.reason, violation.description);
  }
  for (const auto& [key, value] : error.metadata) {
    text += fmt::format("\n  {} = {}", key, value);
  }
  return text;
}

std::vector<std::string> EveryOfficial() {
  std::vector<std::string> ids;
  for (const Person& person : People()) {
    ids.push_back(person.id);
  }
  return ids;
}

reg::ImportRosterRequest RosterOf(const std::vector<std::string>& officials, const std::string& since) {
  reg::ImportRosterRequest roster;
  for (const char* id : {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    const std::string name = id;
    reg::Body& body = *roster.add_bodies();
    body.set_body_id(name);
    body.set_display_name(name);
    body.set_reviewing(name != "BTV" && name != "TT" && name != "UBKT");
    *body.mutable_valid_from() = WireDay(since);
    AddStaff(roster, name);
  }
  std::set<std::string> agencies;
  for (const std::string& id : officials) {
    AddPerson(roster, agencies, PersonOf(id), since);
    if (id == "N21") {
      roster.mutable_bodies(6)->set_head_official_id(id);  // BDV
    }
  }
  return roster;
}

reg::Registration ValidRegistration(const std::string& official, int cycle) {
  reg::Registration registration;
  registration.set_official_id(official);
  registration.set_cycle(cycle);
  registration.set_kind(reg::REGISTRATION_KIND_NEW);
  registration.set_field_in_charge("Phụ trách chung");
  reg::Work& work = *registration.add_works();
  work.set_duration("1Y");
  *work.mutable_start_on() = WireDay(fmt::format("{}-01-01", cycle));
  *work.mutable_end_on() = WireDay(fmt::format("{}-12-31", cycle));
  work.set_category("DOT_PHA");
  work.set_display_name("Số hóa toàn bộ thủ tục của ngành");
  work.set_basis("Nghị quyết của tỉnh");
  work.set_goals("Không còn hồ sơ giấy");
  reg::Target& target = *work.add_targets();
  target.set_text("Thủ tục được số hóa");
  target.set_value("100");
  target.set_unit("%");
  work.set_roadmap("Quý I khảo sát; quý II thí điểm; quý III nhân rộng; quý IV tổng kết");
  work.set_classification("thường");
  return registration;
}

void Season::GiveRequestId(google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr && request.GetReflection()->GetString(request, field).empty()) {
    request.GetReflection()->SetString(&request, field, NewUuid());
  }
}

Season::Season(SeasonOptions options)
    : authority_(options.system.authority), system_(Started(options.system, options.start)) {
  reg::ConfigureAuthorityRequest configure;
  reg::Authority& authority = *configure.mutable_authority();
  authority.set_name("authorities/" + authority_);
  authority.set_display_name("Tuyên Quang");
  *authority.mutable_live_from() = WireDay(options.live_from.empty() ? options.start.substr(0, 10) : options.live_from);
  for (const auto& [id, from] : options.law) {
    reg::RegulationInForce& regulation = *authority.add_regulations();
    regulation.set_regulation_id(id);
    *regulation.mutable_effective_from() = WireDay(from);
  }
  Must(Ask(testing::System::kOperator, system_.campaigns(), &Campaigns::ConfigureAuthority, configure));
  Must(Ask(testing::System::kOperator, system_.directory(), &Directory::ImportRoster,
           RosterOf(options.officials, options.roster_since)));
  Settle();
}

void Season::To(const std::string& moment) { system_.AdvanceTo(FormatRfc3339(MomentOf(moment))); }

void Season::MoveAlone(const std::shared_ptr<grpc::Channel>& service, const std::string& moment) {
  const auto stub = clock::v1::ClockControlService::NewStub(service);
  clock::v1::AdvanceClockRequest request;
  *request.mutable_now() = WireMoment(moment);
  Must(Ask(testing::System::kOperator, *stub, &Clock::AdvanceClock, request));
}

Result<reg::SubmitRegistrationResponse> Season::Register(const std::string& official, int cycle,
                                                         const std::function<void(reg::Registration&)>& edit) {
  reg::SubmitRegistrationRequest request;
  *request.mutable_registration() = ValidRegistration(official, cycle);
  if (edit) {
    edit(*request.mutable_registration());
  }
  return Ask(official, system_.registrations(), &Registrations::SubmitRegistration, request);
}

Result<reg::EnterPaperRegistrationResponse> Season::EnterPaper(const std::string& official, int cycle,
                                                               const std::string& stamped_at,
                                                               const std::string& document) {
  reg::EnterPaperRegistrationRequest request;
  *request.mutable_registration() = ValidRegistration(official, cycle);
  *request.mutable_stamped_at() = WireMoment(stamped_at);
  request.mutable_document()->set_number(document);
  *request.mutable_document()->mutable_signed_on() = WireDay(stamped_at.substr(0, 10));
  return Ask("BTC-clerk", system_.registrations(), &Registrations::EnterPaperRegistration, request);
}

Result<reg::RecordPersonnelEventResponse> Season::Appoint(const std::string& official, const std::string& from,
                                                          reg::PersonnelEventKind kind) {
  reg::ImportRosterRequest person;
  reg::Agency& agency = *person.add_agencies();
  agency.set_agency_id("so-cua-" + Small(official));
  agency.set_display_name("Sở của " + official);
  agency.set_workplace_class("AGENCY_UBND_TINH");
  reg::Official& row = *person.add_officials();
  row.set_official_id(official);
  row.set_full_name("Người " + official);
  row.set_email(AddressOf(official));
  row.set_managed_by_standing_committee(true);
  row.set_provincial_committee_member(true);
  DOTPHA_TRY(Ask(testing::System::kOperator, system_.directory(), &Directory::ImportRoster, person));
  reg::RecordPersonnelEventRequest request;
  request.set_kind(kind);
  request.set_official_id(official);
  *request.mutable_effective_on() = WireDay(from);
  request.mutable_post()->set_agency_id(agency.agency_id());
  request.mutable_post()->set_title("Giám đốc");
  request.mutable_post()->set_capacity(reg::CAPACITY_HEAD);
  request.mutable_post()->set_principal(true);
  request.mutable_document()->set_number("MP-9-QĐ/TU");
  *request.mutable_document()->mutable_signed_on() = WireDay(from);
  return Ask("BTC-specialist", system_.directory(), &Directory::RecordPersonnelEvent, request);
}

Result<reg::RecordDeadlineOverrideResponse> Season::Override(const std::string& duty, const std::string& day,
                                                             const std::string& document,
                                                             const std::vector<std::string>& officials) {
  reg::RecordDeadlineOverrideRequest request;
  reg::DeadlineOverride& row = *request.mutable_deadline_override();
  row.set_duty(duty.substr(0, duty.find(' ')));
  row.set_period(duty.substr(duty.find(' ') + 1));
  *row.mutable_last_on_time_day() = WireDay(day);
  for (const std::string& official : officials) {
    row.add_official_ids(official);
  }
  if (!document.empty()) {
    row.mutable_document()->set_number(document);
    *row.mutable_document()->mutable_signed_on() = WireDay(day);
  }
  return Ask("BTC-leader", system_.campaigns(), &Campaigns::RecordDeadlineOverride, request);
}

Result<reg::ConcludeCampaignResponse> Season::Conclude(int cycle, const std::string& day) {
  reg::ConcludeCampaignRequest request;
  request.set_cycle(cycle);
  *request.mutable_concluded_on() = WireDay(day);
  request.mutable_document()->set_number("MP-20-KL/TU");
  *request.mutable_document()->mutable_signed_on() = WireDay(day);
  return Ask("BTV-clerk", system_.campaigns(), &Campaigns::ConcludeCampaign, request);
}

ntf::Obligation Season::Obligation(const std::string& id) {
  ntf::GetObligationRequest request;
  request.set_name(fmt::format("authorities/{}/obligations/{}", authority_, id));
  return Must(Ask("BTC-specialist", system_.obligations(), &Obligations::GetObligation, request)).obligation();
}

std::vector<ntf::Obligation> Season::ObligationsOf(const std::string& official) {
  std::vector<ntf::Obligation> found;
  ntf::ListObligationsRequest list;
  list.set_debtor_id(official);
  AllPages(
      list,
      [&](const auto& page) {
        return Ask("BTC-specialist", system_.obligations(), &Obligations::ListObligations, page);
      },
      [&](const auto& page) { found.insert(found.end(), page.obligations().begin(), page.obligations().end()); });
  return found;
}

std::vector<ntf::ViolationFlag> Season::Flags() {
  std::vector<ntf::ViolationFlag> found;
  AllPages(
      ntf::ListFlagsRequest(),
      [&](const auto& page) { return Ask("BTC-specialist", system_.obligations(), &Obligations::ListFlags, page); },
      [&](const auto& page) { found.insert(found.end(), page.flags().begin(), page.flags().end()); });
  return found;
}

std::vector<ntf::Candidate> Season::Candidates() {
  std::vector<ntf::Candidate> found;
  AllPages(
      ntf::ListCandidatesRequest(),
      [&](const auto& page) {
        return Ask("BTC-specialist", system_.obligations(), &Obligations::ListCandidates, page);
      },
      [&](const auto& page) { found.insert(found.end(), page.candidates().begin(), page.candidates().end()); });
  return found;
}

std::vector<ntf::Notice> Season::AllNotices() {
  std::vector<ntf::Notice> found;
  AllPages(
      ntf::ListNoticesRequest(),
      [&](const auto& page) { return Ask("BTC-specialist", system_.notices(), &Notices::ListNotices, page); },
      [&](const auto& page) { found.insert(found.end(), page.notices().begin(), page.notices().end()); });
  return found;
}

std::vector<std::string> Season::Ladder(const std::string& obligation_id) {
  struct Line {
    std::string due, stage, obligation, outcome;
    auto operator<=>(const Line&) const = default;
  };
  std::map<Line, std::vector<std::string>> lines;
  for (const ntf::Notice& notice : AllNotices()) {
    if (!obligation_id.empty() && notice.obligation_id() != obligation_id) {
      continue;
    }
    std::string outcome;
    if (notice.state() != ntf::NOTICE_STATE_SENT) {
      outcome = ": " + Short(ntf::NoticeState_Name(notice.state()), "NOTICE_STATE_") + " " + notice.reason();
    } else {
      outcome = notice.reason().empty() ? "" : ": " + notice.reason();
      if (notice.late()) {
        outcome += " (late, " + Text(notice.sent_at()) + ")";
      } else if (Text(notice.sent_at()) != Text(notice.due_at())) {
        outcome += " (sent " + Text(notice.sent_at()) + ")";
      }
    }
    const std::string of = obligation_id.empty() ? " " + notice.obligation_id() : "";
    lines[{Text(notice.due_at()), Short(ntf::NoticeStage_Name(notice.stage()), "NOTICE_STAGE_"), of, outcome}]
        .push_back(notice.person_id().empty() ? "nobody" : notice.person_id());
  }
  std::vector<std::string> result;
  for (auto& [line, people] : lines) {
    std::sort(people.begin(), people.end());
    result.push_back(
        fmt::format("{} {}{} {}{}", line.due, line.stage, line.obligation, fmt::join(people, " "), line.outcome));
  }
  return result;
}

std::vector<std::string> Season::FlagLines(const std::string& official) {
  std::vector<std::string> lines;
  for (const ntf::ViolationFlag& flag : Flags()) {
    if (!official.empty() && flag.official_id() != official) {
      continue;
    }
    std::string line =
        fmt::format("{} {} {} since {}", flag.obligation_id(), Short(ntf::FlagGrade_Name(flag.grade()), "FLAG_GRADE_"),
                    Short(ntf::FlagStatus_Name(flag.status()), "FLAG_STATUS_"), Text(flag.raised_at()));
    if (flag.has_missing_at()) {
      line += ", missing " + Text(flag.missing_at());
    }
    if (flag.has_received_on()) {
      line += fmt::format(", received {}, {} days late", Text(flag.received_on()), flag.days_late());
    }
    if (flag.has_withdrawn_at()) {
      line += fmt::format(", withdrawn {} {} {}", Text(flag.withdrawn_at()), flag.withdrawn_reason(),
                          flag.withdrawn_document());
    }
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> Season::CandidateLines(const std::string& official) {
  std::vector<std::string> lines;
  for (const ntf::Candidate& candidate : Candidates()) {
    if (!official.empty() && candidate.official_id() != official) {
      continue;
    }
    lines.push_back(fmt::format("{} {} {} {} explain until {}", candidate.official_id(), candidate.kind(),
                                Text(candidate.raised_at()), candidate.obligation_ids(),
                                Text(candidate.explain_until())));
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::map<std::string, int> Season::MailsPerPerson() {
  std::map<std::string, int> count;
  for (const testing::Mail& mail : system_.AllMail()) {
    ++count[mail.to];
  }
  return count;
}

int Season::Rows(const std::string& service, const std::string& table) {
  return std::stoi(system_.Query(service, "SELECT count(*) FROM " + table));
}

}  // namespace dotpha::acceptance
