#include "libs/rpc/clock_driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <optional>
#include <thread>
#include <utility>

#include "dotpha/clock/v1/clock_control_service.grpc.pb.h"
#include "libs/rpc/client.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::rpc {
namespace {

namespace wire = dotpha::clock::v1;
using std::chrono::milliseconds;

constexpr milliseconds kShortestCall{1'000};  // also at the deadline there is time to hear what is busy
constexpr milliseconds kLongestCall{15'000};
constexpr milliseconds kErrorPause{50};
constexpr milliseconds kFirstPause{1};
constexpr milliseconds kLongestPause{20};

Micros Elapsed() { return MonotonicClock::Steady().Elapsed(); }

CallOptions OptionsOf(const std::string& token, Micros deadline) {
  CallOptions options;
  options.token = token;
  options.timeout =
      std::clamp(std::chrono::duration_cast<milliseconds>(deadline - Elapsed()), kShortestCall, kLongestCall);
  return options;
}

// One call, tried until the deadline: the service may be dead for the moment.
template <typename Response, typename Stub>
Result<Response> Insist(const std::string& token, Micros deadline, const Stub& call) {
  for (;;) {
    Result<Response> response = Call<Response>(OptionsOf(token, deadline), call, RetryOptions{1, {}, {}});
    if (response.ok() || !IsRetryable(response.error()) || Elapsed() + kErrorPause >= deadline) {
      return response;
    }
    std::this_thread::sleep_for(kErrorPause);
  }
}

}  // namespace

struct ClockDriver::Snapshot {
  std::vector<wire::GetClockResponse> clocks;  // as endpoints_

  [[nodiscard]] Instant Latest() const {
    Instant latest = Instant::Min();
    for (const auto& clock : clocks) {
      latest = std::max(latest, FromWire(clock.now()));
    }
    return latest;
  }

  [[nodiscard]] std::optional<Instant> NextDue() const {
    std::optional<Instant> next;
    for (const auto& clock : clocks) {
      if (clock.has_next_due()) {
        next = std::min(next.value_or(Instant::Max()), FromWire(clock.next_due()));
      }
    }
    return next;
  }

  // Why the picture at `at` is not quiet.
  [[nodiscard]] std::vector<std::string> Unrest(Instant at) const {
    std::vector<std::string> reasons;
    for (const auto& clock : clocks) {
      const std::string& name = clock.service();
      if (FromWire(clock.now()) != at) {
        reasons.push_back(fmt::format("{}: its clock shows {}", name, FormatRfc3339(FromWire(clock.now()))));
      }
      for (const std::string& reason : clock.busy_with()) {
        reasons.push_back(fmt::format("{}: {}", name, reason));
      }
      if (clock.has_next_due() && FromWire(clock.next_due()) <= at) {
        reasons.push_back(fmt::format("{}: work is due at {}", name, FormatRfc3339(FromWire(clock.next_due()))));
      }
      for (const wire::StreamPosition& position : clock.positions()) {
        Behind(name, position, at, reasons);
      }
    }
    return reasons;
  }

  [[nodiscard]] bool SameAs(const Snapshot& other) const {
    return std::equal(clocks.begin(), clocks.end(), other.clocks.begin(), other.clocks.end(),
                      [](const auto& a, const auto& b) { return a.SerializeAsString() == b.SerializeAsString(); });
  }

 private:
  void Behind(const std::string& name, const wire::StreamPosition& position, Instant at,
              std::vector<std::string>& reasons) const {
    const auto producer = std::find_if(clocks.begin(), clocks.end(),
                                       [&](const auto& clock) { return clock.service() == position.producer(); });
    if (producer == clocks.end()) {
      return;  // not stepped by this driver
    }
    if (position.applied_stream_seq() != producer->head_stream_seq()) {
      reasons.push_back(fmt::format("{}: has applied {} of {} events of {}", name, position.applied_stream_seq(),
                                    producer->head_stream_seq(), position.producer()));
    }
    if (!position.has_watermark() || FromWire(position.watermark()) != at) {
      reasons.push_back(fmt::format("{}: has not applied the watermark of {}", name, position.producer()));
    }
  }
};

ClockDriver::ClockDriver(std::vector<ClockEndpoint> endpoints, ClockDriverOptions options)
    : endpoints_(std::move(endpoints)), options_(std::move(options)) {}

Result<ClockDriver::Snapshot> ClockDriver::Look(Micros deadline) {
  // All are asked at once; the answers are as of different moments all the same.
  std::vector<std::future<Result<wire::GetClockResponse>>> asked;
  for (const ClockEndpoint& endpoint : endpoints_) {
    asked.push_back(std::async(std::launch::async, [&] {
      const auto stub = wire::ClockControlService::NewStub(endpoint.channel);
      return Insist<wire::GetClockResponse>(options_.token, deadline,
                                            [&](grpc::ClientContext& context, auto* response) {
                                              return stub->GetClock(&context, wire::GetClockRequest(), response);
                                            });
    }));
  }
  Snapshot snapshot;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    DOTPHA_ASSIGN(auto clock, asked[i].get());
    if (clock.service() != endpoints_[i].service) {
      return FailedPrecondition("WRONG_SERVICE",
                                fmt::format("at the address of {} answers {}", endpoints_[i].service, clock.service()));
    }
    snapshot.clocks.push_back(std::move(clock));
  }
  return snapshot;
}

Result<void> ClockDriver::MoveAll(Instant to, Micros deadline) {
  wire::AdvanceClockRequest request;
  *request.mutable_now() = ToWire(to);
  for (const ClockEndpoint& endpoint : endpoints_) {
    const auto stub = wire::ClockControlService::NewStub(endpoint.channel);
    DOTPHA_TRY(Insist<wire::AdvanceClockResponse>(
        options_.token, deadline,
        [&](grpc::ClientContext& context, auto* response) { return stub->AdvanceClock(&context, request, response); }));
  }
  return Ok{};
}

Result<ClockDriver::Snapshot> ClockDriver::WaitQuiet(Instant at, Micros deadline) {
  std::optional<Snapshot> before;
  milliseconds pause = kFirstPause;
  for (;;) {
    DOTPHA_ASSIGN(Snapshot now, Look(deadline));
    const std::vector<std::string> unrest = now.Unrest(at);
    if (unrest.empty()) {
      // Services answer each for itself: only a second, equal look shows that nothing went on between.
      if (before && before->SameAs(now)) {
        return now;
      }
      before = std::move(now);
      continue;
    }
    before.reset();
    if (Elapsed() >= deadline) {
      return MakeError(Code::kDeadlineExceeded, "CLOCK_NOT_QUIET",
                       fmt::format("not quiet at {}: {}", FormatRfc3339(at), fmt::join(unrest, "; ")));
    }
    std::this_thread::sleep_for(pause);
    pause = std::min(pause * 2, kLongestPause);
  }
}

Result<Instant> ClockDriver::Now() {
  DOTPHA_ASSIGN(const Snapshot snapshot, Look(Elapsed() + options_.step_timeout));
  return snapshot.Latest();
}

Result<Instant> ClockDriver::Settle() {
  const Micros deadline = Elapsed() + options_.step_timeout;
  DOTPHA_ASSIGN(const Snapshot snapshot, Look(deadline));
  const Instant now = snapshot.Latest();
  // One may have been left behind when a step was interrupted.
  DOTPHA_TRY(MoveAll(now, deadline));
  DOTPHA_TRY(WaitQuiet(now, deadline));
  return now;
}

Result<void> ClockDriver::AdvanceTo(Instant target, const std::function<void(Instant)>& on_step) {
  DOTPHA_ASSIGN(const Instant start, Now());
  if (target < start) {
    return FailedPrecondition("CLOCK_BACKWARDS", "the target lies in the past").With("now", FormatRfc3339(start));
  }
  for (Instant at = start;;) {
    const Micros deadline = Elapsed() + options_.step_timeout;
    DOTPHA_TRY(MoveAll(at, deadline));
    DOTPHA_ASSIGN(const Snapshot quiet, WaitQuiet(at, deadline));
    if (on_step) {
      on_step(at);
    }
    if (at == target) {
      return Ok{};
    }
    at = std::min(quiet.NextDue().value_or(target), target);
  }
}

void ClockDriver::Replace(const std::string& service, std::shared_ptr<grpc::Channel> channel) {
  for (ClockEndpoint& endpoint : endpoints_) {
    if (endpoint.service == service) {
      endpoint.channel = channel;
    }
  }
}

}  // namespace dotpha::rpc
