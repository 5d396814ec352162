// Levels over gRPC, against the real service and its database (Điều 7, 8).
#include <gmock/gmock.h>

#include "libs/rpc/wire_time.h"
#include "services/assessment/tests/live_service.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Service = pb::AssessmentService;
using Stub = Service::Stub;

void Write(const DocumentReference& document, common::v1::DocumentReference* to) {
  to->set_number(document.number);
  *to->mutable_signed_on() = rpc::ToWire(*document.signed_on);
}

pb::Assessment Get(Tenant& tenant, const std::string& person, const std::string& official_id, int cycle = 2022) {
  pb::GetAssessmentRequest request;
  request.set_official_id(official_id);
  request.set_cycle(cycle);
  pb::GetAssessmentResponse response;
  const Answer answer = tenant.Call<Service>(person, &Stub::GetAssessment, request, &response);
  EXPECT_EQ(answer.reason(), "") << answer.error.message;
  return response.assessment();
}

std::string WhyNot(Tenant& tenant, const std::string& person, const std::string& official_id) {
  pb::GetAssessmentRequest request;
  request.set_official_id(official_id);
  request.set_cycle(2022);
  pb::GetAssessmentResponse response;
  return tenant.Call<Service>(person, &Stub::GetAssessment, request, &response).reason();
}

std::vector<std::string> Listed(Tenant& tenant, const std::string& person) {
  std::vector<std::string> officials;
  pb::ListAssessmentsRequest request;
  request.set_cycle(2022);
  request.set_page_size(1);
  do {
    pb::ListAssessmentsResponse page;
    const Answer answer = tenant.Call<Service>(person, &Stub::ListAssessments, request, &page);
    if (!answer.ok()) {
      return {answer.reason()};
    }
    for (const pb::Assessment& assessment : page.assessments()) {
      officials.push_back(assessment.official_id());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return officials;
}

pb::SubmitAppraisalRequest AppraisalOf(const std::string& body, const std::string& official_id,
                                       const std::string& level) {
  pb::SubmitAppraisalRequest request;
  request.set_body_id(body);
  request.set_cycle(2022);
  auto& item = *request.add_items();
  item.set_official_id(official_id);
  item.set_proposed_level(level);
  return request;
}

pb::RecordRatingsRequest RatingOf(const std::string& official_id, const std::string& level) {
  pb::RecordRatingsRequest request;
  request.set_kind(pb::RATING_KIND_ANNUAL);
  request.set_cycle(2022);
  Write(Paper("MP-340-KL/TU", "2023-01-16"), request.mutable_decision());
  *request.mutable_decided_on() = rpc::ToWire(Day("2023-01-16"));
  auto& item = *request.add_items();
  item.set_official_id(official_id);
  item.set_level(level);
  return request;
}

Answer Rate(Tenant& tenant, const std::string& person, const pb::RecordRatingsRequest& request,
            pb::RecordRatingsResponse* response = nullptr) {
  pb::RecordRatingsResponse unused;
  return tenant.Call<Service>(person, &Stub::RecordRatings, request, response == nullptr ? &unused : response);
}

TEST(AssessmentApi, ShowsWhatWasReportedTheSuggestionAndTheMismatchToBodyAndCommission_E_17_G_02) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Assign("N21", "W2", 2022);
  EXPECT_EQ(Get(tenant, "N1", "N1").state(), pb::ASSESSMENT_STATE_AWAITING_SELF);
  tenant.Report("N1", "W1", {2022}, 2022, 8625, "HTXS");

  for (const char* person : {"BCSD-leader", "BTC-specialist", "UBKT-leader", "BTV-clerk", "N1"}) {
    const pb::Assessment assessment = Get(tenant, person, "N1");
    EXPECT_EQ(assessment.state(), pb::ASSESSMENT_STATE_SELF_ASSESSED) << person;
    EXPECT_EQ(assessment.mean().exact(), "345/4") << person;
    EXPECT_EQ(assessment.mean().floored_e2(), 8625);
    EXPECT_EQ(assessment.suggested_level(), "HTT");
    EXPECT_EQ(assessment.self_level(), "HTXS");
    EXPECT_TRUE(assessment.self_level_mismatch());
  }
  EXPECT_EQ(WhyNot(tenant, "BNC-leader", "N1"), "OUT_OF_REACH");
  EXPECT_EQ(WhyNot(tenant, "N21", "N1"), "OUT_OF_REACH");
  EXPECT_EQ(WhyNot(tenant, "BTC-leader", "N99"), "ASSESSMENT_NOT_FOUND");
  EXPECT_EQ(WhyNot(tenant, "DDMTTQ-leader", "N1"), "NOT_PERMITTED");
  EXPECT_THAT(Listed(tenant, "BTC-leader"), ElementsAre("N1", "N21"));
  EXPECT_THAT(Listed(tenant, "BCSD-leader"), ElementsAre("N1"));
  EXPECT_THAT(Listed(tenant, "N21"), ElementsAre("N21"));
  EXPECT_THAT(Listed(tenant, "BNC-leader"), IsEmpty());
}

TEST(AssessmentApi, ThreeWorksMakeAMeanAndAWarning_E_04) {
  Tenant tenant;
  for (const auto& [work_id, done] : {std::pair{"W1", 10000}, std::pair{"W2", 8000}, std::pair{"W3", 4500}}) {
    tenant.Assign("N1", work_id, 2022);
    tenant.Report("N1", work_id, {2022}, 2022, done);
  }
  const pb::Assessment assessment = Get(tenant, "BTC-leader", "N1");
  EXPECT_EQ(assessment.mean().exact(), "75");
  EXPECT_EQ(assessment.suggested_level(), "HTT");
  EXPECT_EQ(assessment.warning(), "1 việc Không hoàn thành");
  EXPECT_EQ(assessment.works(2).level(), "KHT");
}

TEST(AssessmentApi, YearOneStaysWhenItsRestIsFinishedInYearTwo_E_09) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2021, 2);
  tenant.Report("N1", "W1", {2021}, 2021, 9000);
  tenant.Report("N1", "W1", {2021, 2022}, 2022, 10000);
  const pb::Assessment first = Get(tenant, "BTC-leader", "N1", 2021);
  EXPECT_EQ(first.works(0).verified_year().exact(), "90");
  EXPECT_EQ(first.works(0).level(), "HTT");
  EXPECT_EQ(first.works(0).stage_level(), "");
  const pb::Assessment second = Get(tenant, "BTC-leader", "N1", 2022);
  EXPECT_EQ(second.works(0).verified_year().exact(), "100");
  EXPECT_EQ(second.works(0).verified_stage().exact(), "100");
  EXPECT_EQ(second.works(0).stage_level(), "HTXS");
}

