// Calls any unary method by its descriptor, with the token of the person at the keyboard.
#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "tools/dotphactl/commands.h"

namespace dotpha::ctl {

// The services that can be called, and where each listens unless told otherwise.
struct KnownService {
  const char* name;     // flag --<name>, environment DOTPHA_<NAME>, packages dotpha.<name>.*
  const char* address;  // host:port
};
inline constexpr KnownService kServices[] = {{"registration", "127.0.0.1:50051"},
                                             {"review", "127.0.0.1:50052"},
                                             {"reporting", "127.0.0.1:50053"},
                                             {"assessment", "127.0.0.1:50054"},
                                             {"notifier", "127.0.0.1:50055"}};

// Which service answers a method, by the package of its contract; "" for what every service offers (journal, clock).
std::string ServiceOf(const google::protobuf::MethodDescriptor* method);

struct Connection {
  std::map<std::string, std::string> addresses;  // by service, host:port
  std::string token;                             // JWT
  std::string consistency_token;                 // "<producer>:<outbox_id>"; may be empty
  std::chrono::milliseconds timeout{15'000};
};

// An empty request or answer of the method, owned by the caller; lives as long as the program's factory.
std::unique_ptr<google::protobuf::Message> NewRequest(const google::protobuf::MethodDescriptor* method);
std::unique_ptr<google::protobuf::Message> NewResponse(const google::protobuf::MethodDescriptor* method);

// Retries what may be retried with the same request (request_id included).
Result<void> CallMethod(const Connection& connection, const std::string& service,
                        const google::protobuf::MethodDescriptor* method, const google::protobuf::Message& request,
                        google::protobuf::Message* response);

// Claim `authority` of a token, not verified (the server does that); "" if there is none.
std::string AuthorityOfToken(const std::string& token);
// The same of claim `sub`: who the caller is.
std::string SubjectOfToken(const std::string& token);

}  // namespace dotpha::ctl
