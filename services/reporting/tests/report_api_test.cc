// Reports, ad hoc reports, appraisals, announcements and evidence over gRPC, against the real process.
#include <gmock/gmock.h>

#include <chrono>

#include "services/reporting/tests/live_reporting.h"

namespace dotpha::reporting::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Stub = pb::ReportService::Stub;

class ReportOverGrpc : public ::testing::Test {
 protected:
  void SetUp() override {
    tenant_.SetUp();
    for (const char* official : {"N1", "N9"}) {
      const Answer planned = tenant_.Submit(official, PlanOf(official));
      ASSERT_TRUE(planned.ok()) << planned.error.reason << ": " << planned.error.message;
    }
  }
  pb::Report Sent(const pb::SubmitReportRequest& request) {
    pb::SubmitReportResponse response;
    const Answer answer = tenant_.Submit(request.report().official_id(), request, &response);
    EXPECT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
    return response.report();
  }
  Answer Progress(const std::string& person, pb::GetProgressResponse* response) {
    pb::GetProgressRequest request;
    request.set_official_id("N1");
    request.set_cycle(2022);
    return tenant_.Call<pb::ReportService>(person, &Stub::GetProgress, request, response);
  }
  Tenant tenant_;
};

TEST_F(ReportOverGrpc, OnePaperDischargesTwoDutiesAndIsDeliveredOnceEach_B_16_I_07) {
  pb::SubmitReportResponse response;
  const Answer answer =
      tenant_.Submit("N1", ReportOf("N1", {{"RPT_Q", "2022-Q2"}, {"RPT_H1", "2022"}}, {1, 2}), &response);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(response.report().covers_size(), 2);
  EXPECT_EQ(response.report().covers(1).duty(), "RPT_H1");
  EXPECT_EQ(response.deliveries_size(), 2);
  EXPECT_EQ(tenant_.Submit("N1", ReportOf("N1", {{"RPT_H1", "2022"}}, {1, 2})).reason(), "ALREADY_REPORTED");

  pb::ListReportsRequest list;
  list.set_duty("RPT_H1");
  list.set_period("2022");
  pb::ListReportsResponse listed;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BCSD-leader", &Stub::ListReports, list, &listed).ok());
  ASSERT_EQ(listed.reports_size(), 1);
  EXPECT_EQ(listed.reports(0).SerializeAsString(), response.report().SerializeAsString());
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BNC-leader", &Stub::ListReports, list, &listed).ok());
  EXPECT_EQ(listed.reports_size(), 0);
}

TEST_F(ReportOverGrpc, ACompletionReportKeepsTheDayAndDischargesNoOtherDuty_R7_1_EARLY) {
  pb::SubmitCompletionReportRequest request;
  *request.mutable_report() = ReportOf("N1", {}, {1, 2, 3, 4}).report();
  request.mutable_report()->clear_narrative();
  request.mutable_report()->mutable_self_level()->set_overall("HTXS");
  (*request.mutable_report()->mutable_self_level()->mutable_works())["W-N1"] = "HTXS";
  pb::SubmitCompletionReportResponse response;
  const auto submit = [&](const std::string& person) {
    return tenant_.Call<pb::ReportService>(person, &Stub::SubmitCompletionReport, request, &response);
  };
  EXPECT_EQ(submit("N1").reason(), "DATE_MISSING");
  auto& completed_on = *request.mutable_report()->mutable_works(0)->mutable_completed_on();
  completed_on.set_year(2022);
  completed_on.set_month(6);
  completed_on.set_day(31);
  EXPECT_EQ(submit("N1").reason(), "DATE_INVALID");
  completed_on.set_day(15);
  EXPECT_EQ(submit("N9").reason(), "OUT_OF_REACH");
  EXPECT_EQ(submit("BCSD-leader").reason(), "NOT_PERMITTED");
  EXPECT_EQ(tenant_.Rows("report"), 0);
  ASSERT_EQ(submit("N1").reason(), "");
  ASSERT_EQ(response.report().covers_size(), 1);
  EXPECT_EQ(response.report().covers(0).duty(), "RPT_DONE");
  EXPECT_EQ(response.report().covers(0).period(), "W-N1");
  EXPECT_EQ(response.deliveries_size(), 2);
  EXPECT_EQ(submit("N1").reason(), "ALREADY_REPORTED");

  pb::GetReportRequest get;
  get.set_name(response.report().name());
  pb::GetReportResponse read;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BCSD-leader", &Stub::GetReport, get, &read).ok());
  EXPECT_EQ(read.report().works(0).completed_on().day(), 15) << "as it was stored";
  EXPECT_EQ(tenant_.Submit("N1", ReportOf("N1", {{"RPT_Q", "2022-Q2"}}, {1, 2})).reason(), "") << "still owed";
}

