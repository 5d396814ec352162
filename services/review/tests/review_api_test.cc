#include <gmock/gmock.h>

#include <future>
#include <set>

#include "dotpha/review/v1/difficulty_service.grpc.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"
#include "services/review/tests/live_review.h"

namespace dotpha::review::testing {
namespace {

using ::testing::ElementsAre;
using Proposals = pb::ProposalService::Stub;
using Assignments = pb::AssignmentService::Stub;

class ReviewOverGrpc : public ::testing::Test {
 protected:
  static pb::SubmitProposalsRequest Sending(const std::string& body) {
    pb::SubmitProposalsRequest request;
    request.set_body_id(body);
    request.set_cycle(2023);
    return request;
  }
  static pb::SubmitProposalsRequest AsRegistered(const std::string& body, const std::string& official_id) {
    pb::SubmitProposalsRequest request = Sending(body);
    auto& item = *request.add_items();
    item.set_official_id(official_id);
    item.set_as_registered(true);
    return request;
  }
  static pb::SubmitProposalsRequest Differing(const std::string& body, const std::string& official_id,
                                              const std::string& work_id, const std::string& ground) {
    pb::SubmitProposalsRequest request = Sending(body);
    auto& item = *request.add_items();
    item.set_official_id(official_id);
    auto& difference = *item.mutable_differences()->add_works();
    difference.set_work_id(work_id);
    difference.set_ground(ground);
    *difference.mutable_proposed() = Tenant::WorkOf(work_id);
    difference.mutable_proposed()->set_display_name("Số hóa hồ sơ đất đai");
    return request;
  }
  static pb::RecordDecisionRequest Deciding(const std::string& official_id, const std::string& work_id,
                                            pb::WorkSource source) {
    pb::RecordDecisionRequest request;
    request.set_cycle(2023);
    request.set_basis(pb::DECISION_BASIS_ORDINARY);
    request.mutable_document()->set_number("107-QĐ/TU");
    *request.mutable_document()->mutable_signed_on() = rpc::ToWire(Date(2022, 12, 28));
    auto& item = *request.add_items();
    item.set_official_id(official_id);
    auto& work = *item.add_works();
    work.set_work_id(work_id);
    work.set_mode(pb::ASSIGNMENT_MODE_NEW);
    work.set_source(source);
    return request;
  }

  Answer Propose(const std::string& person, const pb::SubmitProposalsRequest& request,
                 pb::SubmitProposalsResponse* response = nullptr) {
    pb::SubmitProposalsResponse unused;
    return tenant_.Call<pb::ProposalService>(person, &Proposals::SubmitProposals, request,
                                             response == nullptr ? &unused : response);
  }
  Answer Decide(const std::string& person, const pb::RecordDecisionRequest& request,
                pb::RecordDecisionResponse* response = nullptr) {
    pb::RecordDecisionResponse unused;
    return tenant_.Call<pb::AssignmentService>(person, &Assignments::RecordDecision, request,
                                               response == nullptr ? &unused : response);
  }
  // "N1:PROPOSED" of every matter that the person sees.
  std::vector<std::string> Matters(const std::string& person) {
    pb::ListMattersResponse response;
    const Answer answer =
        tenant_.Call<pb::ProposalService>(person, &Proposals::ListMatters, pb::ListMattersRequest(), &response);
    EXPECT_TRUE(answer.ok()) << answer.error.message;
    std::vector<std::string> matters;
    for (const auto& matter : response.matters()) {
      matters.push_back(matter.official_id() + ":" +
                        pb::MatterState_Name(matter.state()).substr(std::string("MATTER_STATE_").size()));
    }
    return matters;
  }
  std::vector<std::string> Works(const std::string& person) {
    pb::ListWorksResponse response;
    const Answer answer =
        tenant_.Call<pb::AssignmentService>(person, &Assignments::ListWorks, pb::ListWorksRequest(), &response);
    EXPECT_TRUE(answer.ok()) << answer.error.message;
    std::vector<std::string> works;
    for (const auto& work : response.works()) {
      works.push_back(work.work_id());
    }
    return works;
  }

