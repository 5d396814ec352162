// Steps several services by a virtual clock: to the least `next_due` of any, waits until all are quiet and every
// consumer has applied every producer's head and watermark, and repeats up to the target. A regulation year runs in
// seconds; equal input gives an equal ledger. Services may be killed and restarted meanwhile: all is retried until the
// deadline.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::rpc {

struct ClockEndpoint {
  // As the service names itself, e.g. "registration": positions of consumers refer to it.
  std::string service;
  std::shared_ptr<grpc::Channel> channel;
};

struct ClockDriverOptions {
  // An operator's.
  std::string token;
  // For one step to become quiet.
  std::chrono::milliseconds step_timeout{60'000};
};

class ClockDriver {
 public:
  // Producers of input first, then consumers: they are moved in this order.
  ClockDriver(std::vector<ClockEndpoint> endpoints, ClockDriverOptions options);

  // Until every clock shows `target` and nothing is due up to it. `on_step` is called after each quiet step.
  // DEADLINE_EXCEEDED CLOCK_NOT_QUIET says what was still busy; FAILED_PRECONDITION CLOCK_BACKWARDS for a target in the
  // past.
  Result<void> AdvanceTo(Instant target, const std::function<void(Instant)>& on_step = {});
  // The same without moving: until all is quiet at the present time. Returns that time.
  Result<Instant> Settle();
  // The present time, the latest of all.
  Result<Instant> Now();
  // A service came back at another address.
  void Replace(const std::string& service, std::shared_ptr<grpc::Channel> channel);

 private:
  struct Snapshot;
  Result<Snapshot> Look(Micros deadline);
  Result<void> MoveAll(Instant to, Micros deadline);
  // Waits until two looks in a row show the same quiet picture at `at`.
  Result<Snapshot> WaitQuiet(Instant at, Micros deadline);

  std::vector<ClockEndpoint> endpoints_;
  ClockDriverOptions options_;
};

}  // namespace dotpha::rpc
