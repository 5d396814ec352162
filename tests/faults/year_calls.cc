#include "tests/faults/year_calls.h"

#include <fmt/format.h>

#include <algorithm>

#include "libs/rpc/wire_time.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace rpt = reporting::v1;

// Parts of a whole in hundredths of a percent, none of them nothing.
std::vector<int> Shares(int parts, std::mt19937& random) {
  std::vector<int> cuts{0, 10'000};
  while (static_cast<int>(cuts.size()) <= parts) {
    const int cut = 1 + static_cast<int>(random() % 9'999);
    if (std::find(cuts.begin(), cuts.end(), cut) == cuts.end()) {
      cuts.push_back(cut);
    }
  }
  std::sort(cuts.begin(), cuts.end());
  std::vector<int> shares;
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    shares.push_back(cuts[i] - cuts[i - 1]);
  }
  return shares;
}

reg::ImportRosterRequest RosterOf(const std::vector<Person>& people) {
  reg::ImportRosterRequest roster = acceptance::RosterOf({});  // bodies and their staff
  roster.set_request_id(RequestId(1));
  for (const Person& person : people) {
    auto& agency = *roster.add_agencies();
    agency.set_agency_id("cq-" + person.id.substr(1));
    agency.set_display_name("Cơ quan của " + person.id);
    agency.set_workplace_class(person.workplace_class);
    agency.set_vertical_field(person.vertical_field);
    auto& official = *roster.add_officials();
    official.set_official_id(person.id);
    official.set_full_name("Người " + person.id);
    official.set_email(acceptance::AddressOf(person.id));
    official.set_managed_by_standing_committee(true);
    official.set_provincial_committee_member(person.member);
    auto& position = *roster.add_positions();
    position.set_official_id(person.id);
    position.set_agency_id(agency.agency_id());
    position.set_title("Người đứng đầu");
    position.set_capacity(reg::CAPACITY_HEAD);
    position.set_principal(true);
    *position.mutable_effective_from() = acceptance::WireDay("2020-10-20");
    position.set_basis(reg::POST_BASIS_APPOINTED);
    position.set_decision_ref("MP-1-QĐ/TU ngày 20/10/2020");
  }
  return roster;
}

}  // namespace

std::vector<Person> People(int count) {
  static const std::vector<Person> kKinds = {
      {"", "AGENCY_UBND_TINH", "", false, "BCSD"}, {"", "BAN_HDND_TINH", "", false, "DDHDND"},
      {"", "UBND_HUYEN", "", false, "BCSD"},       {"", "MTTQ_TINH", "", true, "BDV"},
      {"", "CAP_UY_HUYEN", "", true, "BTC"},       {"", "VERTICAL", "NOI_CHINH", true, "BNC"}};
  std::vector<Person> people;
  for (int i = 0; i < count; ++i) {
    people.push_back(kKinds[static_cast<std::size_t>(i) % kKinds.size()]);
    people.back().id = fmt::format("P{:03}", i);
  }
  return people;
}

void Found(System& system, const std::vector<Person>& people, const std::string& moment) {
  system.AdvanceTo(moment);
  reg::ConfigureAuthorityRequest configure;
  configure.set_request_id(RequestId(2));
  auto* authority = configure.mutable_authority();
  authority->set_name("authorities/tuyen-quang");
  authority->set_display_name("Tuyên Quang");
  *authority->mutable_live_from() = acceptance::WireDay(moment.substr(0, 10));
  auto* law = authority->add_regulations();
  law->set_regulation_id("TQ2021");
  *law->mutable_effective_from() = acceptance::WireDay("2021-09-01");
  Insist<reg::CampaignService>(system, System::kOperator, &acceptance::Campaigns::ConfigureAuthority, configure);
  Insist<reg::DirectoryService>(system, System::kOperator, &acceptance::Directory::ImportRoster, RosterOf(people));
  system.Settle();
}

void MoveAlone(System& system, const std::string& service, Instant moment) {
  const auto stub = clock::v1::ClockControlService::NewStub(system.channel(service));
  clock::v1::AdvanceClockRequest request;
  *request.mutable_now() = rpc::ToWire(moment);
  Get(rpc::Call<clock::v1::AdvanceClockResponse>(
          system.Caller(System::kOperator),
          [&](auto& context, auto* response) { return stub->AdvanceClock(&context, request, response); }),
      "clock of " + service);
}

