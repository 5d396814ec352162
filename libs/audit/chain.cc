#include "libs/audit/chain.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/sha.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace dotpha::audit {
namespace {

std::string Sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string FromHex(std::string_view hex) {
  const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

// write(2) of everything, then fsync. False: the file cannot be trusted to survive.
bool WriteDurably(const std::filesystem::path& file, const std::string& text) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return false;
  }
  const bool written =
      write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(descriptor) == 0;
  return close(descriptor) == 0 && written;
}

bool SyncFolder(const std::filesystem::path& folder) {
  const int descriptor = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }
  const bool synced = fsync(descriptor) == 0;
  close(descriptor);
  return synced;
}

}  // namespace

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) {
    hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  }
  return hex;
}

std::string NextHash(const std::string& previous, const pqxx::row& entry) {
  std::string bytes = previous;
  for (const char* column :
       {"authority", "id", "xid", "at", "actor", "action", "resource", "request_id", "details", "payload_commitment"}) {
    const pqxx::field field = entry[column];
    const std::uint64_t size = field.size();
    for (unsigned shift = 64; shift > 0; shift -= 8) {
      bytes += static_cast<char>((size >> (shift - 8)) & 255U);
    }
    bytes.append(field.c_str(), field.size());
  }
  return Sha256(bytes);
}

std::string Statement(const Checkpoint& checkpoint) {
  return nlohmann::json{
      {"at", FormatRfc3339(checkpoint.at)}, {"chain", checkpoint.chain},       {"hash", checkpoint.hash},
      {"number", checkpoint.number},        {"previous", checkpoint.previous}, {"sealed", checkpoint.sealed}}
      .dump();
}

Result<Checkpoint> ParseStatement(const std::string& statement) {
  try {
    const auto json = nlohmann::json::parse(statement);
    DOTPHA_ASSIGN(const Instant at, ParseRfc3339(json.at("at").get<std::string>()));
    return Checkpoint{json.at("chain").get<std::string>(),
                      json.at("number").get<std::uint64_t>(),
                      json.at("sealed").get<std::uint64_t>(),
                      json.at("hash").get<std::string>(),
                      at,
                      json.at("previous").get<std::string>()};
  } catch (const nlohmann::json::exception&) {
    return Internal("CHECKPOINT_NOT_READABLE", "not the statement of a checkpoint");
  }
}

std::string StatementHash(const std::string& statement) { return Hex(Sha256(statement)); }

Result<std::vector<StoredCheckpoint>> LoadCheckpoints(const std::filesystem::path& folder, const std::string& chain) {
  std::vector<StoredCheckpoint> found;
  std::error_code failure;
  if (!std::filesystem::exists(folder, failure)) {
    return found;
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(chain + "-") || entry.path().extension() != ".checkpoint") {
      continue;
    }
    StoredCheckpoint stored;
    stored.file = entry.path();
    std::ifstream stream(entry.path());
    std::string signature;
    std::getline(stream, stored.statement);
    std::getline(stream, signature);
    stored.signature = FromHex(signature);
    if (auto parsed = ParseStatement(stored.statement); parsed.ok()) {
      stored.checkpoint = *std::move(parsed);
      stored.readable = true;
    }
    found.push_back(std::move(stored));
  }
  if (failure) {
    return Internal("CHECKPOINTS_NOT_READABLE", folder.string() + ": " + failure.message());
  }
  // The name carries the number, padded: an unreadable file keeps its place.
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.file < b.file; });
  return found;
}

Result<void> StoreCheckpoint(const std::filesystem::path& folder, const Checkpoint& checkpoint, const SigningKey& key) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  const std::string statement = Statement(checkpoint);
  const auto file = folder / fmt::format("{}-{:012}.checkpoint", checkpoint.chain, checkpoint.number);
  const auto draft = std::filesystem::path(file.string() + ".new");
  bool written = WriteDurably(draft, statement + "\n" + Hex(key.Sign(statement)) + "\n");
  if (written) {
    std::filesystem::rename(draft, file, failure);
    written = !failure && SyncFolder(folder);
  }
  if (!written) {
    return Internal("CHECKPOINT_NOT_WRITTEN", file.string() + " cannot be written");
  }
  return Ok{};
}

}  // namespace dotpha::audit
