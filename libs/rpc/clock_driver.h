// Steps several services by a virtual clock: waits until all are quiet and every consumer has applied every producer's
// head and watermark, moves to the least `next_due` of any, and repeats up to the target. A regulation year runs in
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
  ClockDriver(std::vector<ClockEndpoint> endpoints, ClockDriverOptions options);

  // Until every clock shows `target` and everything due up to it is done. Where nothing is due at the target itself,
  // its watermark may still be on its way. `on_step` is called after each quiet step. DEADLINE_EXCEEDED CLOCK_NOT_QUIET
  // says what was still busy; FAILED_PRECONDITION CLOCK_BACKWARDS for a target in the past.
  Result<void> AdvanceTo(Instant target, const std::function<void(Instant)>& on_step = {});
  // Until all is quiet at the present time. Returns that time.
  Result<Instant> Settle();
  // The present time, the latest of all.
  Result<Instant> Now();
  // A service came back at another address.
  void Replace(const std::string& service, std::shared_ptr<grpc::Channel> channel);

 private:
  struct Snapshot;
  // `wait`: how long an answer may wait for its service to be quiet.
  Result<Snapshot> Look(Micros deadline, std::chrono::milliseconds wait = {});
  Result<void> MoveAll(Instant to, Micros deadline);
  // Brings those that `seen` shows at another time to `at`, then waits until two looks in a row show the same quiet
  // picture. `seen` may be the first of them.
  Result<Snapshot> WaitQuiet(Instant at, Snapshot seen, Micros deadline);

  std::vector<ClockEndpoint> endpoints_;
  ClockDriverOptions options_;
};

}  // namespace dotpha::rpc
