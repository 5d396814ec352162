#include "services/registration/domain/withdraw.h"

#include "services/registration/domain/amendment.h"
#include "services/registration/domain/content.h"

namespace dotpha::registration {

Result<RegistrationDecision> Withdraw(const WithdrawCommand& command, const Registration& registration,
                                      const std::vector<DeadlineOverride>& overrides,
                                      const Circumstances& circumstances) {
  Violations violations;
  CheckEtagGiven(command.expected_revision, "etag", violations);
  violations.CheckLength("note", command.note, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, registration));
  DOTPHA_ASSIGN(const statute::Regulation* regulation, OwnRegulation(circumstances, registration));
  const auto holds = [&](const std::string& guard) {
    if (guard != "BEFORE_DEADLINE") {
      return false;
    }
    const std::optional<Date> last = LastOnTimeDay(circumstances, registration, overrides);
    return !last || Date::Of(circumstances.received_at) <= *last;
  };
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, registration.official_id, registration.state, "withdraw", holds));
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));
  RegistrationDecision decision =
      Next(registration, transition, next, registration.version, command.note, circumstances);
  if (registration.version > 0) {
    decision.events.emplace_back(RegistrationWithdrawn{decision.registration});
  }
  return decision;
}

}  // namespace dotpha::registration
