#include "libs/rpc/arrival_receipt.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "libs/rpc/metadata.h"

namespace dotpha::rpc {
namespace {

constexpr std::string_view kVersion = "v1.";

std::string Hex(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return text;
}

Error Invalid() {
  return InvalidArgument(kArrivalReceiptKey, "ARRIVAL_RECEIPT_INVALID",
                         "was not issued to this caller for this request");
}

}  // namespace

Result<ArrivalReceipts> ArrivalReceipts::Create(std::string key, std::chrono::minutes valid_for) {
  if (key.size() < 32) {
    return FailedPrecondition("ARRIVAL_KEY_TOO_SHORT", "--arrival-key-file: the key has fewer than 32 bytes");
  }
  return ArrivalReceipts(std::move(key), valid_for);
}

std::string ArrivalReceipts::Sign(const ArrivalClaim& claim, Instant received_at) const {
  std::string text(kVersion);
  // Lengths keep the fields apart.
  for (const std::string& field : {claim.authority, claim.caller, claim.method, claim.request_id, claim.payload_hash}) {
    text += fmt::format("{}:", field.size()) + field;
  }
  text += std::to_string(received_at.micros);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac.data(), &length);
  return Hex({reinterpret_cast<const char*>(mac.data()), length});
}

std::string ArrivalReceipts::Issue(const ArrivalClaim& claim, Instant received_at) const {
  return fmt::format("{}{}.{}", kVersion, received_at.micros, Sign(claim, received_at));
}

Result<Instant> ArrivalReceipts::Open(std::string_view receipt, const ArrivalClaim& claim, Instant now) const {
  if (!receipt.starts_with(kVersion)) {
    return Invalid();
  }
  receipt.remove_prefix(kVersion.size());
  const auto dot = receipt.find('.');
  if (dot == std::string_view::npos) {
    return Invalid();
  }
  Instant received_at;
  const auto [end, failure] = std::from_chars(receipt.data(), receipt.data() + dot, received_at.micros);
  if (failure != std::errc() || end != receipt.data() + dot) {
    return Invalid();
  }
  const std::string expected = Sign(claim, received_at);
  const std::string_view given = receipt.substr(dot + 1);
  if (given.size() != expected.size() || CRYPTO_memcmp(given.data(), expected.data(), expected.size()) != 0) {
    return Invalid();
  }
  // A replica whose clock is a little ahead may have issued it: then the arrival now is the earlier one, and counts.
  if (now - received_at > valid_for_) {
    return InvalidArgument(kArrivalReceiptKey, "ARRIVAL_RECEIPT_EXPIRED",
                           "is older than 15 minutes; without it the matter counts as received now");
  }
  return std::min(received_at, now);
}

std::string Sha256(std::string_view data) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(data.data()), data.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace dotpha::rpc
