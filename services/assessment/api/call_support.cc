#include "services/assessment/api/call_support.h"

#include <algorithm>

namespace dotpha::assessment::api {

Act ActOf(const rpc::CallContext& call) { return {call.caller, call.roles, call.received_at, call.arrived_at}; }

Result<std::vector<statute::InForce>> LawOf(const Parts& parts, postgres::Transaction& transaction,
                                            const std::string& authority) {
  DOTPHA_ASSIGN(const auto knowledge, parts.knowledge->LoadAuthority(transaction, authority));
  return knowledge->facts.law;
}

Result<Subject> LoadSubject(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                            const std::string& official_id) {
  DOTPHA_ASSIGN(const facts::Knowledge knowledge,
                parts.knowledge->Load(transaction, call.authority, official_id, false));
  return SubjectOf(knowledge.facts, knowledge.directory, official_id, ActOf(call));
}

Result<Subject> LoadCollective(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                               const std::string& agency_id) {
  DOTPHA_ASSIGN(const auto authority, parts.knowledge->LoadAuthority(transaction, call.authority));
  Subject subject;
  subject.known = std::any_of(authority->facts.agencies.begin(), authority->facts.agencies.end(),
                              [&](const statute::AgencyFact& agency) { return agency.id == agency_id; });
  // Only an official can be the head: his own posts tell, with those of his colleagues there.
  DOTPHA_ASSIGN(const facts::Knowledge caller, parts.knowledge->Load(transaction, call.authority, call.caller, false));
  const Act act = ActOf(call);
  const auto head = statute::AgencyHead(caller.directory, agency_id, act.day(), act.arrived_at);
  if (head && *head == call.caller) {
    subject.actors.push_back(*head);
  }
  return subject;
}

bool Covers(const rpc::CallContext& call, const Subject& subject) {
  if (call.access.scope() == auth::Scope::kAuthority) {
    return true;
  }
  const auto own = std::find(subject.actors.begin(), subject.actors.end(), call.caller) != subject.actors.end();
  if (own && call.access.own()) {
    return true;
  }
  const auto bodies = call.access.routed_bodies();
  return bodies.contains(subject.route.lead) ||
         std::any_of(subject.route.cc.begin(), subject.route.cc.end(),
                     [&](const std::string& body) { return bodies.contains(body); });
}

Result<void> RequireReach(const rpc::CallContext& call, const Subject& subject) {
  const bool own = std::find(subject.actors.begin(), subject.actors.end(), call.caller) != subject.actors.end();
  if (own && !call.access.allows_own_matter()) {
    return PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own");
  }
  if (!Covers(call, subject)) {
    return PermissionDenied("OUT_OF_REACH", "these matters are not the caller's to see or act on");
  }
  return Ok{};
}

Result<void> RequireBody(const rpc::CallContext& call, const std::string& body_id, const std::string& field) {
  if (body_id.empty()) {
    return InvalidArgument(field, "BODY_REQUIRED", "the body for which the caller acts");
  }
  if (!call.access.Has("*:" + body_id)) {
    return PermissionDenied("NOT_OF_BODY", "the caller has no role of this body").With("body_id", body_id);
  }
  return Ok{};
}

std::optional<std::vector<std::string>> OwnBodies(const rpc::CallContext& call) {
  if (call.access.scope() == auth::Scope::kAuthority) {
    return std::nullopt;
  }
  const auto bodies = call.access.routed_bodies();
  return std::vector<std::string>(bodies.begin(), bodies.end());
}

}  // namespace dotpha::assessment::api
