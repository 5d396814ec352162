// The difference between what the services say and the sample's expected.json, for REG duties dated within the season.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dotpha/notifier/v1/notice.pb.h"
#include "dotpha/notifier/v1/obligation.pb.h"
#include "tools/dotpha-play/sample.h"

namespace dotpha::play {

// Everything that the notifier answered at the end.
struct Outcome {
  std::vector<notifier::v1::Obligation> obligations;
  std::vector<notifier::v1::ViolationFlag> flags;
  std::vector<notifier::v1::Candidate> candidates;
  std::vector<notifier::v1::Notice> notices;
};

struct Difference {
  std::string item;  // "TQ-008:REG:2022"
  std::string what;  // "state"
  std::string expected;
  std::string found;
};

// Compares state, days late, flags, overdue notices (stage O to the official himself) and candidates (official, kind,
// moment raised, duties) of REG duties with L <= `last_day`, leaving out the officials in sample.stage_holders. Empty:
// equal.
std::vector<Difference> Compare(const Sample& sample, const Outcome& outcome, Date last_day);

}  // namespace dotpha::play
