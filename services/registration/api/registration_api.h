// RegistrationService over gRPC (proto/dotpha/registration/v1/registration_service.proto).
#pragma once

#include "dotpha/registration/v1/registration_service.grpc.pb.h"
#include "services/registration/api/call_support.h"

namespace dotpha::registration::api {

class RegistrationApi final : public dotpha::registration::v1::RegistrationService::Service {
 public:
  explicit RegistrationApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SaveDraft(grpc::ServerContext* context, const v1::SaveDraftRequest* request,
                         v1::SaveDraftResponse* response) override;
  grpc::Status SubmitRegistration(grpc::ServerContext* context, const v1::SubmitRegistrationRequest* request,
                                  v1::SubmitRegistrationResponse* response) override;
  grpc::Status EnterPaperRegistration(grpc::ServerContext* context, const v1::EnterPaperRegistrationRequest* request,
                                      v1::EnterPaperRegistrationResponse* response) override;
  grpc::Status RecordRegistrationStamp(grpc::ServerContext* context, const v1::RecordRegistrationStampRequest* request,
                                       v1::RecordRegistrationStampResponse* response) override;
  grpc::Status CorrectRegistration(grpc::ServerContext* context, const v1::CorrectRegistrationRequest* request,
                                   v1::CorrectRegistrationResponse* response) override;
  grpc::Status WithdrawRegistration(grpc::ServerContext* context, const v1::WithdrawRegistrationRequest* request,
                                    v1::WithdrawRegistrationResponse* response) override;
  grpc::Status ReturnRegistration(grpc::ServerContext* context, const v1::ReturnRegistrationRequest* request,
                                  v1::ReturnRegistrationResponse* response) override;
  grpc::Status GetRegistration(grpc::ServerContext* context, const v1::GetRegistrationRequest* request,
                               v1::GetRegistrationResponse* response) override;
  grpc::Status ListRegistrations(grpc::ServerContext* context, const v1::ListRegistrationsRequest* request,
                                 v1::ListRegistrationsResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::registration::api