TEST(AssessmentApi, AppraisedConsolidatedDecidedAndTold_R7_3b_APPRAISE_R7_3b_BTC_R7_3c_DECIDE) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Assign("N21", "W2", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000, "HTXS");
  tenant.Report("N21", "W2", {2022}, 2022, 7000, "HTT");

  pb::SubmitAppraisalRequest appraisal = AppraisalOf("BCSD", "N1", "HTT");
  auto& verified = *appraisal.mutable_items(0)->add_verified();
  verified.set_work_id("W1");
  verified.set_item_id("2022.11.1");
  verified.set_value_e2(4000);
  verified.set_evidence("Biên bản kiểm tra thực địa");
  pb::SubmitAppraisalResponse appraised;
  EXPECT_EQ(tenant.Call<Service>("BNC-leader", &Stub::SubmitAppraisal, appraisal, &appraised).reason(),
            "NOT_LEAD_BODY");
  EXPECT_EQ(tenant.Call<Service>("BTV-clerk", &Stub::SubmitAppraisal, appraisal, &appraised).reason(), "NOT_PERMITTED");
  const Answer answer = tenant.Call<Service>("BCSD-leader", &Stub::SubmitAppraisal, appraisal, &appraised);
  ASSERT_EQ(answer.reason(), "") << answer.error.message;
  ASSERT_THAT(appraised.assessments(), SizeIs(1));
  EXPECT_EQ(appraised.assessments(0).state(), pb::ASSESSMENT_STATE_APPRAISED);
  EXPECT_EQ(appraised.assessments(0).mean().exact(), "91");
  EXPECT_EQ(appraised.assessments(0).reported_mean().exact(), "100");

  pb::SubmitGeneralAppraisalRequest general;
  general.set_cycle(2022);
  general.add_items()->set_official_id("N21");
  general.mutable_items(0)->set_proposed_level("HTT");
  pb::SubmitGeneralAppraisalResponse consolidated;
  ASSERT_EQ(tenant.Call<Service>("BTC-leader", &Stub::SubmitGeneralAppraisal, general, &consolidated).reason(), "");
  EXPECT_EQ(consolidated.consolidated_count(), 1);
  EXPECT_EQ(Get(tenant, "BTC-leader", "N1").state(), pb::ASSESSMENT_STATE_CONSOLIDATED);

  pb::RecordRatingsRequest rating = RatingOf("N1", "HTT");
  rating.add_items()->set_official_id("N21");
  rating.mutable_items(1)->set_level("HTT");
  ASSERT_EQ(Rate(tenant, "BTV-clerk", rating).reason(), "");
  const pb::Assessment decided = Get(tenant, "N1", "N1");
  EXPECT_EQ(decided.state(), pb::ASSESSMENT_STATE_DECIDED);
  EXPECT_EQ(decided.decided_level(), "HTT");
  EXPECT_EQ(decided.decision().number(), "MP-340-KL/TU");
  EXPECT_EQ(decided.works(0).decided_level(), "HTT");
  EXPECT_THAT(decided.history(), SizeIs(3));
  EXPECT_EQ(tenant.Told(), "AppraisalSent AppraisalSent RatingDecided RatingDecided");

  tenant.Report("N1", "W1", {2022}, 2022, 5000, "HT", 2);
  EXPECT_EQ(Get(tenant, "N1", "N1").mean().exact(), "91") << "what was decided rests on what was known then";
}

