#include "libs/messaging/watermark_schedule.h"

#include <algorithm>
#include <chrono>

namespace dotpha::messaging {
namespace {

constexpr std::chrono::milliseconds kRegistryLook{2};

}  // namespace

std::optional<Instant> WatermarkSchedule::Ready() {
  const Instant now = civil_.Now();
  const Micros elapsed = monotonic_.Elapsed();
  if (by_registry()) {
    if (Later(now)) {
      proposed_.assign(1, {now, elapsed});
    }
    if (proposed_.empty() || !options_.no_call_in_flight_before(proposed_.front().at)) {
      return std::nullopt;
    }
    const Instant ready = proposed_.front().at;
    proposed_.clear();
    return ready;
  }
  if (Later(now) && (!proposed_last_ || elapsed - *proposed_last_ >= options_.period)) {
    // The order matters: monotonic time is read after T, so the wait is never short.
    proposed_.push_back({now, monotonic_.Elapsed() + options_.handling_bound + options_.clock_margin});
    proposed_last_ = elapsed;
  }
  std::optional<Instant> ready;
  while (!proposed_.empty() && proposed_.front().ready_at <= elapsed) {
    ready = proposed_.front().at;
    proposed_.pop_front();
  }
  return ready;
}

Micros WatermarkSchedule::NextLook() const {
  const Micros elapsed = monotonic_.Elapsed();
  if (by_registry()) {
    return proposed_.empty() ? Micros::max() : Micros{kRegistryLook};
  }
  Micros next = proposed_last_ ? *proposed_last_ + options_.period : elapsed;
  if (!proposed_.empty()) {
    next = std::min(next, proposed_.front().ready_at);
  }
  return std::max(next - elapsed, Micros{0});
}

}  // namespace dotpha::messaging
