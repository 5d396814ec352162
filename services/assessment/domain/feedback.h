// What the supervising bodies heard (Điều 11 khoản 7; R11-SUPERVISE): information for the Inspection Commission, from
// which nothing follows until a person raises a sign.
//
// Errors: feedback_service.proto.
#pragma once

#include <string>

#include "services/assessment/domain/circumstances.h"

namespace dotpha::assessment {

struct Feedback {
  std::string id;  // UUID
  std::string body_id;
  std::string official_id;  // exactly one of the two
  std::string agency_id;
  std::string text;
  std::string source;
  Instant recorded_at;
  std::string recorded_by;
};

// `subject_known`: the official, or the agency, stands in the directory.
Result<Feedback> RecordFeedback(Feedback feedback, bool subject_known, const statute::Regulation& regulation,
                                const Act& act);

}  // namespace dotpha::assessment
