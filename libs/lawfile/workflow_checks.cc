#include <algorithm>
#include <cctype>

#include "libs/lawfile/regulation_checks.h"

namespace dotpha::lawfile {
namespace {

namespace pb = dotpha::regulation::v1;

const std::set<std::string> kStaffRoles = {"clerk", "specialist", "leader"};
const std::set<std::string> kRelative = {"*lead*", "*route*", "*agency*", "*named*", "*assessor*"};
const std::set<std::string> kPlainRoles = {"official", "operator", "service"};

bool RoleExists(const std::string& role, const Vocabulary& vocabulary) {
  const std::size_t colon = role.find(':');
  if (colon == std::string::npos) {
    return kPlainRoles.contains(role);
  }
  const std::string body = role.substr(colon + 1);
  return kStaffRoles.contains(role.substr(0, colon)) && (kRelative.contains(body) || vocabulary.bodies.contains(body));
}

// Two entries that would both answer the same action of the same person in the same state.
bool Ambiguous(const pb::Transition& a, const pb::Transition& b) {
  const auto overlap = [](const auto& left, const auto& right) {
    return std::any_of(left.begin(), left.end(), [&](const std::string& value) {
      return std::find(right.begin(), right.end(), value) != right.end();
    });
  };
  return a.action() == b.action() && overlap(a.from(), b.from()) && overlap(a.roles(), b.roles()) &&
         std::equal(a.guards().begin(), a.guards().end(), b.guards().begin(), b.guards().end());
}

void CheckTransition(const pb::Transition& transition, const std::set<std::string>& states,
                     const Vocabulary& vocabulary, const Place& place, Findings& findings) {
  for (int i = 0; i < transition.from_size(); ++i) {
    if (!states.contains(transition.from(i))) {
      findings.Add(place, "from", i, "WORKFLOW_STATE", "no state \"" + transition.from(i) + "\" in this workflow");
    }
  }
  if (!states.contains(transition.to())) {
    findings.Add(place, "to", "WORKFLOW_STATE", "no state \"" + transition.to() + "\" in this workflow");
  }
  if (transition.from().empty()) {
    findings.Add(place, "from", "REQUIRED", "say from which states");
  }
  if (transition.roles().empty()) {
    findings.Add(place, "roles", "REQUIRED", "an action that nobody may take");
  }
  for (int i = 0; i < transition.roles_size(); ++i) {
    if (!RoleExists(transition.roles(i), vocabulary)) {
      findings.Add(place, "roles", i, "WORKFLOW_ROLE",
                   "\"" + transition.roles(i) +
                       "\": official, service, operator, or clerk, specialist, leader of a declared body, *lead*, "
                       "*route* or *agency*");
    }
  }
  for (int i = 0; i < transition.guards_size(); ++i) {
    const std::string& guard = transition.guards(i);
    if (!std::all_of(guard.begin(), guard.end(), [](unsigned char c) { return std::isupper(c) != 0 || c == '_'; })) {
      findings.Add(place, "guards", i, "TEXT_INVALID", "a guard is written LIKE_THIS");
    }
  }
}

std::set<std::string> Reachable(const pb::Workflow& workflow) {
  std::set<std::string> reached = {workflow.initial()};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& transition : workflow.transitions()) {
      const bool leaves = std::any_of(transition.from().begin(), transition.from().end(),
                                      [&](const std::string& state) { return reached.contains(state); });
      grew = (leaves && reached.insert(transition.to()).second) || grew;
    }
  }
  return reached;
}

void CheckWorkflow(const pb::Workflow& workflow, const Vocabulary& vocabulary, const Place& place, Findings& findings) {
  std::set<std::string> states;
  for (int i = 0; i < workflow.states_size(); ++i) {
    if (!states.insert(workflow.states(i)).second) {
      findings.Add(place, "states", i, "DUPLICATE", "state \"" + workflow.states(i) + "\" stands here a second time");
    }
  }
  if (!states.contains(workflow.initial())) {
    findings.Add(place, "initial", "WORKFLOW_STATE", "no state \"" + workflow.initial() + "\" in this workflow");
    return;  // nothing is reachable: saying so of each state would hide the one defect
  }
  ForEach(place, "transitions", workflow.transitions(), [&](const auto& transition, const Place& at) {
    CheckTransition(transition, states, vocabulary, at, findings);
    for (const auto& earlier : workflow.transitions()) {
      if (&earlier == &transition) {
        break;
      }
      if (Ambiguous(earlier, transition)) {
        findings.Add(at, "action", "WORKFLOW_AMBIGUOUS",
                     "an entry before this one answers the same action, state, role and guards");
      }
    }
  });
  const std::set<std::string> reached = Reachable(workflow);
  for (int i = 0; i < workflow.states_size(); ++i) {
    if (!reached.contains(workflow.states(i))) {
      findings.Add(place, "states", i, "WORKFLOW_UNREACHABLE",
                   "no path from \"" + workflow.initial() + "\" to \"" + workflow.states(i) + "\"");
    }
  }
}

}  // namespace

void CheckWorkflows(const pb::Regulation& regulation, const Place& root, const Vocabulary& vocabulary,
                    Findings& findings) {
  Unique names(findings, "workflow");
  ForEach(root, "workflows", regulation.workflows(), [&](const pb::Workflow& workflow, const Place& place) {
    names.See(place, "name", workflow.name());
    CheckWorkflow(workflow, vocabulary, place, findings);
  });
}

}  // namespace dotpha::lawfile
