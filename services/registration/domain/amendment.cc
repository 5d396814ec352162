#include "services/registration/domain/amendment.h"

namespace dotpha::registration {

void CheckEtagGiven(const std::optional<std::int64_t>& expected, const std::string& field, Violations& violations) {
  if (!expected) {
    violations.Add(field, "ETAG_REQUIRED", "the etag of the registration as it was read");
  }
}

Result<void> CheckRevision(const std::optional<std::int64_t>& expected, const Registration& registration) {
  if (expected && *expected != registration.revision) {
    return EtagMismatch("registrations/" + registration.id);
  }
  return {};
}

Result<const statute::Regulation*> OwnRegulation(const Circumstances& circumstances, const Registration& registration) {
  for (const statute::InForce& in_force : circumstances.law) {
    if (in_force.regulation->id == registration.regulation_id) {
      return in_force.regulation;
    }
  }
  return FailedPrecondition("NO_REGULATION_IN_FORCE", "the registration's regulation is no longer configured")
      .With("regulation", registration.regulation_id);
}

RegistrationDecision Next(const Registration& registration, const workflow::Transition& transition,
                          RegistrationState next, int version, const std::string& note,
                          const Circumstances& circumstances) {
  RegistrationDecision decision;
  decision.registration = registration;
  decision.registration.state = next;
  decision.registration.version = version;
  decision.registration.revision += 1;
  decision.history = {
      circumstances.arrived_at, circumstances.actor, transition.action, transition.from, transition.to, note, version};
  return decision;
}

}  // namespace dotpha::registration
