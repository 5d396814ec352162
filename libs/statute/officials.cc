#include "libs/statute/officials.h"

#include <algorithm>

#include "libs/statute/scope.h"

namespace dotpha::statute {

Officials::Officials(const Facts& facts) : facts_(facts), index_(facts) {
  const auto note = [&](const std::string& official) {
    if (!with_stops_.contains(official)) {
      with_stops_.emplace(official, index_.SliceFor(official));
    }
  };
  for (const DepartureFact& departure : facts.departures) {
    note(departure.official_id);
  }
  for (const WorkEndFact& end : facts.work_ends) {
    note(end.official_id);
  }
}

bool Officials::LeadsForAnybody(const std::string& body_id, Date day) {
  const auto [found, added] = leads_.try_emplace({body_id, day}, false);
  if (added) {
    found->second = std::any_of(facts_.persons.begin(), facts_.persons.end(), [&](const PersonFact& person) {
      return RouteOn(index_.SliceFor(person.id), person.id, day, Instant::Max()).lead == body_id;
    });
  }
  return found->second;
}

}  // namespace dotpha::statute
