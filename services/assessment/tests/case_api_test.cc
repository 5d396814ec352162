// Cases over gRPC, against the real service and its database (Điều 10, 11; SCENARIOS section F).
#include <gmock/gmock.h>

#include "libs/rpc/wire_time.h"
#include "services/assessment/tests/live_service.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Service = pb::CaseService;
using Stub = Service::Stub;

void Write(const DocumentReference& document, common::v1::DocumentReference* to) {
  to->set_number(document.number);
  *to->mutable_signed_on() = rpc::ToWire(*document.signed_on);
}

std::vector<pb::Case> Listed(Tenant& tenant, const std::string& person, pb::ListCasesRequest request = {}) {
  std::vector<pb::Case> cases;
  request.set_page_size(1);
  do {
    pb::ListCasesResponse page;
    const Answer answer = tenant.Call<Service>(person, &Stub::ListCases, request, &page);
    EXPECT_EQ(answer.reason(), "") << answer.error.message;
    if (!answer.ok()) {
      break;
    }
    cases.insert(cases.end(), page.cases().begin(), page.cases().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return cases;
}

// The one case of the candidate, found as the sample's journal names it.
pb::Case CaseOf(Tenant& tenant, const std::string& official_id) {
  pb::ListCasesRequest request;
  request.set_official_id(official_id);
  request.set_kind("NOT_REPORTED");
  *request.mutable_raised_on() = rpc::ToWire(Day("2022-07-01"));
  const auto cases = Listed(tenant, "BTC-leader", request);
  EXPECT_THAT(cases, SizeIs(1));
  return cases.empty() ? pb::Case() : cases.front();
}

Answer Explain(Tenant& tenant, const std::string& person, const pb::Case& found) {
  pb::ExplainCaseRequest request;
  request.set_name(found.name());
  request.set_text("Điều trị tại bệnh viện");
  pb::ExplainCaseResponse response;
  return tenant.Call<Service>(person, &Stub::ExplainCase, request, &response);
}

Answer Propose(Tenant& tenant, const std::string& person, const pb::Case& found, pb::CaseOutcome outcome,
               pb::DismissalReason reason = pb::DISMISSAL_REASON_UNSPECIFIED) {
  pb::ProposeOutcomeRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_outcome(outcome);
  request.set_reason(reason);
  pb::ProposeOutcomeResponse response;
  return tenant.Call<Service>(person, &Stub::ProposeOutcome, request, &response);
}

Answer Decide(Tenant& tenant, const std::string& person, const pb::Case& found, pb::CaseOutcome outcome,
              pb::DismissalReason reason = pb::DISMISSAL_REASON_UNSPECIFIED) {
  pb::DecideCaseRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_outcome(outcome);
  request.set_reason(reason);
  *request.mutable_decided_on() = rpc::ToWire(Day("2022-08-10"));
  Write(Paper("MP-445-KL/TU", "2022-08-10"), request.mutable_decision());
  pb::DecideCaseResponse response;
  return tenant.Call<Service>(person, &Stub::DecideCase, request, &response);
}

Answer Dismiss(Tenant& tenant, const std::string& person, const pb::Case& found, pb::DismissalReason reason) {
  pb::DismissCaseRequest request;
  request.set_name(found.name());
  request.set_etag(found.etag());
  request.set_reason(reason);
  request.set_evidence("Sổ công văn đến, số 118");
  *request.mutable_received_at() = rpc::ToWire(At("2022-06-23 10:00:00"));
  Write(Paper("118", "2022-06-23"), request.mutable_received_document());
  pb::DismissCaseResponse response;
  return tenant.Call<Service>(person, &Stub::DismissCase, request, &response);
}

pb::RaiseCaseRequest Dishonest() {
  pb::RaiseCaseRequest request;
  request.set_official_id("N1");
  request.set_kind("DISHONEST_REPORT");
  request.add_evidence("Biên bản kiểm tra thực địa");
  auto& report = *request.mutable_dishonest_report();
  report.set_report_id("R-W1-2022");
  report.set_report_version(1);
  report.set_work_id("W1");
  report.set_item_id("2022.11.1");
  report.set_reported_e2(10000);
  report.set_verified_e2(4000);
  return request;
}

Answer Raise(Tenant& tenant, const std::string& person, const pb::RaiseCaseRequest& request,
             pb::Case* raised = nullptr) {
  pb::RaiseCaseResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::RaiseCase, request, &response);
  if (raised != nullptr) {
    *raised = response.violation_case();
  }
  return answer;
}

std::string MeanOf(Tenant& tenant) {
  pb::GetAssessmentRequest request;
  request.set_official_id("N1");
  request.set_cycle(2022);
  pb::GetAssessmentResponse response;
  EXPECT_EQ(
      tenant.Call<pb::AssessmentService>("BTC-leader", &pb::AssessmentService::Stub::GetAssessment, request, &response)
          .reason(),
      "");
  return response.assessment().mean().exact();
}

TEST(CaseApi, ACandidateOpensOneCaseForThoseWhomItConcerns_R10_KINDS_G_02) {
  Tenant tenant;
  tenant.Candidate("N1");
  tenant.Candidate("N1");
  tenant.Candidate("N21");
  const pb::Case opened = CaseOf(tenant, "N1");
  EXPECT_EQ(opened.state(), pb::CASE_STATE_RAISED);
  EXPECT_EQ(opened.raised_by(), "");
  EXPECT_EQ(opened.regulation_id(), "TQ2021");
  EXPECT_EQ(tenant.Told(), "CaseOpened CaseOpened");
  EXPECT_THAT(Listed(tenant, "UBKT-leader"), SizeIs(2));
  EXPECT_THAT(Listed(tenant, "BCSD-leader"), SizeIs(1));
  EXPECT_THAT(Listed(tenant, "N21"), SizeIs(1));
  EXPECT_THAT(Listed(tenant, "BNC-leader"), IsEmpty());
}

TEST(CaseApi, ReceivedInFactIsDismissedByTheCommissionAndTold_F_01) {
  Tenant tenant;
  tenant.Candidate("N1");
  const pb::Case opened = CaseOf(tenant, "N1");
  ASSERT_EQ(Dismiss(tenant, "BTC-leader", opened, pb::DISMISSAL_REASON_RECEIVED_IN_FACT).reason(), "");
  const pb::Case dismissed = CaseOf(tenant, "N1");
  EXPECT_EQ(dismissed.state(), pb::CASE_STATE_DISMISSED);
  EXPECT_EQ(dismissed.dismissal_reason(), pb::DISMISSAL_REASON_RECEIVED_IN_FACT);
  EXPECT_EQ(dismissed.received_document().number(), "118");
  EXPECT_EQ(tenant.Told(), "CaseOpened CaseMoved ReceivedInFact");
  EXPECT_EQ(Dismiss(tenant, "BTC-leader", opened, pb::DISMISSAL_REASON_DATA_ERROR).reason(), "ETAG_MISMATCH");
  EXPECT_EQ(Dismiss(tenant, "BTC-leader", dismissed, pb::DISMISSAL_REASON_DATA_ERROR).reason(),
            "TRANSITION_NOT_ALLOWED");
}

TEST(CaseApi, AnObjectiveReasonGoesByTheInspectionToTheStandingCommittee_R11_UBKT_F_02) {
  Tenant tenant;
  tenant.Candidate("N1");
  EXPECT_EQ(Explain(tenant, "N21", CaseOf(tenant, "N1")).reason(), "OUT_OF_REACH");
  ASSERT_EQ(Explain(tenant, "N1", CaseOf(tenant, "N1")).reason(), "");
  const pb::Case explained = CaseOf(tenant, "N1");
  EXPECT_EQ(explained.state(), pb::CASE_STATE_EXPLAINED);
  EXPECT_EQ(Dismiss(tenant, "BTC-leader", explained, pb::DISMISSAL_REASON_OBJECTIVE).reason(),
            "DISMISS_REASON_NEEDS_BTV");
  EXPECT_EQ(Propose(tenant, "BTC-leader", explained, pb::CASE_OUTCOME_DISMISS, pb::DISMISSAL_REASON_OBJECTIVE).reason(),
            "NOT_PERMITTED");
  ASSERT_EQ(
      Propose(tenant, "UBKT-leader", explained, pb::CASE_OUTCOME_DISMISS, pb::DISMISSAL_REASON_OBJECTIVE).reason(), "");
  EXPECT_EQ(Decide(tenant, "BTV-clerk", explained, pb::CASE_OUTCOME_DISMISS, pb::DISMISSAL_REASON_OBJECTIVE).reason(),
            "ETAG_MISMATCH")
      << "decided on what was read";
  ASSERT_EQ(Decide(tenant, "BTV-clerk", CaseOf(tenant, "N1"), pb::CASE_OUTCOME_DISMISS, pb::DISMISSAL_REASON_OBJECTIVE)
                .reason(),
            "");
  pb::GetCaseRequest request;
  request.set_name(explained.name());
  pb::GetCaseResponse response;
  ASSERT_EQ(tenant.Call<Service>("N1", &Stub::GetCase, request, &response).reason(), "");
  const pb::Case& dismissed = response.violation_case();
  EXPECT_EQ(dismissed.state(), pb::CASE_STATE_DISMISSED);
  EXPECT_EQ(dismissed.decision().number(), "MP-445-KL/TU");
  ASSERT_THAT(dismissed.explanations(), SizeIs(1));
  EXPECT_TRUE(dismissed.explanations(0).late()) << "the time ended on 15/07/2022";
  EXPECT_THAT(dismissed.history(), SizeIs(4));
}

TEST(CaseApi, NobodyClearsHimselfNorHisBody_F_03) {
  Tenant tenant;
  tenant.Candidate("N1");
  const pb::Case opened = CaseOf(tenant, "N1");
  for (const char* person : {"N1", "BCSD-leader", "UBKT-leader", "BTV-clerk"}) {
    const Answer refused = Dismiss(tenant, person, opened, pb::DISMISSAL_REASON_DATA_ERROR);
    EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::PERMISSION_DENIED) << person;
  }
  EXPECT_EQ(CaseOf(tenant, "N1").state(), pb::CASE_STATE_RAISED);
}