  Tenant tenant_;
};

TEST_F(ReviewOverGrpc, FromRegistrationToDecision_R4_2_CONS_R4_2d_BTC_CONS_R4_3_BASIS) {
  tenant_.Register("N1", "W-1");
  tenant_.Register("N2", "W-2");
  pb::SubmitProposalsResponse sent;
  ASSERT_EQ(Propose("BCSD-leader", Differing("BCSD", "N1", "W-1", "NOT_CONCRETE_ART3"), &sent).reason(), "");
  EXPECT_EQ(sent.dossier().state(), pb::DOSSIER_STATE_SENT);
  EXPECT_THAT(Matters("BTC-leader"), ElementsAre("N1:PROPOSED", "N2:AWAITING_PROPOSAL"));

  pb::SubmitGeneralReportRequest report;
  report.set_cycle(2023);
  auto& own = *report.add_items();
  own.set_official_id("N2");
  own.set_as_registered(true);
  pb::SubmitGeneralReportResponse reported;
  ASSERT_EQ(
      tenant_.Call<pb::ProposalService>("BTC-leader", &Proposals::SubmitGeneralReport, report, &reported).reason(), "");
  EXPECT_THAT(reported.report().not_registered_official_ids(), ElementsAre("N4"));
  ASSERT_EQ(reported.report().late_bodies_size(), 2) << "those that lead for somebody";
  EXPECT_EQ(reported.report().late_bodies(0).body_id(), "BCSD");
  EXPECT_EQ(reported.report().late_bodies(0).days(), 29);
  EXPECT_EQ(reported.report().late_bodies(1).body_id(), "DDHDND");
  EXPECT_TRUE(reported.report().late_bodies(1).missing());
  EXPECT_THAT(Matters("BTC-leader"), ElementsAre("N1:CONSOLIDATED", "N2:CONSOLIDATED"));
  pb::GetGeneralReportRequest get;
  get.set_name(reported.report().name());
  pb::GetGeneralReportResponse got;
  ASSERT_EQ(tenant_.Call<pb::ProposalService>("BTV-clerk", &Proposals::GetGeneralReport, get, &got).reason(), "");
  EXPECT_EQ(got.report().SerializeAsString(), reported.report().SerializeAsString());

  pb::RecordDecisionRequest decision = Deciding("N1", "W-1", pb::WORK_SOURCE_PROPOSED);
  auto& second = *decision.add_items();
  second.set_official_id("N2");
  auto& work = *second.add_works();
  work.set_work_id("W-2");
  work.set_mode(pb::ASSIGNMENT_MODE_NEW);
  work.set_source(pb::WORK_SOURCE_REGISTERED);
  pb::RecordDecisionResponse decided;
  ASSERT_EQ(Decide("BTV-clerk", decision, &decided).reason(), "");
  EXPECT_THAT(Matters("BTC-leader"), ElementsAre("N1:DECIDED", "N2:DECIDED"));
  EXPECT_EQ(decided.works(0).ground(), "NOT_CONCRETE_ART3");
  EXPECT_EQ(decided.works(0).content().display_name(), "Số hóa hồ sơ đất đai");
  EXPECT_THAT(decided.works(1).target_ids(), ElementsAre("1"));
  EXPECT_EQ(decided.receipt().consistency_token().producer(), "review");

  pb::GetDecisionRequest get_decision;
  get_decision.set_name(decided.decision().name());
  pb::GetDecisionResponse read;
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("BTC-leader", &Assignments::GetDecision, get_decision, &read).reason(),
            "");
  EXPECT_EQ(read.decision().SerializeAsString(), decided.decision().SerializeAsString());
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("N2", &Assignments::GetDecision, get_decision, &read).reason(), "");
  ASSERT_EQ(read.decision().items_size(), 1) << "an official sees his own part";
  EXPECT_EQ(read.decision().items(0).official_id(), "N2");
}

TEST_F(ReviewOverGrpc, EveryActIsToldWithoutTexts_R4_3_NOTIFY) {
  tenant_.Register("N1", "W-1");
  ASSERT_EQ(Propose("BCSD-leader", AsRegistered("BCSD", "N1")).reason(), "");
  ASSERT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "");
  EXPECT_EQ(
      LiveReview::Instance().Query("SELECT string_agg(type, ' ' ORDER BY outbox_id) FROM outbox WHERE authority = '" +
                                   tenant_.authority() + "'"),
      "dotpha.review.v1.ProposalsSent dotpha.review.v1.DecisionRecorded dotpha.review.v1.WorksAssigned");
  EXPECT_EQ(LiveReview::Instance().Query("SELECT count(*) FROM outbox WHERE authority = '" + tenant_.authority() +
                                         "' AND position('Số hóa'::bytea in data) > 0"),
            "0");
}

