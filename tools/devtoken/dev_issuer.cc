#include "tools/devtoken/dev_issuer.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <rhonabwy.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

namespace dotpha::devtoken {
namespace {

struct Free {
  void operator()(jwt_t* jwt) const { r_jwt_free(jwt); }
  void operator()(jwk_t* jwk) const { r_jwk_free(jwk); }
  void operator()(char* text) const { r_free(text); }
};
using Jwt = std::unique_ptr<jwt_t, Free>;
using Jwk = std::unique_ptr<jwk_t, Free>;
using Text = std::unique_ptr<char, Free>;

struct Kind {
  Algorithm algorithm;
  const char* name;
  jwa_alg jwa;
  int type;
  unsigned int bits;
};
constexpr Kind kKinds[] = {
    {Algorithm::kEdDsa, "EdDSA", R_JWA_ALG_EDDSA, R_KEY_TYPE_EDDSA, 256},
    {Algorithm::kRs256, "RS256", R_JWA_ALG_RS256, R_KEY_TYPE_RSA, 2048},
    {Algorithm::kEs256, "ES256", R_JWA_ALG_ES256, R_KEY_TYPE_EC, 256},
};

const Kind& KindOf(Algorithm algorithm) {
  for (const Kind& kind : kKinds) {
    if (kind.algorithm == algorithm) {
      return kind;
    }
  }
  return kKinds[0];
}

Jwk NewJwk() {
  jwk_t* jwk = nullptr;
  return r_jwk_init(&jwk) == RHN_OK ? Jwk(jwk) : nullptr;
}

// Written anew and renamed, so that a reader never sees half of it.
Result<void> WriteFile(const std::string& path, const std::string& content, mode_t mode) {
  const std::string unfinished = path + ".new";
  const int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  const bool written = file >= 0 && write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  if (file >= 0) {
    close(file);
  }
  if (!written || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    return Unavailable("KEYS_UNWRITABLE", fmt::format("cannot write '{}'", path));
  }
  return Ok{};
}

Result<void> MakeKeys(const std::string& public_path, const std::string& private_path) {
  nlohmann::json public_keys = nlohmann::json::array();
  nlohmann::json private_keys = nlohmann::json::array();
  for (const Kind& kind : kKinds) {
    const Jwk private_key = NewJwk();
    const Jwk public_key = NewJwk();
    const std::string kid = fmt::format("dev-{}", kind.name);
    if (!private_key || !public_key ||
        r_jwk_generate_key_pair(private_key.get(), public_key.get(), kind.type, kind.bits, kid.c_str()) != RHN_OK) {
      return Internal("KEY_GENERATION", fmt::format("cannot make a key for {}", kind.name));
    }
    for (jwk_t* key : {private_key.get(), public_key.get()}) {
      r_jwk_set_property_str(key, "alg", kind.name);
      r_jwk_set_property_str(key, "use", "sig");
    }
    const Text public_text(r_jwk_export_to_json_str(public_key.get(), 0));
    const Text private_text(r_jwk_export_to_json_str(private_key.get(), 0));
    public_keys.push_back(nlohmann::json::parse(public_text.get()));
    private_keys.push_back(nlohmann::json::parse(private_text.get()));
  }
  DOTPHA_TRY(WriteFile(private_path, nlohmann::json{{"keys", private_keys}}.dump(2) + "\n", 0600));
  return WriteFile(public_path, nlohmann::json{{"keys", public_keys}}.dump(2) + "\n", 0644);
}

}  // namespace

Result<Algorithm> ParseAlgorithm(const std::string& name) {
  for (const Kind& kind : kKinds) {
    if (name == kind.name) {
      return kind.algorithm;
    }
  }
  return InvalidArgument("--algorithm", "UNKNOWN_ALGORITHM", "is none of EdDSA, RS256, ES256");
}

Result<DevIssuer> DevIssuer::Open(const std::string& folder) {
  static const int initialised = r_global_init();
  if (initialised != RHN_OK) {
    return Internal("JWT_LIBRARY", "the JWT library could not be initialised");
  }
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  DevIssuer issuer;
  issuer.jwks_file_ = folder + "/jwks.json";
  const std::string private_path = folder + "/private.json";
  if (!std::filesystem::exists(issuer.jwks_file_) || !std::filesystem::exists(private_path)) {
    DOTPHA_TRY(MakeKeys(issuer.jwks_file_, private_path));
  }
  std::stringstream content;
  content << std::ifstream(private_path).rdbuf();
  const auto json = nlohmann::json::parse(content.str(), nullptr, false);
  if (!json.is_object() || !json.contains("keys")) {
    return FailedPrecondition("KEYS_MALFORMED", fmt::format("'{}' holds no keys of this tool", private_path));
  }
  for (const auto& key : json["keys"]) {
    DOTPHA_ASSIGN(const Algorithm algorithm, ParseAlgorithm(key.value("alg", "")));
    issuer.private_keys_[algorithm] = key.dump();
  }
  return issuer;
}

Result<std::string> DevIssuer::Mint(const Claims& claims, Instant now) const {
  const Kind& kind = KindOf(claims.algorithm);
  const auto found = private_keys_.find(claims.algorithm);
  const Jwk key = NewJwk();
  jwt_t* raw = nullptr;
  if (found == private_keys_.end() || !key || r_jwk_import_from_json_str(key.get(), found->second.c_str()) != RHN_OK ||
      r_jwt_init(&raw) != RHN_OK) {
    return FailedPrecondition("KEYS_MALFORMED", fmt::format("there is no usable key for {}", kind.name));
  }
  const Jwt jwt(raw);
  const std::int64_t seconds = now.micros / 1'000'000;
  nlohmann::json body{{"sub", claims.subject}, {"iss", claims.issuer}, {"aud", claims.audience},
                      {"iat", seconds},        {"nbf", seconds},       {"exp", seconds + claims.valid_for.count()}};
  if (!claims.authority.empty()) {
    body["authority"] = claims.authority;
  }
  r_jwt_set_header_str_value(raw, "typ", "JWT");
  r_jwt_set_header_str_value(raw, "kid", fmt::format("dev-{}", kind.name).c_str());
  if (r_jwt_set_sign_alg(raw, kind.jwa) != RHN_OK ||
      r_jwt_set_full_claims_json_str(raw, body.dump().c_str()) != RHN_OK) {
    return Internal("TOKEN_NOT_MADE", "the token could not be put together");
  }
  const Text token(r_jwt_serialize_signed(raw, key.get(), 0));
  if (!token) {
    return Internal("TOKEN_NOT_MADE", "the token could not be signed");
  }
  return std::string(token.get());
}

}  // namespace dotpha::devtoken