TEST(CaseApi, IsConfirmedByADecisionAndNamesNoSanction_R10_CONSEQUENCE_F_04) {
  Tenant tenant;
  tenant.Candidate("N1");
  EXPECT_EQ(Decide(tenant, "BTV-clerk", CaseOf(tenant, "N1"), pb::CASE_OUTCOME_CONFIRM).reason(),
            "TRANSITION_NOT_ALLOWED");
  ASSERT_EQ(Propose(tenant, "UBKT-specialist", CaseOf(tenant, "N1"), pb::CASE_OUTCOME_CONFIRM).reason(), "");
  EXPECT_EQ(Decide(tenant, "BTC-leader", CaseOf(tenant, "N1"), pb::CASE_OUTCOME_CONFIRM).reason(), "NOT_PERMITTED");
  ASSERT_EQ(Decide(tenant, "BTV-clerk", CaseOf(tenant, "N1"), pb::CASE_OUTCOME_CONFIRM).reason(), "");
  EXPECT_EQ(CaseOf(tenant, "N1").state(), pb::CASE_STATE_CONFIRMED);
  for (const auto* descriptor :
       {pb::Case::descriptor(), pb::DecideCaseRequest::descriptor(), pb::ProposeOutcomeRequest::descriptor()}) {
    for (int i = 0; i < descriptor->field_count(); ++i) {
      EXPECT_EQ(descriptor->field(i)->name().find("sanction"), std::string::npos);
      EXPECT_EQ(descriptor->field(i)->name().find("penalty"), std::string::npos);
    }
  }
}

