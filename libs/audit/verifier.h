// Checks the audit of one service: rows against the chain, the chain against the signed checkpoints.
//
// Finds a changed, deleted, inserted or reordered row, a rewritten chain, and a chain cut short after a checkpoint. It
// cannot find a row that vanished before it was sealed, nor a tail rewritten by someone who holds the database and no
// checkpoint of it: that window is stated in the report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "libs/audit/keys.h"
#include "libs/postgres/pool.h"

namespace dotpha::audit {

struct BadRow {
  std::uint64_t seal = 0;      // number in the chain; 0: the row is in no seal
  std::int64_t entry_id = 0;   // audit_entry.id; 0: there is none
  // ROW_CHANGED, ROW_MISSING, ROW_UNSEALED_BEHIND_CHAIN, SEAL_MISSING, CHAIN_BROKEN, CHAIN_SHORTER_THAN_CHECKPOINT,
  // CHAIN_DIFFERS_FROM_CHECKPOINT, CHECKPOINT_MISSING, CHECKPOINT_FORGED, PAYLOAD_CHANGED
  std::string reason;
};

struct VerifyReport {
  std::uint64_t rows_checked = 0;
  std::uint64_t checkpoints_checked = 0;
  std::optional<BadRow> first_bad;  // least seal number; none: all is well
  // The window in which the last checkpoint proves nothing.
  std::uint64_t sealed_since_checkpoint = 0;
  std::uint64_t unsealed = 0;                // committed rows that wait for the sealer
  std::optional<Instant> last_checkpoint_at;  // none: there is no checkpoint at all
  std::uint64_t payloads_erased = 0;

  [[nodiscard]] bool ok() const { return !first_bad.has_value(); }
  // For a person: verdict, first bad row, window.
  [[nodiscard]] std::string ToString() const;
};

// `checkpoint_dir` empty: the chain alone. Errors only when it could not look (database, folder).
Result<VerifyReport> Verify(postgres::Pool& pool, const std::filesystem::path& checkpoint_dir,
                            const std::optional<VerifyingKey>& key);

// Erases one row's payload and salt; the chain stays whole. NOT_FOUND AUDIT_ENTRY_NOT_FOUND.
Result<void> ErasePayload(postgres::Pool& pool, const std::string& authority, std::int64_t entry_id);

}  // namespace dotpha::audit
