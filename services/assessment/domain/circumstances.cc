#include "services/assessment/domain/circumstances.h"

#include <algorithm>

namespace dotpha::assessment {

Subject SubjectOf(const statute::Facts& facts, const statute::Directory& directory, const std::string& official_id,
                  const Act& act) {
  Subject subject;
  subject.official_id = official_id;
  subject.known = std::any_of(facts.persons.begin(), facts.persons.end(),
                              [&](const statute::PersonFact& person) { return person.id == official_id; });
  if (!subject.known) {
    return subject;
  }
  subject.route = statute::RouteOn(facts, official_id, act.day(), act.arrived_at);
  subject.actors.push_back(official_id);
  if (auto clerk = statute::ClerkOf(directory, official_id, act.arrived_at); clerk && !clerk->empty()) {
    subject.actors.push_back(*std::move(clerk));
  }
  return subject;
}

Result<const statute::Regulation*> RegulationOfCycle(const std::vector<statute::InForce>& law, int cycle, Date day) {
  const statute::Regulation* regulation = statute::InForceOn(law, std::min(day, Date(cycle, 12, 31)));
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation was in force at the end of this cycle");
  }
  return regulation;
}

void CheckCycle(int cycle, std::vector<Violation>& violations) {
  if (cycle < 2000 || cycle > 2199) {
    violations.push_back({"cycle", "CYCLE_OUT_OF_RANGE", "the year in which the works are performed"});
  }
}

void CheckDocument(const DocumentReference& document, const std::string& field, std::vector<Violation>& violations) {
  if (!document.Given()) {
    violations.push_back({field, "DOCUMENT_REQUIRED", "the number of the document and its date"});
  }
}

void CheckDecidedOn(const std::optional<Date>& decided_on, Date day, std::vector<Violation>& violations) {
  if (!decided_on) {
    violations.push_back({"decided_on", "DATE_MISSING", "the day of the decision"});
  } else if (*decided_on > day) {
    violations.push_back({"decided_on", "DATE_IN_FUTURE", "a decision is recorded after it was made"});
  }
}

void CheckLevel(const statute::Regulation& regulation, const std::string& level, const std::string& field,
                std::vector<Violation>& violations) {
  if (std::none_of(regulation.bands.begin(), regulation.bands.end(),
                   [&](const statute::RatingBand& band) { return band.level == level; })) {
    violations.push_back({field, "UNKNOWN_LEVEL", "one of the levels of the regulation (Điều 7 khoản 2)"});
  }
}

Result<workflow::Transition> MayAct(const statute::Regulation& regulation, const std::string& workflow,
                                    const std::string& state, const std::string& action, const Act& act,
                                    const Subject& subject, const workflow::GuardEvaluator& holds) {
  DOTPHA_ASSIGN(const statute::Workflow* found, workflow::Find(regulation, workflow));
  const bool own = std::find(subject.actors.begin(), subject.actors.end(), act.actor) != subject.actors.end();
  workflow::Roles roles;
  for (const std::string& role : act.roles) {
    if (role == "official") {
      if (own) {
        roles.insert(role);
      }
      continue;
    }
    roles.insert(role);
    const auto colon = role.find(':');
    if (colon != std::string::npos && !subject.route.lead.empty() && role.substr(colon + 1) == subject.route.lead) {
      roles.insert(role.substr(0, colon) + ":*lead*");
    }
  }
  bool own_matter = false;
  auto transition = workflow::Apply(*found, state, action, roles, [&](const std::string& guard) {
    if (guard == "NOT_OWN_RECORD") {
      own_matter = own;
      return !own;
    }
    return holds(guard);
  });
  if (!transition.ok() && own_matter) {
    return PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own");
  }
  return transition;
}

std::string BodyOf(const std::vector<std::string>& roles) {
  for (const std::string& role : roles) {
    if (const auto colon = role.find(':'); colon != std::string::npos) {
      return role.substr(colon + 1);
    }
  }
  return "";
}

}  // namespace dotpha::assessment
