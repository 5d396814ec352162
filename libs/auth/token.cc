#include "libs/auth/token.h"

#include <fmt/format.h>
#include <openssl/sha.h>
#include <rhonabwy.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "libs/auth/recently_used.h"
#include "libs/observability/log.h"

namespace dotpha::auth {
namespace {

constexpr std::size_t kLongestToken = 8192;
constexpr std::string_view kServicePrefix = "service:";
// Verifying a signature takes up to a millisecond, and one token serves many calls. A large province has some thousand
// officials with a token each; of more than this many the longest unused are forgotten.
constexpr std::size_t kLeastRemembered = 10'000;

// A token is remembered by its digest: memory holds no credentials.
using TokenDigest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

TokenDigest DigestOf(std::string_view token) {
  TokenDigest digest{};
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), digest.data());
  return digest;
}

struct FreeJwt {
  void operator()(jwt_t* jwt) const { r_jwt_free(jwt); }
};
struct FreeJwk {
  void operator()(jwk_t* jwk) const { r_jwk_free(jwk); }
};
struct FreeText {
  void operator()(char* text) const { r_free(text); }
};
using Jwt = std::unique_ptr<jwt_t, FreeJwt>;
using Jwk = std::unique_ptr<jwk_t, FreeJwk>;

// A public key as text: imported anew for each verification, since the library's objects are not shared between
// threads.
struct Key {
  std::string kid;
  jwa_alg algorithm;
  std::string json;
};

// Which of the three algorithms a key serves; nullopt for any other key. One key, one algorithm: that is what makes
// confusion of algorithms impossible.
std::optional<jwa_alg> AlgorithmOf(const nlohmann::json& key) {
  const auto text = [&](const char* name) {
    const auto found = key.find(name);
    return found != key.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!text("use").empty() && text("use") != "sig") {
    return std::nullopt;
  }
  std::optional<jwa_alg> algorithm;
  std::string name;
  if (text("kty") == "RSA") {
    algorithm = R_JWA_ALG_RS256;
    name = "RS256";
  } else if (text("kty") == "EC" && text("crv") == "P-256") {
    algorithm = R_JWA_ALG_ES256;
    name = "ES256";
  } else if (text("kty") == "OKP" && text("crv") == "Ed25519") {
    algorithm = R_JWA_ALG_EDDSA;
    name = "EdDSA";
  }
  return text("alg").empty() || text("alg") == name ? algorithm : std::nullopt;
}

Jwk ImportKey(const std::string& json) {
  jwk_t* jwk = nullptr;
  if (r_jwk_init(&jwk) != RHN_OK) {
    return nullptr;
  }
  Jwk owned(jwk);
  return r_jwk_import_from_json_str(jwk, json.c_str()) == RHN_OK ? std::move(owned) : nullptr;
}

// The parts of a JWKS that can verify here; others (encryption keys, other curves) are left out.
Result<std::vector<Key>> ParseJwks(const std::string& text, const std::string& path) {
  const auto malformed = [&](std::string_view why) {
    return FailedPrecondition("JWKS_MALFORMED", fmt::format("--jwks-file: '{}' {}", path, why));
  };
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object() || !json.contains("keys") || !json["keys"].is_array()) {
    return malformed("is no JSON Web Key Set");
  }
  std::vector<Key> keys;
  for (const auto& entry : json["keys"]) {
    if (!entry.is_object()) {
      return malformed("holds a key that is no object");
    }
    const auto algorithm = AlgorithmOf(entry);
    if (!algorithm) {
      continue;
    }
    if (entry.contains("d")) {
      return malformed("holds a private key; it must hold public keys only");
    }
    const std::string key_json = entry.dump();
    const Jwk imported = ImportKey(key_json);
    unsigned int bits = 0;
    if (!imported || (r_jwk_key_type(imported.get(), &bits, R_FLAG_IGNORE_REMOTE) & R_KEY_TYPE_PUBLIC) == 0) {
      return malformed("holds a key that cannot be read");
    }
    if (*algorithm == R_JWA_ALG_RS256 && bits < 2048) {
      return malformed("holds an RSA key below 2048 bits");
    }
    const auto kid = entry.find("kid");
    keys.push_back({kid != entry.end() && kid->is_string() ? kid->get<std::string>() : "", *algorithm, key_json});
  }
  if (keys.empty()) {
    return malformed("holds no key for RS256, ES256 or EdDSA");
  }
  return keys;
}

Error Refuse(std::string reason, std::string message) {
  return MakeError(Code::kUnauthenticated, std::move(reason), std::move(message));
}

bool IsSubject(std::string_view text) {
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.' || c == ':';
  });
}

std::string TextClaim(const nlohmann::json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Seconds since 1970; nullopt when missing or not a sensible number.
std::optional<std::int64_t> TimeClaim(const nlohmann::json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) {
    return std::nullopt;
  }
  const auto seconds = found->get<double>();
  return seconds >= 0 && seconds < 1e11 ? std::optional<std::int64_t>(static_cast<std::int64_t>(seconds))
                                        : std::nullopt;
}

