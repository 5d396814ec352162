#include "libs/audit/entry.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace dotpha::audit {

std::string Commitment(const std::string& salt, const std::string& payload) {
  const std::string bytes = salt + payload;  // the salt's length is fixed, so nothing can slide between the two
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string NewSalt() {
  std::string salt(16, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) != 1) {
    throw std::runtime_error("the operating system gives no random bytes");
  }
  return salt;
}

std::string DetailsJson(const Entry& entry) { return nlohmann::json(entry.details).dump(); }

}  // namespace dotpha::audit
