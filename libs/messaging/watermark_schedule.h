// Which watermark is to be announced next, and whether its time has come (ADR 0004). Pure but for the two clocks.
// Internal to libs/messaging.
#pragma once

#include <deque>
#include <optional>

#include "libs/base/time.h"
#include "libs/messaging/relay.h"

namespace dotpha::messaging {

class WatermarkSchedule {
 public:
  WatermarkSchedule(const WatermarkOptions& options, const CivilClock& civil, const MonotonicClock& monotonic)
      : options_(options), civil_(civil), monotonic_(monotonic) {}

  // The latest announced so far, as stored.
  void Start(std::optional<Instant> announced) {
    announced_ = announced;
    proposed_.clear();
  }

  // A T such that every call that arrived before it has either begun to write by now or will never commit; nothing if
  // none has come that far. Takes new Ts as a side effect. Ask again after NextLook().
  std::optional<Instant> Ready();
  void Announced(Instant at) { announced_ = at; }

  // How long nothing can change by itself.
  [[nodiscard]] Micros NextLook() const;

 private:
  struct Proposed {
    Instant at;
    Micros ready_at;
  };
  [[nodiscard]] bool by_registry() const { return options_.no_call_in_flight_before != nullptr; }
  [[nodiscard]] bool Later(Instant at) const {
    return (!announced_ || *announced_ < at) && (proposed_.empty() || proposed_.back().at < at);
  }

  const WatermarkOptions& options_;
  const CivilClock& civil_;
  const MonotonicClock& monotonic_;
  std::optional<Instant> announced_;
  std::deque<Proposed> proposed_;  // ascending
  std::optional<Micros> proposed_last_;
};

}  // namespace dotpha::messaging
