// What a handler knows about the call that it serves. Made by Shell for every call anew, from that call's metadata
// alone: never from the connection, which many callers may share.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libs/auth/permission_table.h"
#include "libs/auth/token.h"
#include "libs/base/time.h"

namespace dotpha::rpc {

// Deadlines are on the scale of MonotonicClock::Elapsed(); this one never comes.
inline constexpr Micros kNoDeadline = Micros::max();

struct CallContext {
  // Tenant of the caller. Services may act for one by metadata `dotpha-authority` if their token names none.
  std::string authority;
  // Who: official id, staff id, operator's name or "service:<name>". Never a request field.
  std::string caller;
  auth::CallerKind kind = auth::CallerKind::kPerson;
  // Role tokens of the caller.
  std::vector<std::string> roles;
  // What the permission table grants for this method.
  auth::Access access;
  // "dotpha.registration.v1.RegistrationService/SubmitRegistration".
  std::string method;
  // Of commands; empty for reads.
  std::string request_id;
  // When this call arrived (civil time).
  Instant arrived_at;
  // When the matter arrived: arrived_at, or earlier by a valid arrival receipt. The time that the law sees (I-02).
  Instant received_at;
  // Arrival on the monotonic scale, for the handling bound.
  Micros arrived_monotonic{};
  // End of the time for this call, monotonic scale.
  Micros deadline = kNoDeadline;
  // End of the caller's token, in the host's time.
  Instant token_expires_at;
  // W3C trace context of this call.
  std::string traceparent;
};

}  // namespace dotpha::rpc
