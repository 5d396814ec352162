#include "services/reporting/api/call_support.h"

#include <algorithm>

#include "libs/statute/scope.h"

namespace dotpha::reporting::api {
namespace {

bool Contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

Reach::Reach(const rpc::CallContext& call, postgres::Transaction& transaction) : call_(call) {
  if (call.kind == auth::CallerKind::kPerson) {
    own_ = store::OfficialsOfClerk(transaction, call.authority, call.caller);
    own_.push_back(call.caller);
  }
  const auto routed = call.access.routed_bodies();
  bodies_.assign(routed.begin(), routed.end());
}

bool Reach::IsOwn(const std::string& official_id) const { return Contains(own_, official_id); }

bool Reach::Covers(const std::string& official_id, const OfficialKnowledge& known) const {
  if (call_.access.scope() == auth::Scope::kAuthority || (call_.access.own() && IsOwn(official_id))) {
    return true;
  }
  if (bodies_.empty()) {
    return false;
  }
  const statute::RouteResult route =
      statute::RouteOn(known.facts, official_id, Date::Of(call_.arrived_at), Instant::Max());
  return std::any_of(bodies_.begin(), bodies_.end(),
                     [&](const std::string& body) { return route.lead == body || Contains(route.cc, body); });
}

Result<void> Reach::Require(const std::string& official_id, const OfficialKnowledge& known) const {
  if (!Covers(official_id, known)) {
    return PermissionDenied("OUT_OF_REACH", "this official's matters are not the caller's to see or act on");
  }
  return {};
}

bool Reach::CoversDocument(const std::vector<Delivery>& deliveries) const {
  return std::any_of(deliveries.begin(), deliveries.end(),
                     [&](const Delivery& delivery) { return Contains(bodies_, delivery.body_id); });
}

store::Visible Reach::Visible() const {
  return {call_.access.scope() == auth::Scope::kAuthority, call_.access.own() ? own_ : std::vector<std::string>{},
          bodies_};
}

Result<void> RequireNotOwn(const rpc::CallContext& call, const Reach& reach, const std::string& official_id) {
  if (!call.access.allows_own_matter() && reach.IsOwn(official_id)) {
    return PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own");
  }
  return {};
}

Circumstances MakeCircumstances(const Parts& parts, const rpc::CallContext& call, const OfficialKnowledge& known) {
  return {known, parts.calendars->Of(call.authority), call.caller, call.roles, call.received_at, call.arrived_at};
}

Result<std::optional<std::pair<Instant, std::string>>> AfterRow(const rpc::Page& page) {
  DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return std::optional<std::pair<Instant, std::string>>{};
  }
  DOTPHA_ASSIGN(const std::int64_t micros, rpc::NumberOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(const std::string id, rpc::UuidOfPageKey(page.after[1]));
  if (micros < Date(1900, 1, 1).At().micros || micros > Date(2200, 1, 1).At().micros) {
    return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
  }
  return std::optional(std::pair(Instant{micros}, id));
}

}  // namespace dotpha::reporting::api
