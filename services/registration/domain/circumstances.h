// What every act on a registration may see besides the registration itself, and the questions that all acts ask of the
// law: who may act, where the papers go, until when (Điều 4 khoản 1; INTERPRETATION I-02, I-12, I-51).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/scope.h"
#include "libs/workflow/workflow.h"
#include "services/registration/domain/directory.h"
#include "services/registration/domain/events.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration {

struct Circumstances {
  const Directory& directory;
  const Law& law;
  const statute::Calendar& calendar;
  std::string authority;
  std::string actor;                     // who the credential says
  std::vector<std::string> actor_roles;  // tokens: "official", "clerk:BTC", ...
  Instant received_at;                   // legal arrival of the call: what lateness is judged by (I-02)
  Instant arrived_at;                    // arrival of this very call: when the system learned of it
  // Works that the official concerned holds; unset: the review service, which knows, is not followed.
  std::optional<std::vector<HeldWork>> held_works = std::nullopt;
};

// What an act on a registration leads to.
struct RegistrationDecision {
  Registration registration;  // the new state; revision already counted up
  HistoryEntry history;
  std::vector<Delivery> deliveries;
  std::vector<Event> events;
};

// FAILED_PRECONDITION NO_REGULATION_IN_FORCE.
Result<const statute::Regulation*> RegulationOn(const Law& law, Date day);

// May this caller take the action on this official's registration in this state? The caller's tokens, `official` only
// for his own matter, and the relative ones: "clerk:*named*" for the clerk whom the official named, "<role>:*lead*" for
// those of the lead body. Errors: as workflow::Apply; those of workflow::Find.
Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& official_id, RegistrationState state, const std::string& action,
                                    const workflow::GuardEvaluator& holds);

// The official's route on the day. FAILED_PRECONDITION NOT_IN_SCOPE with scope and reason.
Result<statute::RouteResult> RouteInScope(const Circumstances& circumstances, const std::string& official_id, Date day);

// One delivery to the via (BTC, for BTV), or to the addressee where there is none, and one to each body with a copy,
// all at the same moment (R4.1-COPY).
std::vector<Delivery> DeliveriesOf(const statute::RouteResult& route, const Registration& registration, Instant at);

// Which duty a registration of this cycle discharges: the ordinary one (nullopt) or that of a late appointee, named by
// the first day in the post (I-51). `requested` is checked against the official's posts: INVALID_ARGUMENT
// OCCASION_NOT_ALLOWED with what would be. When it is unset and only posts begun on or after the ordinary date brought
// the official into scope, the latest of them is taken.
Result<std::optional<Date>> ResolveOccasion(const Circumstances& circumstances, const std::string& official_id,
                                            int cycle, std::optional<Date> requested, Date day);

// Last on-time day of the duty that the registration discharges; nullopt where no duty is known.
std::optional<Date> LastOnTimeDay(const Circumstances& circumstances, const Registration& registration,
                                  const std::vector<DeadlineOverride>& overrides);

// Code of the duty to register (RULES 0.3).
inline constexpr char kRegistrationDuty[] = "REG";

}  // namespace dotpha::registration