TEST_F(ReviewOverGrpc, JudgementsStandWithTheProposalAndTheirLackInTheReport_R2_2_CONTENT) {
  tenant_.Register("N1", "W-1");
  tenant_.Register("N2", "W-2");
  pb::SubmitProposalsRequest proposals = AsRegistered("BCSD", "N1");
  auto& judged = *proposals.mutable_items(0)->add_judgements();
  judged.set_work_id("W-1");
  judged.set_follows_party_line_and_law(true);
  judged.set_fits_functions(false);
  EXPECT_EQ(Propose("BCSD-leader", proposals).reason(), "MISSING_CHECK_PRACTICE");
  judged.set_arises_from_practice(true);
  judged.set_remark("Việc của sở khác");
  pb::SubmitProposalsResponse sent;
  ASSERT_EQ(Propose("BCSD-leader", proposals, &sent).reason(), "");
  EXPECT_EQ(sent.proposals(0).item().judgements(0).SerializeAsString(), judged.SerializeAsString());

  pb::SubmitGeneralReportRequest report;
  report.set_cycle(2023);
  auto& own = *report.add_items();
  own.set_official_id("N2");
  own.set_as_registered(true);
  pb::SubmitGeneralReportResponse reported;
  ASSERT_EQ(
      tenant_.Call<pb::ProposalService>("BTC-leader", &Proposals::SubmitGeneralReport, report, &reported).reason(), "");
  EXPECT_THAT(reported.report().not_judged_official_ids(), ElementsAre("N2"));
  pb::GetGeneralReportRequest get;
  get.set_name(reported.report().name());
  pb::GetGeneralReportResponse got;
  ASSERT_EQ(tenant_.Call<pb::ProposalService>("BTV-clerk", &Proposals::GetGeneralReport, get, &got).reason(), "");
  EXPECT_THAT(got.report().not_judged_official_ids(), ElementsAre("N2"));
  pb::ListProposalsResponse listed;
  ASSERT_EQ(
      tenant_.Call<pb::ProposalService>("BTV-clerk", &Proposals::ListProposals, pb::ListProposalsRequest(), &listed)
          .reason(),
      "");
  ASSERT_EQ(listed.proposals_size(), 2);
  EXPECT_EQ(listed.proposals(0).item().judgements(0).SerializeAsString(), judged.SerializeAsString());
  EXPECT_EQ(listed.proposals(1).item().judgements_size(), 0);
}

TEST_F(ReviewOverGrpc, WhoWasToldIsRecordedAfterTheDecision_R4_3_NOTIFY) {
  tenant_.Register("N1", "W-1");
  pb::RecordDecisionResponse decided;
  ASSERT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED), &decided).reason(), "");
  pb::RecordNotificationRequest request;
  request.set_name(decided.decision().name());
  *request.mutable_notified_on() = rpc::ToWire(Date(2022, 12, 28));
  *request.mutable_document() = decided.decision().document();
  request.mutable_document()->set_number("12-TB/BTCTU");
  pb::RecordNotificationResponse told;
  const auto notify = [&](const std::string& person) {
    return tenant_.Call<pb::AssignmentService>(person, &Assignments::RecordNotification, request, &told).reason();
  };
  EXPECT_EQ(notify("BTV-clerk"), "NOT_PERMITTED") << "the commission tells";
  EXPECT_EQ(notify("BTC-leader"), "");
  EXPECT_EQ(told.decision().items(0).notified_on().day(), 28);
  EXPECT_EQ(notify("BTC-leader"), "ALREADY_NOTIFIED");
  request.set_name("authorities/" + tenant_.authority() + "/decisions/0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec");
  EXPECT_EQ(notify("BTC-leader"), "DECISION_NOT_FOUND");
  pb::GetDecisionRequest get;
  get.set_name(decided.decision().name());
  pb::GetDecisionResponse read;
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("N1", &Assignments::GetDecision, get, &read).reason(), "");
  EXPECT_EQ(read.decision().SerializeAsString(), told.decision().SerializeAsString());
  pb::GetWorkRequest get_work;
  get_work.set_name(decided.works(0).name());
  pb::GetWorkResponse work;
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("N1", &Assignments::GetWork, get_work, &work).reason(), "");
  EXPECT_EQ(work.work().notified_on().day(), 28);
  EXPECT_EQ(LiveReview::Instance().Query("SELECT string_agg(type, ' ' ORDER BY outbox_id) FROM outbox "
                                         "WHERE type LIKE '%Notified' AND authority = '" +
                                         tenant_.authority() + "'"),
            "dotpha.review.v1.OfficialNotified dotpha.review.v1.DecisionNotified");
}

