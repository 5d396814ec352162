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

}  // namespace dotpha::rpc
