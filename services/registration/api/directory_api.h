// DirectoryService over gRPC (proto/dotpha/registration/v1/directory_service.proto).
#pragma once

#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "services/registration/api/call_support.h"

namespace dotpha::registration::api {

class DirectoryApi final : public dotpha::registration::v1::DirectoryService::Service {
 public:
  explicit DirectoryApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ImportRoster(grpc::ServerContext* context, const v1::ImportRosterRequest* request,
                            v1::ImportRosterResponse* response) override;
  grpc::Status RecordPersonnelEvent(grpc::ServerContext* context, const v1::RecordPersonnelEventRequest* request,
                                    v1::RecordPersonnelEventResponse* response) override;
  grpc::Status UpdateOfficial(grpc::ServerContext* context, const v1::UpdateOfficialRequest* request,
                              v1::UpdateOfficialResponse* response) override;
  grpc::Status UpdateStaff(grpc::ServerContext* context, const v1::UpdateStaffRequest* request,
                           v1::UpdateStaffResponse* response) override;
  grpc::Status NameClerk(grpc::ServerContext* context, const v1::NameClerkRequest* request,
                         v1::NameClerkResponse* response) override;
  grpc::Status GetOfficial(grpc::ServerContext* context, const v1::GetOfficialRequest* request,
                           v1::GetOfficialResponse* response) override;
  grpc::Status ListOfficials(grpc::ServerContext* context, const v1::ListOfficialsRequest* request,
                             v1::ListOfficialsResponse* response) override;
  grpc::Status ListPositions(grpc::ServerContext* context, const v1::ListPositionsRequest* request,
                             v1::ListPositionsResponse* response) override;
  grpc::Status ListAgencies(grpc::ServerContext* context, const v1::ListAgenciesRequest* request,
                            v1::ListAgenciesResponse* response) override;
  grpc::Status ListBodies(grpc::ServerContext* context, const v1::ListBodiesRequest* request,
                          v1::ListBodiesResponse* response) override;
  grpc::Status ListStaff(grpc::ServerContext* context, const v1::ListStaffRequest* request,
                         v1::ListStaffResponse* response) override;
  grpc::Status GetRoute(grpc::ServerContext* context, const v1::GetRouteRequest* request,
                        v1::GetRouteResponse* response) override;
  grpc::Status BatchGetContacts(grpc::ServerContext* context, const v1::BatchGetContactsRequest* request,
                                v1::BatchGetContactsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::registration::api
