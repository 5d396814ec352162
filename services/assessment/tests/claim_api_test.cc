// Claims over gRPC, against the real service and its database (Điều 2 khoản 5, Điều 7 khoản 2; I-22).
#include <gmock/gmock.h>

#include "dotpha/assessment/v1/claim_service.grpc.pb.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/tests/live_service.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
using Service = pb::ClaimService;
using Stub = Service::Stub;

pb::SubmitClaimRequest FloodAt(const std::string& official_id, const std::string& work_id,
                               const std::vector<std::string>& items) {
  pb::SubmitClaimRequest request;
  pb::Claim& claim = *request.mutable_claim();
  claim.set_official_id(official_id);
  claim.set_cycle(2022);
  claim.set_work_id(work_id);
  claim.set_kind("FM");
  *claim.mutable_item_ids() = {items.begin(), items.end()};
  claim.set_facts("Mưa lũ lịch sử");
  claim.add_evidence("Biên bản xác nhận");
  return request;
}

Answer Submit(Tenant& tenant, const std::string& person, const pb::SubmitClaimRequest& request, pb::Claim* claim) {
  pb::SubmitClaimResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::SubmitClaim, request, &response);
  *claim = response.claim();
  return answer;
}

Answer Endorse(Tenant& tenant, const std::string& person, pb::Claim& claim,
               pb::ClaimOpinion opinion = pb::CLAIM_OPINION_ENDORSED) {
  pb::EndorseClaimRequest request;
  request.set_name(claim.name());
  request.set_etag(claim.etag());
  request.set_opinion(opinion);
  pb::EndorseClaimResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::EndorseClaim, request, &response);
  if (answer.ok()) {
    claim = response.claim();
  }
  return answer;
}

Answer Decide(Tenant& tenant, const std::string& person, pb::Claim& claim, pb::ClaimRuling ruling) {
  pb::DecideClaimRequest request;
  request.set_name(claim.name());
  request.set_etag(claim.etag());
  request.set_ruling(ruling);
  *request.mutable_decided_on() = rpc::ToWire(Day("2023-01-16"));
  request.mutable_decision()->set_number("MP-305-KL/TU");
  *request.mutable_decision()->mutable_signed_on() = rpc::ToWire(Day("2023-01-16"));
  pb::DecideClaimResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::DecideClaim, request, &response);
  if (answer.ok()) {
    claim = response.claim();
  }
  return answer;
}

pb::Assessment AssessmentOf(Tenant& tenant, const std::string& official_id) {
  pb::GetAssessmentRequest request;
  request.set_official_id(official_id);
  request.set_cycle(2022);
  pb::GetAssessmentResponse response;
  EXPECT_EQ(
      tenant.Call<pb::AssessmentService>("BTC-leader", &pb::AssessmentService::Stub::GetAssessment, request, &response)
          .reason(),
      "");
  return response.assessment();
}

// Every item done but that of December: 95.00.
void ReportAllButDecember(Tenant& tenant) {
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000, "HTXS");
  reporting::v1::ReportingEvent correction;
  auto& report = *correction.mutable_report_sent();
  report.set_report_id("R-W1-2022");
  report.set_official_id("N1");
  report.set_version(2);
  *report.mutable_received_at() = rpc::ToWire(Day("2022-12-21").At());
  auto& work = *report.add_works();
  work.set_work_id("W1");
  work.add_items()->set_item_id("2022.12.1");
  EXPECT_TRUE(tenant.Tell(correction).ok());
}

