// For tests: a call of bytes, as a client without our code could make it; and health, whose proto Debian does not
// package.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "libs/rpc/client.h"

namespace dotpha::rpc::testing {

// Sends bytes as they are, as a client without our code could; `answer`, if given, takes the bytes that come back.
inline grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& connection, const std::string& method,
                            const std::string& bytes, const CallOptions& options, std::string* answer = nullptr) {
  grpc::GenericStub generic(connection);
  grpc::ClientContext context;
  Prepare(context, options);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::CompletionQueue queue;
  const auto call = generic.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  std::vector<grpc::Slice> slices;
  if (answer != nullptr && status.ok() && response.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      answer->append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return status;
}

// HealthCheckResponse{status}.
constexpr char kServing[] = "\x08\x01";
constexpr char kNotServing[] = "\x08\x02";

// grpc.health.v1.Health/Check of one name, at most 127 bytes long; empty: the whole server. The answer's bytes, empty
// when there is none.
inline std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& name = "") {
  const std::string request = name.empty() ? "" : std::string("\x0a") + static_cast<char>(name.size()) + name;
  std::string answer;
  return CallRaw(channel, "/grpc.health.v1.Health/Check", request, CallOptions(), &answer).ok() ? answer : "";
}

}  // namespace dotpha::rpc::testing
