// A generated year of TQ2021, from the registrations of November 2021 to the ratings of January 2023: officials
// register, bodies propose, the Standing Committee decides, officials plan and report, bodies appraise, the Standing
// Committee rates; some are late, some write on paper, some send nothing and answer for it. Acts of one round share one
// instant and are offered at once, so it is played while servers and services are killed under it, and must end as
// undisturbed.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "tests/faults/year_calls.h"

namespace dotpha::faults {

struct Act {
  std::string name;  // for people: "2021-11-14 P003 registers"
  std::function<void(System& system)> perform;
};

// No act of a round depends on another one of it: in whichever order they come in, the same comes out.
struct Round {
  std::string moment;            // RFC 3339
  bool passes_deadline = false;  // the step to it passes the last day of a duty
  std::vector<Act> acts;
};

struct Plan {
  std::vector<Person> people;
  std::string start;
  std::vector<Round> rounds;
  std::string end;
};

inline constexpr int kLeastActs = 20;  // of a round

// Equal seeds give equal plans.
Plan MakePlan(unsigned seed, int officials);

// The calls of one round on their way.
struct Flight {
  const int offered;
  std::atomic<int> started = 0;
  std::atomic<int> answered = 0;

  [[nodiscard]] int InFlight() const { return started - answered; }
};

// Called beside a round's calls; `flight` goes on until it returns.
using DisturbCalls = std::function<void(System& system, int round, const Flight& flight)>;
// Called beside the step of the clock to a round's moment; `done` is whether it has ended.
using DisturbStep = std::function<void(System& system, int round, const std::function<bool()>& done)>;

// Plays the whole plan. Both may be empty.
void Play(System& system, const Plan& plan, const DisturbCalls& during_calls = {}, const DisturbStep& during_step = {});

}  // namespace dotpha::faults