clock::v1::GetClockResponse ClockOf(System& system, const std::string& service) {
  const auto stub = clock::v1::ClockControlService::NewStub(system.channel(service));
  return Get(rpc::Call<clock::v1::GetClockResponse>(system.Caller(System::kOperator),
                                                    [&](auto& context, auto* response) {
                                                      return stub->GetClock(&context, clock::v1::GetClockRequest(),
                                                                            response);
                                                    }),
             "clock of " + service);
}

std::string RequestId(int number) { return fmt::format("00000000-0000-4000-8000-{:012}", number); }

common::v1::DocumentReference Document(const std::string& number, const std::string& day) {
  common::v1::DocumentReference document;
  document.set_number(number);
  *document.mutable_signed_on() = acceptance::WireDay(day);
  return document;
}

reg::Work WorkOf(const Person& person) {
  reg::Work work = acceptance::ValidRegistration(person.id, kCycle).works(0);
  work.set_work_id(person.work_id());
  work.mutable_targets(0)->set_target_id("1");
  reg::Target& target = *work.add_targets();
  target.set_target_id("2");
  target.set_text("Hồ sơ giấy không còn");
  return work;
}

reg::Registration RegistrationOf(const Person& person) {
  reg::Registration registration = acceptance::ValidRegistration(person.id, kCycle);
  *registration.mutable_works(0) = WorkOf(person);
  return registration;
}

rpt::Plan PlanOf(const Person& person, std::mt19937& random) {
  rpt::Plan plan;
  plan.set_official_id(person.id);
  plan.set_cycle(kCycle);
  plan.set_general_goal("Hoàn thành việc được giao");
  plan.add_specific_goals("Số hóa 100 % thủ tục");
  plan.add_solutions("Giao ban hằng tháng");
  plan.set_roadmap("Theo từng tháng, quý");
  rpt::PlannedWork& work = *plan.add_works();
  work.set_work_id(person.work_id());
  rpt::PlannedYear& year = *work.add_years();
  year.set_year(kCycle);
  year.set_share_e2(10'000);
  const std::vector<int> of_year = Shares(4, random);
  for (int q = 1; q <= 4; ++q) {
    rpt::PlannedQuarter& quarter = *year.add_quarters();
    quarter.set_quarter(q);
    quarter.set_share_e2(of_year[static_cast<std::size_t>(q - 1)]);
    const std::vector<int> of_quarter = Shares(3, random);
    for (int m = 0; m < 3; ++m) {
      rpt::PlannedMonth& month = *quarter.add_months();
      month.set_month(3 * q - 2 + m);
      month.set_share_e2(of_quarter[static_cast<std::size_t>(m)]);
      const std::vector<int> of_month = Shares(1 + static_cast<int>(random() % 3), random);
      for (std::size_t i = 0; i < of_month.size(); ++i) {
        rpt::PlannedItem& item = *month.add_items();
        item.set_item_id(fmt::format("{}.{:02}.{}", kCycle, month.month(), i + 1));
        item.set_text("Việc của tháng");
        item.set_product("Báo cáo");
        item.set_share_e2(of_month[i]);
        item.add_target_ids(i % 2 == 0 ? "1" : "2");
      }
    }
  }
  return plan;
}

rpt::Report ReportOf(const Person& person, const rpt::Plan& plan, const std::vector<int>& quarters,
                     std::mt19937& random) {
  rpt::Report report;
  report.set_official_id(person.id);
  rpt::ReportedWork& work = *report.add_works();
  work.set_work_id(person.work_id());
  for (const rpt::PlannedQuarter& quarter : plan.works(0).years(0).quarters()) {
    if (std::find(quarters.begin(), quarters.end(), quarter.quarter()) == quarters.end()) {
      continue;
    }
    for (const rpt::PlannedMonth& month : quarter.months()) {
      for (const rpt::PlannedItem& planned : month.items()) {
        rpt::ReportedItem& item = *work.add_items();
        item.set_item_id(planned.item_id());
        item.set_completion_e2(random() % 3 > 0 ? 10'000 : static_cast<int>(random() % 10'001));
        item.set_estimated(month.month() % 3 == 0);
      }
    }
  }
  report.mutable_narrative()->set_difficulties("Thời tiết không thuận lợi");
  report.mutable_narrative()->set_directions("Tiếp tục đôn đốc");
  return report;
}

}  // namespace dotpha::faults
