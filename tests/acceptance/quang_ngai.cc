#include "tests/acceptance/quang_ngai.h"

#include <fmt/format.h>

namespace dotpha::acceptance {
namespace {

void AddOfficial(reg::ImportRosterRequest& roster, int number) {
  const std::string id = fmt::format("QN-{}", number);
  reg::Agency& agency = *roster.add_agencies();
  agency.set_agency_id(fmt::format("so-{}", number));
  agency.set_display_name(fmt::format("Sở thứ {}", number));
  agency.set_workplace_class("AGENCY_UBND_TINH");
  reg::Official& official = *roster.add_officials();
  official.set_official_id(id);
  official.set_full_name("Người " + id);
  official.set_email(AddressOf(id));
  official.set_managed_by_standing_committee(true);
  official.set_assessed_by(number <= 3 ? "BTV" : number <= 6 ? "BCSD" : kDistrictCommittee);
  reg::Position& position = *roster.add_positions();
  position.set_official_id(id);
  position.set_agency_id(agency.agency_id());
  position.set_title("Giám đốc");
  position.set_capacity(reg::CAPACITY_HEAD);
  position.set_principal(true);
  *position.mutable_effective_from() = WireDay("2020-10-20");
  position.set_basis(reg::POST_BASIS_APPOINTED);
  position.set_decision_ref("MP-1-QĐ/TU ngày 20/10/2020");
}

}  // namespace

void AddQuangNgai(Season& season, const std::string& effective_from) {
  const std::string as_operator = InQuangNgai(testing::System::kOperator);
  reg::ConfigureAuthorityRequest configure;
  reg::Authority& authority = *configure.mutable_authority();
  authority.set_name("authorities/quang-ngai");
  authority.set_display_name("Quảng Ngãi");
  *authority.mutable_live_from() = WireDay(effective_from);
  reg::RegulationInForce& regulation = *authority.add_regulations();
  regulation.set_regulation_id("QN2024");
  *regulation.mutable_effective_from() = WireDay(effective_from);
  Must(season.Ask(as_operator, season.system().campaigns(), &Campaigns::ConfigureAuthority, configure));
  reg::ImportRosterRequest roster;
  for (const char* id : {"BTV", "TT", "BTC", "DDHDND", "BCSD", kDistrictCommittee}) {
    const std::string body_id = id;
    reg::Body& body = *roster.add_bodies();
    body.set_body_id(body_id);
    body.set_display_name(body_id);
    *body.mutable_valid_from() = WireDay("2020-10-01");
    for (const auto& [role, value] : {std::pair{"clerk", reg::STAFF_ROLE_CLERK},
                                      {"specialist", reg::STAFF_ROLE_SPECIALIST},
                                      {"leader", reg::STAFF_ROLE_LEADER}}) {
      reg::Staff& staff = *roster.add_staff();
      staff.set_staff_id(body_id.substr(0, body_id.find(':')) + "-" + role);
      staff.set_body_id(body_id);
      staff.set_full_name("Người của " + body_id);
      staff.set_email(AddressOf(staff.staff_id()));
      staff.set_role(value);
    }
  }
  for (int number = 1; number <= 9; ++number) {
    AddOfficial(roster, number);
  }
  Must(season.Ask(as_operator, season.system().directory(), &Directory::ImportRoster, roster));
  season.Settle();
}

reg::Work Entry(const std::string& section, int cycle) {
  reg::Work work;
  work.set_category(section);
  work.set_display_name("Sạt lở khu dân cư vùng núi");
  work.set_content("Di dời 58 hộ khỏi vùng nguy hiểm");
  work.set_impact("Bảo đảm an toàn tính mạng");
  *work.mutable_start_on() = WireDay(fmt::format("{}-03-01", cycle));
  *work.mutable_end_on() = WireDay(fmt::format("{}-09-15", cycle));
  if (section == "I") {
    work.set_support_request("không");
  } else {
    work.set_difficulties("Vùng lõm sóng di động");
  }
  return work;
}

reg::Registration VoluntaryRegistration(const std::string& official, int cycle, const std::vector<reg::Work>& works) {
  reg::Registration registration;
  registration.set_official_id(official);
  registration.set_cycle(cycle);
  registration.set_kind(reg::REGISTRATION_KIND_NEW);
  for (const reg::Work& work : works) {
    *registration.add_works() = work;
  }
  return registration;
}

Result<reg::SubmitRegistrationResponse> RegisterVoluntarily(Season& season, const std::string& official, int cycle,
                                                            const std::vector<reg::Work>& works) {
  reg::SubmitRegistrationRequest request;
  *request.mutable_registration() = VoluntaryRegistration(official, cycle, works);
  return season.Ask(InQuangNgai(official), season.system().registrations(), &Registrations::SubmitRegistration,
                    request);
}

}  // namespace dotpha::acceptance