TEST_F(ReportOverGrpc, AnEmptyPeriodRefusesAllAndDischargesNothing_B_22) {
  const Answer refused = tenant_.Submit("N1", ReportOf("N1", {{"RPT_Q", "2022-Q1"}, {"RPT_Q", "2022-Q2"}}, {1}));
  EXPECT_EQ(refused.reason(), "EMPTY_PERIOD");
  EXPECT_THAT(refused.error.violations.at(0).description, HasSubstr("2022-Q2"));
  EXPECT_EQ(tenant_.Rows("report"), 0);
  EXPECT_EQ(tenant_.Rows("covered_duty"), 0);
  EXPECT_EQ(tenant_.Rows("item_completion"), 0);
}

TEST_F(ReportOverGrpc, PreviewOffersWhatIsOpenAndSelectsTheNextDate_I_07) {
  Sent(ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}));
  pb::PreviewCoverageRequest request;
  request.set_official_id("N1");
  pb::PreviewCoverageResponse preview;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("N1", &Stub::PreviewCoverage, request, &preview).ok());
  std::vector<std::string> selected;
  for (const pb::CoverableDuty& duty : preview.duties()) {
    EXPECT_FALSE(duty.covered().duty() == "RPT_Q" && duty.covered().period() == "2022-Q1") << "discharged";
    if (duty.preselected()) {
      selected.push_back(duty.covered().duty() + " " + duty.covered().period());
      EXPECT_EQ(duty.last_on_time_day().day(), 24);
    }
  }
  EXPECT_THAT(selected, UnorderedElementsAre("RPT_H1 2022", "RPT_Q 2022-Q2"));
  EXPECT_EQ(tenant_.Call<pb::ReportService>("N9", &Stub::PreviewCoverage, request, &preview).reason(), "OUT_OF_REACH");
}

TEST_F(ReportOverGrpc, ProgressIsExactAtAllLevels_E_01_I_38) {
  pb::SubmitReportRequest request = ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1});
  for (auto& item : *request.mutable_report()->mutable_works(0)->mutable_items()) {
    if (item.item_id() == "2022.02.2") {
      item.set_completion_e2(5000);
    }
  }
  Sent(request);
  pb::GetProgressResponse progress;
  ASSERT_TRUE(Progress("BCSD-specialist", &progress).ok());
  ASSERT_EQ(progress.works_size(), 1);
  const pb::ProgressNode& quarter = progress.works(0).tree().parts(0);
  EXPECT_EQ(quarter.parts(1).completion_e2(), 7500);
  EXPECT_EQ(quarter.completion_e2(), 8500);
  EXPECT_EQ(quarter.contribution_e2(), 2125);
  EXPECT_EQ(progress.works(0).year_exact(), "85/4");
  EXPECT_EQ(progress.mean_e2(), 2125);
  EXPECT_EQ(progress.suggested_band(), "KHT");
  EXPECT_EQ(Progress("BNC-specialist", &progress).reason(), "OUT_OF_REACH");
}

TEST_F(ReportOverGrpc, ACorrectionIsAVersionBesideTheOriginal_I_36) {
  const pb::Report original = Sent(ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}));
  pb::CorrectReportRequest request;
  request.mutable_report()->set_name(original.name());
  request.mutable_report()->set_etag(original.etag());
  auto& work = *request.mutable_report()->add_works();
  work.set_work_id("W-N1");
  work.add_items()->set_item_id("2022.02.1");
  work.mutable_items(0)->set_completion_e2(4000);
  request.set_note("Đính chính số liệu nhập nhầm");
  pb::CorrectReportResponse corrected;
  const Answer answer = tenant_.Call<pb::ReportService>("N1", &Stub::CorrectReport, request, &corrected);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(corrected.report().version(), 2);
  EXPECT_EQ(tenant_.Rows("covered_duty"), 1);
  pb::GetReportRequest get;
  get.set_name(original.name());
  get.set_version(1);
  pb::GetReportResponse first;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BTC-specialist", &Stub::GetReport, get, &first).ok());
  EXPECT_EQ(first.report().works(0).SerializeAsString(), original.works(0).SerializeAsString());
  EXPECT_EQ(first.report().completion(0).completion_e2(), 2500) << "as it stood then";
  EXPECT_EQ(corrected.report().completion(0).completion_e2(), 2050);
  EXPECT_EQ(first.history_size(), 2);
  pb::GetProgressResponse progress;
  ASSERT_TRUE(Progress("N1", &progress).ok());
  EXPECT_EQ(progress.works(0).tree().parts(0).parts(1).completion_e2(), 7000);
}

