// What a service answers to the driver of a virtual clock: its streams from the tables, its own work from itself.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/postgres/pool.h"
#include "libs/rpc/clock_control.h"
#include "libs/service/service.h"

namespace dotpha::service {

class ClockAnswers final : public rpc::ClockParticipant {
 public:
  // All must outlive it. `producers`: the names that the service follows. `wake` rings what waits for time beside the
  // application: the relay and the consumer.
  ClockAnswers(postgres::Pool& pool, Application& application, std::vector<std::string> producers,
               std::function<void()> wake)
      : pool_(pool), application_(application), producers_(std::move(producers)), wake_(std::move(wake)) {}

  Result<std::optional<Instant>> NextDue(Instant now) override;
  Result<std::vector<std::string>> BusyWith(Instant now) override;
  Result<std::optional<StreamHead>> Head() override;
  Result<std::vector<Position>> Positions() override;
  void ClockMoved(Instant now) override;

 private:
  postgres::Pool& pool_;
  Application& application_;
  const std::vector<std::string> producers_;
  const std::function<void()> wake_;
};

}  // namespace dotpha::service
