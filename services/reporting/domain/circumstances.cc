#include "services/reporting/domain/circumstances.h"

#include <algorithm>
#include <set>

#include "libs/base/violations.h"
#include "libs/statute/holdings.h"

namespace dotpha::reporting {
namespace {

// Whatever has been applied here is known: the producers' clocks may run a little ahead of ours.
constexpr Instant kKnown = Instant::Max();

std::vector<statute::DerivedObligation> Duties(const Circumstances& circumstances, const std::string& official_id,
                                               Date from, Date to) {
  return statute::DeriveObligations(circumstances.known.facts, circumstances.calendar, {{"reporting"}}, official_id,
                                    kKnown, from, to);
}

}  // namespace

Result<const statute::Regulation*> RegulationOn(const Circumstances& circumstances, Date day) {
  const statute::Regulation* regulation = statute::InForceOn(circumstances.known.facts.law, day);
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation of this authority is in force on that day")
        .With("day", day.ToString());
  }
  return regulation;
}

Result<statute::RouteResult> RouteInScope(const Circumstances& circumstances, const std::string& official_id,
                                          Date day) {
  statute::RouteResult route = statute::RouteOn(circumstances.known.facts, official_id, day, kKnown);
  if (route.scope != statute::ScopeVerdict::kIn) {
    return FailedPrecondition("NOT_IN_SCOPE", "the official does not fall under the regulation on that day")
        .With("reason", route.reason)
        .With("day", day.ToString());
  }
  return route;
}

Result<statute::RouteResult> RouteOrElse(const Circumstances& circumstances, const std::string& official_id, Date day,
                                         std::optional<Date> otherwise) {
  auto route = RouteInScope(circumstances, official_id, day);
  if (!route.ok() && otherwise) {
    return RouteInScope(circumstances, official_id, *otherwise);
  }
  return route;
}

std::vector<Delivery> DeliveriesOf(const statute::RouteResult& route, int version, Instant at) {
  const std::string& primary = route.via.empty() ? route.to : route.via;
  std::vector<Delivery> deliveries{{version, primary, DeliveryRole::kVia, at}};
  for (const std::string& body : route.cc) {
    if (body != primary) {
      deliveries.push_back({version, body, DeliveryRole::kCopy, at});
    }
  }
  return deliveries;
}

Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& workflow, const std::string& official_id, std::string_view state,
                                    const std::string& action, const workflow::GuardEvaluator& holds) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, workflow));
  const Date day = Date::Of(circumstances.received_at);
  const statute::Facts& facts = circumstances.known.facts;
  const statute::RouteResult route = statute::RouteOn(facts, official_id, day, kKnown);
  workflow::Roles roles;
  for (const std::string& token : circumstances.actor_roles) {
    if (token == "official" && circumstances.actor != official_id) {
      continue;
    }
    roles.insert(token);
    const auto colon = token.find(':');
    if (colon == std::string::npos) {
      continue;
    }
    const std::string role = token.substr(0, colon);
    const std::string body = token.substr(colon + 1);
    if (!route.lead.empty() && body == route.lead) {
      roles.insert(role + ":*lead*");
      roles.insert(role + ":*route*");
    }
    if (std::find(route.cc.begin(), route.cc.end(), body) != route.cc.end()) {
      roles.insert(role + ":*route*");
    }
  }
  const statute::StaffFact* staff = nullptr;
  for (const statute::StaffFact& fact : circumstances.known.directory.staff) {
    if (fact.id == circumstances.actor && (staff == nullptr || statute::Newer(fact.learned, staff->learned))) {
      staff = &fact;
    }
  }
  if (staff != nullptr && !staff->agency_id.empty()) {
    for (const statute::CurrentPost& post : statute::PersonOn(facts, official_id, day, kKnown).posts) {
      if (post.agency_id == staff->agency_id) {
        roles.insert(staff->role + ":*agency*");
      }
    }
  }
  return workflow::Apply(*machine, std::string(state), action, roles, holds);
}

std::vector<HeldWork> WorksHeld(const Circumstances& circumstances, const statute::Regulation& regulation,
                                const std::string& official_id, int cycle, Date day) {
  const statute::KnownFacts known = statute::KnownAt(circumstances.known.facts, official_id, kKnown);
  const statute::Holdings holdings(known, regulation);
  std::map<std::string, HeldWork> held;
  for (const statute::Holding& holding : holdings.all()) {
    if (!statute::Holdings::Covers(holding, cycle) || holdings.HasLeft(holding, day)) {
      continue;
    }
    const HeldWork work{holding.work->work_id,     holding.stage,
                        holding.work->start,       holding.work->end,
                        holding.assignment->cycle, holding.assignment->decided_on};
    HeldWork& slot = held.try_emplace(work.work_id, work).first->second;
    if (slot.decided_on < work.decided_on) {
      slot = work;
    }
  }
  std::vector<HeldWork> works;
  for (auto& [id, work] : held) {
    works.push_back(std::move(work));
  }
  return works;
}

