// What every act may see besides the matter itself, and the questions that all acts ask of the law: which regulation,
// whose body leads, who may act.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/directory.h"
#include "libs/statute/facts.h"
#include "libs/statute/scope.h"
#include "libs/workflow/workflow.h"
#include "services/assessment/domain/types.h"

namespace dotpha::assessment {

// Who acts, and when.
struct Act {
  std::string actor;               // who the credential says
  std::vector<std::string> roles;  // tokens: "official", "leader:BCSD", ...
  Instant received_at;             // legal arrival (I-02)
  Instant arrived_at;              // of this very call

  [[nodiscard]] Date day() const { return Date::Of(received_at); }
};

// What is known of the official concerned.
struct Subject {
  std::string official_id;
  bool known = false;               // stands in the directory
  statute::RouteResult route;       // on the day of the act
  std::vector<std::string> actors;  // whose own matter it is: himself, and the clerk whom he named
};

Subject SubjectOf(const statute::Facts& facts, const statute::Directory& directory, const std::string& official_id,
                  const Act& act);

// The regulation under which the cycle is assessed (R0-VERSION): the one in force at its end, or on the day when that
// is earlier. FAILED_PRECONDITION NO_REGULATION_IN_FORCE.
Result<const statute::Regulation*> RegulationOfCycle(const std::vector<statute::InForce>& law, int cycle, Date day);

// INVALID_ARGUMENT-style findings shared by all acts.
void CheckCycle(int cycle, std::vector<Violation>& violations);
void CheckDocument(const DocumentReference& document, const std::string& field, std::vector<Violation>& violations);
void CheckDecidedOn(const std::optional<Date>& decided_on, Date day, std::vector<Violation>& violations);
void CheckLevel(const statute::Regulation& regulation, const std::string& level, const std::string& field,
                std::vector<Violation>& violations);

// May the actor take the action in this state? His tokens, `official` only for his own matter, and "<role>:*lead*" for
// those of the body that leads. Errors: as workflow::Apply; those of workflow::Find; PERMISSION_DENIED
// OWN_MATTER where the action demands that it is nobody's own (I-19).
Result<workflow::Transition> MayAct(const statute::Regulation& regulation, const std::string& workflow,
                                    const std::string& state, const std::string& action, const Act& act,
                                    const Subject& subject, const workflow::GuardEvaluator& holds);

// Body of the actor's token, "BCSD" of "leader:BCSD"; "" for none.
std::string BodyOf(const std::vector<std::string>& roles);

}  // namespace dotpha::assessment