TEST_F(ReportOverGrpc, OnPaperAndByOthersOnlyAsTheyMay_I_02) {
  pb::EnterPaperReportRequest paper;
  *paper.mutable_report() = ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}).report();
  paper.mutable_stamped_at()->set_seconds(1648108800);  // 24/03/2022 15:00
  paper.mutable_document()->set_number("BC-3");
  pb::EnterPaperReportResponse entered;
  const Answer answer = tenant_.Call<pb::ReportService>("BTC-clerk", &Stub::EnterPaperReport, paper, &entered);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(entered.report().received_at().seconds(), 1648108800);
  EXPECT_EQ(tenant_.Submit("N9", ReportOf("N1", {{"RPT_Q", "2022-Q2"}}, {2})).reason(), "OUT_OF_REACH");
  EXPECT_EQ(tenant_.Submit("BCSD-leader", ReportOf("N1", {{"RPT_Q", "2022-Q2"}}, {2})).reason(), "NOT_PERMITTED");
}

TEST_F(ReportOverGrpc, AStampThatIsFoundLaterIsTheReceiptAlsoOfWhatIsAppraised_I_02) {
  const pb::Report sent = Sent(ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}));
  pb::AppraiseAllReportsRequest all;
  all.set_period("2022-Q1");
  all.set_remarks("Báo cáo chung");
  pb::AppraiseAllReportsResponse consolidated;
  const Answer appraised = tenant_.Call<pb::ReportService>("BTC-leader", &Stub::AppraiseAllReports, all, &consolidated);
  ASSERT_TRUE(appraised.ok()) << appraised.error.reason << ": " << appraised.error.message;
  pb::GetReportRequest get;
  get.set_name(sent.name());
  pb::GetReportResponse read;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BTC-clerk", &Stub::GetReport, get, &read).ok());
  pb::RecordReportStampRequest request;
  request.set_name(sent.name());
  request.set_etag(read.report().etag());
  request.mutable_stamped_at()->set_seconds(1648108800);  // 24/03/2022 15:00
  request.mutable_document()->set_number("BC-3");
  pb::RecordReportStampResponse stamped;
  EXPECT_EQ(tenant_.Call<pb::ReportService>("BCSD-leader", &Stub::RecordReportStamp, request, &stamped).reason(),
            "NOT_PERMITTED");
  const Answer answer = tenant_.Call<pb::ReportService>("BTC-clerk", &Stub::RecordReportStamp, request, &stamped);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("N1", &Stub::GetReport, get, &read).ok());
  EXPECT_EQ(read.report().received_at().seconds(), 1648108800);
  EXPECT_EQ(read.report().recorded_at().seconds(), sent.recorded_at().seconds());
  EXPECT_EQ(read.report().paper_number(), "BC-3");
  EXPECT_EQ(read.report().state(), pb::REPORT_STATE_CONSOLIDATED);
  EXPECT_EQ(read.report().works(0).SerializeAsString(), sent.works(0).SerializeAsString());
  EXPECT_EQ(read.report().version(), 1);
}