TEST_F(ReviewOverGrpc, ADifficultyGoesThroughTheCommissionToTheStandingCommittee_R12_2_FEEDBACK) {
  using Difficulties = pb::DifficultyService::Stub;
  pb::ReportDifficultyRequest report;
  report.set_agency_id("khong-co");
  report.set_text("Chưa rõ cách giao việc liên ngành");
  pb::ReportDifficultyResponse reported;
  const auto call = [&](const std::string& person, auto method, const auto& request, auto* response) {
    return tenant_.Call<pb::DifficultyService>(person, method, request, response).reason();
  };
  EXPECT_EQ(call("N1", &Difficulties::ReportDifficulty, report, &reported), "UNKNOWN_AGENCY");
  report.set_agency_id("co-quan-1");
  EXPECT_EQ(call("N4", &Difficulties::ReportDifficulty, report, &reported), "NOT_HEAD_OF_AGENCY");
  ASSERT_EQ(call("N1", &Difficulties::ReportDifficulty, report, &reported), "");
  pb::ForwardDifficultyRequest forward;
  forward.set_name(reported.difficulty().name());
  forward.set_etag(reported.difficulty().etag());
  forward.set_opinion("Đề nghị hướng dẫn thêm");
  pb::ForwardDifficultyResponse forwarded;
  EXPECT_EQ(call("N1", &Difficulties::ForwardDifficulty, forward, &forwarded), "NOT_PERMITTED");
  ASSERT_EQ(call("BTC-leader", &Difficulties::ForwardDifficulty, forward, &forwarded), "");
  pb::DecideDifficultyRequest decide;
  decide.set_name(forwarded.difficulty().name());
  decide.set_etag(forwarded.difficulty().etag());
  decide.set_decision("Đồng ý");
  decide.mutable_document()->set_number("402-KL/TU");
  *decide.mutable_document()->mutable_signed_on() = rpc::ToWire(Date(2022, 12, 28));
  pb::DecideDifficultyResponse decided;
  ASSERT_EQ(call("BTV-clerk", &Difficulties::DecideDifficulty, decide, &decided), "");
  pb::ListDifficultiesRequest list;
  list.set_state(pb::DIFFICULTY_STATE_DECIDED);
  pb::ListDifficultiesResponse listed;
  ASSERT_EQ(call("N1", &Difficulties::ListDifficulties, list, &listed), "");
  ASSERT_EQ(listed.difficulties_size(), 1);
  EXPECT_EQ(listed.difficulties(0).SerializeAsString(), decided.difficulty().SerializeAsString());
  ASSERT_EQ(call("N4", &Difficulties::ListDifficulties, list, &listed), "");
  EXPECT_EQ(listed.difficulties_size(), 0) << "another agency's";
  ASSERT_EQ(call("BTV-leader", &Difficulties::ListDifficulties, list, &listed), "");
  EXPECT_EQ(listed.difficulties_size(), 1);
}

