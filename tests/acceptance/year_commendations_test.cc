// Commendations after the year 2022 (B-42).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dotpha/assessment/v1/commendation_service.grpc.pb.h"
#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;
using ::testing::StartsWith;
using Commendations = asmt::CommendationService::Stub;

constexpr char kAgency[] = "so-nong-nghiep-b42";

Commendations& CommendationsOf(Year& year) {
  static const std::unique_ptr<Commendations> stub = year.system().Stub<asmt::CommendationService>();
  return *stub;
}

template <typename Request>
Request Nominating() {
  Request request;
  request.set_cycle(2022);
  request.add_nominees()->set_official_id("N1-B42");
  request.add_nominees()->set_agency_id(kAgency);
  request.mutable_nominees(1)->set_reason("Tập thể tiêu biểu");
  return request;
}

// "N1-B42 PROPOSED": as this person sees it, of all officials and agencies.
Diary::Act ListedFor(const std::string& person) {
  return [=](Year& year) {
    asmt::ListCommendationsRequest request;
    request.set_cycle(2022);
    Lines lines;
    const auto listed = Must(year.Ask(person, CommendationsOf(year), &Commendations::ListCommendations, request));
    for (const asmt::Commendation& one : listed.commendations()) {
      lines.push_back((one.official_id().empty() ? one.agency_id() : one.official_id()) + " " +
                      asmt::CommendationState_Name(one.state()).substr(19));
    }
    return lines;
  };
}

const Diary b42(Year2022(), {"N1-B42"},
                Diary::WithPlanStd(
                    "N1-B42", 2022,
                    AllReports("N1-B42",
                               {{"2023-01-16 09:00",
                                 [](Year& year) { return Outcome(year.Rate("N1-B42", 2022, "HTXS", "2023-01-16")); }},
                                {"2023-01-16 10:00", ListedFor("BCSD-leader")},
                                {"2023-02-01 09:00",
                                 [](Year& year) {
                                   auto request = Nominating<asmt::ProposeCommendationsRequest>();
                                   request.set_body_id("BCSD");
                                   return Outcome(year.Ask("BCSD-leader", CommendationsOf(year),
                                                           &Commendations::ProposeCommendations, request));
                                 }},
                                {"2023-02-03 09:00",
                                 [](Year& year) {
                                   return Outcome(year.Ask("BTC-leader", CommendationsOf(year),
                                                           &Commendations::ConsolidateCommendations,
                                                           Nominating<asmt::ConsolidateCommendationsRequest>()));
                                 }},
                                {"2023-02-03 10:00", ListedFor("BTV-clerk")},
                                {"2023-02-08 09:00",
                                 [](Year& year) {
                                   auto request = Nominating<asmt::DecideCommendationsRequest>();
                                   *request.mutable_decided_on() = WireDay("2023-02-08");
                                   *request.mutable_decision() = Document("MP-473-QĐ/TU", "2023-02-08");
                                   return Outcome(year.Ask("BTV-clerk", CommendationsOf(year),
                                                           &Commendations::DecideCommendations, request));
                                 }},
                                {"2023-02-08 10:00", ListedFor("BTC-leader")}})));

TEST(Scenario, B42_TheTopLevelLeadsToTheListAndCollectivesAreProposedToo) {
  EXPECT_THAT(b42["2023-01-16 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b42["2023-01-16 10:00"], AllOf(Contains("N1-B42 ELIGIBLE"), Not(Contains(StartsWith(kAgency)))));
  EXPECT_THAT(b42["2023-02-01 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b42["2023-02-03 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b42["2023-02-03 10:00"],
              AllOf(Contains("N1-B42 CONSOLIDATED"), Contains(std::string(kAgency) + " CONSOLIDATED")));
  EXPECT_THAT(b42["2023-02-08 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b42["2023-02-08 10:00"], AllOf(Contains("N1-B42 DECIDED"), Contains(std::string(kAgency) + " DECIDED")));
}

}  // namespace
}  // namespace dotpha::acceptance
