#include "libs/workflow/workflow.h"

#include <algorithm>

namespace dotpha::workflow {
namespace {

using Entry = statute::Workflow::Transition;

bool Leaves(const Entry& entry, const std::string& state) {
  return std::find(entry.from.begin(), entry.from.end(), state) != entry.from.end();
}

bool OpenTo(const Entry& entry, const Roles& roles) {
  return std::any_of(entry.roles.begin(), entry.roles.end(),
                     [&](const std::string& role) { return roles.contains(role); });
}

// The first guard that does not hold, or "".
std::string FailingGuard(const Entry& entry, const GuardEvaluator& holds) {
  const auto failing =
      std::find_if(entry.guards.begin(), entry.guards.end(), [&](const std::string& guard) { return !holds(guard); });
  return failing == entry.guards.end() ? std::string{} : *failing;
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) {
    joined += (joined.empty() ? "" : ",") + word;
  }
  return joined;
}

}  // namespace

std::vector<std::string> AllowedActions(const statute::Workflow& workflow, const std::string& state, const Roles& roles,
                                        const GuardEvaluator& holds) {
  std::vector<std::string> actions;
  for (const Entry& entry : workflow.transitions) {
    if (Leaves(entry, state) && OpenTo(entry, roles) && FailingGuard(entry, holds).empty() &&
        std::find(actions.begin(), actions.end(), entry.action) == actions.end()) {
      actions.push_back(entry.action);
    }
  }
  return actions;
}

Error NotInRegulation(const statute::Regulation& regulation, const std::string& act) {
  return FailedPrecondition(regulation.unknown_act_reason, "the regulation knows no act of this kind")
      .With("regulation", regulation.id)
      .With("act", act);
}

Result<const statute::Workflow*> Find(const statute::Regulation& regulation, const std::string& name) {
  const statute::Workflow* workflow = regulation.FindWorkflow(name);
  if (workflow == nullptr) {
    return NotInRegulation(regulation, name);
  }
  return workflow;
}

Result<Transition> Apply(const statute::Workflow& workflow, const std::string& state, const std::string& action,
                         const Roles& roles, const GuardEvaluator& holds) {
  const Entry* named = nullptr;     // any entry of this action: tells the rule when nothing fits better
  const Entry* in_state = nullptr;  // and leaving this state
  const Entry* guarded = nullptr;   // and open to the caller, but a guard fails
  std::string guard;
  bool role_held = false;
  for (const Entry& entry : workflow.transitions) {
    if (entry.action != action) {
      continue;
    }
    named = named == nullptr ? &entry : named;
    const bool open = OpenTo(entry, roles);
    role_held = role_held || open;
    if (!Leaves(entry, state)) {
      continue;
    }
    in_state = in_state == nullptr ? &entry : in_state;
    if (!open) {
      continue;
    }
    const std::string failing = FailingGuard(entry, holds);
    if (failing.empty()) {
      return Transition{action, state, entry.to, entry.rule, entry.article};
    }
    if (guarded == nullptr) {
      guarded = &entry;
      guard = failing;
    }
  }
  const Entry* about = guarded != nullptr ? guarded : (in_state != nullptr ? in_state : named);
  const std::string allowed = Join(AllowedActions(workflow, state, roles, holds));
  const auto refuse = [&](Error error) {
    return std::move(error)
        .With("workflow", workflow.name)
        .With("state", state)
        .With("action", action)
        .With("rule", about == nullptr ? workflow.rule : about->rule)
        .With("article", about == nullptr ? workflow.article : about->article)
        .With("allowed", allowed);
  };
  const std::string what = "'" + action + "' in state " + state;
  const std::string hint = allowed.empty() ? "; nothing is allowed now" : "; allowed now: " + allowed;
  if (named != nullptr && (!role_held || (in_state != nullptr && guarded == nullptr))) {
    return refuse(PermissionDenied("ROLE_NOT_ALLOWED", "the caller's roles do not allow " + what + hint));
  }
  if (guarded != nullptr) {
    return refuse(FailedPrecondition("TRANSITION_NOT_ALLOWED", what + " needs " + guard + hint).With("guard", guard));
  }
  return refuse(FailedPrecondition("TRANSITION_NOT_ALLOWED", what + " is not allowed" + hint));
}

}  // namespace dotpha::workflow
