// Use case: the Standing Committee decides whether works that were not done to the end go on in the next cycle, and
// whether the official is given other work, too (Điều 2 khoản 5; R2.5-CONTINUE, R2.5-OTHER, I-26).
//
// Errors: as listed in assignment_service.proto for DecideCarryOvers; PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"
#include "services/review/domain/decide.h"

namespace dotpha::review {

struct CarryOverItem {
  std::string work_id;
  int cycle = 0;
  std::optional<CarryOverOutcome> outcome;
  std::optional<OtherWork> other_work;
  std::string reason;
};

struct CarryOverCommand {
  DocumentReference document;
  std::vector<CarryOverItem> items;
  std::vector<Violation> violations;  // found while reading the request
};

// What the command names of it, by work id.
using KnownCarryOvers = std::map<std::string, CarryOver>;

struct CarryOverDecision {
  std::vector<CarryOver> carry_overs;      // as in the command
  std::optional<DecideDecision> assigned;  // unset: nothing goes on
};

// The decision on assigning by which works go on: what `state` of DecideCarryOvers is loaded for. Without items where
// none does.
DecideCommand ContinuingOf(const CarryOverCommand& command, const KnownCarryOvers& known);

Result<CarryOverDecision> DecideCarryOvers(const CarryOverCommand& command, const KnownCarryOvers& known,
                                           const DecideState& state, const Circumstances& circumstances);

}  // namespace dotpha::review