TEST_F(ReviewOverGrpc, ABodySeesAndProposesForItsOwn_G_02) {
  tenant_.Register("N1", "W-1");
  tenant_.Register("N4", "W-4");
  EXPECT_EQ(Propose("BNC-leader", AsRegistered("BNC", "N1")).reason(), "NOT_LEAD_BODY");
  EXPECT_EQ(Propose("BNC-leader", AsRegistered("BCSD", "N1")).reason(), "NOT_OF_BODY");
  EXPECT_EQ(Propose("BCSD-clerk", AsRegistered("BCSD", "N1")).status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(Propose("N1", AsRegistered("BCSD", "N1")).reason(), "NOT_PERMITTED");
  EXPECT_EQ(tenant_.Rows("proposal"), 0);
  EXPECT_THAT(Matters("BCSD-specialist"), ElementsAre("N1:AWAITING_PROPOSAL"));
  EXPECT_THAT(Matters("N4"), ElementsAre("N4:AWAITING_PROPOSAL"));
  EXPECT_THAT(Matters("UBKT-specialist"), ElementsAre("N1:AWAITING_PROPOSAL", "N4:AWAITING_PROPOSAL"));
}

TEST_F(ReviewOverGrpc, DifferencesNeedTheirGround_R4_2e_DIFFER_R4_3_DIFFER) {
  tenant_.Register("N1", "W-1");
  EXPECT_EQ(Propose("BCSD-leader", Differing("BCSD", "N1", "W-1", "")).reason(), "REASON_REQUIRED");
  EXPECT_EQ(Propose("BCSD-leader", Differing("BCSD", "N1", "W-1", "NOT_SUITABLE")).reason(),
            "REASON_NOT_ALLOWED_FOR_BODY");
  pb::RecordDecisionRequest decision = Deciding("N1", "W-1", pb::WORK_SOURCE_STANDING_COMMITTEE);
  *decision.mutable_items(0)->mutable_works(0)->mutable_content() = Tenant::WorkOf("");
  decision.mutable_items(0)->mutable_works(0)->mutable_content()->set_goals("Mục tiêu khác");
  EXPECT_EQ(Decide("BTV-clerk", decision).reason(), "REASON_REQUIRED");
  EXPECT_EQ(tenant_.Rows("work"), 0);
  EXPECT_EQ(tenant_.Rows("outbox"), 0);
  decision.mutable_items(0)->mutable_works(0)->set_ground("NOT_SUITABLE");
  EXPECT_EQ(Decide("BTV-clerk", decision).reason(), "");
}

TEST_F(ReviewOverGrpc, OnlyTheRecorderDecides_G_01) {
  tenant_.Register("N1", "W-1");
  for (const std::string person : {"BTC-leader", "BTV-leader", "BCSD-specialist", "N1"}) {
    EXPECT_EQ(Decide(person, Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "NOT_PERMITTED") << person;
  }
  EXPECT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "");
  EXPECT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "WORK_ALREADY_ASSIGNED");
}

TEST_F(ReviewOverGrpc, OneRequestIsOneDecision) {
  tenant_.Register("N1", "W-1");
  pb::RecordDecisionRequest request = Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED);
  request.set_request_id(NewUuid());
  pb::RecordDecisionResponse first;
  pb::RecordDecisionResponse second;
  ASSERT_EQ(Decide("BTV-clerk", request, &first).reason(), "");
  LiveReview::Instance().KillAndRestart();
  Answer answer;
  ASSERT_TRUE(dotpha::testing::Eventually([&] { return (answer = Decide("BTV-clerk", request, &second)).ok(); }))
      << answer.error.message;
  EXPECT_TRUE(second.receipt().replayed());
  EXPECT_EQ(first.decision().decision_id(), second.decision().decision_id());
  EXPECT_EQ(tenant_.Rows("decision"), 1);
  request.mutable_document()->set_number("108-QĐ/TU");
  EXPECT_EQ(Decide("BTV-clerk", request).reason(), "REQUEST_ID_REUSED");
}

TEST_F(ReviewOverGrpc, ManyAtOnceAssignAWorkOnce_R4_3_DATA) {
  tenant_.Register("N1", "W-1");
  ASSERT_THAT(Matters("BTC-leader"), ElementsAre("N1:AWAITING_PROPOSAL"));
  std::vector<std::future<std::string>> calls;
  for (int i = 0; i < 8; ++i) {
    calls.push_back(std::async(std::launch::async, [this] {
      Tenant same = tenant_;
      pb::RecordDecisionResponse response;
      return same
          .Call<pb::AssignmentService>("BTV-clerk", &Assignments::RecordDecision,
                                       Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED), &response)
          .reason();
    }));
  }
  std::multiset<std::string> reasons;
  for (auto& call : calls) {
    reasons.insert(call.get());
  }
  EXPECT_EQ(reasons.count(""), 1U);
  EXPECT_EQ(reasons.count("WORK_ALREADY_ASSIGNED"), 7U);
  EXPECT_EQ(tenant_.Rows("decision"), 1);
}

