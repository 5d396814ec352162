// PlanService over gRPC (proto/dotpha/reporting/v1/plan_service.proto).
#pragma once

#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "services/reporting/api/call_support.h"

namespace dotpha::reporting::api {

class PlanApi final : public dotpha::reporting::v1::PlanService::Service {
 public:
  explicit PlanApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SavePlanDraft(grpc::ServerContext* context, const v1::SavePlanDraftRequest* request,
                             v1::SavePlanDraftResponse* response) override;
  grpc::Status SubmitPlan(grpc::ServerContext* context, const v1::SubmitPlanRequest* request,
                          v1::SubmitPlanResponse* response) override;
  grpc::Status EnterPaperPlan(grpc::ServerContext* context, const v1::EnterPaperPlanRequest* request,
                              v1::EnterPaperPlanResponse* response) override;
  grpc::Status RecordPlanStamp(grpc::ServerContext* context, const v1::RecordPlanStampRequest* request,
                               v1::RecordPlanStampResponse* response) override;
  grpc::Status ImportPlans(grpc::ServerContext* context, const v1::ImportPlansRequest* request,
                           v1::ImportPlansResponse* response) override;
  grpc::Status CorrectPlan(grpc::ServerContext* context, const v1::CorrectPlanRequest* request,
                           v1::CorrectPlanResponse* response) override;
  grpc::Status AskPlanCorrection(grpc::ServerContext* context, const v1::AskPlanCorrectionRequest* request,
                                 v1::AskPlanCorrectionResponse* response) override;
  grpc::Status GetPlan(grpc::ServerContext* context, const v1::GetPlanRequest* request,
                       v1::GetPlanResponse* response) override;
  grpc::Status ListPlans(grpc::ServerContext* context, const v1::ListPlansRequest* request,
                         v1::ListPlansResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::reporting::api