TEST_F(ReportOverGrpc, BodiesAppraiseTheirsAndTheCommissionConsolidatesAll_R5_2_BODY_R5_2_BTC) {
  Sent(ReportOf("N1", {{"RPT_Q", "2022-Q1"}}, {1}));
  Sent(ReportOf("N9", {{"RPT_Q", "2022-Q1"}}, {1}));
  pb::AppraiseReportsRequest request;
  request.set_body_id("BCSD");
  request.set_period("2022-Q1");
  request.set_remarks("Kiến nghị đôn đốc các trường hợp chậm.");
  pb::AppraiseReportsResponse appraised;
  EXPECT_EQ(tenant_.Call<pb::ReportService>("BNC-specialist", &Stub::AppraiseReports, request, &appraised).reason(),
            "OUT_OF_REACH");
  const Answer answer = tenant_.Call<pb::ReportService>("BCSD-specialist", &Stub::AppraiseReports, request, &appraised);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(appraised.appraisal().report_count(), 1);
  EXPECT_EQ(tenant_.Call<pb::ReportService>("BCSD-specialist", &Stub::AppraiseReports, request, &appraised).reason(),
            "NOTHING_TO_APPRAISE");
  pb::AppraiseAllReportsRequest all;
  all.set_period("2022-Q1");
  all.set_remarks("Báo cáo chung");
  pb::AppraiseAllReportsResponse consolidated;
  ASSERT_TRUE(tenant_.Call<pb::ReportService>("BTC-leader", &Stub::AppraiseAllReports, all, &consolidated).ok());
  EXPECT_EQ(consolidated.appraisal().report_count(), 2);
  pb::ListReportAppraisalsResponse listed;
  ASSERT_TRUE(tenant_
                  .Call<pb::ReportService>("UBKT-leader", &Stub::ListReportAppraisals,
                                           pb::ListReportAppraisalsRequest{}, &listed)
                  .ok());
  EXPECT_EQ(listed.appraisals_size(), 2);
  EXPECT_EQ(LiveReporting::Instance().Query("SELECT string_agg(state, ',') FROM report WHERE authority = '" +
                                            tenant_.authority() + "'"),
            "CONSOLIDATED,CONSOLIDATED");
}

TEST_F(ReportOverGrpc, AnAdHocRequestIsAnsweredOnce_R5_1_ADHOC_I_10) {
  pb::RequestAdHocReportRequest request;
  auto& wanted = *request.mutable_ad_hoc_request();
  wanted.set_ad_hoc_request_id("REQ-1");
  wanted.set_official_id("N1");
  wanted.set_subject("Tình hình giải ngân");
  pb::RequestAdHocReportResponse asked;
  EXPECT_EQ(tenant_.Call<pb::ReportService>("TT-clerk", &Stub::RequestAdHocReport, request, &asked).reason(),
            "DOCUMENT_REQUIRED");
  wanted.mutable_document()->set_number("CV-256");
  wanted.mutable_document()->mutable_signed_on()->set_year(2022);
  wanted.mutable_document()->mutable_signed_on()->set_month(6);
  wanted.mutable_document()->mutable_signed_on()->set_day(20);
  EXPECT_EQ(tenant_.Call<pb::ReportService>("BNC-specialist", &Stub::RequestAdHocReport, request, &asked).reason(),
            "OUT_OF_REACH");
  const Answer made = tenant_.Call<pb::ReportService>("TT-clerk", &Stub::RequestAdHocReport, request, &asked);
  ASSERT_TRUE(made.ok()) << made.error.reason << ": " << made.error.message;
  EXPECT_EQ(asked.ad_hoc_request().requester_body_id(), "TT");

  pb::SubmitAdHocReportRequest report;
  auto& answer = *report.mutable_ad_hoc_report();
  answer.set_official_id("N1");
  answer.set_trigger(pb::AD_HOC_TRIGGER_REQUEST);
  answer.set_ad_hoc_request_id("REQ-1");
  answer.set_subject("Giải ngân");
  answer.add_work_ids("W-N1");
  answer.set_what_happened("Vướng mặt bằng");
  answer.set_proposal("Không");
  pb::SubmitAdHocReportResponse sent;
  EXPECT_EQ(tenant_.Call<pb::ReportService>("N1", &Stub::SubmitAdHocReport, report, &sent).reason(), "MISSING_IMPACT");
  answer.set_impact_e2(0);
  const Answer answered = tenant_.Call<pb::ReportService>("N1", &Stub::SubmitAdHocReport, report, &sent);
  ASSERT_TRUE(answered.ok()) << answered.error.reason << ": " << answered.error.message;
  EXPECT_EQ(sent.deliveries_size(), 2);
  EXPECT_EQ(tenant_.Call<pb::ReportService>("N1", &Stub::SubmitAdHocReport, report, &sent).reason(),
            "TRANSITION_NOT_ALLOWED");

  pb::ListAdHocRequestsResponse requests;
  ASSERT_TRUE(
      tenant_
          .Call<pb::ReportService>("BCSD-leader", &Stub::ListAdHocRequests, pb::ListAdHocRequestsRequest{}, &requests)
          .ok());
  ASSERT_EQ(requests.ad_hoc_requests_size(), 1) << "its official's";
  EXPECT_EQ(requests.ad_hoc_requests(0).state(), pb::AD_HOC_REQUEST_STATE_ANSWERED);
  pb::CancelAdHocRequestRequest cancel;
  cancel.set_name(requests.ad_hoc_requests(0).name());
  cancel.set_etag(requests.ad_hoc_requests(0).etag());
  pb::CancelAdHocRequestResponse cancelled;
  EXPECT_EQ(tenant_.Call<pb::ReportService>("TT-clerk", &Stub::CancelAdHocRequest, cancel, &cancelled).reason(),
            "TRANSITION_NOT_ALLOWED");
  pb::ListAdHocReportsResponse reports;
  ASSERT_TRUE(
      tenant_.Call<pb::ReportService>("BTC-leader", &Stub::ListAdHocReports, pb::ListAdHocReportsRequest{}, &reports)
          .ok());
  EXPECT_EQ(reports.ad_hoc_reports_size(), 1);
}

