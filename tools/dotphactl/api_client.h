// Calls any unary method by its descriptor, with the token of the person at the keyboard.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "tools/dotphactl/commands.h"

namespace dotpha::ctl {

struct Connection {
  std::string registration = "127.0.0.1:50051";  // host:port
  std::string notifier = "127.0.0.1:50055";
  std::string token;              // JWT
  std::string consistency_token;  // "<producer>:<outbox_id>"; may be empty
  std::chrono::milliseconds timeout{15'000};

  [[nodiscard]] const std::string& AddressOf(Service service) const {
    return service == Service::kRegistration ? registration : notifier;
  }
};

// An empty request or answer of the method, owned by the caller; lives as long as the program's factory.
std::unique_ptr<google::protobuf::Message> NewRequest(const google::protobuf::MethodDescriptor* method);
std::unique_ptr<google::protobuf::Message> NewResponse(const google::protobuf::MethodDescriptor* method);

// Retries what may be retried with the same request (request_id included).
Result<void> CallMethod(const Connection& connection, Service service, const google::protobuf::MethodDescriptor* method,
                        const google::protobuf::Message& request, google::protobuf::Message* response);

// Claim `authority` of a token, not verified (the server does that); "" if there is none.
std::string AuthorityOfToken(const std::string& token);

}  // namespace dotpha::ctl
