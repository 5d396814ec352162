#include "libs/statute/holdings.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

constexpr char kStopped[] = "STOPPED";
// The official says that the work had to stop: he reports, and holds it until that is concluded (R2.4-EVENTS).
constexpr char kStopReported[] = "STOP_REPORTED";

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
    return end->reason != kStopReported && end->work_id == holding.work->work_id &&
           holding.assignment->decided_on < end->until && end->until <= day;
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

// A stop is learned of when it is reported; what is concluded on it later moves no date.
bool Holdings::IsStop(const WorkEndFact& end) const {
  if (end.reason != kStopped) {
    return end.reason == kStopReported;
  }
  return std::none_of(known_.work_ends.begin(), known_.work_ends.end(), [&](const WorkEndFact* other) {
    return other->reason == kStopReported && other->work_id == end.work_id && other->until == end.until;
  });
}

std::set<std::string> Holdings::WorksMetOn(Date effective_on) const {
  const bool departed =
      std::any_of(known_.departures.begin(), known_.departures.end(),
                  [&](const DepartureFact* departure) { return departure->effective_on == effective_on; });
  const auto stopped = [&](const std::string& work_id) {
    return std::any_of(known_.work_ends.begin(), known_.work_ends.end(), [&](const WorkEndFact* end) {
      return end->work_id == work_id && end->until == effective_on && IsStop(*end);
    });
  };
  const Date eve = effective_on - 1;
  std::set<std::string> works;
  for (const Holding& holding : all_) {
    if (Covers(holding, eve.year()) && IsHeldOn(holding, eve) && (departed || stopped(holding.work->work_id))) {
      works.insert(holding.work->work_id);
    }
  }
  return works;
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
    if (IsStop(*end)) {
      note(end->until, end->learned);
    }
  }
  return stops;
}

}  // namespace dotpha::statute