TEST_F(ReportOverGrpc, AnAnnouncementIsRecordedOnceByTheOfficialOrHisAgencysClerk_R2_6_ANNOUNCE_B_37) {
  using Announce = pb::AnnouncementService::Stub;
  pb::RecordAnnouncementRequest request;
  auto& announcement = *request.mutable_announcement();
  announcement.set_official_id("N1");
  announcement.set_cycle(2022);
  announcement.set_duty("ANN_PLAN");
  announcement.mutable_announced_on()->set_year(2022);
  announcement.mutable_announced_on()->set_month(6);
  announcement.mutable_announced_on()->set_day(20);
  announcement.set_form("họp cơ quan");
  announcement.set_place("so-nn");
  announcement.set_confirmed_by("Chánh Văn phòng");
  pb::RecordAnnouncementResponse recorded;
  const auto record = [&](const std::string& person) {
    return tenant_.Call<pb::AnnouncementService>(person, &Announce::RecordAnnouncement, request, &recorded);
  };
  EXPECT_EQ(record("clerk-toa-an").reason(), "ROLE_NOT_ALLOWED");
  EXPECT_EQ(record("N9").reason(), "OUT_OF_REACH");
  const Answer answer = record("clerk-so-nn");
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(recorded.announcement().recorded_by(), "clerk-so-nn");
  EXPECT_EQ(record("N1").reason(), "TRANSITION_NOT_ALLOWED");
  pb::ListAnnouncementsResponse listed;
  ASSERT_TRUE(tenant_
                  .Call<pb::AnnouncementService>("BCSD-specialist", &Announce::ListAnnouncements,
                                                 pb::ListAnnouncementsRequest{}, &listed)
                  .ok());
  EXPECT_EQ(listed.announcements_size(), 1);
  ASSERT_TRUE(tenant_
                  .Call<pb::AnnouncementService>("BNC-specialist", &Announce::ListAnnouncements,
                                                 pb::ListAnnouncementsRequest{}, &listed)
                  .ok());
  EXPECT_EQ(listed.announcements_size(), 0);
}

// ---- evidence ----------------------------------------------------------------------------------------------------

