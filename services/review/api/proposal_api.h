// ProposalService over gRPC (proto/dotpha/review/v1/proposal_service.proto).
#pragma once

#include "dotpha/review/v1/proposal_service.grpc.pb.h"
#include "services/review/api/call_support.h"

namespace dotpha::review::api {

namespace v1 = dotpha::review::v1;

class ProposalApi final : public dotpha::review::v1::ProposalService::Service {
 public:
  explicit ProposalApi(const Parts& parts) : parts_(parts) {}

  grpc::Status SubmitProposals(grpc::ServerContext* context, const v1::SubmitProposalsRequest* request,
                               v1::SubmitProposalsResponse* response) override;
  grpc::Status SubmitGeneralReport(grpc::ServerContext* context, const v1::SubmitGeneralReportRequest* request,
                                   v1::SubmitGeneralReportResponse* response) override;
  grpc::Status GetDossier(grpc::ServerContext* context, const v1::GetDossierRequest* request,
                          v1::GetDossierResponse* response) override;
  grpc::Status ListDossiers(grpc::ServerContext* context, const v1::ListDossiersRequest* request,
                            v1::ListDossiersResponse* response) override;
  grpc::Status ListProposals(grpc::ServerContext* context, const v1::ListProposalsRequest* request,
                             v1::ListProposalsResponse* response) override;
  grpc::Status GetGeneralReport(grpc::ServerContext* context, const v1::GetGeneralReportRequest* request,
                                v1::GetGeneralReportResponse* response) override;
  grpc::Status ListMatters(grpc::ServerContext* context, const v1::ListMattersRequest* request,
                           v1::ListMattersResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::review::api
