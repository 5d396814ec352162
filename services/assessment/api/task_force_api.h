// TaskForceService over gRPC (proto/dotpha/assessment/v1/task_force_service.proto).
#pragma once

#include "dotpha/assessment/v1/task_force_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

namespace v1 = dotpha::assessment::v1;

class TaskForceApi final : public dotpha::assessment::v1::TaskForceService::Service {
 public:
  explicit TaskForceApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ProposeTaskForce(grpc::ServerContext* context, const v1::ProposeTaskForceRequest* request,
                                v1::ProposeTaskForceResponse* response) override;
  grpc::Status ApproveTaskForce(grpc::ServerContext* context, const v1::ApproveTaskForceRequest* request,
                                v1::ApproveTaskForceResponse* response) override;
  grpc::Status RecordVerification(grpc::ServerContext* context, const v1::RecordVerificationRequest* request,
                                  v1::RecordVerificationResponse* response) override;
  grpc::Status CloseTaskForce(grpc::ServerContext* context, const v1::CloseTaskForceRequest* request,
                              v1::CloseTaskForceResponse* response) override;
  grpc::Status ListTaskForces(grpc::ServerContext* context, const v1::ListTaskForcesRequest* request,
                              v1::ListTaskForcesResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
