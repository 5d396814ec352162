// Ed25519 keys (RFC 8032) that sign the audit's checkpoints. PEM files: PKCS #8 for the private, SubjectPublicKeyInfo
// for the public half, as `openssl genpkey -algorithm ed25519` writes them.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace dotpha::audit {

class VerifyingKey {
 public:
  // FAILED_PRECONDITION AUDIT_KEY_INVALID: not readable, or no Ed25519 key.
  static Result<VerifyingKey> Load(const std::string& public_pem_file);
  static Result<VerifyingKey> FromPem(std::string_view pem);
  [[nodiscard]] bool Verify(std::string_view message, std::string_view signature) const;
  // First 16 hex digits of SHA-256 of the raw public key.
  [[nodiscard]] std::string Fingerprint() const;

 private:
  friend class SigningKey;
  explicit VerifyingKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

class SigningKey {
 public:
  // As VerifyingKey::Load.
  static Result<SigningKey> Load(const std::string& private_pem_file);
  // A new key: tests, demo, dotpha-devtoken.
  static SigningKey Generate();
  [[nodiscard]] std::string Sign(std::string_view message) const;  // 64 bytes
  [[nodiscard]] VerifyingKey Public() const { return VerifyingKey{key_}; }
  [[nodiscard]] std::string PrivatePem() const;
  [[nodiscard]] std::string PublicPem() const;

 private:
  explicit SigningKey(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace dotpha::audit
