#include "services/registration/api/call_support.h"

#include <algorithm>

namespace dotpha::registration::api {
Reach::Reach(const rpc::CallContext& call, const store::Snapshot& snapshot)
    : everyone_(call.access.scope() == auth::Scope::kAuthority) {
  const Directory& directory = *snapshot.directory;
  if (directory.FindOfficial(call.caller) != nullptr) {
    own_.push_back(call.caller);
  }
  if (directory.FindStaff(call.caller) != nullptr) {
    for (const auto& [id, official] : directory.officials()) {
      if (official.clerk_staff_id == call.caller) {
        own_.push_back(id);
      }
    }
  }
  if (everyone_) {
    return;
  }
  if (call.access.own()) {
    covered_ = own_;
  }
  for (const std::string& body : call.access.routed_bodies()) {
    const auto routed = snapshot.RoutedTo(body, Date::Of(call.arrived_at));
    covered_.insert(covered_.end(), routed->begin(), routed->end());
  }
  std::sort(covered_.begin(), covered_.end());
  covered_.erase(std::unique(covered_.begin(), covered_.end()), covered_.end());
}

bool Reach::Covers(const std::string& official_id) const {
  return everyone_ || std::binary_search(covered_.begin(), covered_.end(), official_id);
}

bool Reach::IsOwn(const std::string& official_id) const {
  return std::find(own_.begin(), own_.end(), official_id) != own_.end();
}

std::optional<std::vector<std::string>> Reach::Officials() const {
  return everyone_ ? std::nullopt : std::optional(covered_);
}

Result<void> Reach::Require(const std::string& official_id) const {
  if (!Covers(official_id)) {
    return PermissionDenied("OUT_OF_REACH", "this official's matters are not the caller's to see or act on");
  }
  return {};
}

Result<void> RequireNotOwn(const rpc::CallContext& call, const store::Snapshot& snapshot,
                           const std::string& official_id) {
  if (!call.access.allows_own_matter() && Reach(call, snapshot).IsOwn(official_id)) {
    return PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own");
  }
  return {};
}

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const store::Snapshot& snapshot) {
  return {*snapshot.directory, snapshot.law,   parts.calendars->Of(call.authority),
          call.authority,      call.caller,    call.roles,
          call.received_at,    call.arrived_at};
}

}  // namespace dotpha::registration::api
