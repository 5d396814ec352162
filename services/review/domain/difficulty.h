// Use cases: an agency reports a difficulty in carrying the regulation out, the Organisation Commission forwards it
// with its opinion, the Standing Committee decides (Điều 12 khoản 2; R12.2-FEEDBACK). No date follows from it.
//
// Errors: difficulty_service.proto.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

// The next word on a difficulty: the commission's opinion, or what was decided.
struct DifficultyStep {
  std::optional<std::int64_t> expected_revision;
  std::string text;
  DocumentReference document;         // of a decision
  std::vector<Violation> violations;  // found while reading the request
};

Result<Difficulty> ReportDifficulty(const std::string& agency_id, const std::string& text,
                                    const Circumstances& circumstances);
Result<Difficulty> ForwardDifficulty(const DifficultyStep& step, Difficulty difficulty,
                                     const Circumstances& circumstances);
Result<Difficulty> DecideDifficulty(const DifficultyStep& step, Difficulty difficulty,
                                    const Circumstances& circumstances);

}  // namespace dotpha::review
