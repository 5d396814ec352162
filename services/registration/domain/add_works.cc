#include "services/registration/domain/add_works.h"

#include <algorithm>

#include "services/registration/domain/amendment.h"
#include "services/registration/domain/content.h"

namespace dotpha::registration {
namespace {

constexpr char kAdd[] = "add";

Result<void> CheckTogether(const Content& known, const Content& added) {
  Violations violations;
  if (known.works.size() + added.works.size() > kMaxWorks) {
    violations.Add("registration.works", "TOO_MANY",
                   "with those registered before more than " + std::to_string(kMaxWorks));
  }
  for (std::size_t i = 0; i < added.works.size(); ++i) {
    if (std::any_of(known.works.begin(), known.works.end(),
                    [&](const Work& work) { return work.id == added.works[i].id; })) {
      violations.Add("registration.works[" + std::to_string(i) + "].work_id", "DUPLICATE_ID",
                     "a work registered before carries this id");
    }
  }
  return violations.Check();
}

}  // namespace

bool MayGrow(const statute::Regulation& regulation, const Registration& registration) {
  const statute::Workflow* machine = regulation.FindWorkflow("registration");
  return registration.state != RegistrationState::kDraft && machine != nullptr &&
         std::any_of(machine->transitions.begin(), machine->transitions.end(),
                     [](const auto& transition) { return transition.action == kAdd; });
}

Result<RegistrationDecision> AddWorks(const SubmitCommand& command, const SubmissionKey& key,
                                      const SubmissionState& state, const Circumstances& circumstances) {
  const Registration& known = *state.existing;
  DOTPHA_TRY(CheckWorkIds(command.content, state.work_ids_elsewhere));
  DOTPHA_TRY(CheckTogether(known.content, command.content));
  DOTPHA_ASSIGN(const statute::Regulation* regulation, OwnRegulation(circumstances, known));
  DOTPHA_ASSIGN(const workflow::Transition transition, MayAct(circumstances, *regulation, key.official_id, known.state,
                                                              kAdd, [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));
  DOTPHA_ASSIGN(const statute::RouteResult route,
                RouteInScope(circumstances, key.official_id, Date::Of(key.received_at)));
  const std::string note = command.paper ? command.paper->document.number : "";
  RegistrationDecision decision = Next(known, transition, next, known.version + 1, note, circumstances);
  Content added = command.content;
  CompleteContent(added, *regulation, state.new_work_id);
  auto& works = decision.registration.content.works;
  works.insert(works.end(), added.works.begin(), added.works.end());
  decision.deliveries =
      DeliveriesOf(route, decision.registration, command.paper ? circumstances.arrived_at : key.received_at);
  decision.events.emplace_back(RegistrationCorrected{decision.registration});
  return decision;
}

}  // namespace dotpha::registration
