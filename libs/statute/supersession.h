// One regulation takes the place of another on a day (I-30): what the law is then, and what that changes for one
// debtor, matter by matter. Pure: nothing is recorded here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/statute/obligation.h"
#include "libs/statute/scope.h"

namespace dotpha::statute {

// The law with `next` in force from that day; where it stands there already, its day is corrected. Errors:
// FAILED_PRECONDITION NOTHING_TO_SUPERSEDE (no regulation before it), REGULATION_DOES_NOT_SUPERSEDE (its file names
// another, or none); INVALID_ARGUMENT DAY_NOT_AFTER_PREDECESSOR (effective_from).
Result<std::vector<InForce>> Supersede(const std::vector<InForce>& law, const Regulation& next, Date effective_from);

struct SupersessionChange {
  enum class Effect {
    kArises,
    kFallsAway,
    kDayMoves,
    kPasses,  // same day, but the other regulation gives it
    kRouteChanges,
  };
  Effect effect = Effect::kArises;
  // As derived now and then; unset where it does not exist.
  std::optional<DerivedObligation> before;
  std::optional<DerivedObligation> after;
  // kRouteChanges: on the day of the change.
  std::optional<RouteResult> route_before;
  std::optional<RouteResult> route_after;
  // NO_SUCH_DUTY (the other regulation does not know it), CARRIED_INSIDE (another duty carries it), SCOPE (the other
  // regulation is not about the person), OTHER_DAY, FALLS_DUE_LATER (only the day of change decides), ROUTE.
  std::string reason;
};

// What is different for the debtor, by what is known at `known_at`: duties of the cycles from the year before that day
// to the one after it, sorted by id, then his scope and route on that day.
std::vector<SupersessionChange> ChangesOf(const Facts& facts, const std::vector<InForce>& then, Date effective_from,
                                          const Calendar& calendar, const DeriveOptions& options,
                                          const std::string& debtor_id, Instant known_at);

}  // namespace dotpha::statute
