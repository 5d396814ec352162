// EvidenceService over gRPC (proto/dotpha/reporting/v1/evidence_service.proto).
#pragma once

#include "dotpha/reporting/v1/evidence_service.grpc.pb.h"
#include "services/reporting/api/call_support.h"

namespace dotpha::reporting::api {

class EvidenceApi final : public dotpha::reporting::v1::EvidenceService::Service {
 public:
  explicit EvidenceApi(const Parts& parts) : parts_(parts) {}

  grpc::Status UploadEvidence(grpc::ServerContext* context, grpc::ServerReader<v1::UploadEvidenceRequest>* reader,
                              v1::UploadEvidenceResponse* response) override;
  grpc::Status DownloadEvidence(grpc::ServerContext* context, const v1::DownloadEvidenceRequest* request,
                                grpc::ServerWriter<v1::DownloadEvidenceResponse>* writer) override;
  grpc::Status ListEvidence(grpc::ServerContext* context, const v1::ListEvidenceRequest* request,
                            v1::ListEvidenceResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::reporting::api
