// FeedbackService over gRPC (proto/dotpha/assessment/v1/feedback_service.proto).
#pragma once

#include "dotpha/assessment/v1/feedback_service.grpc.pb.h"
#include "services/assessment/api/call_support.h"

namespace dotpha::assessment::api {

namespace v1 = dotpha::assessment::v1;

class FeedbackApi final : public dotpha::assessment::v1::FeedbackService::Service {
 public:
  explicit FeedbackApi(const Parts& parts) : parts_(parts) {}

  grpc::Status RecordFeedback(grpc::ServerContext* context, const v1::RecordFeedbackRequest* request,
                              v1::RecordFeedbackResponse* response) override;
  grpc::Status ListFeedback(grpc::ServerContext* context, const v1::ListFeedbackRequest* request,
                            v1::ListFeedbackResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::assessment::api
