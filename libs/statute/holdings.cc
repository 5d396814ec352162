#include "libs/statute/holdings.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

bool IsStage(const Regulation& regulation, const AssignedWork& work) {
  const Duration* duration = regulation.FindDuration(work.duration);
  return duration != nullptr ? duration->stage : work.end.year() > work.start.year();
}

// All but what was given for the new post in advance.
bool EndedByDeparture(const Holding& holding, Date effective_on) {
  return holding.assignment->decided_on < effective_on &&
         !(holding.assignment->basis == "NEWAPPT" && effective_on <= holding.work->start);
}

}  // namespace

Holdings::Holdings(const KnownFacts& known, const Regulation& regulation) : known_(known) {
  for (const AssignmentFact* assignment : known.assignments) {
    for (const AssignedWork& work : assignment->works) {
      all_.push_back({assignment, &work, IsStage(regulation, work)});
    }
  }
}

bool Holdings::Covers(const Holding& holding, int cycle) {
  if (holding.assignment->cycle == cycle) {
    return true;
  }
  return holding.stage && holding.assignment->cycle < cycle && holding.work->start.year() <= cycle &&
         cycle <= holding.work->end.year();
}

bool Holdings::HasLeft(const Holding& holding, Date day) const {
  const bool ended = std::any_of(known_.work_ends.begin(), known_.work_ends.end(), [&](const WorkEndFact* end) {
    return end->work_id == holding.work->work_id && holding.assignment->decided_on < end->until && end->until <= day;
  });
  return ended || std::any_of(known_.departures.begin(), known_.departures.end(), [&](const DepartureFact* departure) {
           return departure->effective_on <= day && EndedByDeparture(holding, departure->effective_on);
         });
}

bool Holdings::IsHeldOn(const Holding& holding, Date day) const {
  return holding.assignment->decided_on <= day && holding.work->start <= day && !HasLeft(holding, day);
}

bool Holdings::HasStageWork(Date day, int cycle) const {
  return std::any_of(all_.begin(), all_.end(), [&](const Holding& holding) {
    return holding.stage && cycle <= holding.work->end.year() && IsHeldOn(holding, day);
  });
}

std::vector<std::pair<Date, const Learned*>> Holdings::StopsOfRunningWork() const {
  std::vector<std::pair<Date, const Learned*>> stops;
  const auto note = [&](Date effective_on, const Learned& learned) {
    const Date eve = effective_on - 1;
    if (std::any_of(all_.begin(), all_.end(),
                    [&](const Holding& holding) { return Covers(holding, eve.year()) && IsHeldOn(holding, eve); })) {
      stops.emplace_back(effective_on, &learned);
    }
  };
  for (const DepartureFact* departure : known_.departures) {
    note(departure->effective_on, departure->learned);
  }
  for (const WorkEndFact* end : known_.work_ends) {
    if (end->reason == "STOPPED") {
      note(end->until, end->learned);
    }
  }
  return stops;
}

}  // namespace dotpha::statute
