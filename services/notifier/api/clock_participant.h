// What the notifier answers to the driver of a virtual clock: consumer, producer, and with work of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/messaging/progress.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/clock_control.h"

namespace dotpha::notifier {

class NotifierClockParticipant final : public rpc::ClockParticipant {
 public:
  // `pool` must outlive it. `clock_moved` wakes what waits for time.
  NotifierClockParticipant(postgres::Pool& pool, std::vector<std::string> producers, std::function<void()> clock_moved)
      : pool_(pool), producers_(std::move(producers)), clock_moved_(std::move(clock_moved)) {}

  Result<std::optional<Instant>> NextDue(Instant now) override;
  Result<std::vector<std::string>> BusyWith(Instant now) override;
  Result<std::optional<StreamHead>> Head() override;
  Result<std::vector<Position>> Positions() override;
  void ClockMoved(Instant now) override;

 private:
  postgres::Pool& pool_;
  std::vector<std::string> producers_;
  std::function<void()> clock_moved_;
};

}  // namespace dotpha::notifier
