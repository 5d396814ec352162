// Which works an official holds on a day: assigned, begun, and neither ended nor left behind by a departure (R2.4).
// Internal to the derivation of obligations.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/statute/known_facts.h"

namespace dotpha::statute {

// One work in the hands of the official by one decision.
struct Holding {
  const AssignmentFact* assignment = nullptr;
  const AssignedWork* work = nullptr;
  bool stage = false;
};

class Holdings {
 public:
  // Keeps a reference to `known`. The regulation says which durations are stages.
  Holdings(const KnownFacts& known, const Regulation& regulation);

  [[nodiscard]] const std::vector<Holding>& all() const { return all_; }

  // Whether the work belongs to that year's cycle: assigned for it, or a stage work that runs in it.
  [[nodiscard]] static bool Covers(const Holding& holding, int cycle);
  // Ended with an `until` by that day, or left behind by a departure effective by then.
  [[nodiscard]] bool HasLeft(const Holding& holding, Date day) const;
  [[nodiscard]] bool IsHeldOn(const Holding& holding, Date day) const;
  // A running stage work on that day which still runs in that cycle (R4.1-STAGEHOLDER).
  [[nodiscard]] bool HasStageWork(Date day, int cycle) const;
  // Departures and stops that met running works (R2.4-EVENTS): effective day and when we learned of it.
  [[nodiscard]] std::vector<std::pair<Date, const Learned*>> StopsOfRunningWork() const;
  // The works that the official held on the eve of that day and that a departure or stop of it met, by id.
  [[nodiscard]] std::set<std::string> WorksMetOn(Date effective_on) const;

 private:
  [[nodiscard]] bool IsStop(const WorkEndFact& end) const;

  const KnownFacts& known_;
  std::vector<Holding> all_;
};

}  // namespace dotpha::statute
