#include "libs/rpc/undecodable.h"

#include <google/protobuf/stubs/logging.h>

#include <mutex>
#include <string>

#include "libs/base/result.h"
#include "libs/observability/log.h"
#include "libs/rpc/status.h"

namespace dotpha::rpc {
namespace {

using grpc::experimental::InterceptionHookPoints;

// The decoder tells which string was not UTF-8 only to its log, on the thread that decodes; gRPC runs the interceptor
// on that same thread right after.
thread_local std::string field_not_utf8;

constexpr std::string_view kBefore = "String field '";

void TakeProtobufLog(google::protobuf::LogLevel level, const char* /*file*/, int /*line*/, const std::string& message) {
  if (message.starts_with(kBefore) && message.find("UTF-8") != std::string::npos) {
    const std::string name = message.substr(kBefore.size(), message.find('\'', kBefore.size()) - kBefore.size());
    field_not_utf8 = name.empty() ? "?" : name;
  } else if (level >= google::protobuf::LOGLEVEL_ERROR) {
    observability::Log(observability::Level::kError, "protobuf", {{"text", message}});
  }
}

Error WhyUndecodable(const std::string& full_field) {
  if (full_field.empty()) {
    return InvalidArgument("request", "REQUEST_MALFORMED", "is no message of this method's request type");
  }
  const auto dot = full_field.rfind('.');
  return InvalidArgument(dot == std::string::npos ? full_field : full_field.substr(dot + 1), "INVALID_UTF8",
                         full_field + " is not UTF-8");
}

class Undecodable final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      undecodable_ = methods->GetRecvMessage() == nullptr;
      field_ = std::move(field_not_utf8);
      field_not_utf8.clear();
    }
    // RESOURCE_EXHAUSTED (no thread) leaves no message either, and stays what it is.
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS) && undecodable_ &&
        methods->GetSendStatus().error_code() == grpc::StatusCode::INTERNAL) {
      methods->ModifySendStatus(ToStatus(WhyUndecodable(field_)));
    }
    methods->Proceed();
  }

 private:
  bool undecodable_ = false;
  std::string field_;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(grpc::experimental::ServerRpcInfo* /*info*/) override {
    return new Undecodable;  // owned by gRPC
  }
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeUndecodableInterceptorFactory() {
  static std::once_flag once;
  std::call_once(once, [] { google::protobuf::SetLogHandler(&TakeProtobufLog); });
  return std::make_unique<Factory>();
}

}  // namespace dotpha::rpc
