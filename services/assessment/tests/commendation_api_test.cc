// Commendations over gRPC, against the real service and its database (Điều 9).
#include <gmock/gmock.h>

#include "dotpha/assessment/v1/commendation_service.grpc.pb.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/tests/live_service.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Service = pb::CommendationService;
using Stub = Service::Stub;

// Rated HTXS in the cycle of 2022.
void RateAtTheTop(Tenant& tenant, const std::string& official_id, const std::string& work_id) {
  tenant.Assign(official_id, work_id, 2022);
  tenant.Report(official_id, work_id, {2022}, 2022, 10000, "HTXS");
  pb::RecordRatingsRequest request;
  request.set_kind(pb::RATING_KIND_ANNUAL);
  request.set_cycle(2022);
  request.mutable_decision()->set_number("MP-340-KL/TU");
  *request.mutable_decision()->mutable_signed_on() = rpc::ToWire(Day("2023-01-16"));
  *request.mutable_decided_on() = rpc::ToWire(Day("2023-01-16"));
  request.add_items()->set_official_id(official_id);
  request.mutable_items(0)->set_level("HTXS");
  pb::RecordRatingsResponse response;
  ASSERT_EQ(
      tenant.Call<pb::AssessmentService>("BTV-clerk", &pb::AssessmentService::Stub::RecordRatings, request, &response)
          .reason(),
      "");
}

// "N1 ELIGIBLE", "agency-of-N1 PROPOSED BCSD".
std::vector<std::string> Listed(Tenant& tenant, const std::string& person) {
  pb::ListCommendationsRequest request;
  request.set_cycle(2022);
  pb::ListCommendationsResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::ListCommendations, request, &response);
  if (!answer.ok()) {
    return {answer.reason()};
  }
  std::vector<std::string> lines;
  for (const pb::Commendation& one : response.commendations()) {
    std::string line = (one.official_id().empty() ? one.agency_id() : one.official_id()) + " " +
                       pb::CommendationState_Name(one.state()).substr(19);
    for (const std::string& body : one.proposed_by()) {
      line += " " + body;
    }
    lines.push_back(line);
  }
  return lines;
}

template <typename Request>
Request Naming(const std::vector<std::string>& officials, const std::vector<std::string>& agencies) {
  Request request;
  request.set_cycle(2022);
  for (const std::string& official : officials) {
    request.add_nominees()->set_official_id(official);
  }
  for (const std::string& agency : agencies) {
    auto& nominee = *request.add_nominees();
    nominee.set_agency_id(agency);
    nominee.set_reason("Tập thể tiêu biểu");
  }
  return request;
}

Answer Propose(Tenant& tenant, const std::string& person, const std::string& body,
               const std::vector<std::string>& officials, const std::vector<std::string>& agencies = {}) {
  auto request = Naming<pb::ProposeCommendationsRequest>(officials, agencies);
  request.set_body_id(body);
  pb::ProposeCommendationsResponse response;
  return tenant.Call<Service>(person, &Stub::ProposeCommendations, request, &response);
}
Answer Consolidate(Tenant& tenant, const std::string& person, const std::vector<std::string>& officials,
                   const std::vector<std::string>& agencies = {}) {
  pb::ConsolidateCommendationsResponse response;
  return tenant.Call<Service>(person, &Stub::ConsolidateCommendations,
                              Naming<pb::ConsolidateCommendationsRequest>(officials, agencies), &response);
}
Answer Decide(Tenant& tenant, const std::string& person, const std::vector<std::string>& officials,
              const std::vector<std::string>& agencies = {}) {
  auto request = Naming<pb::DecideCommendationsRequest>(officials, agencies);
  request.mutable_decision()->set_number("MP-473-QĐ/TU");
  *request.mutable_decision()->mutable_signed_on() = rpc::ToWire(Day("2023-01-16"));
  *request.mutable_decided_on() = rpc::ToWire(Day("2023-01-16"));
  pb::DecideCommendationsResponse response;
  return tenant.Call<Service>(person, &Stub::DecideCommendations, request, &response);
}

TEST(CommendationApi, FromTheRatingToTheDecision_R9_1_COMMEND_R9_2_PROPOSE_B_42) {
  Tenant tenant;
  RateAtTheTop(tenant, "N1", "W1");
  RateAtTheTop(tenant, "N21", "W2");
  EXPECT_THAT(Listed(tenant, "BCSD-leader"), ElementsAre("N1 ELIGIBLE"));
  EXPECT_THAT(Listed(tenant, "BTC-leader"), ElementsAre("N1 ELIGIBLE", "N21 ELIGIBLE"));
  ASSERT_EQ(Propose(tenant, "BCSD-leader", "BCSD", {"N1"}, {"agency-of-N1"}).reason(), "");
  EXPECT_THAT(Listed(tenant, "BCSD-leader"), ElementsAre("N1 PROPOSED BCSD", "agency-of-N1 PROPOSED BCSD"));
  ASSERT_EQ(Consolidate(tenant, "BTC-leader", {"N1", "N21"}, {"agency-of-N1"}).reason(), "");
  EXPECT_THAT(Listed(tenant, "BTV-clerk"),
              ElementsAre("N1 CONSOLIDATED BCSD", "N21 CONSOLIDATED BTC", "agency-of-N1 CONSOLIDATED BCSD"));
  ASSERT_EQ(Decide(tenant, "BTV-clerk", {"N1", "N21"}, {"agency-of-N1"}).reason(), "");
  EXPECT_THAT(Listed(tenant, "UBKT-leader"),
              ElementsAre("N1 DECIDED BCSD", "N21 DECIDED BTC", "agency-of-N1 DECIDED BCSD"));
}

TEST(CommendationApi, WhoMayDoWhatAndSeeWhom_R9_2_PROPOSE_G_02) {
  Tenant tenant;
  RateAtTheTop(tenant, "N1", "W1");
  RateAtTheTop(tenant, "N21", "W2");
  EXPECT_EQ(Propose(tenant, "BCSD-leader", "BNC", {"N1"}).reason(), "NOT_LEAD_BODY");
  EXPECT_EQ(Propose(tenant, "BNC-leader", "BNC", {"N1"}).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Propose(tenant, "N1", "BCSD", {"N1"}).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Consolidate(tenant, "BCSD-leader", {"N1"}).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Decide(tenant, "BTC-leader", {"N1"}).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Decide(tenant, "BTV-clerk", {"N1"}).reason(), "TRANSITION_NOT_ALLOWED") << "nobody proposed him";
  EXPECT_EQ(Propose(tenant, "BCSD-leader", "BCSD", {"N1"}, {"nowhere"}).reason(), "UNKNOWN_AGENCY");
  EXPECT_EQ(tenant.Rows("commendation"), 0) << "for all nominees or for none";

  ASSERT_EQ(Propose(tenant, "BNC-leader", "BNC", {}, {"agency-of-N1"}).reason(), "");
  EXPECT_THAT(Listed(tenant, "BNC-specialist"), ElementsAre("agency-of-N1 PROPOSED BNC"));
  EXPECT_THAT(Listed(tenant, "BCSD-specialist"), ElementsAre("N1 ELIGIBLE"));
  EXPECT_THAT(Listed(tenant, "N1"), ElementsAre("NOT_PERMITTED"));
  EXPECT_THAT(Listed(tenant, "BNC-clerk"), ElementsAre("agency-of-N1 PROPOSED BNC"));
}

}  // namespace
}  // namespace dotpha::assessment
