#include "services/review/api/call_support.h"

#include <algorithm>

#include "libs/base/ids.h"
#include "libs/works/work_message.h"

namespace dotpha::review::api {

Reach::Reach(const rpc::CallContext& call, const Province& province)
    : everyone_(call.access.scope() == auth::Scope::kAuthority) {
  if (everyone_) {
    return;
  }
  if (call.access.own()) {
    if (province.KnowsOfficial(call.caller)) {
      covered_.push_back(call.caller);
    }
    const auto named = province.OfficialsOfClerk(call.caller);
    covered_.insert(covered_.end(), named.begin(), named.end());
  }
  for (const std::string& body : call.access.routed_bodies()) {
    const auto routed = province.OfficialsRoutedTo(body, Date::Of(call.arrived_at));
    covered_.insert(covered_.end(), routed.begin(), routed.end());
  }
  std::sort(covered_.begin(), covered_.end());
  covered_.erase(std::unique(covered_.begin(), covered_.end()), covered_.end());
}

bool Reach::Covers(const std::string& official_id) const {
  return everyone_ || std::binary_search(covered_.begin(), covered_.end(), official_id);
}

std::optional<std::vector<std::string>> Reach::Officials() const {
  return everyone_ ? std::nullopt : std::optional(covered_);
}

Result<void> RequireBody(const rpc::CallContext& call, const std::string& body_id) {
  if (body_id.empty()) {
    return InvalidArgument("body_id", "BODY_REQUIRED", "the body for which the caller acts");
  }
  if (!call.access.Has("*:" + body_id)) {
    return PermissionDenied("NOT_OF_BODY", "the caller has no role of this body").With("body_id", body_id);
  }
  return {};
}

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const Province& province) {
  return {province,         parts.calendars->Of(call.authority),
          call.caller,      call.roles,
          call.received_at, call.arrived_at,
          NewUuid,          works::ContentDigest};
}

}  // namespace dotpha::review::api