TEST(AssessmentApi, ALevelThatDiffersIsRejectedWithoutAndKeptWithItsReason_R7_3c_DECIDE_E_18) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 8625);
  pb::RecordRatingsRequest rating = RatingOf("N1", "HTXS");
  EXPECT_EQ(Rate(tenant, "BTV-clerk", rating).reason(), "LEVEL_DIFFERS_WITHOUT_REASON");
  EXPECT_EQ(tenant.Rows("assessment"), 0);
  EXPECT_EQ(tenant.Rows("outbox"), 0);

  rating.mutable_items(0)->set_difference_reason(pb::DIFFERENCE_REASON_FORCE_MAJEURE);
  Write(Paper("MP-361-KL/TU", "2023-01-16"), rating.mutable_items(0)->mutable_difference_document());
  ASSERT_EQ(Rate(tenant, "BTV-clerk", rating).reason(), "");
  const pb::Assessment decided = Get(tenant, "BTC-leader", "N1");
  EXPECT_EQ(decided.decided_level(), "HTXS");
  EXPECT_EQ(decided.suggested_level(), "HTT");
  EXPECT_EQ(decided.difference_reason(), pb::DIFFERENCE_REASON_FORCE_MAJEURE);
  EXPECT_EQ(decided.difference_document().number(), "MP-361-KL/TU");
  EXPECT_EQ(Rate(tenant, "BTV-clerk", rating).reason(), "TRANSITION_NOT_ALLOWED") << "decided once";
}

TEST(AssessmentApi, OnlyTheRecorderWithADocumentDecides_G_01) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000);
  for (const char* person : {"BCSD-leader", "TT-clerk", "BTC-leader", "BTV-leader", "N1"}) {
    EXPECT_EQ(Rate(tenant, person, RatingOf("N1", "HTXS")).reason(), "NOT_PERMITTED") << person;
  }
  pb::RecordRatingsRequest bare = RatingOf("N1", "HTXS");
  bare.clear_decision();
  EXPECT_EQ(Rate(tenant, "BTV-clerk", bare).reason(), "DOCUMENT_REQUIRED");
}

TEST(AssessmentApi, TheSameDecisionSentTwiceIsMadeOnce_G_04) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000);
  pb::RecordRatingsRequest rating = RatingOf("N1", "HTXS");
  rating.set_request_id("2f1cc5de-2c5c-4c36-9f5e-1f7a6c7a0001");
  pb::RecordRatingsResponse first;
  pb::RecordRatingsResponse second;
  ASSERT_EQ(Rate(tenant, "BTV-clerk", rating, &first).reason(), "");
  ASSERT_EQ(Rate(tenant, "BTV-clerk", rating, &second).reason(), "");
  EXPECT_FALSE(first.receipt().replayed());
  EXPECT_TRUE(second.receipt().replayed());
  EXPECT_EQ(tenant.Rows("work_rating"), 1);
  EXPECT_EQ(tenant.Told(), "RatingDecided");
}