TEST(ClaimApi, OnlyAnAcceptedForceMajeureLeavesThePercentage_R7_2_FM_E_06) {
  Tenant tenant;
  ReportAllButDecember(tenant);
  pb::Claim claim;
  ASSERT_EQ(Submit(tenant, "N1", FloodAt("N1", "W1", {"2022.12.1"}), &claim).reason(), "");
  EXPECT_EQ(claim.state(), pb::CLAIM_STATE_CLAIMED);
  EXPECT_EQ(AssessmentOf(tenant, "N1").mean().exact(), "95");
  ASSERT_EQ(Endorse(tenant, "BCSD-leader", claim).reason(), "");
  EXPECT_EQ(AssessmentOf(tenant, "N1").mean().exact(), "95") << "endorsed is not accepted";
  pb::Claim other;
  ASSERT_EQ(Submit(tenant, "N1", FloodAt("N1", "W1", {"2022.12.1"}), &other).reason(), "");
  ASSERT_EQ(Decide(tenant, "BTV-clerk", other, pb::CLAIM_RULING_REJECTED).reason(), "");
  EXPECT_EQ(AssessmentOf(tenant, "N1").mean().exact(), "95");
  ASSERT_EQ(Decide(tenant, "BTV-clerk", claim, pb::CLAIM_RULING_ACCEPTED).reason(), "");
  const pb::Assessment assessment = AssessmentOf(tenant, "N1");
  EXPECT_EQ(assessment.mean().exact(), "100") << "95 of 95";
  EXPECT_EQ(assessment.suggested_level(), "HTXS");
  EXPECT_EQ(assessment.works(0).reported_year().exact(), "95");
  EXPECT_THAT(assessment.works(0).taken_out_item_ids(), ElementsAre("2022.12.1"));
  EXPECT_TRUE(assessment.works(0).excused());
  EXPECT_EQ(tenant.Told(), "ClaimDecided ClaimDecided");

  pb::GetClaimRequest get;
  get.set_name(claim.name());
  pb::GetClaimResponse read;
  ASSERT_EQ(tenant.Call<Service>("N1", &Stub::GetClaim, get, &read).reason(), "");
  std::vector<std::string> states;
  for (const auto& entry : read.claim().history()) {
    states.push_back(entry.to_state());
  }
  EXPECT_THAT(states, ElementsAre("CLAIMED", "ENDORSED", "ACCEPTED"));
  EXPECT_EQ(read.claim().decision().number(), "MP-305-KL/TU");
}

TEST(ClaimApi, AWholeWorkTakenOutHasNoLevel_R7_2_FM_E_08) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Assign("N1", "W2", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 3000);
  tenant.Report("N1", "W2", {2022}, 2022, 9000);
  EXPECT_EQ(AssessmentOf(tenant, "N1").mean().exact(), "60");
  pb::Claim claim;
  ASSERT_EQ(Submit(tenant, "N1", FloodAt("N1", "W1", {}), &claim).reason(), "");
  ASSERT_EQ(Decide(tenant, "BTV-clerk", claim, pb::CLAIM_RULING_ACCEPTED).reason(), "");
  const pb::Assessment assessment = AssessmentOf(tenant, "N1");
  EXPECT_EQ(assessment.works_counted(), 1);
  EXPECT_EQ(assessment.mean().exact(), "90");
  EXPECT_FALSE(assessment.works(0).has_verified_year());
  EXPECT_EQ(assessment.works(0).level(), "");
}

