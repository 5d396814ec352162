#include "services/registration/domain/return_registration.h"

#include "services/registration/domain/amendment.h"
#include "services/registration/domain/content.h"

namespace dotpha::registration {

Result<RegistrationDecision> ReturnRegistration(const ReturnCommand& command, const Registration& registration,
                                                const Circumstances& circumstances) {
  Violations violations;
  CheckEtagGiven(command.expected_revision, "etag", violations);
  if (IsBlank(command.note)) {
    violations.Add("note", "NOTE_REQUIRED", "says what to correct");
  }
  violations.CheckLength("note", command.note, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, registration));
  DOTPHA_ASSIGN(const statute::Regulation* regulation, OwnRegulation(circumstances, registration));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, registration.official_id, registration.state, "return",
                       [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));
  RegistrationDecision decision =
      Next(registration, transition, next, registration.version, command.note, circumstances);
  decision.events.emplace_back(RegistrationReturned{decision.registration});
  return decision;
}

}  // namespace dotpha::registration
