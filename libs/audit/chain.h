// The arithmetic of the chain and of checkpoints, shared by sealer and verifier: what is hashed, what is signed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <pqxx/row>
#include <string>
#include <vector>

#include "libs/audit/keys.h"
#include "libs/audit/sealer.h"
#include "libs/base/result.h"

namespace dotpha::audit {

std::string Hex(std::string_view bytes);

// hash(n) = SHA-256(hash(n-1) || for each column of audit_entry but payload and salt: length as 8 bytes, big-endian,
// and its text as a Connection reads it). hash(0) is 32 zero bytes.
std::string NextHash(const std::string& previous, const pqxx::row& entry);

// The statement of a checkpoint: one line of JSON, keys in alphabetical order.
std::string Statement(const Checkpoint& checkpoint);
Result<Checkpoint> ParseStatement(const std::string& statement);

// One checkpoint file as found.
struct StoredCheckpoint {
  std::filesystem::path file;
  std::string statement;
  std::string signature;  // raw
  Checkpoint checkpoint;  // as stated, if readable
  bool readable = false;
};

// All of the chain in the folder, by number. A missing folder holds none. INTERNAL CHECKPOINTS_NOT_READABLE.
Result<std::vector<StoredCheckpoint>> LoadCheckpoints(const std::filesystem::path& folder, const std::string& chain);
// Writes the file durably: a new name, fsync, rename, fsync of the folder. INTERNAL CHECKPOINT_NOT_WRITTEN.
Result<void> StoreCheckpoint(const std::filesystem::path& folder, const Checkpoint& checkpoint, const SigningKey& key);
// Hex SHA-256 of a statement: what the next checkpoint names as `previous`.
std::string StatementHash(const std::string& statement);

}  // namespace dotpha::audit
