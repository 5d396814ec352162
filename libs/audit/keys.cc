#include "libs/audit/keys.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/sha.h>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "libs/audit/chain.h"

namespace dotpha::audit {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Error KeyInvalid(const std::string& what) {
  return FailedPrecondition("AUDIT_KEY_INVALID", what + " is not an Ed25519 key in PEM");
}

Result<std::string> ReadFile(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) {
    return FailedPrecondition("AUDIT_KEY_INVALID", file + " cannot be read");
  }
  return text.str();
}

Bio Reader(std::string_view text) { return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free}; }

std::string Text(const Bio& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::shared_ptr<EVP_PKEY> Owned(EVP_PKEY* key) { return {key, &EVP_PKEY_free}; }

bool IsEd25519(const std::shared_ptr<EVP_PKEY>& key) {
  return key != nullptr && EVP_PKEY_id(key.get()) == EVP_PKEY_ED25519;
}

}  // namespace

Result<VerifyingKey> VerifyingKey::Load(const std::string& public_pem_file) {
  DOTPHA_ASSIGN(const std::string pem, ReadFile(public_pem_file));
  auto key = FromPem(pem);
  return key.ok() ? key : Result<VerifyingKey>{KeyInvalid(public_pem_file)};
}

Result<VerifyingKey> VerifyingKey::FromPem(std::string_view pem) {
  auto key = Owned(PEM_read_bio_PUBKEY(Reader(pem).get(), nullptr, nullptr, nullptr));
  if (!IsEd25519(key)) {
    return KeyInvalid("the text");
  }
  return VerifyingKey{std::move(key)};
}

bool VerifyingKey::Verify(std::string_view message, std::string_view signature) const {
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
}

std::string VerifyingKey::Fingerprint() const {
  std::array<unsigned char, 32> raw{};
  std::size_t size = raw.size();
  EVP_PKEY_get_raw_public_key(key_.get(), raw.data(), &size);
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(raw.data(), size, reinterpret_cast<unsigned char*>(digest.data()));
  return Hex(digest).substr(0, 16);
}

Result<SigningKey> SigningKey::Load(const std::string& private_pem_file) {
  DOTPHA_ASSIGN(const std::string pem, ReadFile(private_pem_file));
  auto key = Owned(PEM_read_bio_PrivateKey(Reader(pem).get(), nullptr, nullptr, nullptr));
  if (!IsEd25519(key)) {
    return KeyInvalid(private_pem_file);
  }
  return SigningKey{std::move(key)};
}

SigningKey SigningKey::Generate() {
  auto key = Owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  if (!IsEd25519(key)) {
    throw std::runtime_error("OpenSSL makes no Ed25519 key");
  }
  return SigningKey{std::move(key)};
}

std::string SigningKey::Sign(std::string_view message) const {
  const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::string signature(64, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(message.data()), message.size()) != 1) {
    throw std::runtime_error("OpenSSL does not sign");
  }
  return signature;
}

std::string SigningKey::PrivatePem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return Text(bio);
}

std::string SigningKey::PublicPem() const {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key_.get());
  return Text(bio);
}

}  // namespace dotpha::audit
