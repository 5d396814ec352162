// Which calls are being handled, and when they arrived: for watermarks ("all that arrived before T"), for stepping a
// virtual clock, and for draining. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>

#include "libs/base/time.h"
#include "libs/rpc/call.h"

namespace dotpha::rpc {

// Commands carry a request_id and may write what producers announce; only they hold back a watermark. Control calls
// (the virtual clock's own) count nowhere.
enum class CallClass : std::uint8_t { kCommand, kRead, kStream, kControl };

class InFlightCalls {
 public:
  // `civil` must outlive it.
  explicit InFlightCalls(const CivilClock& civil) : civil_(civil) {}

  // One call; leaves when destroyed.
  class Ticket {
   public:
    Ticket(InFlightCalls& calls, CallClass call_class);
    ~Ticket();
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    [[nodiscard]] Instant arrived_at() const { return arrived_at_; }

   private:
    InFlightCalls& calls_;
    CallClass class_;
    Instant arrived_at_;
  };

  // Waits until no command that arrived before `t` is in flight; false when `deadline` (monotonic scale, steady clock)
  // came first. A call that arrives while we wait has arrived_at >= the civil time now.
  [[nodiscard]] bool WaitUntilNoCallBefore(Instant t, Micros deadline);
  // The same question without waiting.
  [[nodiscard]] bool NoCallBefore(Instant t) const;
  // Waits until nothing but control calls is in flight; false when the deadline came first.
  [[nodiscard]] bool WaitUntilNone(Micros deadline);

  [[nodiscard]] std::size_t Count(CallClass call_class) const;
  // Arrival of the oldest command in flight.
  [[nodiscard]] std::optional<Instant> OldestCommand() const;

 private:
  template <typename Condition>
  bool WaitFor(Micros deadline, Condition condition);

  const CivilClock& civil_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Arrival -> how many.
  std::map<Instant, int> commands_;
  std::map<CallClass, std::size_t> counts_;
};

}  // namespace dotpha::rpc
