// FollowUpService over gRPC (proto/dotpha/registration/v1/follow_up_service.proto).
#pragma once

#include "dotpha/registration/v1/follow_up_service.grpc.pb.h"
#include "services/registration/api/call_support.h"

namespace dotpha::registration::api {

class FollowUpApi final : public dotpha::registration::v1::FollowUpService::Service {
 public:
  explicit FollowUpApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ReportWorkList(grpc::ServerContext* context, const v1::ReportWorkListRequest* request,
                              v1::ReportWorkListResponse* response) override;
  grpc::Status ListRegisteredWorks(grpc::ServerContext* context, const v1::ListRegisteredWorksRequest* request,
                                   v1::ListRegisteredWorksResponse* response) override;
  grpc::Status RecordDirections(grpc::ServerContext* context, const v1::RecordDirectionsRequest* request,
                                v1::RecordDirectionsResponse* response) override;
  grpc::Status ReportObstacle(grpc::ServerContext* context, const v1::ReportObstacleRequest* request,
                              v1::ReportObstacleResponse* response) override;
  grpc::Status RecordResult(grpc::ServerContext* context, const v1::RecordResultRequest* request,
                            v1::RecordResultResponse* response) override;
  grpc::Status RecordAnnualGrade(grpc::ServerContext* context, const v1::RecordAnnualGradeRequest* request,
                                 v1::RecordAnnualGradeResponse* response) override;
  grpc::Status GetFactSheet(grpc::ServerContext* context, const v1::GetFactSheetRequest* request,
                            v1::GetFactSheetResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::registration::api
