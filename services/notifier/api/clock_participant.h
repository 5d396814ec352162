// What the notifier answers to the driver of a virtual clock: consumer, producer, and with work of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/messaging/progress.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/clock_control.h"
#include "services/notifier/engine/ledger_keeper.h"

namespace dotpha::notifier {

class NotifierClockParticipant final : public rpc::ClockParticipant {
 public:
  // Both must outlive it. `clock_moved` wakes what waits for time.
  NotifierClockParticipant(postgres::Pool& pool, const LedgerKeeper& keeper, std::function<void()> clock_moved)
      : pool_(pool), keeper_(keeper), clock_moved_(std::move(clock_moved)) {}

  Result<std::optional<Instant>> NextDue(Instant now) override;
  Result<std::vector<std::string>> BusyWith(Instant now) override;
  Result<std::optional<StreamHead>> Head() override;
  Result<std::vector<Position>> Positions() override;
  void ClockMoved(Instant now) override;

 private:
  postgres::Pool& pool_;
  const LedgerKeeper& keeper_;
  std::function<void()> clock_moved_;
};

}  // namespace dotpha::notifier
