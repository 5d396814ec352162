#include "tests/bench/province.h"

#include <fmt/format.h>

#include <algorithm>

#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "tests/acceptance/season.h"
#include "tests/bench/measure.h"

namespace dotpha::bench {
namespace {

namespace reg = registration::v1;
namespace rev = review::v1;
namespace rep = reporting::v1;
using testing::System;

constexpr int kChunk = 500;
constexpr int kWholeE2 = 10'000;
constexpr int kItemNodes = kPlanNodes - 1 - 4 - 12;

// Part number `i` of `count` shares that sum to the whole.
int ShareE2(int i, int count) { return kWholeE2 / count + (i == count - 1 ? kWholeE2 % count : 0); }

int ItemsOf(int month) { return kItemNodes / 12 + (month <= kItemNodes % 12 ? 1 : 0); }

std::string ItemId(int month, int number) { return fmt::format("2022.{:02}.{}", month, number); }

void AddOfficial(reg::ImportRosterRequest& roster, int number) {
  auto& agency = *roster.add_agencies();
  agency.set_agency_id(fmt::format("so-{:05}", number));
  agency.set_display_name("Sở");
  agency.set_workplace_class("AGENCY_UBND_TINH");
  auto& official = *roster.add_officials();
  official.set_official_id(OfficialId(number));
  official.set_full_name("Người " + OfficialId(number));
  official.set_email(acceptance::AddressOf(OfficialId(number)));
  official.set_managed_by_standing_committee(true);
  auto& position = *roster.add_positions();
  position.set_official_id(official.official_id());
  position.set_agency_id(agency.agency_id());
  position.set_title("Giám đốc");
  position.set_capacity(reg::CAPACITY_HEAD);
  position.set_principal(true);
  *position.mutable_effective_from() = acceptance::WireDay("2020-10-20");
  position.set_basis(reg::POST_BASIS_APPOINTED);
  position.set_decision_ref("MP-1-QĐ/TU");
}

}  // namespace

std::string OfficialId(int number) { return fmt::format("P{:05}", number); }
std::string WorkId(int number) { return "W-" + OfficialId(number); }

void SetUpProvince(System& system, int officials, const std::string& live_from) {
  reg::ConfigureAuthorityRequest configure;
  acceptance::Season::GiveRequestId(configure);
  auto* authority = configure.mutable_authority();
  authority->set_name("authorities/tuyen-quang");
  authority->set_display_name("Tuyên Quang");
  *authority->mutable_live_from() = acceptance::WireDay(live_from);
  auto* law = authority->add_regulations();
  law->set_regulation_id("TQ2021");
  *law->mutable_effective_from() = acceptance::WireDay("2021-09-01");
  const auto as_operator = system.Caller(System::kOperator);
  Get(rpc::Call<reg::ConfigureAuthorityResponse>(as_operator, [&](auto& context, auto* response) {
    return system.campaigns().ConfigureAuthority(&context, configure, response);
  }));
  reg::ImportRosterRequest roster = acceptance::RosterOf({});
  for (int first = 0; first == 0 || first < officials; first += kChunk) {
    for (int i = first; i < std::min(first + kChunk, officials); ++i) {
      AddOfficial(roster, i);
    }
    acceptance::Season::GiveRequestId(roster);
    Get(rpc::Call<reg::ImportRosterResponse>(as_operator, [&](auto& context, auto* response) {
      return system.directory().ImportRoster(&context, roster, response);
    }));
    roster.Clear();
  }
  for (int i = 0; i < officials; ++i) {
    system.Token(OfficialId(i));  // signing is the client's, and is no part of what is measured
  }
  system.Settle();
}

void AssignWorks(System& system, int officials) {
  const auto stub = system.Stub<rev::AssignmentService>();
  for (int first = 0; first < officials; first += kChunk) {
    rev::ImportAssignmentsRequest request;
    acceptance::Season::GiveRequestId(request);
    for (int i = first; i < std::min(first + kChunk, officials); ++i) {
      auto& assignment = *request.add_assignments();
      assignment.set_official_id(OfficialId(i));
      assignment.mutable_document()->set_number("758-QĐ/TU");
      *assignment.mutable_document()->mutable_signed_on() = acceptance::WireDay("2021-12-20");
      assignment.set_regulation_id("TQ2021");
      *assignment.mutable_content() = acceptance::ValidRegistration(OfficialId(i), 2022).works(0);
      assignment.mutable_content()->set_work_id(WorkId(i));
    }
    Get(rpc::Call<rev::ImportAssignmentsResponse>(system.Caller("BTC-specialist"), [&](auto& context, auto* response) {
      return stub->ImportAssignments(&context, request, response);
    }));
  }
  system.Settle();
}

rep::SubmitPlanRequest PlanOf(int official) {
  rep::SubmitPlanRequest request;
  acceptance::Season::GiveRequestId(request);
  auto& plan = *request.mutable_plan();
  plan.set_official_id(OfficialId(official));
  plan.set_cycle(2022);
  plan.set_general_goal("Hoàn thành công việc được giao đúng tiến độ");
  plan.add_specific_goals("Số hóa toàn bộ thủ tục");
  plan.add_solutions("Phân công từng bộ phận, kiểm tra hằng tháng");
  plan.set_roadmap("Theo từng quý");
  auto& work = *plan.add_works();
  work.set_work_id(WorkId(official));
  auto& year = *work.add_years();
  year.set_year(2022);
  year.set_share_e2(kWholeE2);
  for (int q = 0; q < 4; ++q) {
    auto& quarter = *year.add_quarters();
    quarter.set_quarter(q + 1);
    quarter.set_share_e2(ShareE2(q, 4));
    for (int m = 0; m < 3; ++m) {
      auto& month = *quarter.add_months();
      month.set_month(3 * q + m + 1);
      month.set_share_e2(ShareE2(m, 3));
      for (int i = 0; i < ItemsOf(month.month()); ++i) {
        auto& item = *month.add_items();
        item.set_item_id(ItemId(month.month(), i + 1));
        item.set_text("Rà soát, chuẩn hóa và số hóa nhóm thủ tục");
        item.set_product("Báo cáo kết quả");
        item.set_share_e2(ShareE2(i, ItemsOf(month.month())));
        item.add_target_ids("1");
      }
    }
  }
  return request;
}

rep::SubmitReportRequest QuarterReportOf(int official, int quarter) {
  rep::SubmitReportRequest request;
  acceptance::Season::GiveRequestId(request);
  auto& report = *request.mutable_report();
  report.set_official_id(OfficialId(official));
  auto& covered = *report.add_covers();
  covered.set_duty("RPT_Q");
  covered.set_period(fmt::format("2022-Q{}", quarter));
  report.mutable_narrative()->set_difficulties("Một số đơn vị phối hợp còn chậm");
  report.mutable_narrative()->set_directions("Tiếp tục theo kế hoạch");
  auto& work = *report.add_works();
  work.set_work_id(WorkId(official));
  for (int month = 3 * quarter - 2; month <= 3 * quarter; ++month) {
    for (int i = 1; i <= ItemsOf(month); ++i) {
      auto& item = *work.add_items();
      item.set_item_id(ItemId(month, i));
      item.set_completion_e2(kWholeE2);
      item.set_product("Đã hoàn thành");
    }
  }
  return request;
}

}  // namespace dotpha::bench
