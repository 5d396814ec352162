#include "libs/rpc/client.h"

#include <algorithm>
#include <random>
#include <thread>
#include <utility>

#include "libs/observability/trace.h"
#include "libs/rpc/metadata.h"

namespace dotpha::rpc {
namespace {

using std::chrono::milliseconds;

constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 5'000;
constexpr int kFirstReconnectMs = 50;
constexpr int kLongestReconnectMs = 1'000;
constexpr int kLookUpAgainMs = 2'000;
constexpr int kLargestAnswerBytes = 64 * 1024 * 1024;

// Half of the pause is drawn by lot, so that many clients do not come back at once.
milliseconds Jittered(milliseconds pause) {
  thread_local std::minstd_rand lot{std::random_device{}()};
  const auto half = std::max<std::int64_t>(pause.count() / 2, 1);
  return milliseconds{half + std::uniform_int_distribution<std::int64_t>(0, half)(lot)};
}

// gRPC aborts the process over a header value that is not printable ASCII, e.g. a token file with something else in it.
// With a '?' for each such byte it is the server that says what is wrong.
std::string Printable(std::string value) {
  std::replace_if(
      value.begin(), value.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return value;
}

// "127.0.0.1:7000", "[::1]:7000": one place, nothing to look up.
bool IsNumericAddress(const std::string& target) {
  return target.starts_with('[') || target.find_first_not_of("0123456789.:") == std::string::npos;
}

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  // Taking turns, a channel refuses calls between two attempts to connect; with one address the next call connects at
  // once.
  arguments.SetLoadBalancingPolicyName(IsNumericAddress(target) ? "pick_first" : "round_robin");
  // A pod that was replaced has another address: by gRPC's default it would be looked for every 30 seconds at most.
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, kLookUpAgainMs);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // One connection each: a channel of its own is what the caller asked for.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kLargestAnswerBytes);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

void Prepare(grpc::ClientContext& context, const CallOptions& options) {
  const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(options.timeout).count();
  context.set_deadline(gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_micros(micros, GPR_TIMESPAN)));
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      context.AddMetadata(key, Printable(value));
    }
  };
  add("authorization", options.token.empty() ? "" : "Bearer " + options.token);
  add(kTraceparentKey, options.traceparent);
  add(kArrivalReceiptKey, options.arrival_receipt);
  add(kAuthorityKey, options.authority);
  for (const std::string& token : options.consistency_tokens) {
    add(kConsistencyTokenKey, token);
  }
}

std::string ArrivalReceiptOf(const grpc::ClientContext& context) {
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto found = trailers.find(kArrivalReceiptKey);
  return found == trailers.end() ? "" : std::string(found->second.data(), found->second.size());
}

Result<void> CallWithRetry(CallOptions options, const RetryOptions& retry, const Attempt& attempt) {
  if (options.traceparent.empty()) {
    options.traceparent = observability::TraceContext::New().ToTraceparent();
  }
  milliseconds pause = retry.first_pause;
  for (int tries = 1;; ++tries) {
    grpc::ClientContext context;
    Prepare(context, options);
    const grpc::Status status = attempt(context);
    if (status.ok()) {
      return Ok{};
    }
    Error error = ErrorFromStatus(status);
    if (!IsRetryable(error) || tries >= retry.most_attempts) {
      return error;
    }
    if (std::string receipt = ArrivalReceiptOf(context); !receipt.empty()) {
      options.arrival_receipt = std::move(receipt);
    }
    std::this_thread::sleep_for(Jittered(std::max(pause, error.retry_after.value_or(milliseconds{0}))));
    pause = std::min(pause * 2, retry.longest_pause);
  }
}

}  // namespace dotpha::rpc
