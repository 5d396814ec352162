// Why something is as it is, in one form for all of `dotphactl explain`: obligation, deadline, flag, candidate, route,
// level, refusal. Made of the services' answers alone; what they do not tell stays empty and is not shown.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dotpha/assessment/v1/assessment.pb.h"
#include "dotpha/notifier/v1/obligation_service.pb.h"
#include "dotpha/registration/v1/directory.pb.h"
#include "tools/dotphactl/refusals.h"
#include "tools/dotphactl/render.h"

namespace dotpha::ctl {

struct Explanation {
  std::string kind;     // "deadline"
  std::string subject;  // "TQ-016:REG:2022"
  std::string result;   // what it is: "14/11/2021", "HTXS"
  std::string article;  // "Điều 4 khoản 1"
  std::string wording;  // the law's words, or of the rule that decided
  std::string regulation;
  std::string calendar;                      // version
  std::vector<std::string> interpretations;  // "I-01"
  // What went into the computation, by name: "received_on", "14/11/2021".
  std::vector<std::pair<std::string, std::string>> parameters;
  std::vector<std::string> steps;   // in order
  std::vector<std::string> events;  // producer, number and type: "registration#12 PositionRecorded"
};

Explanation OfDeadline(const notifier::v1::DeadlineExplanation& why);
// `answer` holds the obligation and its flags; all of them are told.
Explanation OfObligation(const notifier::v1::GetObligationResponse& answer,
                         const notifier::v1::DeadlineExplanation& why);
Explanation OfFlag(const notifier::v1::ViolationFlag& flag, const notifier::v1::DeadlineExplanation& why);
// `why`: of the candidate's obligations, in its order.
Explanation OfCandidate(const notifier::v1::Candidate& candidate,
                        const std::vector<notifier::v1::DeadlineExplanation>& why);
Explanation OfRoute(const registration::v1::Route& route);
Explanation OfLevel(const assessment::v1::Assessment& assessment);
Explanation OfRefusal(const Refusal& refusal);

// Lines "name  value", steps numbered; or JSON with the names above.
std::string Show(const Explanation& explanation, Output output);

}  // namespace dotpha::ctl
