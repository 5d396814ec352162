// The interpreter of the workflows that a regulation file describes (law.h, statute::Workflow): pure, owns nothing.
// It says whether an action may be taken in a state by somebody; the caller stores the new state.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/statute/law.h"

namespace dotpha::workflow {

// A transition that may be taken.
struct Transition {
  std::string action;
  std::string from;
  std::string to;
  std::string rule;
  std::string article;
};

// Role tokens the caller holds towards this very matter: `official` only if it is his own, `clerk:BTC`, ..., and the
// relative ones, e.g. `specialist:*lead*` where the caller's body leads the matter. Compared as they stand.
using Roles = std::set<std::string>;

// The regulation's machine of that name. FAILED_PRECONDITION with the regulation's own reason for acts that it does not
// know (NOT_IN_REGULATION, or as its file says) and metadata regulation, act. Asked before anything else about an act
// whose content means nothing where the regulation does not know it.
Result<const statute::Workflow*> Find(const statute::Regulation& regulation, const std::string& name);
// That refusal alone, of whatever else a regulation may not know.
Error NotInRegulation(const statute::Regulation& regulation, const std::string& act);

// Whether a named condition of the law holds now, e.g. BEFORE_DEADLINE. Asked only for guards that the file names.
using GuardEvaluator = std::function<bool(const std::string& guard)>;

// A new matter is in `workflow.initial`. Errors, in this order; each has metadata workflow, state, action, rule,
// article and `allowed` (the actions that the same caller may take now, by comma):
//   PERMISSION_DENIED ROLE_NOT_ALLOWED: no role of the caller may take the action (in this state, if it is known there)
//   FAILED_PRECONDITION TRANSITION_NOT_ALLOWED: the state does not know the action, or a guard (metadata `guard`) fails
Result<Transition> Apply(const statute::Workflow& workflow, const std::string& state, const std::string& action,
                         const Roles& roles, const GuardEvaluator& holds);

// Actions open to the caller in this state, in the order of the file, each once.
std::vector<std::string> AllowedActions(const statute::Workflow& workflow, const std::string& state, const Roles& roles,
                                        const GuardEvaluator& holds);

}  // namespace dotpha::workflow
