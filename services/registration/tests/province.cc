#include "services/registration/tests/province.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <stdexcept>

namespace dotpha::registration::testing {
namespace {

std::string Source(const std::string& path) {
  const char* folder = std::getenv("DOTPHA_SOURCE_DIR");
  return (folder == nullptr ? std::string(".") : std::string(folder)) + "/" + path;
}

template <typename T>
T Get(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  return std::move(*result);
}

std::string AgencyOf(const std::string& workplace_class, const std::string& vertical_field) {
  std::string id = workplace_class + (vertical_field.empty() ? "" : "-" + vertical_field);
  std::transform(id.begin(), id.end(), id.begin(),
                 [](char c) { return c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return id;
}

}  // namespace

Instant At(const std::string& text) {
  std::string rfc3339 = text + "+07:00";
  rfc3339[10] = 'T';
  return Get(ParseRfc3339(rfc3339));
}

Date Day(const std::string& text) { return Get(Date::Parse(text)); }

lawfile::Catalogue Province::LoadCatalogue() { return Get(lawfile::Catalogue::Load(Source("regulations"))); }
statute::Calendar Province::LoadCalendar() { return Get(lawfile::LoadCalendar(Source("calendars/vietnam.csv"))); }

Province::Province() : catalogue_(LoadCatalogue()), calendar_(LoadCalendar()) {
  const statute::Regulation* regulation = catalogue_.Find("TQ2021");
  law_ = {{regulation, Day("2021-09-01")}};
  rows.version = 1;
  rows.settings = AuthoritySettings{"Tuyên Quang", Day("2021-09-01"), {{"TQ2021", Day("2021-09-01")}}, 1};
  for (const char* body : {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    const std::string id = body;
    rows.bodies.push_back({id, id, "", id != "BTV" && id != "TT" && id != "UBKT", "", Day("2020-10-01"), {}, 1});
    for (const StaffRole role : {StaffRole::kClerk, StaffRole::kSpecialist, StaffRole::kLeader}) {
      rows.staff.push_back({id + "-" + std::string(NameOf(role)), id, "", "Người của " + id, "", role, 1});
    }
  }
  AddOfficial("N1", "AGENCY_UBND_TINH", Capacity::kHead, false);
  AddOfficial("N2", "CAP_UY_HUYEN", Capacity::kHead, true);
  AddOfficial("N3", "UBND_HUYEN", Capacity::kHead, false);
  AddOfficial("N4", "HDND_HUYEN", Capacity::kHead, false);
  AddOfficial("N5", "CAP_UY_HUYEN", Capacity::kHead, true);
  AddPost("N5", "HDND_HUYEN", Capacity::kHead, "2020-10-20", false);
  AddOfficial("N7", "VERTICAL", Capacity::kHead, true, "2020-10-20", "KINH_TE_TONG_HOP");
  AddOfficial("N7b", "VERTICAL", Capacity::kHead, false, "2020-10-20", "KINH_TE_TONG_HOP");
  AddOfficial("N8", "VERTICAL", Capacity::kHead, true, "2020-10-20", "KHAC");
  AddOfficial("N9", "VERTICAL", Capacity::kHead, true, "2020-10-20", "NOI_CHINH");
  AddOfficial("N10", "CONG_AN_TINH", Capacity::kHead, true);
  AddOfficial("N11", "MTTQ_TINH", Capacity::kHead, true);
  AddOfficial("N12", "CTXH_TINH", Capacity::kHead, true);
  AddOfficial("N13", "PARTY_COMMISSION", Capacity::kHead, true);
  AddOfficial("N14", "UBND_TINH", Capacity::kDeputy, true);
  AddOfficial("N15", "HDND_TINH", Capacity::kDeputy, true);
  AddOfficial("N16", "AGENCY_UBND_TINH", Capacity::kDeputy, true);
  AddOfficial("N17", "AGENCY_UBND_TINH", Capacity::kDeputy, false);
  AddOfficial("N18", "UNIVERSITY_COUNCIL", Capacity::kHead, false);
  AddOfficial("N21", "PARTY_COMMISSION", Capacity::kHead, true);
  AddPost("N21", "MTTQ_TINH", Capacity::kHead, "2020-10-20", false);
  std::find_if(rows.bodies.begin(), rows.bodies.end(), [](const Body& body) {
    return body.id == "BDV";
  })->head_official_id = "N21";
  AddOfficial("N22", "AGENCY_UBND_TINH", Capacity::kActing, false);
  AddOfficial("N23", "AGENCY_UBND_TINH", Capacity::kInCharge, false);
  AddOfficial("N25", "UNIT_UBND_TINH", Capacity::kHead, false);
}

void Province::Under(const std::string& regulation_id, const std::string& from) {
  law_ = {{catalogue_.Find(regulation_id), Day(from)}};
  rows.settings = AuthoritySettings{"Tỉnh khác", Day(from), {{regulation_id, Day(from)}}, 1};
}

Position& Province::AddPost(const std::string& official_id, const std::string& workplace_class, Capacity capacity,
                            const std::string& from, bool principal, const std::string& vertical_field) {
  const std::string agency = AgencyOf(workplace_class, vertical_field);
  if (std::none_of(rows.agencies.begin(), rows.agencies.end(),
                   [&agency](const Agency& known) { return known.id == agency; })) {
    rows.agencies.push_back({agency, agency, workplace_class, vertical_field, "", "", 1});
  }
  rows.positions.push_back({official_id + "-post-" + std::to_string(rows.positions.size()),
                            official_id,
                            agency,
                            "Chức vụ",
                            capacity,
                            principal,
                            Day(from),
                            {},
                            PostBasis::kAppointed,
                            "MP-1-QĐ/TU",
                            Instant::Min(),
                            1});
  return rows.positions.back();
}

void Province::AddOfficial(const std::string& id, const std::string& workplace_class, Capacity capacity,
                           bool committee_member, const std::string& from, const std::string& vertical_field) {
  rows.officials.push_back({id, "Người " + id, id + "@example.vn", true, committee_member, false, "", 1});
  AddPost(id, workplace_class, capacity, from, true, vertical_field);
}

const Directory& Province::directory() {
  directories_.push_back(std::make_unique<Directory>(rows));
  return *directories_.back();
}

Circumstances Province::By(const std::string& actor, std::vector<std::string> roles, const std::string& at) {
  return {directory(), law_, calendar_, "tuyen-quang", actor, std::move(roles), At(at), At(at)};
}

Result<RegistrationDecision> Province::SubmitAs(const Circumstances& circumstances, const SubmitCommand& command,
                                                std::optional<Registration> existing,
                                                std::optional<std::int64_t> expected_revision) {
  DOTPHA_ASSIGN(const SubmissionKey key, CheckSubmission(command, circumstances));
  int works = 0;
  return Submit(command, key,
                {std::move(existing),
                 {},
                 expected_revision,
                 "00000000-0000-4000-8000-000000000001",
                 [&works] { return "given-" + std::to_string(++works); }},
                circumstances);
}

Result<RegistrationDecision> Province::SubmitAt(const std::string& official_id, int cycle, const std::string& at,
                                                const Content& content) {
  SubmitCommand command = ValidSubmission(official_id, cycle);
  command.content = content;
  return SubmitAs(ByOfficial(official_id, at), command);
}

Work ValidWork(const std::string& id, int cycle) {
  Work work;
  work.id = id;
  work.duration = "1Y";
  work.start = Date(cycle, 1, 1);
  work.end = Date(cycle, 12, 31);
  work.category = "TRONG_TAM";
  work.display_name = "Số hóa toàn bộ thủ tục của ngành";
  work.basis = "Nghị quyết của tỉnh";
  work.goals = "Không còn hồ sơ giấy";
  work.targets = {{"", "Thủ tục được số hóa", "100", "%"}};
  work.roadmap = "Quý I khảo sát; quý II thí điểm; quý III nhân rộng; quý IV tổng kết";
  work.classification = "thường";
  return work;
}

Content ValidContent(int cycle) {
  Content content;
  content.kind = RegistrationKind::kNew;
  content.field_in_charge = "Phụ trách chung";
  content.works = {ValidWork("W-1", cycle)};
  return content;
}

SubmitCommand ValidSubmission(const std::string& official_id, int cycle) {
  SubmitCommand command;
  command.official_id = official_id;
  command.cycle = cycle;
  command.content = ValidContent(cycle);
  return command;
}

std::vector<std::string> Found(const Error& error) {
  std::vector<std::string> found;
  for (const Violation& violation : error.violations) {
    found.push_back(violation.field + " " + violation.reason);
  }
  if (found.empty()) {
    found.push_back(error.reason);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace dotpha::registration::testing