bool HasAudience(const nlohmann::json& claims, const std::string& audience) {
  const auto found = claims.find("aud");
  if (found == claims.end()) {
    return false;
  }
  if (found->is_array()) {
    return std::any_of(found->begin(), found->end(), [&](const auto& one) { return one == audience; });
  }
  return *found == audience;
}

// What tells one version of a file from the next.
struct FileVersion {
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  std::int64_t size = 0;
  std::uint64_t inode = 0;
  friend bool operator==(const FileVersion&, const FileVersion&) = default;
};

std::optional<FileVersion> VersionOf(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return std::nullopt;
  }
  return FileVersion{status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size, status.st_ino};
}

Result<std::vector<Key>> LoadJwks(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream.good()) {
    return FailedPrecondition("JWKS_UNREADABLE", fmt::format("--jwks-file: cannot read '{}'", path));
  }
  return ParseJwks(content.str(), path);
}

}  // namespace

bool IsAuthorityId(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

struct GuardedClock::State {
  const CivilClock& host;
  const MonotonicClock& monotonic;
  std::mutex mutex;
  Instant base;
  Micros base_elapsed{};
};

GuardedClock::GuardedClock(const CivilClock& host, const MonotonicClock& monotonic)
    : state_(new State{host, monotonic, {}, host.Now(), monotonic.Elapsed()}) {}

Instant GuardedClock::Now() const {
  const std::scoped_lock lock(state_->mutex);
  const Micros elapsed = state_->monotonic.Elapsed();
  const Instant least = state_->base + (elapsed - state_->base_elapsed);
  state_->base = std::max(least, state_->host.Now());
  state_->base_elapsed = elapsed;
  return state_->base;
}

struct TokenVerifier::State {
  TokenOptions options;
  const CivilClock& clock;
  std::mutex mutex;
  std::optional<FileVersion> version;
  std::shared_ptr<const std::vector<Key>> keys;
  // Whom verified tokens prove, under the present keys. Their `exp` is checked at each use.
  RecentlyUsed<TokenDigest, Identity> remembered{kLeastRemembered};

  std::shared_ptr<const std::vector<Key>> CurrentKeys();
  std::optional<Identity> Recall(const TokenDigest& digest);
  void Remember(const TokenDigest& digest, const Identity& identity, const std::vector<Key>* verified_with);
  [[nodiscard]] Result<nlohmann::json> VerifiedClaims(std::string_view token, const std::vector<Key>& present_keys);
  [[nodiscard]] Result<Identity> IdentityOf(const nlohmann::json& claims) const;
  [[nodiscard]] bool HasEnded(Instant expires_at, Instant now) const { return now >= expires_at + options.clock_skew; }
};

// A changed file that cannot be used leaves the old keys in force: a half-written file locks nobody out.
std::shared_ptr<const std::vector<Key>> TokenVerifier::State::CurrentKeys() {
  const std::scoped_lock lock(mutex);
  const auto present = VersionOf(options.jwks_file);
  if (present != version) {
    version = present;
    auto loaded = LoadJwks(options.jwks_file);
    if (loaded.ok()) {
      keys = std::make_shared<const std::vector<Key>>(*std::move(loaded));
      remembered.Clear();
      observability::Log(observability::Level::kInfo, "token keys reloaded", {{"keys", keys->size()}});
    } else {
      observability::Log(observability::Level::kError, "token keys not reloaded; the old ones stay in force",
                         loaded.error());
    }
  }
  return keys;
}

std::optional<Identity> TokenVerifier::State::Recall(const TokenDigest& digest) {
  const std::scoped_lock lock(mutex);
  return remembered.Find(digest);
}

void TokenVerifier::State::Remember(const TokenDigest& digest, const Identity& identity,
                                    const std::vector<Key>* verified_with) {
  const std::scoped_lock lock(mutex);
  if (keys.get() != verified_with) {
    return;  // reloaded meanwhile: this key may be gone
  }
  remembered.Put(digest, identity);
}

Result<nlohmann::json> TokenVerifier::State::VerifiedClaims(std::string_view token,
                                                            const std::vector<Key>& present_keys) {
  if (token.empty()) {
    return Refuse("TOKEN_MISSING", "this call carries no bearer token");
  }
  jwt_t* raw = nullptr;
  if (token.size() > kLongestToken || r_jwt_init(&raw) != RHN_OK) {
    return Refuse("TOKEN_MALFORMED", "the token is no signed JWT");
  }
  const Jwt jwt(raw);
  // R_PARSE_NONE: keys that the token itself brings (jwk, jku, x5c, x5u) are never looked at.
  if (r_jwt_advanced_parsen(raw, token.data(), token.size(), R_PARSE_NONE, R_FLAG_IGNORE_REMOTE) != RHN_OK) {
    // `alg: none` fails here as well: without R_PARSE_UNSIGNED the library refuses it.
    return Refuse("TOKEN_MALFORMED", "the token is no signed JWT");
  }
  const jwa_alg algorithm = r_jwt_get_sign_alg(raw);
  if (r_jwt_get_type(raw) != R_JWT_TYPE_SIGN ||
      (algorithm != R_JWA_ALG_RS256 && algorithm != R_JWA_ALG_ES256 && algorithm != R_JWA_ALG_EDDSA)) {
    return Refuse("TOKEN_ALGORITHM", "tokens are signed with RS256, ES256 or EdDSA");
  }
  const char* kid = r_jwt_get_header_str_value(raw, "kid");
  const bool signed_by_one = std::any_of(present_keys.begin(), present_keys.end(), [&](const Key& key) {
    if (key.algorithm != algorithm || (kid != nullptr && key.kid != kid)) {
      return false;
    }
    const Jwk jwk = ImportKey(key.json);
    return jwk && r_jwt_verify_signature(raw, jwk.get(), R_FLAG_IGNORE_REMOTE) == RHN_OK;
  });
  if (!signed_by_one) {
    return Refuse("TOKEN_SIGNATURE", "the token is not signed by a key of the issuer");
  }
  const std::unique_ptr<char, FreeText> text(r_jwt_get_full_claims_str(raw));
  auto claims = nlohmann::json::parse(text ? text.get() : "", nullptr, false);
  if (!claims.is_object()) {
    return Refuse("TOKEN_MALFORMED", "the token's claims are no JSON object");
  }
  return claims;
}

Result<Identity> TokenVerifier::State::IdentityOf(const nlohmann::json& claims) const {
  const Instant now = clock.Now();
  const auto expires = TimeClaim(claims, "exp");
  const auto not_before = TimeClaim(claims, "nbf");
  const Micros skew = options.clock_skew;
  if (!expires || HasEnded(Instant{*expires * 1'000'000}, now)) {
    return Refuse("TOKEN_EXPIRED", "the token has no `exp`, or has expired");
  }
  if (claims.contains("nbf") && (!not_before || now + skew < Instant{*not_before * 1'000'000})) {
    return Refuse("TOKEN_NOT_YET_VALID", "the token is not valid yet");
  }
  if (TextClaim(claims, "iss") != options.issuer || options.issuer.empty()) {
    return Refuse("TOKEN_ISSUER", "the token is from another issuer");
  }
  if (!HasAudience(claims, options.audience)) {
    return Refuse("TOKEN_AUDIENCE", "the token is for another audience");
  }
  Identity identity{CallerKind::kPerson, TextClaim(claims, "sub"), TextClaim(claims, "authority"),
                    Instant{*expires * 1'000'000}};
  if (!IsSubject(identity.caller)) {
    return Refuse("TOKEN_SUBJECT", "the token's `sub` is missing or is no id");
  }
  if (identity.caller.starts_with(kServicePrefix)) {
    identity.kind = CallerKind::kService;
    if (!options.services.contains(identity.caller.substr(kServicePrefix.size()))) {
      return Refuse("TOKEN_SUBJECT", "this service is not among those that may call (--services)");
    }
  } else if (options.operators.contains(identity.caller)) {
    identity.kind = CallerKind::kOperator;
  }
  const bool may_lack_one = identity.kind != CallerKind::kPerson && !claims.contains("authority");
  if (!may_lack_one && !IsAuthorityId(identity.authority)) {
    return Refuse("TOKEN_AUTHORITY", "the token's `authority` is missing or is no id");
  }
  return identity;
}

TokenVerifier::TokenVerifier(std::unique_ptr<State> state) : state_(std::move(state)) {}

TokenVerifier::~TokenVerifier() = default;

Result<std::unique_ptr<TokenVerifier>> TokenVerifier::Create(TokenOptions options, const CivilClock& clock) {
  static const int initialised = r_global_init();
  if (initialised != RHN_OK) {
    return Internal("JWT_LIBRARY", "the JWT library could not be initialised");
  }
  const auto version = VersionOf(options.jwks_file);
  DOTPHA_ASSIGN(std::vector<Key> keys, LoadJwks(options.jwks_file));
  auto state = std::unique_ptr<State>(new State{std::move(options), clock, {}, version, nullptr});
  state->keys = std::make_shared<const std::vector<Key>>(std::move(keys));
  return std::unique_ptr<TokenVerifier>(new TokenVerifier(std::move(state)));
}

Result<Identity> TokenVerifier::Verify(std::string_view token) const {
  const auto present_keys = state_->CurrentKeys();
  const TokenDigest digest = DigestOf(token);
  if (const auto known = state_->Recall(digest); known && !HasEnded(known->expires_at)) {
    return *known;
  }
  DOTPHA_ASSIGN(const nlohmann::json claims, state_->VerifiedClaims(token, *present_keys));
  DOTPHA_ASSIGN(Identity identity, state_->IdentityOf(claims));
  state_->Remember(digest, identity, present_keys.get());
  return identity;
}

bool TokenVerifier::HasEnded(Instant expires_at) const { return state_->HasEnded(expires_at, state_->clock.Now()); }

}  // namespace dotpha::auth
