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
constexpr milliseconds kLongestWait{500};  // of one answer, well below the shortest call
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

// Asks all services side by side; the answers are in the order of the endpoints.
template <typename Response, typename Ask>
Result<std::vector<Response>> AtOnce(const std::vector<ClockEndpoint>& endpoints, const std::string& token,
                                     Micros deadline, const Ask& ask) {
  std::vector<std::future<Result<Response>>> asked;
  for (const ClockEndpoint& endpoint : endpoints) {
    asked.push_back(std::async(std::launch::async, [&] {
      const auto stub = wire::ClockControlService::NewStub(endpoint.channel);
      return Insist<Response>(
          token, deadline, [&](grpc::ClientContext& context, auto* response) { return ask(*stub, context, response); });
    }));
  }
  std::vector<Response> answers;
  for (auto& one : asked) {
    DOTPHA_ASSIGN(auto answer, one.get());
    answers.push_back(std::move(answer));
  }
  return answers;
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

  [[nodiscard]] bool AllAt(Instant at) const {
    return std::all_of(clocks.begin(), clocks.end(), [at](const auto& clock) { return FromWire(clock.now()) == at; });
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

Result<ClockDriver::Snapshot> ClockDriver::Look(Micros deadline, milliseconds wait) {
  wire::GetClockRequest request;
  request.set_wait_ms(static_cast<std::uint32_t>(wait.count()));
  for (const ClockEndpoint& endpoint : endpoints_) {
    request.add_producers(endpoint.service);
  }
  // All are asked at once; the answers are as of different moments all the same.
  DOTPHA_ASSIGN(auto clocks,
                AtOnce<wire::GetClockResponse>(endpoints_, options_.token, deadline,
                                               [&request](auto& stub, grpc::ClientContext& context, auto* response) {
                                                 return stub.GetClock(&context, request, response);
                                               }));
  for (std::size_t i = 0; i < clocks.size(); ++i) {
    if (clocks[i].service() != endpoints_[i].service) {
      return FailedPrecondition(
          "WRONG_SERVICE", fmt::format("at the address of {} answers {}", endpoints_[i].service, clocks[i].service()));
    }
  }
  return Snapshot{std::move(clocks)};
}

Result<void> ClockDriver::MoveAll(Instant to, Micros deadline) {
  wire::AdvanceClockRequest request;
  *request.mutable_now() = ToWire(to);
  DOTPHA_TRY(AtOnce<wire::AdvanceClockResponse>(endpoints_, options_.token, deadline,
                                                [&request](auto& stub, grpc::ClientContext& context, auto* response) {
                                                  return stub.AdvanceClock(&context, request, response);
                                                }));
  return Ok{};
}

Result<ClockDriver::Snapshot> ClockDriver::WaitQuiet(Instant at, Snapshot seen, Micros deadline) {
  if (!seen.AllAt(at)) {
    DOTPHA_TRY(MoveAll(at, deadline));
  }
  milliseconds pause = kFirstPause;
  for (;;) {
    DOTPHA_ASSIGN(Snapshot now, Look(deadline, kLongestWait));
    const std::vector<std::string> unrest = now.Unrest(at);
    if (!unrest.empty()) {
      if (Elapsed() >= deadline) {
        return MakeError(Code::kDeadlineExceeded, "CLOCK_NOT_QUIET",
                         fmt::format("not quiet at {}: {}", FormatRfc3339(at), fmt::join(unrest, "; ")));
      }
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, kLongestPause);
    } else if (now.SameAs(seen)) {
      // Services answer each for itself: only a second, equal look shows that nothing went on between.
      return now;
    }
    seen = std::move(now);
  }
}

Result<Instant> ClockDriver::Now() {
  DOTPHA_ASSIGN(const Snapshot snapshot, Look(Elapsed() + options_.step_timeout));
  return snapshot.Latest();
}

Result<Instant> ClockDriver::Settle() {
  const Micros deadline = Elapsed() + options_.step_timeout;
  DOTPHA_ASSIGN(Snapshot seen, Look(deadline));
  const Instant now = seen.Latest();
  // One may have been left behind when a step was interrupted.
  DOTPHA_TRY(WaitQuiet(now, std::move(seen), deadline));
  return now;
}

Result<void> ClockDriver::AdvanceTo(Instant target, const std::function<void(Instant)>& on_step) {
  Micros deadline = Elapsed() + options_.step_timeout;
  DOTPHA_ASSIGN(Snapshot seen, Look(deadline));
  Instant at = seen.Latest();
  if (target < at) {
    return FailedPrecondition("CLOCK_BACKWARDS", "the target lies in the past").With("now", FormatRfc3339(at));
  }
  for (;; deadline = Elapsed() + options_.step_timeout) {
    DOTPHA_ASSIGN(seen, WaitQuiet(at, std::move(seen), deadline));
    if (on_step) {
      on_step(at);
    }
    if (at == target) {
      return Ok{};
    }
    at = seen.NextDue().value_or(Instant::Max());
    if (at > target) {
      // Nobody has anything to do before, nor then: as on all the time that a step passes over.
      return MoveAll(target, deadline);
    }
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