TEST_F(ReviewOverGrpc, DecidesWhileRegistrationIsDown) {
  tenant_.Register("N1", "W-1");
  ASSERT_THAT(Matters("BTC-leader"), ElementsAre("N1:AWAITING_PROPOSAL"));
  LiveReview::Instance().registration_process().Kill();
  EXPECT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "");
  LiveReview::Instance().RestartRegistration();
}

TEST_F(ReviewOverGrpc, AWithdrawnOrCorrectedRegistrationIsSeenAsItIs_R4_2_CONS) {
  tenant_.Register("N1", "W-1");
  registering::ListRegistrationsResponse listed;
  ASSERT_TRUE(tenant_
                  .Call<registering::RegistrationService>("N1",
                                                          &registering::RegistrationService::Stub::ListRegistrations,
                                                          registering::ListRegistrationsRequest(), &listed)
                  .ok());
  registering::CorrectRegistrationRequest correct;
  *correct.mutable_registration() = listed.registrations(0);
  correct.mutable_registration()->mutable_works(0)->set_work_id("W-1b");
  registering::CorrectRegistrationResponse corrected;
  const Answer answer = tenant_.Call<registering::RegistrationService>(
      "N1", &registering::RegistrationService::Stub::CorrectRegistration, correct, &corrected);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << answer.error.message;
  EXPECT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1", pb::WORK_SOURCE_REGISTERED)).reason(), "WORK_NOT_REGISTERED");
  EXPECT_EQ(Decide("BTV-clerk", Deciding("N1", "W-1b", pb::WORK_SOURCE_REGISTERED)).reason(), "");
}

TEST_F(ReviewOverGrpc, ImportsAndAmendsAWork_R5_2_ADJUST_H_17) {
  tenant_.Register("N1", "W-1");
  pb::ImportAssignmentsRequest import;
  auto& one = *import.add_assignments();
  one.set_official_id("N1");
  one.mutable_document()->set_number("758-QĐ/TU");
  *one.mutable_document()->mutable_signed_on() = rpc::ToWire(Date(2020, 12, 25));
  one.set_regulation_id("TQ2020");
  *one.mutable_content() = Tenant::WorkOf("W-OLD");
  one.mutable_content()->set_duration("3Y");
  *one.mutable_content()->mutable_start_on() = rpc::ToWire(Date(2021, 1, 1));
  pb::ImportAssignmentsResponse imported;
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("BTC-specialist", &Assignments::ImportAssignments, import, &imported)
                .reason(),
            "");
  EXPECT_EQ(imported.works(0).basis(), pb::DECISION_BASIS_OPENING);
  EXPECT_EQ(imported.works(0).regulation_id(), "TQ2020");
  const auto again =
      tenant_.Call<pb::AssignmentService>("BTC-specialist", &Assignments::ImportAssignments, import, &imported);
  ASSERT_EQ(again.error.violations.size(), 1U) << again.error.message;
  EXPECT_EQ(again.error.violations[0].field, "assignments[0].content.work_id");
  EXPECT_EQ(again.error.violations[0].reason, "WORK_ALREADY_ASSIGNED");

  pb::AmendWorkRequest amend;
  amend.set_name("authorities/" + tenant_.authority() + "/works/W-OLD");
  amend.set_etag("r1");
  amend.mutable_document()->set_number("249-KL/TU");
  *amend.mutable_document()->mutable_signed_on() = rpc::ToWire(Date(2022, 12, 20));
  *amend.mutable_content() = one.content();
  pb::AmendWorkResponse amended;
  const auto call = [&](const std::string& person) {
    return tenant_.Call<pb::AssignmentService>(person, &Assignments::AmendWork, amend, &amended).reason();
  };
  EXPECT_EQ(call("BTC-leader"), "NOT_PERMITTED");
  EXPECT_EQ(call("BTV-clerk"), "NOTHING_CHANGES");
  amend.mutable_content()->mutable_targets(0)->set_value("90");
  amend.set_etag("r7");
  EXPECT_EQ(call("BTV-clerk"), "ETAG_MISMATCH");
  amend.set_etag("r1");
  EXPECT_EQ(call("BTV-clerk"), "");
  EXPECT_EQ(amended.work().version(), 2);

  pb::GetWorkRequest get;
  get.set_name(amend.name());
  pb::GetWorkResponse got;
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("N1", &Assignments::GetWork, get, &got).reason(), "");
  ASSERT_EQ(got.versions_size(), 2);
  EXPECT_EQ(got.versions(0).content().targets(0).value(), "100");
  EXPECT_EQ(got.versions(1).document().number(), "249-KL/TU");
  EXPECT_EQ(tenant_.Call<pb::AssignmentService>("N4", &Assignments::GetWork, get, &got).reason(), "WORK_NOT_FOUND");
  EXPECT_EQ(tenant_.Call<pb::AssignmentService>("DDHDND-leader", &Assignments::GetWork, get, &got).reason(),
            "WORK_NOT_FOUND");
}

