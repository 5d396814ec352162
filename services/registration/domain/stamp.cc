#include "services/registration/domain/stamp.h"

#include "services/registration/domain/amendment.h"

namespace dotpha::registration {
namespace {

constexpr std::size_t kMaxDocumentNumber = 200;

}  // namespace

void CheckPaper(const PaperStamp& paper, Instant now, Violations& violations) {
  if (IsBlank(paper.document.number)) {
    violations.Add("document.number", "DOCUMENT_REQUIRED", "the number of the paper");
  }
  violations.CheckLength("document.number", paper.document.number, kMaxDocumentNumber);
  if (!paper.stamped_at) {
    violations.Add("stamped_at", "STAMP_MISSING", "the stamp of arrival at the Organisation Commission");
  } else if (*paper.stamped_at > now) {
    violations.Add("stamped_at", "STAMP_IN_FUTURE", "the stamp lies after the present moment");
  }
}

Result<RegistrationDecision> RecordStamp(const RecordStampCommand& command, const Registration& registration,
                                         const Circumstances& circumstances) {
  Violations violations(command.violations);
  CheckEtagGiven(command.expected_revision, "etag", violations);
  CheckPaper(command.paper, circumstances.received_at, violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_TRY(CheckRevision(command.expected_revision, registration));
  DOTPHA_ASSIGN(const statute::Regulation* regulation, OwnRegulation(circumstances, registration));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, registration.official_id, registration.state, "record_stamp",
                       [](const std::string&) { return true; }));
  if (registration.received_at && *registration.received_at <= *command.paper.stamped_at) {
    return FailedPrecondition("STAMP_NOT_EARLIER", "what was received before the stamp needs no stamp")
        .With("received_at", FormatRfc3339(*registration.received_at));
  }
  DOTPHA_ASSIGN(const RegistrationState next, ParseRegistrationState(transition.to));
  const std::string& number = command.paper.document.number;
  RegistrationDecision decision = Next(registration, transition, next, registration.version, number, circumstances);
  decision.registration.received_at = command.paper.stamped_at;
  decision.registration.paper_number = number;
  decision.events.emplace_back(StampRecorded{decision.registration});
  return decision;
}

}  // namespace dotpha::registration
