#include "services/notifier/domain/hours.h"

#include <algorithm>

namespace dotpha::notifier {

bool Hours::IsOpen(Instant at) const {
  const Date day = Date::Of(at);
  return calendar_.IsWorkingDay(day) && at >= day.At(policy_.catch_up_from) && at < day.At(policy_.catch_up_until);
}

Instant Hours::NextOpen(Instant at) const {
  if (IsOpen(at)) {
    return at;
  }
  const Date day = Date::Of(at);
  const bool before_opening = calendar_.IsWorkingDay(day) && at < day.At(policy_.catch_up_from);
  return (before_opening ? day : calendar_.AtOrAfter(day + 1)).At(policy_.catch_up_from);
}

Instant Hours::Slot(Instant wanted, bool on_the_rung) const {
  const bool late = IsLate(wanted);
  if (on_the_rung && !late) {
    return wanted;
  }
  const std::int64_t width = std::max<std::int64_t>(Micros{policy_.late_after}.count(), 1);
  return Instant{now_.micros - now_.micros % width} + Micros{late ? 1 : 0};
}

}  // namespace dotpha::notifier
