// ObligationService: what is owed, what follows, and why a date is what it is.
#pragma once

#include "dotpha/notifier/v1/obligation_service.grpc.pb.h"
#include "services/notifier/api/call_support.h"

namespace dotpha::notifier {

class ObligationApi final : public v1::ObligationService::Service {
 public:
  explicit ObligationApi(const ApiParts& parts) : parts_(parts) {}

  grpc::Status GetObligation(grpc::ServerContext* context, const v1::GetObligationRequest* request,
                             v1::GetObligationResponse* response) override;
  grpc::Status ListObligations(grpc::ServerContext* context, const v1::ListObligationsRequest* request,
                               v1::ListObligationsResponse* response) override;
  grpc::Status ListFlags(grpc::ServerContext* context, const v1::ListFlagsRequest* request,
                         v1::ListFlagsResponse* response) override;
  grpc::Status ListCandidates(grpc::ServerContext* context, const v1::ListCandidatesRequest* request,
                              v1::ListCandidatesResponse* response) override;
  grpc::Status ExplainDeadline(grpc::ServerContext* context, const v1::ExplainDeadlineRequest* request,
                               v1::ExplainDeadlineResponse* response) override;
  grpc::Status PreviewSupersession(grpc::ServerContext* context, const v1::PreviewSupersessionRequest* request,
                                   v1::PreviewSupersessionResponse* response) override;
  grpc::Status RebuildLedger(grpc::ServerContext* context, const v1::RebuildLedgerRequest* request,
                             v1::RebuildLedgerResponse* response) override;

 private:
  const ApiParts& parts_;
};

}  // namespace dotpha::notifier
