// NoticeService: notices, e-mails and silences as the commission and the operator see them.
#pragma once

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "services/notifier/api/call_support.h"

namespace dotpha::notifier {

class NoticeApi final : public v1::NoticeService::Service {
 public:
  explicit NoticeApi(const ApiParts& parts) : parts_(parts) {}

  grpc::Status ListNotices(grpc::ServerContext* context, const v1::ListNoticesRequest* request,
                           v1::ListNoticesResponse* response) override;
  grpc::Status ListMessages(grpc::ServerContext* context, const v1::ListMessagesRequest* request,
                            v1::ListMessagesResponse* response) override;
  grpc::Status ResolveMessage(grpc::ServerContext* context, const v1::ResolveMessageRequest* request,
                              v1::ResolveMessageResponse* response) override;
  grpc::Status CreateSilence(grpc::ServerContext* context, const v1::CreateSilenceRequest* request,
                             v1::CreateSilenceResponse* response) override;
  grpc::Status EndSilence(grpc::ServerContext* context, const v1::EndSilenceRequest* request,
                          v1::EndSilenceResponse* response) override;
  grpc::Status ListSilences(grpc::ServerContext* context, const v1::ListSilencesRequest* request,
                            v1::ListSilencesResponse* response) override;

 private:
  const ApiParts& parts_;
};

}  // namespace dotpha::notifier