TEST_F(ReviewOverGrpc, RegistrationKnowsWhoHoldsAStageWork_R4_1_STAGEHOLDER) {
  registering::SubmitRegistrationRequest request;
  auto& registration = *request.mutable_registration();
  registration.set_official_id("N1");
  registration.set_cycle(2023);
  registration.set_kind(registering::REGISTRATION_KIND_ADDITIONAL);
  registration.set_field_in_charge("Phụ trách chung");
  *registration.add_works() = Tenant::WorkOf("W-1");
  registering::SubmitRegistrationResponse response;
  const auto submit = [&] {
    return tenant_
        .Call<registering::RegistrationService>("N1", &registering::RegistrationService::Stub::SubmitRegistration,
                                                request, &response)
        .reason();
  };
  EXPECT_EQ(submit(), "KIND_NOT_ALLOWED");
  pb::RecordDecisionRequest decision = Deciding("N1", "W-STAGE", pb::WORK_SOURCE_STANDING_COMMITTEE);
  auto& content = *decision.mutable_items(0)->mutable_works(0)->mutable_content();
  content = Tenant::WorkOf("");
  content.set_duration("2Y");
  *content.mutable_end_on() = rpc::ToWire(Date(2024, 12, 31));
  ASSERT_EQ(Decide("BTV-clerk", decision).reason(), "");
  EXPECT_EQ(submit(), "");
}

TEST_F(ReviewOverGrpc, ListsGoPageByPageWithinReach_G_02) {
  pb::RecordDecisionRequest decision = Deciding("N1", "W-1", pb::WORK_SOURCE_STANDING_COMMITTEE);
  for (const std::string official : {"N2", "N4"}) {
    *decision.add_items() = decision.items(0);
    decision.mutable_items(decision.items_size() - 1)->set_official_id(official);
  }
  for (int i = 0; i < decision.items_size(); ++i) {
    auto& work = *decision.mutable_items(i)->mutable_works(0);
    work.set_work_id("W-" + std::to_string(i));
    *work.mutable_content() = Tenant::WorkOf("");
  }
  ASSERT_EQ(Decide("BTV-clerk", decision).reason(), "");
  EXPECT_THAT(Works("BTC-leader"), ElementsAre("W-0", "W-1", "W-2"));
  EXPECT_THAT(Works("DDHDND-leader"), ElementsAre("W-2"));
  EXPECT_THAT(Works("N2"), ElementsAre("W-1"));
  pb::ListWorksRequest request;
  request.set_page_size(1);
  std::vector<std::string> seen;
  do {
    pb::ListWorksResponse page;
    ASSERT_EQ(tenant_.Call<pb::AssignmentService>("BTC-leader", &Assignments::ListWorks, request, &page).reason(), "");
    ASSERT_EQ(page.works_size(), 1);
    seen.push_back(page.works(0).work_id());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(seen, ElementsAre("W-0", "W-1", "W-2"));
  request.set_page_token("bịa");
  pb::ListWorksResponse page;
  EXPECT_EQ(tenant_.Call<pb::AssignmentService>("BTC-leader", &Assignments::ListWorks, request, &page).reason(),
            "INVALID_PAGE_TOKEN");
  request.clear_page_token();
  request.set_cycle(2024);
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("BTC-leader", &Assignments::ListWorks, request, &page).reason(), "");
  EXPECT_EQ(page.works_size(), 0);
  request.set_cycle(2023);
  request.set_state(pb::WORK_STATE_ENDED);
  ASSERT_EQ(tenant_.Call<pb::AssignmentService>("BTC-leader", &Assignments::ListWorks, request, &page).reason(), "");
  EXPECT_EQ(page.works_size(), 0);
}

