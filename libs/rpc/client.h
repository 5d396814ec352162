// Calling a DotPha service: channel, metadata of a call, and the one retry loop. A retry keeps its request_id (the
// server then answers what it stored) and presents the arrival receipt of the refusal, so waiting makes nobody late.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/rpc/status.h"

namespace dotpha::rpc {

// "host:port"; keepalive, quick reconnects, no proxy, plain text. Several addresses of one name take calls in turn;
// while none of them answers, calls fail at once for up to a second. With a numeric address the next call connects.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target);

struct CallOptions {
  // Bearer token; empty: none is sent.
  std::string token;
  std::chrono::milliseconds timeout{15'000};
  std::string traceparent;
  std::string arrival_receipt;
  // "<producer>:<outbox_id>".
  std::vector<std::string> consistency_tokens;
  // Tenant for which a service acts.
  std::string authority;
};

// Sets deadline and metadata.
void Prepare(grpc::ClientContext& context, const CallOptions& options);
// The receipt in the trailing metadata of a finished call; empty if none.
std::string ArrivalReceiptOf(const grpc::ClientContext& context);

struct RetryOptions {
  int most_attempts = 6;
  std::chrono::milliseconds first_pause{100};
  std::chrono::milliseconds longest_pause{2'000};
};

// One attempt: fills the response, returns the status.
using Attempt = std::function<grpc::Status(grpc::ClientContext&)>;

// Calls until it succeeds, fails for good, or the attempts are used up; the last error then. Only IsRetryable() errors
// are retried, so a command must carry a request_id.
Result<void> CallWithRetry(CallOptions options, const RetryOptions& retry, const Attempt& attempt);

//   auto response = rpc::Call<GetRouteResponse>(options, [&](auto& context, auto* response) {
//     return stub->GetRoute(&context, request, response); });
template <typename Response, typename Stub>
Result<Response> Call(const CallOptions& options, const Stub& call, const RetryOptions& retry = {}) {
  Response response;
  const Result<void> called = CallWithRetry(options, retry, [&](grpc::ClientContext& context) {
    response.Clear();
    return call(context, &response);
  });
  if (!called.ok()) {
    return called.error();
  }
  return response;
}

}  // namespace dotpha::rpc
