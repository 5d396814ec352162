// QuarantineService: events that could not be applied, and what a person does about them (ADR 0005, H-18).
#pragma once

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "services/notifier/api/call_support.h"

namespace dotpha::notifier {

class QuarantineApi final : public v1::QuarantineService::Service {
 public:
  explicit QuarantineApi(const ApiParts& parts) : parts_(parts) {}

  grpc::Status ListQuarantinedEvents(grpc::ServerContext* context, const v1::ListQuarantinedEventsRequest* request,
                                     v1::ListQuarantinedEventsResponse* response) override;
  grpc::Status RetryQuarantinedEvent(grpc::ServerContext* context, const v1::RetryQuarantinedEventRequest* request,
                                     v1::RetryQuarantinedEventResponse* response) override;
  grpc::Status SkipQuarantinedEvent(grpc::ServerContext* context, const v1::SkipQuarantinedEventRequest* request,
                                    v1::SkipQuarantinedEventResponse* response) override;

 private:
  const ApiParts& parts_;
};

}  // namespace dotpha::notifier
