#include "tools/dotphactl/debtors.h"

#include <algorithm>

#include "dotpha/registration/v1/directory_service.pb.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/typed_calls.h"

namespace dotpha::ctl {
namespace {

namespace reg = registration::v1;

constexpr char kDirectory[] = "dotpha.registration.v1.DirectoryService.";

Result<bool> IsRouted(const Connection& connection, const std::string& official, Date on, const std::string& body) {
  reg::GetRouteRequest request;
  request.set_official_id(official);
  *request.mutable_on() = rpc::ToWire(on);
  const auto answer = Ask<reg::GetRouteResponse>(connection, std::string(kDirectory) + "GetRoute", request);
  if (!answer.ok() && answer.error().code == Code::kFailedPrecondition) {
    return false;  // no regulation was in force that day
  }
  if (!answer.ok() && answer.error().reason == "OFFICIAL_NOT_FOUND") {
    // He has left, and his route with him. The caller sees the duty all the same, so it concerned his body.
    return true;
  }
  if (!answer.ok()) {
    return answer.error();
  }
  const reg::Route& route = answer->route();
  return route.lead() == body || std::find(route.cc().begin(), route.cc().end(), body) != route.cc().end();
}

}  // namespace

Debtor Find(const Debtors& debtors, const std::string& id) {
  const auto found = debtors.find(id);
  return found == debtors.end() ? Debtor() : found->second;
}

Result<Debtors> ReadDebtors(const Connection& connection) {
  Debtors debtors;
  const std::string directory = kDirectory;
  DOTPHA_ASSIGN(const auto bodies,
                (AskAll<reg::ListBodiesResponse>(connection, directory + "ListBodies", reg::ListBodiesRequest())));
  for (const auto& body : bodies.bodies()) {
    debtors[body.body_id()] = {body.display_name(), "", true};
  }
  DOTPHA_ASSIGN(const auto officials, (AskAll<reg::ListOfficialsResponse>(connection, directory + "ListOfficials",
                                                                          reg::ListOfficialsRequest())));
  for (const auto& official : officials.officials()) {
    debtors[official.official_id()].name = official.full_name();
  }
  DOTPHA_ASSIGN(const auto agencies, (AskAll<reg::ListAgenciesResponse>(connection, directory + "ListAgencies",
                                                                        reg::ListAgenciesRequest())));
  std::map<std::string, std::string> names;
  for (const auto& agency : agencies.agencies()) {
    names[agency.agency_id()] = agency.display_name();
  }
  DOTPHA_ASSIGN(const auto positions, (AskAll<reg::ListPositionsResponse>(connection, directory + "ListPositions",
                                                                          reg::ListPositionsRequest())));
  std::map<std::string, Date> newest;
  for (const auto& position : positions.positions()) {
    const auto begins = rpc::FromWire(position.effective_from());
    if (position.principal() && begins.ok() && newest[position.official_id()] <= *begins) {
      newest[position.official_id()] = *begins;
      debtors[position.official_id()].agency = names[position.agency_id()];
    }
  }
  return debtors;
}

Result<bool> BodyReach::Holds(const std::string& debtor, Date on) {
  if (Find(debtors_, debtor).is_body) {
    return debtor == body_;
  }
  const auto found = known_.find({debtor, on});
  if (found != known_.end()) {
    return found->second;
  }
  DOTPHA_ASSIGN(const bool routed, IsRouted(connection_, debtor, on, body_));
  known_[{debtor, on}] = routed;
  return routed;
}

}  // namespace dotpha::ctl
