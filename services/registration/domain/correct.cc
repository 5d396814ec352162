#include "services/registration/domain/correct.h"

#include "services/registration/domain/amendment.h"
#include "services/registration/domain/content.h"
#include "services/registration/domain/submit.h"

namespace dotpha::registration {

Result<RegistrationDecision> Correct(const CorrectCommand& command, const Registration& registration,
                                     const Circumstances& circumstances) {
  Violations violations(command.violations);
  CheckEtagGiven(command.expected_revision, "registration.etag", violations);
  violations.CheckLength("note", command.note, kMaxTextLength);
  if (!command.official_id.empty() && command.official_id != registration.official_id) {
    violations.Add("registration.official_id", "FIELD_IMMUTABLE", "a correction does not change whose it is");
  }
  if (command.cycle != 0 && command.cycle != registration.cycle) {
    violations.Add("registration.cycle", "FIELD_IMMUTABLE", "a correction does not change the cycle");
  }
  if (command.occasion && command.occasion != registration.occasion) {
    violations.Add("registration.occasion", "FIELD_IMMUTABLE", "a correction does not change the occasion");
  }
  const Date day = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* in_force, RegulationOn(circumstances.law, day));
  CheckLimits(command.content, in_force, circumstances.directory, violations);
  CheckComplete(command.content, *in_force, registration.cycle, registration.occasion, circumstances.held_works,
                violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, registration));
  DOTPHA_TRY(CheckWorkIds(command.content, command.work_ids_elsewhere));
  DOTPHA_ASSIGN(const statute::Regulation* regulation, OwnRegulation(circumstances, registration));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, registration.official_id, registration.state, "correct",
                       [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));

  // Who has left his post since still corrects what he sent: then it goes where the first version went.
  statute::RouteResult route = circumstances.directory.RouteOn(circumstances.law, registration.official_id, day);
  if (route.scope != statute::ScopeVerdict::kIn && registration.received_at) {
    route = circumstances.directory.RouteOn(circumstances.law, registration.official_id,
                                            Date::Of(*registration.received_at));
  }
  RegistrationDecision decision =
      Next(registration, transition, next, registration.version + 1, command.note, circumstances);
  decision.registration.content = command.content;
  CompleteContent(decision.registration.content, *in_force, command.new_work_id);
  decision.deliveries = DeliveriesOf(route, decision.registration, circumstances.received_at);
  decision.events.emplace_back(RegistrationCorrected{decision.registration});
  return decision;
}

}  // namespace dotpha::registration
