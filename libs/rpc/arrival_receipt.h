// Arrival receipts (ARCHITECTURE section 3): our own slowness at 23:59:59 makes nobody late. A retryable refusal of a
// command carries one; the same caller may present it with the same request within 15 minutes, and the matter counts as
// received when it first arrived. Format: "v1.<received_at in microseconds>.<HMAC-SHA-256, hex>".
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::rpc {

// What a receipt is bound to.
struct ArrivalClaim {
  std::string authority;
  std::string caller;
  std::string method;
  std::string request_id;
  std::string payload_hash;  // SHA-256 of the request's deterministic serialisation
};

class ArrivalReceipts {
 public:
  // `key`: at least 32 bytes, the same on all replicas.
  static Result<ArrivalReceipts> Create(std::string key, std::chrono::minutes valid_for = std::chrono::minutes{15});

  [[nodiscard]] std::string Issue(const ArrivalClaim& claim, Instant received_at) const;
  // The instant of first arrival. INVALID_ARGUMENT ARRIVAL_RECEIPT_INVALID (forged, another caller's, another
  // request's) or ARRIVAL_RECEIPT_EXPIRED: refused aloud, since to ignore it would make somebody late unawares.
  [[nodiscard]] Result<Instant> Open(std::string_view receipt, const ArrivalClaim& claim, Instant now) const;

 private:
  ArrivalReceipts(std::string key, std::chrono::minutes valid_for) : key_(std::move(key)), valid_for_(valid_for) {}
  [[nodiscard]] std::string Sign(const ArrivalClaim& claim, Instant received_at) const;

  std::string key_;
  std::chrono::minutes valid_for_;
};

// SHA-256, raw 32 bytes.
std::string Sha256(std::string_view data);

}  // namespace dotpha::rpc
