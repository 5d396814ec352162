// AssessmentService over gRPC (proto/dotpha/assessment/v1/assessment_service.proto).
#pragma once

#include "dotpha/assessment/v1/assessment_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

class AssessmentApi final : public v1::AssessmentService::Service {
 public:
  explicit AssessmentApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SubmitAppraisal(grpc::ServerContext* context, const v1::SubmitAppraisalRequest* request,
                               v1::SubmitAppraisalResponse* response) override;
  grpc::Status SubmitGeneralAppraisal(grpc::ServerContext* context, const v1::SubmitGeneralAppraisalRequest* request,
                                      v1::SubmitGeneralAppraisalResponse* response) override;
  grpc::Status ConfirmCompletion(grpc::ServerContext* context, const v1::ConfirmCompletionRequest* request,
                                 v1::ConfirmCompletionResponse* response) override;
  grpc::Status RecordRatings(grpc::ServerContext* context, const v1::RecordRatingsRequest* request,
                             v1::RecordRatingsResponse* response) override;
  grpc::Status GetAssessment(grpc::ServerContext* context, const v1::GetAssessmentRequest* request,
                             v1::GetAssessmentResponse* response) override;
  grpc::Status ListAssessments(grpc::ServerContext* context, const v1::ListAssessmentsRequest* request,
                               v1::ListAssessmentsResponse* response) override;
  grpc::Status GetFactSheet(grpc::ServerContext* context, const v1::GetFactSheetRequest* request,
                            v1::GetFactSheetResponse* response) override;
  grpc::Status ImportYearLevel(grpc::ServerContext* context, const v1::ImportYearLevelRequest* request,
                               v1::ImportYearLevelResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
