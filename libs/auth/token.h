// Who is calling: verification of bearer tokens (JWT, RFC 7519; RFC 8725 for what is refused).
//
// Accepted: RS256, ES256, EdDSA, each only with a key of its own type from the JWKS file, which is reloaded when it
// changes. Refused: `none`, HS*, and every other algorithm. exp, iss, aud, sub are required, nbf is honoured; clock
// skew 30 s. The time is the host's, guarded against going back: never the virtual civil clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::auth {

enum class CallerKind : std::uint8_t { kPerson, kOperator, kService };

// What one token proves.
struct Identity {
  CallerKind kind = CallerKind::kPerson;
  // `sub`: official id, staff id, operator's name, or "service:<name>".
  std::string caller;
  // Tenant; always set for people, may be empty for operators and services.
  std::string authority;
  // Token's end, in the host's time.
  Instant expires_at;
};

// Lower-case letters, digits and dashes, 1 to 63: what an authority's id looks like.
bool IsAuthorityId(std::string_view text);

// The host's clock, which never goes back within this process: a clock set back must not revive a dead token.
class GuardedClock final : public CivilClock {
 public:
  GuardedClock(const CivilClock& host, const MonotonicClock& monotonic);
  [[nodiscard]] Instant Now() const override;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct TokenOptions {
  std::string jwks_file;
  std::string issuer;
  std::string audience = "dotpha";
  std::set<std::string> operators;  // subjects
  std::set<std::string> services;   // names, without "service:"
  std::chrono::seconds clock_skew{30};
};

class TokenVerifier {
 public:
  // FAILED_PRECONDITION JWKS_UNREADABLE or JWKS_MALFORMED: the process must not serve. `clock` must outlive it.
  static Result<std::unique_ptr<TokenVerifier>> Create(TokenOptions options, const CivilClock& clock);
  ~TokenVerifier();
  TokenVerifier(const TokenVerifier&) = delete;
  TokenVerifier& operator=(const TokenVerifier&) = delete;

  // UNAUTHENTICATED with reason TOKEN_MISSING, TOKEN_MALFORMED, TOKEN_ALGORITHM, TOKEN_SIGNATURE, TOKEN_EXPIRED,
  // TOKEN_NOT_YET_VALID, TOKEN_ISSUER, TOKEN_AUDIENCE, TOKEN_SUBJECT or TOKEN_AUTHORITY. Never quotes the token.
  // Thread-safe.
  [[nodiscard]] Result<Identity> Verify(std::string_view token) const;
  // For calls that last: true once a token with that end is no longer good.
  [[nodiscard]] bool HasEnded(Instant expires_at) const;

 private:
  struct State;
  explicit TokenVerifier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace dotpha::auth
