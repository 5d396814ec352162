#include "libs/lawfile/digest.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>

namespace dotpha::lawfile {

std::string VersionOf(const std::string& file, std::string_view content) {
  constexpr std::size_t kShownBytes = 8;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  std::string version = file + "@sha256:";
  for (std::size_t i = 0; i < kShownBytes; ++i) {
    version += fmt::format("{:02x}", digest[i]);
  }
  return version;
}

}  // namespace dotpha::lawfile
