// What a service answers to the driver of a virtual clock: its streams from the tables, its own work from itself.
#pragma once

#include <string>
#include <vector>

#include "libs/messaging/relay.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/clock_control.h"
#include "libs/service/service.h"

namespace dotpha::service {

class ClockAnswers final : public rpc::ClockParticipant {
 public:
  // All must outlive it. `producers`: the names that the service follows.
  ClockAnswers(postgres::Pool& pool, Application& application, messaging::Relay& relay,
               std::vector<std::string> producers)
      : pool_(pool), application_(application), relay_(relay), producers_(std::move(producers)) {}

  Result<Picture> Look(Instant now) override;
  // The relay and the application wait for time; consumers wait for what the relays tell then.
  void ClockMoved(Instant now) override;

 private:
  postgres::Pool& pool_;
  Application& application_;
  messaging::Relay& relay_;
  const std::vector<std::string> producers_;
};

}  // namespace dotpha::service