TEST(AssessmentApi, TheFactSheetStatesFactsAndNoGrade_R8_1_USE_R8_2_USE_B_41) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 10000);
  for (const auto& [id, grade] : {std::pair{"N1:RPT_Q:2022-Q1", notifier::v1::FLAG_GRADE_LATE},
                                  std::pair{"N1:RPT_Q:2022-Q2", notifier::v1::FLAG_GRADE_MISSING}}) {
    notifier::v1::NotifierEvent raised;
    auto& flag = *raised.mutable_flag_raised()->mutable_flag();
    flag.set_name(std::string("authorities/x/flags/") + id);
    flag.set_obligation_id(id);
    flag.set_official_id("N1");
    flag.set_grade(grade);
    flag.set_status(notifier::v1::FLAG_STATUS_OPEN);
    *flag.mutable_last_on_time_day() = rpc::ToWire(Day("2022-03-24"));
    ASSERT_TRUE(tenant.Tell(raised).ok());
  }
  pb::ImportYearLevelRequest import;
  import.set_official_id("N1");
  import.set_work_id("W0");
  import.set_year(2021);
  import.set_level("HTT");
  Write(Paper("MP-898-KL/TU", "2021-10-15"), import.mutable_decision());
  pb::ImportYearLevelResponse imported;
  ASSERT_EQ(tenant.Call<Service>("BTC-specialist", &Stub::ImportYearLevel, import, &imported).reason(), "");
  import.set_year(2022);
  EXPECT_EQ(tenant.Call<Service>("BTC-specialist", &Stub::ImportYearLevel, import, &imported).reason(),
            "NOT_BEFORE_LIVE_FROM");

  const auto sheet = [&] {
    pb::GetFactSheetRequest request;
    request.set_official_id("N1");
    request.set_cycle(2022);
    pb::GetFactSheetResponse response;
    EXPECT_EQ(tenant.Call<Service>("BTC-leader", &Stub::GetFactSheet, request, &response).reason(), "");
    return response.fact_sheet();
  };
  EXPECT_FALSE(sheet().has_supports_htxs()) << "nothing is decided";
  ASSERT_EQ(Rate(tenant, "BTV-clerk", RatingOf("N1", "HTXS")).reason(), "");
  const pb::FactSheet decided = sheet();
  EXPECT_TRUE(decided.supports_htxs());
  EXPECT_EQ(decided.late_count(), 1);
  EXPECT_EQ(decided.missing_count(), 1);
  ASSERT_THAT(decided.works(), SizeIs(2));
  EXPECT_EQ(decided.works(0).percentage().exact(), "100");
  EXPECT_EQ(decided.works(1).year(), 2021);
  EXPECT_THAT(decided.use(), HasSubstr("hoàn thành xuất sắc"));
  const auto* descriptor = pb::FactSheet::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    EXPECT_EQ(descriptor->field(i)->name().find("grade"), std::string::npos) << "no annual grade";
  }
}

TEST(AssessmentApi, AllThatIsWrongWithAListIsSaidAtOnce) {
  Tenant tenant;
  pb::ListAssessmentsRequest request;
  request.set_state(static_cast<pb::AssessmentState>(77));
  pb::ListAssessmentsResponse response;
  const Answer refused = tenant.Call<Service>("BTC-leader", &Stub::ListAssessments, request, &response);
  EXPECT_THAT(Found(refused.error), ElementsAre("state UNKNOWN_VALUE", "cycle CYCLE_OUT_OF_RANGE"));
}

// Every item done and the work reported as complete on that day.
void ReportDone(Tenant& tenant, const std::string& official_id, const std::string& work_id, const std::string& day) {
  reporting::v1::ReportingEvent done;
  auto& report = *done.mutable_report_sent();
  report.set_report_id("D-" + work_id);
  report.set_official_id(official_id);
  report.set_version(1);
  *report.mutable_received_at() = rpc::ToWire(Day("2022-10-05").At());
  report.add_covers()->set_duty("RPT_DONE");
  report.mutable_covers(0)->set_period(work_id);
  auto& work = *report.add_works();
  work.set_work_id(work_id);
  *work.mutable_completed_on() = rpc::ToWire(Day(day));
  for (const std::string& id : statute::ItemsOf(YearTree(2022))) {
    auto& item = *work.add_items();
    item.set_item_id(id);
    item.set_completion_e2(10000);
  }
  (*report.mutable_self_level()->mutable_works())[work_id] = "HTXS";
  ASSERT_TRUE(tenant.Tell(done).ok());
}

Answer Confirm(Tenant& tenant, const std::string& person, const std::string& body, const std::string& official_id,
               const std::string& work_id) {
  pb::ConfirmCompletionRequest request;
  request.set_body_id(body);
  request.set_official_id(official_id);
  request.set_cycle(2022);
  request.add_work_ids(work_id);
  request.set_proposed_level("HTXS");
  pb::ConfirmCompletionResponse response;
  return tenant.Call<Service>(person, &Stub::ConfirmCompletion, request, &response);
}

