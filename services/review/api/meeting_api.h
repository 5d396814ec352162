// MeetingService over gRPC (proto/dotpha/review/v1/meeting_service.proto).
#pragma once

#include "dotpha/review/v1/meeting_service.grpc.pb.h"
#include "services/review/api/call_support.h"

namespace dotpha::review::api {

namespace v1 = dotpha::review::v1;

class MeetingApi final : public dotpha::review::v1::MeetingService::Service {
 public:
  explicit MeetingApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ProposeMeeting(grpc::ServerContext* context, const v1::ProposeMeetingRequest* request,
                              v1::ProposeMeetingResponse* response) override;
  grpc::Status RecordMeeting(grpc::ServerContext* context, const v1::RecordMeetingRequest* request,
                             v1::RecordMeetingResponse* response) override;
  grpc::Status ListMeetings(grpc::ServerContext* context, const v1::ListMeetingsRequest* request,
                            v1::ListMeetingsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::review::api