std::vector<statute::DerivedObligation> PlanDuties(const Circumstances& circumstances, const std::string& official_id,
                                                   int cycle) {
  std::vector<statute::DerivedObligation> plans;
  for (statute::DerivedObligation& duty :
       Duties(circumstances, official_id, Date(cycle - 1, 1, 1), Date(cycle + 1, 12, 31))) {
    if (duty.duty->trigger == statute::Trigger::kAssignment && duty.key.period == std::to_string(cycle)) {
      plans.push_back(std::move(duty));
    }
  }
  std::sort(plans.begin(), plans.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  return plans;
}

std::vector<HeldWork> WorksOfPlan(const Circumstances& circumstances, const statute::Regulation& regulation,
                                  const std::string& official_id, int cycle, std::optional<Date> occasion, Date day) {
  std::set<std::string> occasions;
  for (const statute::DerivedObligation& duty : PlanDuties(circumstances, official_id, cycle)) {
    occasions.insert(duty.key.occasion);
  }
  std::vector<HeldWork> works;
  for (HeldWork& work : WorksHeld(circumstances, regulation, official_id, cycle, day)) {
    const std::string own = work.decided_on.ToString();
    const bool has_own = work.assigned_cycle == cycle && occasions.count(own) > 0;
    if ((has_own ? own : std::string()) == (occasion ? occasion->ToString() : std::string())) {
      works.push_back(std::move(work));
    }
  }
  return works;
}

std::vector<statute::DerivedObligation> ReportDuties(const Circumstances& circumstances, const std::string& official_id,
                                                     Date day) {
  std::vector<statute::DerivedObligation> reports;
  for (statute::DerivedObligation& duty :
       Duties(circumstances, official_id, Date(day.year() - 1, 1, 1), Date(day.year() + 1, 12, 31))) {
    if (IsReport(*duty.duty) && duty.last_on_time_day) {
      reports.push_back(std::move(duty));
    }
  }
  std::sort(reports.begin(), reports.end(), [](const auto& a, const auto& b) {
    return std::pair(*a.last_on_time_day, a.key) < std::pair(*b.last_on_time_day, b.key);
  });
  return reports;
}

bool IsReport(const statute::Duty& duty) {
  return duty.debtor == statute::Debtor::kOfficial &&
         (duty.trigger == statute::Trigger::kActiveWork || duty.trigger == statute::Trigger::kStageEnd ||
          duty.trigger == statute::Trigger::kDeparture);
}

std::optional<Date> DepartureDay(const statute::Regulation& regulation, const DutyKey& key) {
  const statute::Duty* duty = regulation.FindDuty(key.duty);
  if (duty == nullptr || duty->trigger != statute::Trigger::kDeparture) {
    return std::nullopt;
  }
  const auto day = Date::Parse(key.period);
  return day.ok() ? std::optional(*day) : std::nullopt;
}

std::set<std::string> WorksMet(const Circumstances& circumstances, const statute::Regulation& regulation,
                               const std::string& official_id, Date effective_on) {
  const statute::KnownFacts known = statute::KnownAt(circumstances.known.facts, official_id, kKnown);
  return statute::Holdings(known, regulation).WorksMetOn(effective_on);
}

std::vector<Violation> CheckPaper(const PaperStamp& paper, Instant now) {
  Violations violations;
  if (IsBlank(paper.document.number)) {
    violations.Add("document.number", "DOCUMENT_REQUIRED", "the number of the paper");
  }
  violations.CheckLength("document.number", paper.document.number, kMaxDocumentNumber);
  if (!paper.stamped_at) {
    violations.Add("stamped_at", "STAMP_MISSING", "the stamp of arrival at the Organisation Commission");
  } else if (*paper.stamped_at > now) {
    violations.Add("stamped_at", "STAMP_IN_FUTURE", "the stamp lies after the present moment");
  }
  return violations.found();
}

std::vector<Violation> CheckDocument(const DocumentReference& document, const std::string& field) {
  Violations violations;
  if (IsBlank(document.number)) {
    violations.Add(field + ".number", "DOCUMENT_REQUIRED", "the number of the document");
  }
  violations.CheckLength(field + ".number", document.number, kMaxDocumentNumber);
  if (!document.signed_on) {
    violations.Add(field + ".signed_on", "DOCUMENT_REQUIRED", "the date on the document");
  }
  return violations.found();
}

}  // namespace dotpha::reporting
