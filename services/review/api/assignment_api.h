// AssignmentService over gRPC (proto/dotpha/review/v1/assignment_service.proto).
#pragma once

#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "services/review/api/call_support.h"

namespace dotpha::review::api {

namespace v1 = dotpha::review::v1;

class AssignmentApi final : public dotpha::review::v1::AssignmentService::Service {
 public:
  explicit AssignmentApi(const Parts& parts) : parts_(parts) {}

  grpc::Status RecordDecision(grpc::ServerContext* context, const v1::RecordDecisionRequest* request,
                              v1::RecordDecisionResponse* response) override;
  grpc::Status RecordNotification(grpc::ServerContext* context, const v1::RecordNotificationRequest* request,
                                  v1::RecordNotificationResponse* response) override;
  grpc::Status ImportAssignments(grpc::ServerContext* context, const v1::ImportAssignmentsRequest* request,
                                 v1::ImportAssignmentsResponse* response) override;
  grpc::Status AmendWork(grpc::ServerContext* context, const v1::AmendWorkRequest* request,
                         v1::AmendWorkResponse* response) override;
  // departure_calls.cc
  grpc::Status ReportStop(grpc::ServerContext* context, const v1::ReportStopRequest* request,
                          v1::ReportStopResponse* response) override;
  grpc::Status ConcludeWorks(grpc::ServerContext* context, const v1::ConcludeWorksRequest* request,
                             v1::ConcludeWorksResponse* response) override;
  grpc::Status ListTasks(grpc::ServerContext* context, const v1::ListTasksRequest* request,
                         v1::ListTasksResponse* response) override;
  // carry_over_calls.cc
  grpc::Status DecideCarryOvers(grpc::ServerContext* context, const v1::DecideCarryOversRequest* request,
                                v1::DecideCarryOversResponse* response) override;
  grpc::Status ListCarryOvers(grpc::ServerContext* context, const v1::ListCarryOversRequest* request,
                              v1::ListCarryOversResponse* response) override;
  // assignment_api.cc
  grpc::Status GetWork(grpc::ServerContext* context, const v1::GetWorkRequest* request,
                       v1::GetWorkResponse* response) override;
  grpc::Status ListWorks(grpc::ServerContext* context, const v1::ListWorksRequest* request,
                         v1::ListWorksResponse* response) override;
  grpc::Status GetDecision(grpc::ServerContext* context, const v1::GetDecisionRequest* request,
                           v1::GetDecisionResponse* response) override;
  grpc::Status ListDecisions(grpc::ServerContext* context, const v1::ListDecisionsRequest* request,
                             v1::ListDecisionsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::review::api
