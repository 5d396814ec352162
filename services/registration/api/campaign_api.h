// CampaignService over gRPC (proto/dotpha/registration/v1/campaign_service.proto).
#pragma once

#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "services/registration/api/call_support.h"

namespace dotpha::registration::api {

class CampaignApi final : public dotpha::registration::v1::CampaignService::Service {
 public:
  explicit CampaignApi(const Parts& parts) : parts_(parts) {}

  grpc::Status ConfigureAuthority(grpc::ServerContext* context, const v1::ConfigureAuthorityRequest* request,
                                  v1::ConfigureAuthorityResponse* response) override;
  grpc::Status RecordSupersession(grpc::ServerContext* context, const v1::RecordSupersessionRequest* request,
                                  v1::RecordSupersessionResponse* response) override;
  grpc::Status GetAuthority(grpc::ServerContext* context, const v1::GetAuthorityRequest* request,
                            v1::GetAuthorityResponse* response) override;
  grpc::Status AnnounceCampaign(grpc::ServerContext* context, const v1::AnnounceCampaignRequest* request,
                                v1::AnnounceCampaignResponse* response) override;
  grpc::Status ConcludeCampaign(grpc::ServerContext* context, const v1::ConcludeCampaignRequest* request,
                                v1::ConcludeCampaignResponse* response) override;
  grpc::Status ListCampaigns(grpc::ServerContext* context, const v1::ListCampaignsRequest* request,
                             v1::ListCampaignsResponse* response) override;
  grpc::Status RecordDeadlineOverride(grpc::ServerContext* context, const v1::RecordDeadlineOverrideRequest* request,
                                      v1::RecordDeadlineOverrideResponse* response) override;
  grpc::Status ListDeadlineOverrides(grpc::ServerContext* context, const v1::ListDeadlineOverridesRequest* request,
                                     v1::ListDeadlineOverridesResponse* response) override;
  grpc::Status RecordWaiver(grpc::ServerContext* context, const v1::RecordWaiverRequest* request,
                            v1::RecordWaiverResponse* response) override;
  grpc::Status ListWaivers(grpc::ServerContext* context, const v1::ListWaiversRequest* request,
                           v1::ListWaiversResponse* response) override;

 private:
  const Parts parts_;
};

}  // namespace dotpha::registration::api
