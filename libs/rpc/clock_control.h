// Serving a virtual clock (dotpha.clock.v1): only under --clock=virtual; production refuses it. The service answers
// what it has to do next, whether it is quiet, and how far its streams are; a driver (clock_driver.h) steps all
// services together.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "dotpha/clock/v1/clock_control_service.grpc.pb.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/rpc/shell.h"

namespace dotpha::rpc {

// What a service tells about itself. Called from handler threads: thread-safe.
class ClockParticipant {
 public:
  virtual ~ClockParticipant() = default;

  struct StreamHead {
    std::uint64_t stream_seq = 0;
    std::optional<Instant> watermark;
    // Events that the broker has not confirmed yet.
    std::int64_t unconfirmed = 0;
  };
  struct Position {
    std::string producer;
    std::uint64_t applied_stream_seq = 0;
    std::optional<Instant> watermark;
  };
  struct Picture {
    // Earliest civil time > now at which this service has work of its own.
    std::optional<Instant> next_due;
    // Why it is not quiet: due actions not done, messages not sent. Empty: quiet. Unconfirmed events and calls in
    // flight are added by the clock service itself.
    std::vector<std::string> busy_with;
    // As producer: nullopt if it produces nothing.
    std::optional<StreamHead> head;
    // As consumer: one for each producer that is configured, also before its first event.
    std::vector<Position> positions;
  };
  // All of one moment, and read from the truth (tables), not from memory that a restart loses.
  virtual Result<Picture> Look(Instant now) = 0;

  // Civil time has moved: wake what waits for it (watermark, scheduler).
  virtual void ClockMoved(Instant now) = 0;
};

class ClockControl final : public dotpha::clock::v1::ClockControlService::Service {
 public:
  struct Parts {
    Shell* shell = nullptr;
    // The clock that the whole service uses.
    const CivilClock* clock = nullptr;
    // Persists the time, then moves the clock; never called with a time before clock->Now().
    std::function<Result<void>(Instant)> advance;
    ClockParticipant* participant = nullptr;
  };

  explicit ClockControl(Parts parts) : parts_(std::move(parts)) {}

  grpc::Status GetClock(grpc::ServerContext* context, const dotpha::clock::v1::GetClockRequest* request,
                        dotpha::clock::v1::GetClockResponse* response) override;
  grpc::Status AdvanceClock(grpc::ServerContext* context, const dotpha::clock::v1::AdvanceClockRequest* request,
                            dotpha::clock::v1::AdvanceClockResponse* response) override;

 private:
  Result<dotpha::clock::v1::GetClockResponse> Describe();
  Result<dotpha::clock::v1::GetClockResponse> Await(const CallContext& call,
                                                    const dotpha::clock::v1::GetClockRequest& request);
  Result<void> Advance(const CallContext& call, Instant target);

  Parts parts_;
  std::mutex advancing_;
};

}  // namespace dotpha::rpc