TEST(CaseApi, ADishonestReportChangesTheAssessmentAndNotTheReport_F_05) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000);
  pb::RaiseCaseRequest bare = Dishonest();
  bare.clear_evidence();
  bare.mutable_dishonest_report()->clear_verified_e2();
  const Answer refused = Raise(tenant, "BCSD-leader", bare);
  EXPECT_THAT(Found(refused.error),
              ElementsAre("evidence EVIDENCE_REQUIRED", "dishonest_report.verified_e2 VERIFIED_VALUE_REQUIRED"));
  EXPECT_EQ(MeanOf(tenant), "100");

  pb::Case raised;
  const Answer answer = Raise(tenant, "BCSD-leader", Dishonest(), &raised);
  ASSERT_EQ(answer.reason(), "") << answer.error.message;
  EXPECT_EQ(raised.raised_by_body(), "BCSD");
  EXPECT_EQ(raised.dishonest_report().verified_e2(), 4000);
  EXPECT_EQ(MeanOf(tenant), "91") << "15 % of the year at 40 %";
  EXPECT_EQ(LiveService::Instance().Query("SELECT completion_e2 FROM item_completion WHERE authority = '" +
                                          tenant.authority() + "' AND item_id = '2022.11.1'"),
            "10000")
      << "the report stays as it was sent";

  ASSERT_EQ(Dismiss(tenant, "BTC-leader", raised, pb::DISMISSAL_REASON_DATA_ERROR).reason(), "");
  EXPECT_EQ(MeanOf(tenant), "100") << "dismissed: what was reported stands";
}

