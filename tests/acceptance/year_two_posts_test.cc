// Two posts, each of another body (B-40).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

// N1 heads a department, and the province's Front beside it.
Lines GiveSecondPost(Year& year) {
  reg::ImportRosterRequest roster;
  reg::Agency& agency = *roster.add_agencies();
  agency.set_agency_id("mttq-b40");
  agency.set_display_name("Ủy ban Mặt trận Tổ quốc tỉnh");
  agency.set_workplace_class("MTTQ_TINH");
  reg::Position& position = *roster.add_positions();
  position.set_official_id("N1-B40");
  position.set_agency_id(agency.agency_id());
  position.set_title("Chủ tịch");
  position.set_capacity(reg::CAPACITY_HEAD);
  *position.mutable_effective_from() = WireDay("2020-10-20");
  position.set_basis(reg::POST_BASIS_APPOINTED);
  position.set_decision_ref("MP-2-QĐ/TU ngày 20/10/2020");
  return Outcome(year.Ask(testing::System::kOperator, year.system().directory(), &Directory::ImportRoster, roster));
}

// "BTC", "BCSD", ...
Lines RegistersWith(Year& year) {
  const auto answer = year.Register("N1-B40", 2022);
  Lines bodies = answer.ok() ? Lines{} : Outcome(answer);
  if (answer.ok()) {
    for (const reg::Delivery& delivery : answer->deliveries()) {
      bodies.push_back(delivery.body_id());
    }
  }
  return bodies;
}

const Diary b40(
    Year2022(), {"N1-B40"},
    {{"2021-11-02 09:00", GiveSecondPost},
     {"2021-11-10 09:00", RegistersWith},
     {"2021-11-10 10:00",
      [](Year& year) {
        reg::GetRouteRequest request;
        request.set_official_id("N1-B40");
        const reg::Route route =
            Must(year.Ask("BTC-specialist", year.system().directory(), &Directory::GetRoute, request)).route();
        Lines lines(route.cc().begin(), route.cc().end());
        lines.push_back("lead " + route.lead());
        return lines;
      }},
     {"2021-11-25 09:00", [](Year& year) { return Outcome(year.Propose("BDV", 2022, {"N1-B40"})); }}});

TEST(Scenario, B40_TwoRoutedPostsAreTwoCopiesAndOneLead) {
  EXPECT_THAT(b40["2021-11-02 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b40["2021-11-10 09:00"], ElementsAre("BTC", "BCSD", "BDV")) << "three deliveries in all";
  EXPECT_THAT(b40["2021-11-10 10:00"], ElementsAre("BCSD", "BDV", "lead BCSD"));
  EXPECT_THAT(b40["2021-11-25 09:00"], ElementsAre(StartsWith("NOT_LEAD_BODY")));
}

}  // namespace
}  // namespace dotpha::acceptance
