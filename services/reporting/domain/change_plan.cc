#include "services/reporting/domain/change_plan.h"

#include <algorithm>
#include <set>

#include "services/reporting/domain/plan_content.h"

namespace dotpha::reporting {
namespace {

void CheckEtagGiven(const std::optional<std::int64_t>& expected, const std::string& field, Violations& violations) {
  if (!expected) {
    violations.Add(field, "ETAG_REQUIRED", "the etag of the plan as it was read");
  }
}

Result<void> CheckRevision(const std::optional<std::int64_t>& expected, const Plan& plan) {
  if (expected && *expected != plan.revision) {
    return EtagMismatch("plans/" + plan.id);
  }
  return {};
}

const PlannedWork* WorkOf(const PlanContent& content, const std::string& work_id) {
  const auto found = std::find_if(content.works.begin(), content.works.end(),
                                  [&](const PlannedWork& work) { return work.work_id == work_id; });
  return found == content.works.end() ? nullptr : &*found;
}

// Share and parts of every node as text, by its path: equal text, equal plan.
std::map<std::string, std::string> Shares(const PlannedWork& work, int year, int quarter, int last_quarter) {
  std::map<std::string, std::string> shares;
  for (const PlannedYear& y : work.years) {
    for (const PlannedQuarter& q : y.quarters) {
      if ((year != 0 && y.year != year) || (quarter != 0 && q.quarter != quarter)) {
        continue;
      }
      const std::string path = work.work_id + "/" + std::to_string(y.year) + "/Q" + std::to_string(q.quarter);
      shares[path] = std::to_string(q.share_e2);
      if (quarter == 0 || quarter == last_quarter) {  // a year is closed with its last quarter
        shares[work.work_id + "/" + std::to_string(y.year)] = std::to_string(y.share_e2);
      }
      for (const PlannedMonth& m : q.months) {
        shares[path + "/" + std::to_string(m.month)] = std::to_string(m.share_e2);
        for (const PlannedItem& item : m.items) {
          shares[path + "/" + std::to_string(m.month) + "/" + item.id] = std::to_string(item.share_e2);
        }
      }
    }
  }
  return shares;
}

std::string Different(const std::map<std::string, std::string>& before, const std::map<std::string, std::string>& now) {
  std::set<std::string> nodes;
  for (const auto& [path, share] : before) {
    const auto found = now.find(path);
    if (found == now.end() || found->second != share) {
      nodes.insert(path);
    }
  }
  for (const auto& [path, share] : now) {
    if (before.count(path) == 0) {
      nodes.insert(path);
    }
  }
  std::string list;
  for (const std::string& node : nodes) {
    list += (list.empty() ? "" : ",") + node;
  }
  return list;
}

// Closed: a report covered it, or it is over.
bool IsClosed(int year, int quarter, int months, const ReportedPeriods& reported, Date day) {
  const int last = quarter * months;
  const Date after = last >= 12 ? Date(year + 1, 1, 1) : Date(year, static_cast<unsigned>(last + 1), 1);
  return after <= day || std::find(reported.quarters.begin(), reported.quarters.end(), std::pair(year, quarter)) !=
                             reported.quarters.end();
}

Error Frozen(const char* cause, const std::string& nodes, const char* message) {
  return FailedPrecondition("PLAN_FROZEN", message).With("cause", cause).With("nodes", nodes);
}

// After the first report only what the Standing Committee amended may change, and no closed period of it (I-31).
Result<void> CheckFrozen(const Plan& plan, const PlanContent& content, const ReportedPeriods& reported,
                         const Circumstances& circumstances, const statute::Regulation& regulation, Date day) {
  const int months = regulation.MonthsOfPart();
  const int last_quarter = 12 / months;
  const auto amended = [&](const std::string& work_id) {
    const auto detail = circumstances.known.works.find(work_id);
    return detail != circumstances.known.works.end() && detail->second.amended_at &&
           *detail->second.amended_at >= plan.recorded_at;
  };
  if (std::none_of(plan.content.works.begin(), plan.content.works.end(),
                   [&](const PlannedWork& work) { return amended(work.work_id); })) {
    return Frozen("NO_AMENDMENT", "", "after the first report a plan changes only when a work was amended");
  }
  std::string not_amended;
  std::string closed;
  const auto note = [](std::string& list, const std::string& nodes) {
    list += nodes.empty() || list.empty() ? nodes : "," + nodes;
  };
  for (const PlannedWork& before : plan.content.works) {
    const PlannedWork* now = WorkOf(content, before.work_id);
    if (now == nullptr) {
      continue;  // no longer his: CheckPlanComplete has asked for exactly the works that are
    }
    if (!amended(before.work_id)) {
      note(not_amended, Different(Shares(before, 0, 0, last_quarter), Shares(*now, 0, 0, last_quarter)));
      continue;
    }
    std::set<std::pair<int, int>> periods;
    for (const PlannedWork* version : {&before, now}) {
      for (const PlannedYear& year : version->years) {
        for (const PlannedQuarter& quarter : year.quarters) {
          periods.insert({year.year, quarter.quarter});
        }
      }
    }
    for (const auto& [year, quarter] : periods) {
      if (IsClosed(year, quarter, months, reported, day)) {
        note(closed, Different(Shares(before, year, quarter, last_quarter), Shares(*now, year, quarter, last_quarter)));
      }
    }
  }
  if (!not_amended.empty()) {
    return Frozen("WORK_NOT_AMENDED", not_amended, "only the amended work's shares may change");
  }
  if (!closed.empty()) {
    return Frozen("CLOSED_PERIOD", closed, "shares of closed periods stay as they are");
  }
  return {};
}

}  // namespace

Result<PlanDecision> CorrectPlan(const CorrectPlanCommand& command, const Plan& plan, const ReportedPeriods& reported,
                                 const Circumstances& circumstances) {
  Violations violations(command.violations);
  CheckEtagGiven(command.expected_revision, "plan.etag", violations);
  violations.CheckLength("note", command.note, kMaxTextLength);
  if (!command.official_id.empty() && command.official_id != plan.official_id) {
    violations.Add("plan.official_id", "FIELD_IMMUTABLE", "a correction does not change whose it is");
  }
  if (command.cycle != 0 && command.cycle != plan.cycle) {
    violations.Add("plan.cycle", "FIELD_IMMUTABLE", "a correction does not change the cycle");
  }
  if (command.occasion && command.occasion != plan.occasion) {
    violations.Add("plan.occasion", "FIELD_IMMUTABLE", "a correction does not change the occasion");
  }
  const Date day = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, day));
  const std::vector<HeldWork> works =
      WorksOfPlan(circumstances, *regulation, plan.official_id, plan.cycle, plan.occasion, day);
  CheckPlanLimits(command.content, violations);
  CheckPlanComplete(command.content, works, circumstances, *regulation, violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, plan));
  if (plan.state != PlanState::kDraft && reported.any) {
    DOTPHA_TRY(CheckFrozen(plan, command.content, reported, circumstances, *regulation, day));
  }
  // The guards were asked above, where their answer can name the nodes.
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "plan", plan.official_id, NameOf(plan.state),
                       reported.any ? "adjust" : "correct", [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const PlanState next, ParsePlanState(transition.to));
  DOTPHA_ASSIGN(const statute::RouteResult route,
                RouteOrElse(circumstances, plan.official_id, day,
                            plan.received_at ? std::optional(Date::Of(*plan.received_at)) : std::nullopt));
  PlanDecision decision;
  decision.plan = plan;
  decision.plan.state = next;
  decision.plan.content = command.content;
  CompletePlan(decision.plan.content, works);
  decision.plan.recorded_at = circumstances.arrived_at;
  decision.plan.version += 1;
  decision.plan.revision += 1;
  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action,
                      transition.from,          transition.to,       command.note,
                      decision.plan.version};
  decision.deliveries = DeliveriesOf(route, decision.plan.version, circumstances.received_at);
  decision.events.emplace_back(PlanSent{decision.plan});
  return decision;
}

Result<PlanDecision> AskPlanCorrection(const AskCorrectionCommand& command, const Plan& plan,
                                       const Circumstances& circumstances) {
  Violations violations;
  CheckEtagGiven(command.expected_revision, "etag", violations);
  if (IsBlank(command.note)) {
    violations.Add("note", "NOTE_REQUIRED", "what is to be corrected");
  }
  violations.CheckLength("note", command.note, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, plan));
  DOTPHA_ASSIGN(const statute::Regulation* regulation,
                RegulationOn(circumstances, Date::Of(circumstances.received_at)));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "plan", plan.official_id, NameOf(plan.state), "ask_correction",
                       [](const std::string&) { return true; }));
  PlanDecision decision;
  decision.plan = plan;
  DOTPHA_ASSIGN(decision.plan.state, ParsePlanState(transition.to));
  decision.plan.revision += 1;
  decision.history = {circumstances.arrived_at,
                      circumstances.actor,
                      transition.action,
                      transition.from,
                      transition.to,
                      command.note,
                      plan.version};
  return decision;
}

}  // namespace dotpha::reporting
