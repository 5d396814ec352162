// DifficultyService over gRPC (proto/dotpha/review/v1/difficulty_service.proto).
#pragma once

#include "dotpha/review/v1/difficulty_service.grpc.pb.h"
#include "services/review/api/call_support.h"

namespace dotpha::review::api {

namespace v1 = dotpha::review::v1;

class DifficultyApi final : public dotpha::review::v1::DifficultyService::Service {
 public:
  explicit DifficultyApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ReportDifficulty(grpc::ServerContext* context, const v1::ReportDifficultyRequest* request,
                                v1::ReportDifficultyResponse* response) override;
  grpc::Status ForwardDifficulty(grpc::ServerContext* context, const v1::ForwardDifficultyRequest* request,
                                 v1::ForwardDifficultyResponse* response) override;
  grpc::Status DecideDifficulty(grpc::ServerContext* context, const v1::DecideDifficultyRequest* request,
                                v1::DecideDifficultyResponse* response) override;
  grpc::Status ListDifficulties(grpc::ServerContext* context, const v1::ListDifficultiesRequest* request,
                                v1::ListDifficultiesResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::review::api
