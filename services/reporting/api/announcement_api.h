// AnnouncementService over gRPC (proto/dotpha/reporting/v1/announcement_service.proto).
#pragma once

#include "dotpha/reporting/v1/announcement_service.grpc.pb.h"
#include "services/reporting/api/call_support.h"

namespace dotpha::reporting::api {

class AnnouncementApi final : public dotpha::reporting::v1::AnnouncementService::Service {
 public:
  explicit AnnouncementApi(const Parts& parts) : parts_(parts) {}

  grpc::Status RecordAnnouncement(grpc::ServerContext* context, const v1::RecordAnnouncementRequest* request,
                                  v1::RecordAnnouncementResponse* response) override;
  grpc::Status ListAnnouncements(grpc::ServerContext* context, const v1::ListAnnouncementsRequest* request,
                                 v1::ListAnnouncementsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::reporting::api
