// From a call at the door to the write path's context.
#pragma once

#include "libs/command/runner.h"
#include "libs/rpc/call.h"

namespace dotpha::rpc {

inline command::CommandContext ToCommandContext(const CallContext& call) {
  command::CommandContext context;
  context.authority = call.authority;
  context.caller = call.caller;
  context.method = call.method;
  context.request_id = call.request_id;
  context.received_at = call.received_at;
  context.arrived_at = call.arrived_at;
  context.arrived_elapsed = call.arrived_monotonic;
  context.deadline = call.deadline;
  context.traceparent = call.traceparent;
  return context;
}

// Of a read: bounded by the call's deadline, as the caller's authority.
inline postgres::TransactionOptions ReadOptions(const CallContext& call) {
  postgres::TransactionOptions options;
  options.authority = call.authority;
  options.deadline = call.deadline;
  options.read_only = true;
  return options;
}

// FAILED_PRECONDITION AUTHORITY_REQUIRED for an operator or service whose call names no authority.
inline Result<void> RequireAuthority(const CallContext& call) {
  if (call.authority.empty()) {
    return FailedPrecondition("AUTHORITY_REQUIRED", "the call names no authority; see metadata dotpha-authority");
  }
  return {};
}

}  // namespace dotpha::rpc
