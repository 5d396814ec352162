// A generated registration season in which many acts share one instant, played while servers and services are killed
// under it. What comes out must equal the undisturbed run's.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/acceptance/season.h"

namespace dotpha::faults {

// One act of the generated season. Many share one moment.
struct Act {
  std::string moment;  // RFC 3339
  std::string official;
  std::string stamped_at;  // paper: RFC 3339; electronic: empty
  std::string request_id;
};

struct Plan {
  int officials = 0;
  std::vector<std::vector<Act>> rounds;  // acts of one round share one moment and are offered at once
};

// Equal seeds give equal plans: `rounds` rounds of `acts_at_once` acts around the deadline of cycle 2023, some of them
// on paper, and some officials who never register.
Plan MakePlan(unsigned seed, int rounds, int acts_at_once);

// What is to be equal: one line for each obligation, flag, candidate, notice of stages O to M, registration, delivery,
// and the heads of both event streams.
using Outcome = std::vector<std::string>;

// Called in a thread of its own while a round is under way; `done` is how many acts of the round have been answered.
using Disturb = std::function<void(testing::System& system, int round, const std::function<int()>& done)>;

// Plays the plan. `during_calls` and `during_step` may be empty.
Outcome Play(testing::System& system, const Plan& plan, const Disturb& during_calls, const Disturb& during_step);

}  // namespace dotpha::faults
