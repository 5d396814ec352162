// DelegationService over gRPC (proto/dotpha/review/v1/delegation_service.proto).
#pragma once

#include "dotpha/review/v1/delegation_service.grpc.pb.h"
#include "services/review/api/call_support.h"

namespace dotpha::review::api {

namespace v1 = dotpha::review::v1;

class DelegationApi final : public dotpha::review::v1::DelegationService::Service {
 public:
  explicit DelegationApi(const Parts& parts) : parts_(parts) {}

  grpc::Status RecordDelegation(grpc::ServerContext* context, const v1::RecordDelegationRequest* request,
                                v1::RecordDelegationResponse* response) override;
  grpc::Status ListDelegations(grpc::ServerContext* context, const v1::ListDelegationsRequest* request,
                               v1::ListDelegationsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::review::api