TEST_F(ReviewOverGrpc, DossiersAndProposalsAreListed_R4_2_CONS) {
  tenant_.Register("N1", "W-1");
  pb::SubmitProposalsResponse sent;
  ASSERT_EQ(Propose("BCSD-leader", AsRegistered("BCSD", "N1"), &sent).reason(), "");
  pb::SubmitProposalsRequest supplement = AsRegistered("BCSD", "N1");
  EXPECT_EQ(Propose("BCSD-leader", supplement).reason(), "TRANSITION_NOT_ALLOWED");
  supplement.set_supplementary(true);
  ASSERT_EQ(Propose("BCSD-specialist", supplement).reason(), "");
  pb::ListDossiersResponse dossiers;
  ASSERT_EQ(
      tenant_.Call<pb::ProposalService>("BTC-leader", &Proposals::ListDossiers, pb::ListDossiersRequest(), &dossiers)
          .reason(),
      "");
  ASSERT_EQ(dossiers.dossiers_size(), 1);
  EXPECT_EQ(dossiers.dossiers(0).sendings(), 2);
  EXPECT_EQ(dossiers.dossiers(0).received_at().seconds(), sent.dossier().received_at().seconds());
  pb::GetDossierRequest get;
  get.set_name(sent.dossier().name());
  pb::GetDossierResponse dossier;
  ASSERT_EQ(tenant_.Call<pb::ProposalService>("BCSD-clerk", &Proposals::GetDossier, get, &dossier).reason(), "");
  EXPECT_EQ(dossier.proposals_size(), 2);
  EXPECT_EQ(tenant_.Call<pb::ProposalService>("BNC-clerk", &Proposals::GetDossier, get, &dossier).reason(),
            "DOSSIER_NOT_FOUND");
  pb::ListProposalsResponse proposals;
  ASSERT_EQ(tenant_.Call<pb::ProposalService>("N1", &Proposals::ListProposals, pb::ListProposalsRequest(), &proposals)
                .reason(),
            "");
  ASSERT_EQ(proposals.proposals_size(), 2);
  EXPECT_TRUE(proposals.proposals(1).supplementary());
}

TEST_F(ReviewOverGrpc, BadInputIsRefusedAndWritesNothing) {
  tenant_.Register("N1", "W-1");
  pb::SubmitProposalsRequest empty = Sending("BCSD");
  EXPECT_EQ(Propose("BCSD-leader", empty).reason(), "NO_ITEMS");
  pb::SubmitProposalsRequest unknown = AsRegistered("BCSD", "ai-do");
  unknown.set_cycle(1900);
  const Answer refused = Propose("BCSD-leader", unknown);
  EXPECT_EQ(refused.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_EQ(refused.error.violations.size(), 2u);
  EXPECT_EQ(refused.error.violations[0].reason, "CYCLE_OUT_OF_RANGE");
  EXPECT_EQ(refused.error.violations[1].reason, "UNKNOWN_OFFICIAL");
  pb::SubmitProposalsRequest reused = AsRegistered("BCSD", "N1");
  reused.set_request_id("không phải uuid");
  EXPECT_EQ(Propose("BCSD-leader", reused).reason(), "INVALID_REQUEST_ID");
  pb::RecordDecisionRequest decision = Deciding("N1", "W-1", pb::WORK_SOURCE_UNSPECIFIED);
  decision.clear_document();
  decision.mutable_items(0)->mutable_notified_on()->set_month(13);
  const Answer undocumented = Decide("BTV-clerk", decision);
  EXPECT_EQ(undocumented.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  std::vector<std::string> reasons;
  for (const Violation& violation : undocumented.error.violations) {
    reasons.push_back(violation.reason);
  }
  EXPECT_THAT(reasons, ElementsAre("DATE_INVALID", "DOCUMENT_REQUIRED", "DOCUMENT_REQUIRED", "SOURCE_REQUIRED"));
  pb::GetDossierRequest get;
  get.set_name("authorities/tinh-khac/dossiers/" + NewUuid());
  pb::GetDossierResponse dossier;
  EXPECT_EQ(tenant_.Call<pb::ProposalService>("BTC-leader", &Proposals::GetDossier, get, &dossier).reason(),
            "DOSSIER_NOT_FOUND");
  EXPECT_EQ(tenant_.Rows("proposal") + tenant_.Rows("decision") + tenant_.Rows("outbox"), 0);
}

}  // namespace
}  // namespace dotpha::review::testing
