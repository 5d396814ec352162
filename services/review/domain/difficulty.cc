#include "services/review/domain/difficulty.h"

#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr char kDifficulty[] = "difficulty";

void CheckText(const std::string& text, const std::string& field, const std::string& what, Violations& violations) {
  if (IsBlank(text)) {
    violations.Add(field, "TEXT_REQUIRED", what);
  }
  violations.CheckLength(field, text, statute::kMaxTextLength);
}

Error UnknownState() {
  return Internal("UNKNOWN_STATE", "the law names a state that the review service does not know");
}

void CheckEtag(const DifficultyStep& step, Violations& violations) {
  if (!step.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the difficulty as it was read");
  }
}

// The difficulty in its next state, if it is still as it was read.
Result<Difficulty> Moved(const DifficultyStep& step, Difficulty difficulty, const std::string& action,
                         const statute::Regulation& regulation, const Circumstances& circumstances) {
  if (difficulty.revision != *step.expected_revision) {
    return EtagMismatch("difficulties/" + difficulty.id);
  }
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, regulation, kDifficulty, "", NameOf(difficulty.state), action,
                       [](const std::string&) { return true; }));  // the document was checked before
  const auto next = ParseDifficultyState(transition.to);
  if (!next) {
    return UnknownState();
  }
  difficulty.state = *next;
  difficulty.revision += 1;
  return difficulty;
}

}  // namespace

Result<Difficulty> ReportDifficulty(const std::string& agency_id, const std::string& text,
                                    const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(*regulation, kDifficulty));
  Violations violations;
  if (!circumstances.province.KnowsAgency(agency_id)) {
    violations.Add("agency_id", "UNKNOWN_AGENCY", "no agency of this id is in the directory");
  }
  CheckText(text, "text", "what is difficult, and what should change", violations);
  DOTPHA_TRY(violations.Check());
  if (!SpeaksForAgency(circumstances, agency_id)) {
    return PermissionDenied("NOT_HEAD_OF_AGENCY", "an agency reports by its head").With("agency_id", agency_id);
  }
  const auto initial = ParseDifficultyState(machine->initial);
  if (!initial) {
    return UnknownState();
  }
  Difficulty difficulty;
  difficulty.id = circumstances.new_id();
  difficulty.agency_id = agency_id;
  difficulty.state = *initial;
  difficulty.text = text;
  difficulty.reported_at = circumstances.arrived_at;
  difficulty.reported_by = circumstances.actor;
  return difficulty;
}

Result<Difficulty> ForwardDifficulty(const DifficultyStep& step, Difficulty difficulty,
                                     const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  Violations violations(step.violations);
  CheckEtag(step, violations);
  CheckText(step.text, "opinion", "what the commission holds of it", violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(difficulty, Moved(step, std::move(difficulty), "forward", *regulation, circumstances));
  difficulty.opinion = step.text;
  return difficulty;
}

Result<Difficulty> DecideDifficulty(const DifficultyStep& step, Difficulty difficulty,
                                    const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  Violations violations(step.violations);
  CheckEtag(step, violations);
  CheckText(step.text, "decision", "what the Standing Committee decided", violations);
  CheckDocument(step.document, "document", circumstances.today(), violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(difficulty, Moved(step, std::move(difficulty), "decide", *regulation, circumstances));
  difficulty.decision = step.text;
  difficulty.document = step.document;
  return difficulty;
}

}  // namespace dotpha::review
