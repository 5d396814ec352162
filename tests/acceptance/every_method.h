// All RPCs of the running services, by their contracts, and calls to them with whatever bytes and token a test likes.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "tests/acceptance/season.h"

namespace dotpha::acceptance {

struct Method {
  const google::protobuf::MethodDescriptor* descriptor;
  std::string service;  // "registration"
  [[nodiscard]] std::string name() const { return descriptor->name(); }
  [[nodiscard]] bool command() const { return descriptor->input_type()->FindFieldByName("request_id") != nullptr; }
  [[nodiscard]] std::unique_ptr<google::protobuf::Message> Request() const;
};

// Of all five services, their streams and clocks included.
std::vector<Method> EveryMethod();
// Somebody whom the permission table lets in.
std::string SomebodyFor(const Method& method);

struct Answer {
  grpc::Status status;
  Error error;  // of a refused call
  std::unique_ptr<google::protobuf::Message> response;

  [[nodiscard]] bool ok() const { return status.ok(); }
  [[nodiscard]] std::string reason() const { return ok() ? "" : error.reason; }
};

// One attempt; an empty token is not sent. A stream is given up after a second: its answer is then not ok.
Answer Send(Season& season, const Method& method, const std::string& bytes, const std::string& token);
// The same with several messages, for a stream of the client's.
Answer Send(Season& season, const Method& method, const std::vector<std::string>& messages, const std::string& token);

// Calls `visit` with a fresh request for each text field of the contract, however deep, that field set to `text`; the
// path is for messages of a failed test. Repeated messages have one element.
void ForEachText(const Method& method, const std::string& text,
                 const std::function<void(const std::string& path, const google::protobuf::Message& request)>& visit);

// All its texts decomposed (NFD), as some keyboards send them.
void Decompose(google::protobuf::Message& message);
// Texts of the message with a letter that is not composed (NFC).
std::vector<std::string> NotComposed(const google::protobuf::Message& message);
// Tables of the service that hold such a text.
std::string TablesNotComposed(Season& season, const std::string& service);

// Rows of every table and the heads of all streams: equal before and after what must leave no trace.
std::string Traces(testing::System& system);
inline std::string Traces(Season& season) { return Traces(season.system()); }

}  // namespace dotpha::acceptance
