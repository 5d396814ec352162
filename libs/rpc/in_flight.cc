#include "libs/rpc/in_flight.h"

#include <chrono>

namespace dotpha::rpc {

InFlightCalls::Ticket::Ticket(InFlightCalls& calls, CallClass call_class) : calls_(calls), class_(call_class) {
  // The clock is read under the lock: whoever finds no call before T cannot miss one that read a time before T.
  const std::scoped_lock lock(calls_.mutex_);
  arrived_at_ = calls_.civil_.Now();
  ++calls_.counts_[class_];
  if (class_ == CallClass::kCommand) {
    ++calls_.commands_[arrived_at_];
  }
}

InFlightCalls::Ticket::~Ticket() {
  {
    const std::scoped_lock lock(calls_.mutex_);
    --calls_.counts_[class_];
    if (class_ == CallClass::kCommand) {
      const auto entry = calls_.commands_.find(arrived_at_);
      if (--entry->second == 0) {
        calls_.commands_.erase(entry);
      }
    }
  }
  calls_.changed_.notify_all();
}

template <typename Condition>
bool InFlightCalls::WaitFor(Micros deadline, Condition condition) {
  std::unique_lock lock(mutex_);
  if (deadline == kNoDeadline) {
    changed_.wait(lock, condition);
    return true;
  }
  return changed_.wait_until(lock, std::chrono::steady_clock::time_point(deadline), condition);
}

bool InFlightCalls::WaitUntilNoCallBefore(Instant t, Micros deadline) {
  return WaitFor(deadline, [&] { return commands_.empty() || commands_.begin()->first >= t; });
}

bool InFlightCalls::NoCallBefore(Instant t) const {
  const std::scoped_lock lock(mutex_);
  return commands_.empty() || commands_.begin()->first >= t;
}

bool InFlightCalls::WaitUntilNone(Micros deadline) {
  return WaitFor(deadline, [&] {
    for (const auto& [call_class, count] : counts_) {
      if (call_class != CallClass::kControl && count > 0) {
        return false;
      }
    }
    return true;
  });
}

std::size_t InFlightCalls::Count(CallClass call_class) const {
  const std::scoped_lock lock(mutex_);
  const auto found = counts_.find(call_class);
  return found == counts_.end() ? 0 : found->second;
}

std::optional<Instant> InFlightCalls::OldestCommand() const {
  const std::scoped_lock lock(mutex_);
  return commands_.empty() ? std::nullopt : std::optional(commands_.begin()->first);
}

}  // namespace dotpha::rpc
