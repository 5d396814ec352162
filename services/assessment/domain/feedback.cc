#include "services/assessment/domain/feedback.h"

#include <algorithm>

#include "libs/base/violations.h"

namespace dotpha::assessment {
namespace {

constexpr char kSupervise[] = "SUPERVISE";
constexpr std::size_t kLongestText = 10'000;
constexpr std::size_t kLongestSource = 1'000;

bool Supervises(const statute::Regulation& regulation, const std::string& body) {
  return std::any_of(regulation.body_duties.begin(), regulation.body_duties.end(), [&](const statute::BodyDuty& duty) {
    return duty.action == kSupervise && std::find(duty.bodies.begin(), duty.bodies.end(), body) != duty.bodies.end();
  });
}

}  // namespace

Result<Feedback> RecordFeedback(Feedback feedback, bool subject_known, const statute::Regulation& regulation,
                                const Act& act) {
  Violations violations;
  if (feedback.official_id.empty() == feedback.agency_id.empty()) {
    violations.Add("feedback.official_id", "SUBJECT_REQUIRED", "either an official or, for a collective, its agency");
  } else if (!subject_known) {
    const bool official = !feedback.official_id.empty();
    violations.Add(official ? "feedback.official_id" : "feedback.agency_id",
                   official ? "UNKNOWN_OFFICIAL" : "UNKNOWN_AGENCY", "nothing of this id stands in the directory");
  }
  if (IsBlank(feedback.text)) {
    violations.Add("feedback.text", "TEXT_REQUIRED", "what was heard");
  }
  violations.CheckLength("feedback.text", feedback.text, kLongestText);
  if (IsBlank(feedback.source)) {
    violations.Add("feedback.source", "SOURCE_REQUIRED", "from whom: people's feedback, supervision");
  }
  violations.CheckLength("feedback.source", feedback.source, kLongestSource);
  DOTPHA_TRY(violations.Check());
  if (!Supervises(regulation, feedback.body_id)) {
    return FailedPrecondition("BODY_DOES_NOT_SUPERVISE", "the regulation does not give this body to supervise")
        .With("body_id", feedback.body_id);
  }
  feedback.recorded_at = act.arrived_at;
  feedback.recorded_by = act.actor;
  return feedback;
}

}  // namespace dotpha::assessment
