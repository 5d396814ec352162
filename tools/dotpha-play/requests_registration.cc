// Overrides, waivers and what takes over from a regulation as calls of the registration service.
#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

class RegistrationRequests : public RequestMaker {
 public:
  using RequestMaker::RequestMaker;

  Result<std::vector<Call>> Override() {
    json moved = {{"duty", p_.at("code")}, {"period", p_.at("period")}, {"last_on_time_day", DateJson(p_.at("new_L"))}};
    SetUnlessNull(moved, "document", Document("ref"));
    return One("registration.v1.CampaignService.RecordDeadlineOverride", {{"deadline_override", std::move(moved)}});
  }

  Result<std::vector<Call>> Waive() {
    json waiver = {{"official_id", p_.at("official_id")},
                   {"duty", p_.at("code")},
                   {"period", p_.at("period")},
                   {"reason", Text("reason")}};
    SetUnlessNull(waiver, "document", Document("ref"));
    return One("registration.v1.CampaignService.RecordWaiver", {{"waiver", std::move(waiver)}});
  }

  Result<std::vector<Call>> Supersede() {
    json request = {{"regulation_id", p_.at("regulation")}, {"effective_from", DateJson(p_.at("effective_from"))}};
    SetUnlessNull(request, "document", Document("ref"));
    return One("registration.v1.CampaignService.RecordSupersession", std::move(request), Lookup::kAuthority);
  }
};

}  // namespace

const Makers& RegistrationMakers() {
  static const Makers kMakers = {
      {"deadline.override", &By<RegistrationRequests, &RegistrationRequests::Override>},
      {"obligation.waive", &By<RegistrationRequests, &RegistrationRequests::Waive>},
      {"law.supersede", &By<RegistrationRequests, &RegistrationRequests::Supersede>},
  };
  return kMakers;
}

}  // namespace dotpha::play
