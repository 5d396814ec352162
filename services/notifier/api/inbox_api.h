// InboxService: a person's own inbox and preferences.
#pragma once

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "services/notifier/api/call_support.h"

namespace dotpha::notifier {

class InboxApi final : public v1::InboxService::Service {
 public:
  explicit InboxApi(const ApiParts& parts) : parts_(parts) {}

  grpc::Status ListInbox(grpc::ServerContext* context, const v1::ListInboxRequest* request,
                         v1::ListInboxResponse* response) override;
  grpc::Status WatchInbox(grpc::ServerContext* context, const v1::WatchInboxRequest* request,
                          grpc::ServerWriter<v1::WatchInboxResponse>* writer) override;
  grpc::Status MarkRead(grpc::ServerContext* context, const v1::MarkReadRequest* request,
                        v1::MarkReadResponse* response) override;
  grpc::Status AcknowledgeNotice(grpc::ServerContext* context, const v1::AcknowledgeNoticeRequest* request,
                                 v1::AcknowledgeNoticeResponse* response) override;
  grpc::Status GetPreferences(grpc::ServerContext* context, const v1::GetPreferencesRequest* request,
                              v1::GetPreferencesResponse* response) override;
  grpc::Status UpdatePreferences(grpc::ServerContext* context, const v1::UpdatePreferencesRequest* request,
                                 v1::UpdatePreferencesResponse* response) override;

 private:
  const ApiParts& parts_;
};

}  // namespace dotpha::notifier
