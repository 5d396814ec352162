// gRPC metadata keys of every DotPha call, both ways.
#pragma once

namespace dotpha::rpc {

// "<producer>:<outbox_id>"; may repeat. The called service waits until it has applied that.
inline constexpr char kConsistencyTokenKey[] = "dotpha-consistency-token";
// Trailing metadata of a retryable refusal; request metadata of the retry.
inline constexpr char kArrivalReceiptKey[] = "dotpha-arrival-receipt";
// The tenant for which a service or an operator acts whose token names none.
inline constexpr char kAuthorityKey[] = "dotpha-authority";
inline constexpr char kTraceparentKey[] = "traceparent";

}  // namespace dotpha::rpc
