// An issuer of tokens for demonstration, tests and `./dotpha up`. NOT FOR PRODUCTION: its private keys lie in a folder,
// and it asks nobody who he is. A real authority has an identity provider; DotPha needs only that one's public keys
// (--jwks-file).
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::devtoken {

enum class Algorithm { kEdDsa, kRs256, kEs256 };
// "EdDSA", "RS256", "ES256". INVALID_ARGUMENT UNKNOWN_ALGORITHM.
Result<Algorithm> ParseAlgorithm(const std::string& name);

struct Claims {
  std::string subject;
  // Empty: no such claim.
  std::string authority;
  std::chrono::seconds valid_for{std::chrono::hours{12}};
  std::string issuer = "dotpha-devtoken";
  std::string audience = "dotpha";
  Algorithm algorithm = Algorithm::kEdDsa;
};

class DevIssuer {
 public:
  // Makes the folder's keys if it has none: `jwks.json` (public, for --jwks-file) and `private.json` (mode 0600), with
  // one key of each algorithm. UNAVAILABLE KEYS_UNWRITABLE, FAILED_PRECONDITION KEYS_MALFORMED.
  static Result<DevIssuer> Open(const std::string& folder);

  // A signed token, valid from `now` on.
  [[nodiscard]] Result<std::string> Mint(const Claims& claims, Instant now) const;
  [[nodiscard]] const std::string& jwks_file() const { return jwks_file_; }

 private:
  std::string jwks_file_;
  std::map<Algorithm, std::string> private_keys_;  // JWK as JSON
};

}  // namespace dotpha::devtoken
