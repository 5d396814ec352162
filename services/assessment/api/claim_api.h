// ClaimService over gRPC (proto/dotpha/assessment/v1/claim_service.proto).
#pragma once

#include "dotpha/assessment/v1/claim_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

class ClaimApi final : public v1::ClaimService::Service {
 public:
  explicit ClaimApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SubmitClaim(grpc::ServerContext* context, const v1::SubmitClaimRequest* request,
                           v1::SubmitClaimResponse* response) override;
  grpc::Status EndorseClaim(grpc::ServerContext* context, const v1::EndorseClaimRequest* request,
                            v1::EndorseClaimResponse* response) override;
  grpc::Status DecideClaim(grpc::ServerContext* context, const v1::DecideClaimRequest* request,
                           v1::DecideClaimResponse* response) override;
  grpc::Status GetClaim(grpc::ServerContext* context, const v1::GetClaimRequest* request,
                        v1::GetClaimResponse* response) override;
  grpc::Status ListClaims(grpc::ServerContext* context, const v1::ListClaimsRequest* request,
                          v1::ListClaimsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