class EvidenceOverGrpc : public ReportOverGrpc {
 protected:
  static pb::Evidence File() {
    pb::Evidence evidence;
    evidence.set_official_id("N1");
    evidence.set_work_id("W-N1");
    evidence.set_file_name("Báo cáo.pdf");
    evidence.set_content_type("application/pdf");
    return evidence;
  }
  Answer Upload(const std::string& person, const pb::Evidence& evidence, const std::vector<std::string>& chunks,
                pb::UploadEvidenceResponse* response, bool with_deadline = true) {
    auto stub = pb::EvidenceService::NewStub(LiveReporting::Instance().channel());
    grpc::ClientContext context;
    tenant_.Authorise(context, person);
    if (!with_deadline) {
      context.set_deadline(std::chrono::system_clock::time_point::max());
    }
    auto writer = stub->UploadEvidence(&context, response);
    pb::UploadEvidenceRequest first;
    first.set_request_id(NewUuid());
    *first.mutable_evidence() = evidence;
    bool open = writer->Write(first);
    for (const std::string& chunk : chunks) {
      pb::UploadEvidenceRequest part;
      part.set_chunk(chunk);
      open = open && writer->Write(part);
    }
    writer->WritesDone();
    return Tenant::Ended(writer->Finish());
  }
  Answer Download(const std::string& person, const std::string& name, std::string* bytes) {
    auto stub = pb::EvidenceService::NewStub(LiveReporting::Instance().channel());
    grpc::ClientContext context;
    tenant_.Authorise(context, person);
    pb::DownloadEvidenceRequest request;
    request.set_name(name);
    auto reader = stub->DownloadEvidence(&context, request);
    pb::DownloadEvidenceResponse part;
    while (reader->Read(&part)) {
      *bytes += part.chunk();
    }
    return Tenant::Ended(reader->Finish());
  }
  const std::string pdf_ = "%PDF-1.7\n" + std::string(700'000, 'x');
};

TEST_F(EvidenceOverGrpc, AFileComesBackByteForByteWithItsDigest) {
  pb::UploadEvidenceResponse uploaded;
  const Answer answer = Upload("N1", File(), {pdf_.substr(0, 300'000), pdf_.substr(300'000)}, &uploaded);
  ASSERT_TRUE(answer.ok()) << answer.error.reason << ": " << answer.error.message;
  EXPECT_EQ(uploaded.evidence().size_bytes(), static_cast<std::int64_t>(pdf_.size()));
  EXPECT_EQ(uploaded.evidence().sha256().size(), 64U);
  std::string bytes;
  ASSERT_TRUE(Download("BCSD-specialist", uploaded.evidence().name(), &bytes).ok());
  EXPECT_EQ(bytes, pdf_);
  EXPECT_EQ(Download("BNC-specialist", uploaded.evidence().name(), &bytes).reason(), "EVIDENCE_NOT_FOUND");
  pb::ListEvidenceResponse listed;
  ASSERT_TRUE(tenant_
                  .Call<pb::EvidenceService>("clerk-so-nn", &pb::EvidenceService::Stub::ListEvidence,
                                             pb::ListEvidenceRequest{}, &listed)
                  .ok());
  EXPECT_EQ(listed.evidence_size(), 1);
  pb::Evidence again = File();
  again.set_sha256(uploaded.evidence().sha256());
  EXPECT_TRUE(Upload("N1", again, {pdf_}, &uploaded).ok()) << "the announced digest is right";
  again.set_sha256(std::string(64, 'a'));
  EXPECT_EQ(Upload("N1", again, {pdf_}, &uploaded).reason(), "DIGEST_MISMATCH");
}

TEST_F(EvidenceOverGrpc, WhatIsNotAllowedLeavesNothing_I_59) {
  pb::UploadEvidenceResponse uploaded;
  pb::Evidence secret = File();
  secret.set_classification("Mật");
  secret.set_file_name("zzquabimat.pdf");
  EXPECT_EQ(Upload("N1", secret, {pdf_}, &uploaded).reason(), "CLASSIFICATION_NOT_ALLOWED");
  EXPECT_EQ(Upload("N9", File(), {pdf_}, &uploaded).reason(), "OUT_OF_REACH");
  EXPECT_EQ(Upload("N1", File(), {"<html>"}, &uploaded).reason(), "CONTENT_MISMATCH");
  EXPECT_EQ(Upload("N1", File(), {}, &uploaded).reason(), "FILE_EMPTY");
  EXPECT_EQ(Upload("N1", File(), {pdf_}, &uploaded, false).reason(), "DEADLINE_REQUIRED");
  EXPECT_EQ(Upload("N1", File(), {std::string(1024 * 1024 + 1, 'x')}, &uploaded).reason(), "CHUNK_TOO_LARGE");
  const std::string chunk = "%PDF-" + std::string(1024 * 1024 - 5, 'x');
  EXPECT_EQ(Upload("N1", File(), std::vector<std::string>(11, chunk), &uploaded).reason(), "FILE_TOO_LARGE");
  EXPECT_EQ(tenant_.Rows("evidence"), 0);
  EXPECT_EQ(tenant_.Rows("evidence_chunk"), 0);
  EXPECT_THAT(LiveReporting::Instance().Log(), Not(HasSubstr("zzquabimat")));
}

}  // namespace
}  // namespace dotpha::reporting::testing