TEST(CaseApi, WhoRaisesWhatAgainstWhom_R10_SUBJECT_R11_SUPERVISE) {
  Tenant tenant;
  pb::RaiseCaseRequest collective;
  collective.set_agency_id("agency-of-N1");
  collective.set_kind("NOT_SERIOUS");
  collective.set_facts("Thiếu đôn đốc");
  pb::Case raised;
  ASSERT_EQ(Raise(tenant, "UBKT-leader", collective, &raised).reason(), "");
  EXPECT_EQ(raised.agency_id(), "agency-of-N1");
  EXPECT_EQ(Explain(tenant, "N1", raised).reason(), "") << "its head explains";
  EXPECT_EQ(Explain(tenant, "N21", raised).reason(), "OUT_OF_REACH");

  pb::RaiseCaseRequest individual = collective;
  individual.clear_agency_id();
  individual.set_official_id("N1");
  EXPECT_EQ(Raise(tenant, "DDMTTQ-specialist", individual).reason(), "");
  EXPECT_EQ(Raise(tenant, "BNC-leader", individual).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Raise(tenant, "BTG-leader", individual).reason(), "NOT_PERMITTED");
  EXPECT_EQ(Raise(tenant, "N21", individual).reason(), "NOT_PERMITTED");
  individual.set_kind("LATE");
  EXPECT_EQ(Raise(tenant, "BCSD-leader", individual).reason(), "KIND_NOT_NAMED");
}

TEST(CaseApi, ActsNeedTheEtagAndAKnownCase_F_04) {
  Tenant tenant;
  tenant.Candidate("N1");
  pb::Case unread = CaseOf(tenant, "N1");
  unread.clear_etag();
  EXPECT_EQ(Propose(tenant, "UBKT-leader", unread, pb::CASE_OUTCOME_CONFIRM).reason(), "ETAG_REQUIRED");
  unread.set_name("authorities/" + tenant.authority() + "/cases/2f1cc5de-2c5c-4c36-9f5e-1f7a6c7a0001");
  EXPECT_EQ(Propose(tenant, "UBKT-leader", unread, pb::CASE_OUTCOME_CONFIRM).reason(), "CASE_NOT_FOUND");
  Tenant other;
  other.Candidate("N1");
  unread.set_name(CaseOf(other, "N1").name());
  EXPECT_EQ(Propose(tenant, "UBKT-leader", unread, pb::CASE_OUTCOME_CONFIRM).reason(), "CASE_NOT_FOUND");
}

}  // namespace
}  // namespace dotpha::assessment
