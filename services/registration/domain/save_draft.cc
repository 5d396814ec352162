#include "services/registration/domain/save_draft.h"

#include "services/registration/domain/content.h"

namespace dotpha::registration {

Result<SubmissionKey> CheckDraft(const SaveDraftCommand& command, const Circumstances& circumstances) {
  Violations violations(command.violations);
  SubmissionKey key{command.official_id, command.cycle, {}, circumstances.received_at};
  const Date day = Date::Of(key.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, day));
  CheckCycle(command.cycle, day, violations);
  if (circumstances.directory.FindOfficial(command.official_id) == nullptr) {
    violations.Add("registration.official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
  } else if (violations.empty()) {
    auto occasion = ResolveOccasion(circumstances, command.official_id, command.cycle, command.occasion, day);
    if (occasion.ok()) {
      key.occasion = *occasion;
    } else if (occasion.error().violations.empty()) {
      return std::move(occasion).error();
    } else {
      violations.AddAll(occasion.error().violations);
    }
  }
  CheckLimits(command.content, regulation, circumstances.directory, violations);
  DOTPHA_TRY(violations.Check());
  return key;
}

Result<RegistrationDecision> SaveDraft(const SaveDraftCommand& command, const SubmissionKey& key,
                                       const SubmissionState& state, const Circumstances& circumstances) {
  if (state.expected_revision && (!state.existing || state.existing->revision != *state.expected_revision)) {
    return EtagMismatch("registration of " + key.official_id);
  }
  DOTPHA_ASSIGN(const statute::Regulation* regulation,
                RegulationOn(circumstances.law, Date::Of(circumstances.received_at)));
  const RegistrationState from = state.existing ? state.existing->state : RegistrationState::kDraft;
  DOTPHA_ASSIGN(const workflow::Transition transition, MayAct(circumstances, *regulation, key.official_id, from,
                                                              "save_draft", [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));

  RegistrationDecision decision;
  Registration& registration = decision.registration;
  registration = state.existing.value_or(Registration{});
  if (!state.existing) {
    registration.id = state.new_registration_id;
    registration.official_id = key.official_id;
    registration.cycle = key.cycle;
    registration.occasion = key.occasion;
  }
  registration.state = next;
  registration.content = command.content;
  registration.recorded_at = circumstances.arrived_at;
  registration.regulation_id = regulation->id;
  registration.revision += 1;
  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action,
                      transition.from,          transition.to,       "",
                      registration.version};
  return decision;
}

}  // namespace dotpha::registration
