#include "libs/rpc/clock_control.h"

#include <fmt/format.h>

#include "libs/rpc/wire_time.h"

namespace dotpha::rpc {
namespace {

namespace wire = dotpha::clock::v1;

constexpr std::chrono::milliseconds kRetry{50};

}  // namespace

Result<wire::GetClockResponse> ClockControl::Describe() {
  ClockParticipant& participant = *parts_.participant;
  const Instant now = parts_.clock->Now();
  wire::GetClockResponse response;
  response.set_service(parts_.shell->service());
  *response.mutable_now() = ToWire(now);
  DOTPHA_ASSIGN(const auto next_due, participant.NextDue(now));
  if (next_due) {
    *response.mutable_next_due() = ToWire(*next_due);
  }
  DOTPHA_ASSIGN(const auto positions, participant.Positions());
  for (const ClockParticipant::Position& position : positions) {
    wire::StreamPosition& entry = *response.add_positions();
    entry.set_producer(position.producer);
    entry.set_applied_stream_seq(position.applied_stream_seq);
    if (position.watermark) {
      *entry.mutable_watermark() = ToWire(*position.watermark);
    }
  }
  DOTPHA_ASSIGN(const auto busy, participant.BusyWith(now));
  response.mutable_busy_with()->Add(busy.begin(), busy.end());
  // The head last: what the work above still wrote is in it.
  DOTPHA_ASSIGN(const auto head, participant.Head());
  if (head) {
    response.set_head_stream_seq(head->stream_seq);
    if (head->watermark) {
      *response.mutable_watermark() = ToWire(*head->watermark);
    }
    if (head->unconfirmed > 0) {
      response.add_busy_with(fmt::format("{} events not confirmed", head->unconfirmed));
    }
    if (head->watermark != now) {
      response.add_busy_with("the watermark of the present time is not announced yet");
    }
  }
  if (const auto commands = parts_.shell->in_flight().Count(CallClass::kCommand); commands > 0) {
    response.add_busy_with(fmt::format("{} commands in flight", commands));
  }
  response.set_quiet(response.busy_with().empty());
  return response;
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
  return parts_.shell->Unary(context, *request, response, [&](const CallContext& /*call*/) { return Describe(); });
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