TEST(AssessmentApi, WhatWasCompleteEarlyIsConfirmedAndRatedAtOnce_R7_1_EARLY_I_23) {
  Tenant tenant;
  // Ids that begin like a year: the period of a completion report is no year.
  tenant.Assign("N1", "2021-W1", 2022);
  tenant.Assign("N1", "W2", 2022);
  ReportDone(tenant, "N1", "2021-W1", "2022-09-30");
  EXPECT_EQ(Get(tenant, "N1", "N1").works(0).completed_on().day(), 30);
  EXPECT_EQ(Get(tenant, "N1", "N1").works(0).verified_year().exact(), "100");

  pb::RecordRatingsRequest early = RatingOf("N1", "");
  early.set_kind(pb::RATING_KIND_EARLY);
  early.mutable_items(0)->add_works()->set_work_id("2021-W1");
  early.mutable_items(0)->mutable_works(0)->set_level("HTXS");
  EXPECT_EQ(Rate(tenant, "BTV-clerk", early).reason(), "COMPLETION_NOT_CONFIRMED");
  EXPECT_EQ(Confirm(tenant, "BNC-leader", "BNC", "N1", "2021-W1").reason(), "OUT_OF_REACH");
  EXPECT_EQ(Confirm(tenant, "BCSD-leader", "BTC", "N1", "2021-W1").reason(), "NOT_LEAD_BODY");
  EXPECT_EQ(Confirm(tenant, "N1", "BCSD", "N1", "2021-W1").reason(), "NOT_PERMITTED");
  EXPECT_EQ(Confirm(tenant, "BCSD-leader", "BCSD", "N1", "W2").reason(), "NOT_REPORTED_COMPLETE");
  ASSERT_EQ(Confirm(tenant, "BCSD-leader", "BCSD", "N1", "2021-W1").reason(), "");
  EXPECT_EQ(Confirm(tenant, "BCSD-leader", "BCSD", "N1", "2021-W1").reason(), "ALREADY_CONFIRMED");
  early.mutable_items(0)->set_level("HTXS");
  EXPECT_EQ(Rate(tenant, "BTV-clerk", early).reason(), "WORKS_STILL_RUNNING") << "W2 runs on";
  early.mutable_items(0)->set_level("");
  ASSERT_EQ(Rate(tenant, "BTV-clerk", early).reason(), "");
  const pb::Assessment assessment = Get(tenant, "BTC-leader", "N1");
  EXPECT_EQ(assessment.state(), pb::ASSESSMENT_STATE_AWAITING_SELF) << "the year is open";
  EXPECT_EQ(assessment.works(0).decided_level(), "HTXS");
  EXPECT_EQ(assessment.works(0).decided_kind(), pb::RATING_KIND_EARLY);
  EXPECT_EQ(assessment.works(0).completion_confirmed_by(), "BCSD");
  EXPECT_EQ(tenant.Told(), "RatingDecided");
}

TEST(Intake, RefusesWhatItCannotReadAndPassesOverWhatItDoesNotKnow) {
  Tenant tenant;
  review::v1::ReviewEvent assigned;
  assigned.mutable_works_assigned()->set_official_id("N1");
  const auto refused = tenant.Tell(assigned);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "EVENT_FIELD_MISSING");
  EXPECT_TRUE(tenant.Tell(review::v1::ReviewEvent{}).ok());
  EXPECT_EQ(tenant.Rows("holding"), 0);
}

TEST(Intake, AWorkThatLeftItsHolderCountsWithTheSuccessor) {
  Tenant tenant;
  tenant.Assign("N1", "W1", 2022);
  tenant.Report("N1", "W1", {2022}, 2022, 5000);
  review::v1::ReviewEvent ended;
  ended.mutable_work_ended()->set_work_id("W1");
  ended.mutable_work_ended()->set_official_id("N1");
  *ended.mutable_work_ended()->mutable_until() = rpc::ToWire(Day("2022-07-01"));
  ended.mutable_work_ended()->set_reason("PASSED_ON");
  ASSERT_TRUE(tenant.Tell(ended).ok());
  tenant.Assign("N21", "W1", 2022);
  EXPECT_EQ(Get(tenant, "BTC-leader", "N1").works_counted(), 0);
  const pb::Assessment successor = Get(tenant, "BTC-leader", "N21");
  EXPECT_EQ(successor.works_counted(), 1);
  EXPECT_EQ(successor.mean().exact(), "50") << "what was reported of the work stays with the work";
}

}  // namespace
}  // namespace dotpha::assessment