TEST(ClaimApi, WhoMayClaimEndorseDecideAndSee_I_22_G_02) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Assign("N21", "W2", 2022);
  pb::Claim claim;
  EXPECT_EQ(Submit(tenant, "N21", FloodAt("N1", "W1", {}), &claim).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Submit(tenant, "BCSD-leader", FloodAt("N1", "W1", {}), &claim).reason(), "NOT_PERMITTED");
  EXPECT_EQ(tenant.Rows("claim"), 0);
  ASSERT_EQ(Submit(tenant, "N1", FloodAt("N1", "W1", {}), &claim).reason(), "");
  pb::Claim second;
  ASSERT_EQ(Submit(tenant, "N21", FloodAt("N21", "W2", {}), &second).reason(), "");

  EXPECT_EQ(Endorse(tenant, "BNC-leader", claim).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Endorse(tenant, "N1", claim).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Endorse(tenant, "BCSD-clerk", claim).reason(), "NOT_PERMITTED");
  for (const char* person : {"N1", "BCSD-leader", "BTC-leader", "UBKT-leader", "BTV-leader"}) {
    EXPECT_EQ(Decide(tenant, person, claim, pb::CLAIM_RULING_ACCEPTED).reason(), "NOT_PERMITTED") << person;
  }
  EXPECT_EQ(Endorse(tenant, "BTC-specialist", claim, pb::CLAIM_OPINION_NOT_ENDORSED).reason(), "")
      << "the commission sees all";
  EXPECT_EQ(claim.state(), pb::CLAIM_STATE_NOT_ENDORSED);

  const auto listed = [&](const std::string& person) {
    std::vector<std::string> officials;
    pb::ListClaimsRequest request;
    request.set_page_size(1);
    do {
      pb::ListClaimsResponse page;
      const Answer answer = tenant.Call<Service>(person, &Stub::ListClaims, request, &page);
      if (!answer.ok()) {
        return std::vector<std::string>{answer.reason()};
      }
      for (const pb::Claim& one : page.claims()) {
        officials.push_back(one.official_id());
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return officials;
  };
  EXPECT_THAT(listed("BTC-leader"), UnorderedElementsAre("N1", "N21")) << "claimed at one instant";
  EXPECT_THAT(listed("BTV-clerk"), UnorderedElementsAre("N1", "N21"));
  EXPECT_THAT(listed("BCSD-specialist"), ElementsAre("N1"));
  EXPECT_THAT(listed("N21"), ElementsAre("N21"));
  EXPECT_THAT(listed("DDMTTQ-leader"), ElementsAre("NOT_PERMITTED"));
  pb::GetClaimRequest get;
  get.set_name(claim.name());
  pb::GetClaimResponse read;
  EXPECT_EQ(tenant.Call<Service>("N21", &Stub::GetClaim, get, &read).reason(), "OUT_OF_REACH");
}

TEST(ClaimApi, WhatIsWrongIsToldAndNothingIsWritten) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  pb::SubmitClaimRequest empty;
  empty.mutable_claim()->set_official_id("N1");
  empty.mutable_claim()->set_cycle(2022);
  pb::Claim claim;
  const Answer refused = Submit(tenant, "N1", empty, &claim);
  EXPECT_THAT(Found(refused.error), ElementsAre("claim.kind KIND_NOT_NAMED", "claim.work_id UNKNOWN_WORK",
                                                "claim.facts FACTS_REQUIRED", "claim.evidence EVIDENCE_REQUIRED"));
  pb::SubmitClaimRequest no_cycle = FloodAt("N1", "W1", {});
  no_cycle.mutable_claim()->set_cycle(0);
  EXPECT_THAT(Found(Submit(tenant, "N1", no_cycle, &claim).error), ElementsAre("cycle CYCLE_OUT_OF_RANGE"));
  pb::SubmitClaimRequest long_text = FloodAt("N1", "W1", {});
  long_text.mutable_claim()->set_facts(std::string(10'001, 'x'));
  EXPECT_THAT(Found(Submit(tenant, "N1", long_text, &claim).error), ElementsAre("claim.facts FIELD_TOO_LONG"));
  EXPECT_EQ(tenant.Rows("claim"), 0);

  ASSERT_EQ(Submit(tenant, "N1", FloodAt("N1", "W1", {}), &claim).reason(), "");
  pb::Claim unread = claim;
  unread.set_etag("");
  EXPECT_EQ(Endorse(tenant, "BCSD-leader", unread).reason(), "ETAG_REQUIRED");
  unread.set_etag("r9");
  EXPECT_EQ(Endorse(tenant, "BCSD-leader", unread).reason(), "ETAG_MISMATCH");
  unread.set_name("authorities/" + tenant.authority() + "/claims/none");
  EXPECT_EQ(Endorse(tenant, "BCSD-leader", unread).reason(), "CLAIM_NOT_FOUND");
  EXPECT_EQ(tenant.Rows("claim_history"), 1);
}

}  // namespace
}  // namespace dotpha::assessment
