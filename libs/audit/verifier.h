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
  std::uint64_t seal = 0;     // number in the chain; 0: the row is in no seal
  std::int64_t entry_id = 0;  // audit_entry.id; 0: there is none
  // ROW_CHANGED (or its seal), ROW_MISSING, PAYLOAD_CHANGED, ROW_UNSEALED_BEHIND_CHAIN (put in behind the sealer's
  // back), SEAL_MISSING, CHAIN_SHORTER_THAN_CHECKPOINT, CHAIN_DIFFERS_FROM_CHECKPOINT (the rows after `agreed_up_to`
  // were rewritten together with their seals), CHECKPOINT_MISSING, CHECKPOINT_FORGED
  std::string reason;
  std::uint64_t agreed_up_to = 0;  // the last seal that a checkpoint confirms
};

struct VerifyReport {
  std::uint64_t rows_checked = 0;
  std::uint64_t checkpoints_checked = 0;
  std::optional<BadRow> first_bad;  // least seal number; none: all is well
  // The window in which no checkpoint proves anything yet.
  std::uint64_t sealed_since_checkpoint = 0;
  std::uint64_t unsealed = 0;                 // committed rows that wait for the sealer
  std::optional<Instant> last_checkpoint_at;  // database time; none: there is no checkpoint at all
  std::uint64_t payloads_erased = 0;

  [[nodiscard]] bool ok() const { return !first_bad.has_value(); }
  // For a person: verdict, first bad row, window.
  [[nodiscard]] std::string ToString() const;
};

// Looks at one snapshot. `checkpoint_dir` empty: the chain alone; otherwise `key` is required. Errors only when it
// could not look (database, folder).
Result<VerifyReport> Verify(postgres::Pool& pool, const std::filesystem::path& checkpoint_dir,
                            const std::optional<VerifyingKey>& key);

// Erases one row's payload and salt; the chain stays whole. NOT_FOUND AUDIT_ENTRY_NOT_FOUND. The caller records the
// document that orders it, as a command of its own.
Result<void> ErasePayload(postgres::Pool& pool, const std::string& authority, std::int64_t entry_id);

}  // namespace dotpha::audit
