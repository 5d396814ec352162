// CaseService over gRPC (proto/dotpha/assessment/v1/case_service.proto).
#pragma once

#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

class CaseApi final : public v1::CaseService::Service {
 public:
  explicit CaseApi(const Parts& parts) : parts_(parts) {}

  grpc::Status RaiseCase(grpc::ServerContext* context, const v1::RaiseCaseRequest* request,
                         v1::RaiseCaseResponse* response) override;
  grpc::Status ExplainCase(grpc::ServerContext* context, const v1::ExplainCaseRequest* request,
                           v1::ExplainCaseResponse* response) override;
  grpc::Status ProposeOutcome(grpc::ServerContext* context, const v1::ProposeOutcomeRequest* request,
                              v1::ProposeOutcomeResponse* response) override;
  grpc::Status DecideCase(grpc::ServerContext* context, const v1::DecideCaseRequest* request,
                          v1::DecideCaseResponse* response) override;
  grpc::Status DismissCase(grpc::ServerContext* context, const v1::DismissCaseRequest* request,
                           v1::DismissCaseResponse* response) override;
  grpc::Status GetCase(grpc::ServerContext* context, const v1::GetCaseRequest* request,
                       v1::GetCaseResponse* response) override;
  grpc::Status ListCases(grpc::ServerContext* context, const v1::ListCasesRequest* request,
                         v1::ListCasesResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
