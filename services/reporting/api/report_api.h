// ReportService over gRPC (proto/dotpha/reporting/v1/report_service.proto). Reports in report_api.cc, appraisals in
// appraisal_calls.cc, ad hoc requests and reports in ad_hoc_calls.cc.
#pragma once

#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "services/reporting/api/call_support.h"

namespace dotpha::reporting::api {

class ReportApi final : public dotpha::reporting::v1::ReportService::Service {
 public:
  explicit ReportApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SubmitReport(grpc::ServerContext* context, const v1::SubmitReportRequest* request,
                            v1::SubmitReportResponse* response) override;
  grpc::Status SubmitCompletionReport(grpc::ServerContext* context, const v1::SubmitCompletionReportRequest* request,
                                      v1::SubmitCompletionReportResponse* response) override;
  grpc::Status EnterPaperReport(grpc::ServerContext* context, const v1::EnterPaperReportRequest* request,
                                v1::EnterPaperReportResponse* response) override;
  grpc::Status RecordReportStamp(grpc::ServerContext* context, const v1::RecordReportStampRequest* request,
                                 v1::RecordReportStampResponse* response) override;
  grpc::Status CorrectReport(grpc::ServerContext* context, const v1::CorrectReportRequest* request,
                             v1::CorrectReportResponse* response) override;
  grpc::Status GetReport(grpc::ServerContext* context, const v1::GetReportRequest* request,
                         v1::GetReportResponse* response) override;
  grpc::Status ListReports(grpc::ServerContext* context, const v1::ListReportsRequest* request,
                           v1::ListReportsResponse* response) override;
  grpc::Status PreviewCoverage(grpc::ServerContext* context, const v1::PreviewCoverageRequest* request,
                               v1::PreviewCoverageResponse* response) override;
  grpc::Status GetProgress(grpc::ServerContext* context, const v1::GetProgressRequest* request,
                           v1::GetProgressResponse* response) override;
  grpc::Status AppraiseReports(grpc::ServerContext* context, const v1::AppraiseReportsRequest* request,
                               v1::AppraiseReportsResponse* response) override;
  grpc::Status AppraiseAllReports(grpc::ServerContext* context, const v1::AppraiseAllReportsRequest* request,
                                  v1::AppraiseAllReportsResponse* response) override;
  grpc::Status ListReportAppraisals(grpc::ServerContext* context, const v1::ListReportAppraisalsRequest* request,
                                    v1::ListReportAppraisalsResponse* response) override;
  grpc::Status RequestAdHocReport(grpc::ServerContext* context, const v1::RequestAdHocReportRequest* request,
                                  v1::RequestAdHocReportResponse* response) override;
  grpc::Status CancelAdHocRequest(grpc::ServerContext* context, const v1::CancelAdHocRequestRequest* request,
                                  v1::CancelAdHocRequestResponse* response) override;
  grpc::Status ListAdHocRequests(grpc::ServerContext* context, const v1::ListAdHocRequestsRequest* request,
                                 v1::ListAdHocRequestsResponse* response) override;
  grpc::Status SubmitAdHocReport(grpc::ServerContext* context, const v1::SubmitAdHocReportRequest* request,
                                 v1::SubmitAdHocReportResponse* response) override;
  grpc::Status ListAdHocReports(grpc::ServerContext* context, const v1::ListAdHocReportsRequest* request,
                                v1::ListAdHocReportsResponse* response) override;
  grpc::Status ImportYearResult(grpc::ServerContext* context, const v1::ImportYearResultRequest* request,
                                v1::ImportYearResultResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::reporting::api
