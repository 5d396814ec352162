#include "services/registration/domain/circumstances.h"

#include <algorithm>
#include <map>

#include "libs/statute/obligation.h"

namespace dotpha::registration {
namespace {

std::string_view NameOf(statute::ScopeVerdict verdict) {
  switch (verdict) {
    case statute::ScopeVerdict::kIn:
      return "IN";
    case statute::ScopeVerdict::kOut:
      return "OUT";
    case statute::ScopeVerdict::kDelegable:
      return "DELEGABLE";
    case statute::ScopeVerdict::kNeedsConfirmation:
      return "NEEDS_CONFIRMATION";
  }
  return "";
}

// The duties to register for the cycle, by occasion ("" for the ordinary one), as known when the call arrived.
std::map<std::string, statute::DerivedObligation> RegistrationDuties(const Circumstances& circumstances,
                                                                     const std::string& official_id, int cycle,
                                                                     const std::vector<DeadlineOverride>& overrides) {
  statute::Facts facts = circumstances.directory.FactsOf(circumstances.authority, circumstances.law, official_id);
  for (const DeadlineOverride& moved : overrides) {
    if (moved.last_on_time_day) {
      facts.overrides.push_back({{moved.recorded_at, "override " + moved.id},
                                 moved.id,
                                 moved.duty,
                                 moved.period,
                                 *moved.last_on_time_day,
                                 moved.official_ids,
                                 moved.document.number});
    }
  }
  std::map<std::string, statute::DerivedObligation> duties;
  for (statute::DerivedObligation& derived :
       statute::DeriveObligations(facts, circumstances.calendar, {{"registration"}}, official_id,
                                  circumstances.arrived_at, Date(cycle - 1, 1, 1), Date(cycle, 12, 31))) {
    if (derived.key.duty == kRegistrationDuty && derived.key.period == std::to_string(cycle)) {
      std::string occasion = derived.key.occasion;
      duties.emplace(std::move(occasion), std::move(derived));
    }
  }
  return duties;
}

}  // namespace

Result<const statute::Regulation*> RegulationOn(const Law& law, Date day) {
  const statute::Regulation* regulation = statute::InForceOn(law, day);
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation of this authority is in force on that day")
        .With("day", day.ToString());
  }
  return regulation;
}

Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& official_id, RegistrationState state, const std::string& action,
                                    const workflow::GuardEvaluator& holds) {
  DOTPHA_ASSIGN(const statute::Workflow* workflow, workflow::Find(regulation, "registration"));
  const Date day = Date::Of(circumstances.received_at);
  const std::string lead = circumstances.directory.RouteOn(circumstances.law, official_id, day).lead;
  workflow::Roles roles;
  for (const std::string& token : circumstances.actor_roles) {
    if (token == "official" && circumstances.actor != official_id) {
      continue;
    }
    roles.insert(token);
    const auto colon = token.find(':');
    if (colon != std::string::npos && !lead.empty() && token.substr(colon + 1) == lead) {
      roles.insert(token.substr(0, colon) + ":*lead*");
    }
  }
  const Official* official = circumstances.directory.FindOfficial(official_id);
  if (official != nullptr && !official->clerk_staff_id.empty() && official->clerk_staff_id == circumstances.actor) {
    roles.insert("clerk:*named*");
  }
  return workflow::Apply(*workflow, std::string(registration::NameOf(state)), action, roles, holds);
}

Result<statute::RouteResult> RouteInScope(const Circumstances& circumstances, const std::string& official_id,
                                          Date day) {
  statute::RouteResult route = circumstances.directory.RouteOn(circumstances.law, official_id, day);
  if (route.scope != statute::ScopeVerdict::kIn) {
    return FailedPrecondition("NOT_IN_SCOPE", "the official does not fall under the regulation on that day")
        .With("scope", std::string(NameOf(route.scope)))
        .With("reason", route.reason)
        .With("day", day.ToString());
  }
  return route;
}

std::vector<Delivery> DeliveriesOf(const statute::RouteResult& route, const Registration& registration, Instant at) {
  std::vector<Delivery> deliveries;
  const std::string& primary = route.via.empty() ? route.to : route.via;
  const DeliveryRole role = route.via.empty() ? DeliveryRole::kAddressee : DeliveryRole::kVia;
  deliveries.push_back({registration.id, registration.version, primary, role, at});
  for (const std::string& body : route.cc) {
    if (body != primary) {
      deliveries.push_back({registration.id, registration.version, body, DeliveryRole::kCopy, at});
    }
  }
  return deliveries;
}

Result<std::optional<Date>> ResolveOccasion(const Circumstances& circumstances, const std::string& official_id,
                                            int cycle, std::optional<Date> requested, Date day) {
  const auto duties = RegistrationDuties(circumstances, official_id, cycle, {});
  if (requested) {
    if (duties.count(requested->ToString()) > 0) {
      return requested;
    }
    std::string allowed;
    for (const auto& [occasion, duty] : duties) {
      allowed += (allowed.empty() ? "" : ",") + (occasion.empty() ? std::string("none") : occasion);
    }
    return InvalidArgument("registration.occasion", "OCCASION_NOT_ALLOWED",
                           "no post of the official began on this day with a duty to register for the cycle")
        .With("allowed", allowed);
  }
  if (duties.count("") > 0) {
    return std::optional<Date>{};
  }
  std::optional<Date> latest;
  for (const auto& [occasion, duty] : duties) {
    DOTPHA_ASSIGN(const Date post_start, Date::Parse(occasion));
    if (post_start <= day) {
      latest = post_start;
    }
  }
  return latest;
}

std::optional<Date> LastOnTimeDay(const Circumstances& circumstances, const Registration& registration,
                                  const std::vector<DeadlineOverride>& overrides) {
  const auto duties = RegistrationDuties(circumstances, registration.official_id, registration.cycle, overrides);
  const auto duty = duties.find(registration.occasion ? registration.occasion->ToString() : "");
  return duty == duties.end() ? std::nullopt : duty->second.last_on_time_day;
}

}  // namespace dotpha::registration
