#include "services/registration/domain/submit.h"

#include <cstdlib>

#include "services/registration/domain/add_works.h"
#include "services/registration/domain/content.h"
#include "services/registration/domain/stamp.h"

namespace dotpha::registration {
namespace {

Result<void> CheckState(const SubmissionState& state, const std::string& official_id) {
  if (state.expected_revision) {
    if (!state.existing || state.existing->revision != *state.expected_revision) {
      return EtagMismatch("registration of " + official_id);
    }
    return {};
  }
  if (state.existing && state.existing->state != RegistrationState::kDraft) {
    return FailedPrecondition("ALREADY_SUBMITTED", "this registration was submitted before; correct it instead")
        .With("registration_id", state.existing->id)
        .With("state", std::string(NameOf(state.existing->state)));
  }
  return {};
}

}  // namespace

void CheckCycle(int cycle, Date day, Violations& violations) {
  if (std::abs(cycle - day.year()) > 1) {
    violations.Add("registration.cycle", "CYCLE_OUT_OF_RANGE", "the year in which the works are performed");
  }
}

Result<void> CheckWorkIds(const Content& content, const std::set<std::string>& elsewhere) {
  Violations violations;
  for (std::size_t i = 0; i < content.works.size(); ++i) {
    if (elsewhere.count(content.works[i].id) > 0) {
      violations.Add("registration.works[" + std::to_string(i) + "].work_id", "DUPLICATE_ID",
                     "another registration carries this work");
    }
  }
  return violations.Check();
}

void CompleteContent(Content& content, const statute::Regulation& regulation,
                     const std::function<std::string()>& new_work_id) {
  for (Work& work : content.works) {
    if (work.id.empty()) {
      work.id = new_work_id();
    }
    statute::CompleteWork(work, regulation);
  }
}

Result<SubmissionKey> CheckSubmission(const SubmitCommand& command, const Circumstances& circumstances) {
  Violations violations(command.violations);
  SubmissionKey key{command.official_id, command.cycle, {}, circumstances.received_at};
  if (command.paper) {
    CheckPaper(*command.paper, circumstances.received_at, violations);
    key.received_at = command.paper->stamped_at.value_or(circumstances.received_at);
  }
  const Date day = Date::Of(key.received_at);
  const bool known = circumstances.directory.FindOfficial(command.official_id) != nullptr;
  if (!known) {
    violations.Add("registration.official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
  }
  const std::size_t before = violations.found().size();
  CheckCycle(command.cycle, day, violations);
  const bool cycle_fits = violations.found().size() == before;
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, day));
  if (known && cycle_fits) {
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
  CheckComplete(command.content, *regulation, command.cycle, key.occasion, circumstances.held_works, violations);
  DOTPHA_TRY(violations.Check());
  return key;
}

Result<RegistrationDecision> Submit(const SubmitCommand& command, const SubmissionKey& key,
                                    const SubmissionState& state, const Circumstances& circumstances) {
  const Date day = Date::Of(key.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances.law, day));
  if (state.existing && !state.expected_revision && MayGrow(*regulation, *state.existing)) {
    return AddWorks(command, key, state, circumstances);
  }
  DOTPHA_TRY(CheckState(state, key.official_id));
  DOTPHA_TRY(CheckWorkIds(command.content, state.work_ids_elsewhere));
  const RegistrationState from = state.existing ? state.existing->state : RegistrationState::kDraft;
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, key.official_id, from, command.paper ? "enter_paper" : "submit",
                       [](const std::string&) { return true; }));
  DOTPHA_ASSIGN(const statute::RouteResult route, RouteInScope(circumstances, key.official_id, day));
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
  CompleteContent(registration.content, *regulation, state.new_work_id);
  registration.channel = command.paper ? Channel::kPaper : Channel::kElectronic;
  registration.received_at = key.received_at;
  registration.recorded_at = circumstances.arrived_at;
  registration.paper_number = command.paper ? command.paper->document.number : "";
  registration.regulation_id = regulation->id;
  registration.version += 1;
  registration.revision += 1;
  decision.history = {circumstances.arrived_at,  circumstances.actor, transition.action, transition.from, transition.to,
                      registration.paper_number, registration.version};
  // A paper reaches the bodies' inboxes when it is entered; its stamp stands in received_at.
  decision.deliveries = DeliveriesOf(route, registration, command.paper ? circumstances.arrived_at : key.received_at);
  std::vector<std::string> recipients;
  for (const Delivery& delivery : decision.deliveries) {
    recipients.push_back(delivery.body_id);
  }
  decision.events.emplace_back(RegistrationSubmitted{registration, std::move(recipients)});
  return decision;
}

}  // namespace dotpha::registration
