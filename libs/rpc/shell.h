// Around every method of every service, in this order: arrival stamp and in-flight registry, deadline, trace and log
// context, authentication, permission, text door, arrival receipt, consistency tokens, handler; exceptions become
// INTERNAL, errors become a grpc::Status with details. A service method is then:
//
//   grpc::Status GetRoute(grpc::ServerContext* context, const GetRouteRequest* request, GetRouteResponse* response)
//   override {
//     return shell_.Unary(context, *request, response, [&](const rpc::CallContext& call) -> Result<GetRouteResponse> {
//       return route_reader_.Get(call.authority, *request);
//     });
//   }
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "libs/auth/permission_table.h"
#include "libs/auth/roles.h"
#include "libs/auth/token.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/rpc/arrival_receipt.h"
#include "libs/rpc/call.h"
#include "libs/rpc/in_flight.h"
#include "libs/rpc/metadata.h"
#include "libs/rpc/status.h"

namespace dotpha::rpc {

// Waits until this service has applied a producer's outbox entry; UNAVAILABLE PROJECTION_BEHIND when the deadline comes
// first.
using WaitApplied = std::function<Result<void>(const std::string& producer, std::uint64_t outbox_id, Micros deadline)>;

struct ShellOptions {
  // "registration": consistency tokens of one's own are satisfied already.
  std::string service;
  std::chrono::milliseconds default_deadline{15'000};
  // The handling bound: no call is handled longer, whatever the client allows.
  std::chrono::milliseconds longest_deadline{20'000};
  std::size_t longest_field = 10'000;  // characters
  // Each open stream holds a thread.
  std::size_t most_streams = 32;
};

// All must outlive the shell.
struct ShellParts {
  const CivilClock* civil = nullptr;
  const MonotonicClock* monotonic = &MonotonicClock::Steady();
  const auth::TokenVerifier* tokens = nullptr;
  const auth::PermissionTable* permissions = nullptr;
  auth::RoleSource* roles = nullptr;
  const ArrivalReceipts* receipts = nullptr;
  // Empty: this service has no projections.
  WaitApplied wait_applied;
};

// The writing end of a server stream.
template <typename Response>
class Stream {
 public:
  Stream(grpc::ServerWriter<Response>& writer, std::function<bool()> should_stop)
      : writer_(writer), should_stop_(std::move(should_stop)) {}
  // False: the client is gone.
  [[nodiscard]] bool Write(const Response& response) { return writer_.Write(response); }
  // The client left, its token has ended, or the server drains: return soon (ask at least every second).
  [[nodiscard]] bool ShouldStop() const { return should_stop_(); }

 private:
  grpc::ServerWriter<Response>& writer_;
  std::function<bool()> should_stop_;
};

// The reading end of a client stream, after its first message. Further messages carry bytes, not texts: they do not
// pass the text door.
template <typename Request>
class Inbound {
 public:
  Inbound(grpc::ServerReader<Request>& reader, std::function<bool()> should_stop)
      : reader_(reader), should_stop_(std::move(should_stop)) {}
  // False: the client has sent everything, or is gone.
  [[nodiscard]] bool Read(Request* request) { return reader_.Read(request); }
  // The client left, its token has ended, or the server drains: give up (ask after each message).
  [[nodiscard]] bool ShouldStop() const { return should_stop_(); }

 private:
  grpc::ServerReader<Request>& reader_;
  std::function<bool()> should_stop_;
};

class Shell {
 public:
  Shell(ShellOptions options, ShellParts parts);
  ~Shell();
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  // Before serving: learns the methods of a service. FAILED_PRECONDITION METHOD_WITHOUT_PERMISSION naming every method
  // that the permission table lacks: the process must not serve. Each method must have a request type of its own.
  Result<void> AddService(const std::string& full_name);

  // `body`: Result<Response>(const CallContext&). `request` is normalised in place before the body sees it.
  template <typename Request, typename Response, typename Body>
  grpc::Status Unary(grpc::ServerContext* context, const Request& request, Response* response, Body&& body) {
    return Run(*context, request, CallClass::kRead, [&](const CallContext& call) -> Result<void> {
      Result<Response> result = body(call);
      if (!result.ok()) {
        return std::move(result).error();
      }
      *response = *std::move(result);
      return Ok{};
    });
  }

  // `body`: Result<void>(const CallContext&, Stream<Response>&). No deadline of ours; ends by ShouldStop().
  template <typename Request, typename Response, typename Body>
  grpc::Status ServerStream(grpc::ServerContext* context, const Request& request, grpc::ServerWriter<Response>* writer,
                            Body&& body) {
    return Run(*context, request, CallClass::kStream, [&](const CallContext& call) -> Result<void> {
      Stream<Response> stream(*writer, [this, context, &call] { return StreamShouldStop(*context, call); });
      return body(call, stream);
    });
  }

  // `body`: Result<Response>(const CallContext&, const Request& first, Inbound<Request>&). The first message names what
  // the stream is about, and passes every door; it alone carries the request_id. A thread waits for each stream, so the
  // client must say until when: INVALID_ARGUMENT DEADLINE_REQUIRED without a deadline, or with one beyond five minutes.
  template <typename Request, typename Response, typename Body>
  grpc::Status ClientStream(grpc::ServerContext* context, grpc::ServerReader<Request>* reader, Response* response,
                            Body&& body) {
    if (Result<void> bounded = RequireStreamDeadline(*context); !bounded.ok()) {
      return ToStatus(bounded.error());
    }
    Request first;
    if (!reader->Read(&first)) {
      return ToStatus(InvalidArgument("", "STREAM_EMPTY", "the stream ended before its first message"));
    }
    return Run(*context, first, CallClass::kStream, [&](const CallContext& call) -> Result<void> {
      Inbound<Request> rest(*reader, [this, context, &call] { return StreamShouldStop(*context, call); });
      Result<Response> result = body(call, static_cast<const Request&>(first), rest);
      if (!result.ok()) {
        return std::move(result).error();
      }
      *response = *std::move(result);
      return Ok{};
    });
  }

  [[nodiscard]] InFlightCalls& in_flight();
  // From now on new calls are refused with UNAVAILABLE SHUTTING_DOWN (and an arrival receipt); streams are asked to
  // stop.
  void RefuseNewCalls();
  [[nodiscard]] bool draining() const;
  [[nodiscard]] const std::string& service() const;

 private:
  struct State;
  struct Method;
  struct Admission;
  grpc::Status Run(grpc::ServerContext& context, const google::protobuf::Message& request, CallClass call_class,
                   const std::function<Result<void>(const CallContext&)>& body);
  Result<void> Admit(const grpc::ServerContext& context, google::protobuf::Message& request, const Method& method,
                     Admission& admission);
  Result<void> Authenticate(const grpc::ServerContext& context, CallContext& call);
  Result<void> HonourReceipt(const grpc::ServerContext& context, const google::protobuf::Message& request,
                             Admission& admission);
  Result<void> WaitForTokens(const grpc::ServerContext& context, const CallContext& call);
  static Result<void> RequireStreamDeadline(const grpc::ServerContext& context);
  [[nodiscard]] bool StreamShouldStop(const grpc::ServerContext& context, const CallContext& call) const;

  std::unique_ptr<State> state_;
};

}  // namespace dotpha::rpc
