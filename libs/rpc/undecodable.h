// Requests that cannot be decoded never reach a handler: gRPC answers INTERNAL without a reason. This turns that answer
// into INVALID_ARGUMENT with INVALID_UTF8 (naming the field) or REQUEST_MALFORMED. It is the one place where an
// interceptor is used: it only rewrites a status, it decides nothing.
#pragma once

#include <grpcpp/support/server_interceptor.h>

#include <memory>

namespace dotpha::rpc {

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeUndecodableInterceptorFactory();

}  // namespace dotpha::rpc
