// CommendationService over gRPC (proto/dotpha/assessment/v1/commendation_service.proto).
#pragma once

#include "dotpha/assessment/v1/commendation_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

class CommendationApi final : public v1::CommendationService::Service {
 public:
  explicit CommendationApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ProposeCommendations(grpc::ServerContext* context, const v1::ProposeCommendationsRequest* request,
                                    v1::ProposeCommendationsResponse* response) override;
  grpc::Status ConsolidateCommendations(grpc::ServerContext* context,
                                        const v1::ConsolidateCommendationsRequest* request,
                                        v1::ConsolidateCommendationsResponse* response) override;
  grpc::Status DecideCommendations(grpc::ServerContext* context, const v1::DecideCommendationsRequest* request,
                                   v1::DecideCommendationsResponse* response) override;
  grpc::Status ListCommendations(grpc::ServerContext* context, const v1::ListCommendationsRequest* request,
                                 v1::ListCommendationsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
