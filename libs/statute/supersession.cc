#include "libs/statute/supersession.h"

#include <algorithm>
#include <map>
#include <utility>

#include "libs/statute/deriver.h"
#include "libs/statute/slice.h"

namespace dotpha::statute {
namespace {

using Effect = SupersessionChange::Effect;

std::map<std::string, DerivedObligation> OwedUnder(const Facts& slice, const Calendar& calendar,
                                                   const DeriveOptions& options, const std::string& debtor_id,
                                                   Instant known_at, Date effective_from) {
  const Deriver deriver(slice, calendar, options, debtor_id);
  const int first = std::max(effective_from.year() - 1, deriver.FirstCycle());
  std::map<std::string, DerivedObligation> owed;
  for (DerivedObligation& obligation : deriver.At(known_at, first, effective_from.year() + 1).owed) {
    std::string id = obligation.Id();
    owed.emplace(std::move(id), std::move(obligation));
  }
  return owed;
}

bool Knows(const Regulation& regulation, const Duty& duty) { return regulation.FindDuty(duty.code) != nullptr; }

bool Carries(const Regulation& regulation, const Duty& duty) {
  return std::any_of(regulation.duties.begin(), regulation.duties.end(), [&](const Duty& other) {
    return std::find(other.includes.begin(), other.includes.end(), duty.code) != other.includes.end();
  });
}

// Why only one of the two gives this duty; `other` is the one that does not.
std::string WhyMissing(const DerivedObligation& obligation, const Regulation& other) {
  if (Carries(other, *obligation.duty)) {
    return "CARRIED_INSIDE";
  }
  return Knows(other, *obligation.duty) ? "SCOPE" : "NO_SUCH_DUTY";
}

bool SameRoute(const RouteResult& a, const RouteResult& b) {
  return a.scope == b.scope && a.to == b.to && a.via == b.via && a.cc == b.cc && a.lead == b.lead;
}

}  // namespace

Result<std::vector<InForce>> Supersede(const std::vector<InForce>& law, const Regulation& next, Date effective_from) {
  std::vector<InForce> then = law;
  std::erase_if(then, [&](const InForce& version) { return version.regulation->id == next.id; });
  if (then.empty()) {
    return FailedPrecondition("NOTHING_TO_SUPERSEDE", "no other regulation is in force that this one could replace");
  }
  const InForce& predecessor = then.back();
  if (std::find(next.supersedes.begin(), next.supersedes.end(), predecessor.regulation->id) == next.supersedes.end()) {
    return FailedPrecondition("REGULATION_DOES_NOT_SUPERSEDE", "this regulation does not replace the one in force")
        .With("regulation_id", next.id)
        .With("in_force", predecessor.regulation->id);
  }
  if (effective_from <= predecessor.effective_from) {
    return InvalidArgument(
        "effective_from", "DAY_NOT_AFTER_PREDECESSOR",
        "after the first day of " + predecessor.regulation->id + ", " + predecessor.effective_from.ToString());
  }
  then.push_back({&next, effective_from});
  return then;
}

std::vector<SupersessionChange> ChangesOf(const Facts& facts, const std::vector<InForce>& then, Date effective_from,
                                          const Calendar& calendar, const DeriveOptions& options,
                                          const std::string& debtor_id, Instant known_at) {
  const Facts now = SliceFor(facts, debtor_id);
  Facts other = now;
  other.law = then;
  const auto before = OwedUnder(now, calendar, options, debtor_id, known_at, effective_from);
  const auto after = OwedUnder(other, calendar, options, debtor_id, known_at, effective_from);
  std::vector<SupersessionChange> changes;
  for (const auto& [id, obligation] : before) {
    const auto found = after.find(id);
    if (found == after.end()) {
      const Date day = obligation.last_on_time_day.value_or(obligation.arose_on);
      const Regulation* law = InForceOn(then, std::max(day, effective_from));
      changes.push_back({Effect::kFallsAway, obligation, {}, {}, {}, WhyMissing(obligation, *law)});
      continue;
    }
    const bool moved = found->second.last_on_time_day != obligation.last_on_time_day;
    if (moved || found->second.regulation != obligation.regulation) {
      changes.push_back({moved ? Effect::kDayMoves : Effect::kPasses,
                         obligation,
                         found->second,
                         {},
                         {},
                         moved ? "OTHER_DAY" : "FALLS_DUE_LATER"});
    }
  }
  for (const auto& [id, obligation] : after) {
    if (!before.contains(id)) {
      const Date day = obligation.last_on_time_day.value_or(obligation.arose_on);
      const Regulation* law = InForceOn(now.law, day);
      changes.push_back(
          {Effect::kArises, {}, obligation, {}, {}, law == nullptr ? "NO_SUCH_DUTY" : WhyMissing(obligation, *law)});
    }
  }
  std::stable_sort(changes.begin(), changes.end(), [](const SupersessionChange& a, const SupersessionChange& b) {
    return (a.before ? *a.before : *a.after).Id() < (b.before ? *b.before : *b.after).Id();
  });
  const bool is_body =
      std::any_of(now.bodies.begin(), now.bodies.end(), [&](const BodyFact& body) { return body.id == debtor_id; });
  if (!is_body) {
    RouteResult route_before = RouteOn(now, debtor_id, effective_from, known_at);
    RouteResult route_after = RouteOn(other, debtor_id, effective_from, known_at);
    if (!SameRoute(route_before, route_after)) {
      changes.push_back({Effect::kRouteChanges, {}, {}, std::move(route_before), std::move(route_after), "ROUTE"});
    }
  }
  return changes;
}

}  // namespace dotpha::statute
