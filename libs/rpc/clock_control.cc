#include "libs/rpc/clock_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "libs/rpc/wire_time.h"

namespace dotpha::rpc {
namespace {

namespace wire = dotpha::clock::v1;

using std::chrono::milliseconds;

constexpr milliseconds kRetry{50};
constexpr milliseconds kForTheAnswer{200};
// Between two looks of an answer that waits.
constexpr milliseconds kFirstPause{1};
constexpr milliseconds kLongestPause{8};

// Nothing more happens here by itself, nor comes from these producers.
bool IsSettled(const wire::GetClockResponse& clock, const wire::GetClockRequest& request) {
  const auto& producers = request.producers();
  return clock.quiet() &&
         std::all_of(clock.positions().begin(), clock.positions().end(), [&](const wire::StreamPosition& position) {
           return std::find(producers.begin(), producers.end(), position.producer()) == producers.end() ||
                  (position.has_watermark() && FromWire(position.watermark()) == FromWire(clock.now()));
         });
}

}  // namespace

Result<wire::GetClockResponse> ClockControl::Describe() {
  const Instant now = parts_.clock->Now();
  // First: what a command that has ended by now wrote is in the picture.
  const auto commands = parts_.shell->in_flight().Count(CallClass::kCommand);
  DOTPHA_ASSIGN(const ClockParticipant::Picture picture, parts_.participant->Look(now));
  wire::GetClockResponse response;
  response.set_service(parts_.shell->service());
  *response.mutable_now() = ToWire(now);
  if (picture.next_due) {
    *response.mutable_next_due() = ToWire(*picture.next_due);
  }
  for (const ClockParticipant::Position& position : picture.positions) {
    wire::StreamPosition& entry = *response.add_positions();
    entry.set_producer(position.producer);
    entry.set_applied_stream_seq(position.applied_stream_seq);
    if (position.watermark) {
      *entry.mutable_watermark() = ToWire(*position.watermark);
    }
  }
  response.mutable_busy_with()->Add(picture.busy_with.begin(), picture.busy_with.end());
  if (picture.head) {
    response.set_head_stream_seq(picture.head->stream_seq);
    if (picture.head->watermark) {
      *response.mutable_watermark() = ToWire(*picture.head->watermark);
    }
    if (picture.head->unconfirmed > 0) {
      response.add_busy_with(fmt::format("{} events not confirmed", picture.head->unconfirmed));
    }
    if (picture.head->watermark != now) {
      response.add_busy_with("the watermark of the present time is not announced yet");
    }
  }
  if (commands > 0) {
    response.add_busy_with(fmt::format("{} commands in flight", commands));
  }
  response.set_quiet(response.busy_with().empty());
  return response;
}

Result<wire::GetClockResponse> ClockControl::Await(const CallContext& call, const wire::GetClockRequest& request) {
  const MonotonicClock& monotonic = MonotonicClock::Steady();
  const Micros until =
      std::min<Micros>(call.arrived_monotonic + milliseconds{request.wait_ms()}, call.deadline - kForTheAnswer);
  for (milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    DOTPHA_ASSIGN(wire::GetClockResponse response, Describe());
    if (IsSettled(response, request) || monotonic.Elapsed() + pause >= until || parts_.shell->draining()) {
      return response;
    }
    std::this_thread::sleep_for(pause);
  }
}

Result<void> ClockControl::Advance(const CallContext& call, Instant target) {
  const std::scoped_lock lock(advancing_);
  if (target < parts_.clock->Now()) {
    return FailedPrecondition("CLOCK_BACKWARDS", "the clock never goes back")
        .With("now", FormatRfc3339(parts_.clock->Now()));
  }
  DOTPHA_TRY(parts_.advance(target));
  parts_.participant->ClockMoved(target);
  if (!parts_.shell->in_flight().WaitUntilNoCallBefore(target, call.deadline)) {
    Error error = Unavailable("CALLS_IN_FLIGHT", "calls that arrived before this time are still being handled");
    error.retry_after = kRetry;
    return error;
  }
  return Ok{};
}

grpc::Status ClockControl::GetClock(grpc::ServerContext* context, const wire::GetClockRequest* request,
                                    wire::GetClockResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const CallContext& call) { return Await(call, *request); });
}

grpc::Status ClockControl::AdvanceClock(grpc::ServerContext* context, const wire::AdvanceClockRequest* request,
                                        wire::AdvanceClockResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const CallContext& call) -> Result<wire::AdvanceClockResponse> {
                               if (!request->has_now()) {
                                 return InvalidArgument("now", "FIELD_REQUIRED", "says to which time to advance");
                               }
                               DOTPHA_TRY(Advance(call, FromWire(request->now())));
                               return wire::AdvanceClockResponse();
                             });
}

}  // namespace dotpha::rpc
