// "Decide, then plan" works at once, at every step from one service to the next: the reply's consistency token, carried
// to the next service, makes it wait until it has learned of the change, and say so when it cannot in time
// (ARCHITECTURE section 3).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year.h"

namespace dotpha::acceptance {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;

Year& Shared() {
  static Year year({.officials = {"N1", "N2"}, .start = "2021-11-01 08:00"});
  return year;
}

// A call that is made once, with these tokens.
template <typename Service, typename Request, typename Response>
Result<Response> Once(const std::string& person,
                      grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      Request request, const std::vector<std::string>& tokens, milliseconds timeout) {
  Season::GiveRequestId(request);
  rpc::CallOptions options = Shared().system().Caller(person);
  options.consistency_tokens = tokens;
  options.timeout = timeout;
  const auto stub = Shared().system().Stub<Service>();
  return rpc::Call<Response>(
      options,
      [&](grpc::ClientContext& context, Response* response) { return (*stub.*method)(&context, request, response); },
      {.most_attempts = 1});
}

// What one does at once after another act: nothing but its token lies between the two.
class AtOnce {
 public:
  template <typename Service, typename Request, typename Response>
  Response Then(const std::string& person,
                grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                Request request) {
    const auto done = Once<Service>(person, method, std::move(request), tokens_, milliseconds{15'000});
    if (!done.ok()) {
      ADD_FAILURE() << person << ": " << done.error().reason << ": " << done.error().message;
      return {};
    }
    const auto& token = done->receipt().consistency_token();
    tokens_.push_back(fmt::format("{}:{}", token.producer(), token.outbox_id()));
    return *done;
  }

 private:
  std::vector<std::string> tokens_;
};

TEST(Consistency, EachStageActsAtOnceOnWhatTheStageBeforeItDid) {
  Year& year = Shared();
  year.To("2021-11-10 09:00");
  AtOnce one;
  reg::SubmitRegistrationRequest registration;
  *registration.mutable_registration() = ValidRegistration("N1", 2022);
  const auto registered =
      one.Then<reg::RegistrationService>("N1", &Registrations::SubmitRegistration, std::move(registration));

  // registration -> review: proposed and decided while the events are still on their way.
  rev::SubmitProposalsRequest proposals;
  proposals.set_body_id("BCSD");
  proposals.set_cycle(2022);
  rev::ProposalItem& item = *proposals.add_items();
  item.set_official_id("N1");
  item.set_as_registered(true);
  one.Then<rev::ProposalService>("BCSD-specialist", &Proposals::SubmitProposals, std::move(proposals));
  rev::RecordDecisionRequest decision;
  decision.set_cycle(2022);
  decision.set_basis(rev::DECISION_BASIS_ORDINARY);
  *decision.mutable_document() = Document("MP-300-QĐ/TU", "2021-11-10");
  rev::DecisionItem& decided = *decision.add_items();
  decided.set_official_id("N1");
  rev::AssignedItem& work = *decided.add_works();
  work.set_work_id(registered.registration().works(0).work_id());
  work.set_mode(rev::ASSIGNMENT_MODE_NEW);
  work.set_source(rev::WORK_SOURCE_REGISTERED);
  one.Then<rev::AssignmentService>("BTV-clerk", &Assignments::RecordDecision, std::move(decision));

  // review -> reporting.
  rpt::SubmitPlanRequest plan;
  *plan.mutable_plan() = PlanOf("N1", 2022, {registered.registration().works(0)});
  one.Then<rpt::PlanService>("N1", &Plans::SubmitPlan, std::move(plan));
  rpt::SubmitReportRequest report;
  *report.mutable_report() = year.ReportOf("N1", {.covers = {"RPT_Q 2022-Q1"}});
  one.Then<rpt::ReportService>("N1", &Reports::SubmitReport, std::move(report));

  // reporting -> assessment: a quarter done is 25 %, the lowest level.
  asmt::SubmitAppraisalRequest appraisal;
  appraisal.set_body_id("BCSD");
  appraisal.set_cycle(2022);
  asmt::AppraisalItem& proposed = *appraisal.add_items();
  proposed.set_official_id("N1");
  proposed.set_proposed_level("KHT");
  one.Then<asmt::AssessmentService>("BCSD-specialist", &Assessments::SubmitAppraisal, std::move(appraisal));
  asmt::RecordRatingsRequest rating;
  rating.set_kind(asmt::RATING_KIND_ANNUAL);
  rating.set_cycle(2022);
  *rating.mutable_decision() = Document("MP-208-KL/TU", "2021-11-10");
  *rating.mutable_decided_on() = WireDay("2021-11-10");
  asmt::RatingItem& rated = *rating.add_items();
  rated.set_official_id("N1");
  rated.set_level("KHT");
  const auto done = one.Then<asmt::AssessmentService>("BTV-clerk", &Assessments::RecordRatings, std::move(rating));
  ASSERT_EQ(done.assessments_size(), 1);
  EXPECT_EQ(done.assessments(0).decided_level(), "KHT") << "known with all that it rests on";
}

// Each service, and whom it follows: a token that cannot be reached in time.
template <typename Service, typename Request, typename Response>
void ExpectBehind(const std::string& producer,
                  grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*)) {
  const auto behind = Once<Service>("BTC-leader", method, Request{}, {producer + ":900000000"}, milliseconds{2000});
  ASSERT_FALSE(behind.ok()) << producer;
  EXPECT_EQ(behind.error().code, Code::kUnavailable) << producer;
  EXPECT_EQ(behind.error().reason, "PROJECTION_BEHIND") << producer;
  EXPECT_THAT(behind.error().metadata, Contains(::testing::Pair("producer", producer)));
  EXPECT_TRUE(behind.error().retry_after) << producer << ": when to try again";
}

TEST(Consistency, WhatCannotBeLearnedInTimeIsSaidWithWhenToTryAgain) {
  for (const char* producer : {"review"}) {
    ExpectBehind<reg::RegistrationService>(producer, &Registrations::ListRegistrations);
  }
  for (const char* producer : {"registration"}) {
    ExpectBehind<rev::AssignmentService>(producer, &Assignments::ListWorks);
  }
  for (const char* producer : {"registration", "review"}) {
    ExpectBehind<rpt::PlanService>(producer, &Plans::ListPlans);
  }
  for (const char* producer : {"registration", "review", "reporting", "notifier"}) {
    ExpectBehind<asmt::CaseService>(producer, &Cases::ListCases);
  }
  for (const char* producer : {"registration", "review", "reporting", "assessment"}) {
    ExpectBehind<ntf::ObligationService>(producer, &Obligations::ListObligations);
  }
}

TEST(Consistency, OfWhomAServiceDoesNotFollowATokenDelaysNothing) {
  const auto listed = Once<rpt::PlanService>("BTC-leader", &Plans::ListPlans, rpt::ListPlansRequest{},
                                             {"assessment:900000000"}, milliseconds{15'000});
  EXPECT_TRUE(listed.ok()) << listed.error().reason;
}

}  // namespace
}  // namespace dotpha::acceptance
