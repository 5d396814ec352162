// Error <-> grpc::Status. An Error travels as google.rpc.Status in the trailer `grpc-status-details-bin`, with
// ErrorInfo (reason, domain "dotpha", metadata), BadRequest (all violations) and RetryInfo (AIP-193).
#pragma once

#include <grpcpp/support/status.h>

#include <cstddef>

#include "libs/base/result.h"

namespace dotpha::rpc {

inline constexpr char kErrorDomain[] = "dotpha";
// More than about 8 KB of trailers would replace the error itself on the wire. What does not fit is left out, and
// counted in the metadata `violations_omitted` or `metadata_omitted`.
inline constexpr std::size_t kLongestDetails = 4000;

grpc::Status ToStatus(const Error& error);

// The other way, for clients. A status without details (from gRPC itself, a proxy) gets the reason GRPC_<CODE>;
// CANCELLED and UNKNOWN become kUnavailable and kInternal. Precondition: !status.ok().
Error ErrorFromStatus(const grpc::Status& status);

// True if the same call may succeed later without change: UNAVAILABLE, RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED, or
// retry_after.
bool IsRetryable(const Error& error);

}  // namespace dotpha::rpc
