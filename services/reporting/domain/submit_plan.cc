#include "services/reporting/domain/submit_plan.h"

#include <algorithm>

#include "services/reporting/domain/plan_content.h"

namespace dotpha::reporting {
namespace {

const Plan* PlanOf(const std::vector<Plan>& plans, std::optional<Date> occasion) {
  const auto found =
      std::find_if(plans.begin(), plans.end(), [&](const Plan& plan) { return plan.occasion == occasion; });
  return found == plans.end() ? nullptr : &*found;
}

bool IsSent(const Plan* plan) { return plan != nullptr && plan->state != PlanState::kDraft; }

// Of the cycle's PLAN duties the one that the content is for: the first that is open and whose works are planned, else
// the first open one, else the first.
Result<std::optional<Date>> ResolveOccasion(const SubmitPlanCommand& command, const std::vector<Plan>& plans,
                                            const Circumstances& circumstances, const statute::Regulation& regulation,
                                            Date day) {
  std::vector<std::optional<Date>> owed;
  std::string allowed;
  for (const statute::DerivedObligation& duty : PlanDuties(circumstances, command.official_id, command.cycle)) {
    std::optional<Date> occasion;
    if (!duty.key.occasion.empty()) {
      DOTPHA_ASSIGN(occasion, Date::Parse(duty.key.occasion));
    }
    owed.push_back(occasion);
    allowed += (allowed.empty() ? "" : ",") + (occasion ? occasion->ToString() : std::string("none"));
  }
  const auto refuse = [&] {
    return FailedPrecondition("PLAN_NOT_OWED", "the official owes no plan for this cycle and occasion")
        .With("cycle", std::to_string(command.cycle))
        .With("allowed", allowed);
  };
  if (owed.empty()) {
    return refuse();
  }
  if (command.occasion) {
    if (std::find(owed.begin(), owed.end(), command.occasion) == owed.end()) {
      return refuse();
    }
    return command.occasion;
  }
  const auto plans_a_work = [&](const std::optional<Date>& occasion) {
    const auto works = WorksOfPlan(circumstances, regulation, command.official_id, command.cycle, occasion, day);
    return std::any_of(works.begin(), works.end(), [&](const HeldWork& held) {
      return std::any_of(command.content.works.begin(), command.content.works.end(),
                         [&](const PlannedWork& work) { return work.work_id == held.work_id; });
    });
  };
  const auto is_open = [&](const std::optional<Date>& occasion) { return !IsSent(PlanOf(plans, occasion)); };
  for (const auto& occasion : owed) {
    if (is_open(occasion) && plans_a_work(occasion)) {
      return occasion;
    }
  }
  const auto open = std::find_if(owed.begin(), owed.end(), is_open);
  return open == owed.end() ? owed.front() : *open;
}

Result<void> CheckState(const Plan* existing, const SubmitPlanCommand& command) {
  if (command.expected_revision) {
    if (existing == nullptr || existing->revision != *command.expected_revision) {
      return EtagMismatch("plan of " + command.official_id);
    }
  } else if (IsSent(existing)) {
    return FailedPrecondition("ALREADY_SUBMITTED", "this plan was sent before; correct it instead")
        .With("plan_id", existing->id)
        .With("state", std::string(NameOf(existing->state)));
  }
  return {};
}

}  // namespace

Result<PlanDecision> SubmitPlan(const SubmitPlanCommand& command, const std::vector<Plan>& plans,
                                const Circumstances& circumstances) {
  Violations violations(command.violations);
  Instant received_at = circumstances.received_at;
  if (command.paper) {
    violations.AddAll(CheckPaper(*command.paper, circumstances.received_at));
    received_at = command.paper->stamped_at.value_or(received_at);
  }
  CheckPlanLimits(command.content, violations);
  const Date day = Date::Of(received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, day));
  DOTPHA_TRY(workflow::Find(*regulation, "plan"));
  DOTPHA_ASSIGN(const std::optional<Date> occasion, ResolveOccasion(command, plans, circumstances, *regulation, day));
  const Plan* existing = PlanOf(plans, occasion);
  const std::vector<HeldWork> works =
      WorksOfPlan(circumstances, *regulation, command.official_id, command.cycle, occasion, day);
  if (!IsSent(existing) && !command.draft) {
    CheckPlanComplete(command.content, works, circumstances, *regulation, violations);
  }
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckState(existing, command));
  const PlanState from = existing == nullptr ? PlanState::kDraft : existing->state;
  const char* const action = command.draft ? "save_draft" : command.paper ? "enter_paper" : "send";
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "plan", command.official_id, NameOf(from), action,
                       [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const PlanState next, ParsePlanState(transition.to));

  PlanDecision decision;
  Plan& plan = decision.plan;
  if (existing != nullptr) {
    plan = *existing;
  } else {
    plan.id = command.new_plan_id;
    plan.official_id = command.official_id;
    plan.cycle = command.cycle;
    plan.occasion = occasion;
  }
  plan.state = next;
  plan.content = command.content;
  CompletePlan(plan.content, works);
  plan.recorded_at = circumstances.arrived_at;
  plan.regulation_id = regulation->id;
  plan.revision += 1;
  if (!command.draft) {
    DOTPHA_ASSIGN(const statute::RouteResult route, RouteInScope(circumstances, command.official_id, day));
    plan.channel = command.paper ? Channel::kPaper : Channel::kElectronic;
    plan.received_at = received_at;
    plan.paper_number = command.paper ? command.paper->document.number : "";
    plan.version += 1;
    // A paper reaches the bodies' inboxes when it is entered; its stamp stands in received_at.
    decision.deliveries = DeliveriesOf(route, plan.version, command.paper ? circumstances.arrived_at : received_at);
    decision.events.emplace_back(PlanSent{plan});
  }
  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action, transition.from, transition.to,
                      plan.paper_number,        plan.version};
  return decision;
}

}  // namespace dotpha::reporting
