#include "libs/audit/verifier.h"

#include <fmt/format.h>

#include "libs/audit/chain.h"
#include "libs/audit/entry.h"
#include "libs/postgres/transaction.h"

namespace dotpha::audit {
namespace {

using postgres::Role;
using postgres::Transaction;

constexpr postgres::Statement kSeals{
    "audit.verify_seals",
    "SELECT s.seal, s.entry_id, s.hash, e.authority, e.id, e.xid, e.at, e.actor, e.action, e.resource, e.request_id,"
    "       e.details, e.payload_commitment, e.salt, e.payload"
    "  FROM audit_seal s LEFT JOIN audit_entry e ON e.authority = s.authority AND e.id = s.entry_id"
    " WHERE s.seal > $1 ORDER BY s.seal LIMIT $2::int"};

constexpr postgres::Statement kHead{"audit.verify_head", "SELECT sealed, hash FROM audit_head"};

constexpr postgres::Statement kUnsealed{
    "audit.verify_unsealed",
    "SELECT count(*) AS waiting,"
    "       coalesce(min(e.id) FILTER (WHERE (e.xid, e.id) <= (h.last_xid, h.last_id)), 0) AS behind"
    "  FROM audit_entry e, audit_head h"
    " WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.entry_id = e.id)"};

constexpr postgres::Statement kErase{
    "audit.erase", "UPDATE audit_entry SET salt = NULL, payload = NULL WHERE authority = $1 AND id = $2"};

constexpr int kBatch = 1'000;

// The chain is read once, front to back; checkpoints are held against it on the way.
class Walk {
 public:
  Walk(Transaction& transaction, const std::vector<StoredCheckpoint>& checkpoints, VerifyReport& report)
      : transaction_(transaction), checkpoints_(checkpoints), report_(report) {}

  void Run() {
    while (report_.ok()) {
      const auto rows = transaction_.Exec(kSeals, seal_, kBatch);
      for (auto row = rows.begin(); report_.ok() && row != rows.end(); ++row) {
        Check(*row);
      }
      if (rows.empty()) {
        break;
      }
    }
    if (report_.ok()) {
      CheckEnd();
    }
  }

 private:
  void Bad(std::uint64_t seal, std::int64_t entry_id, const char* reason) {
    report_.first_bad = BadRow{seal, entry_id, reason, agreed_up_to_};
  }

  void Check(const pqxx::row& row) {
    ++seal_;
    const auto entry_id = row["entry_id"].as<std::int64_t>();
    if (row["seal"].as<std::uint64_t>() != seal_) {
      return Bad(seal_, 0, "SEAL_MISSING");
    }
    if (row["id"].is_null()) {
      return Bad(seal_, entry_id, "ROW_MISSING");
    }
    hash_ = NextHash(hash_, row);
    if (hash_ != postgres::ReadBytes(row["hash"])) {
      return Bad(seal_, entry_id, "ROW_CHANGED");
    }
    const bool erased = row["salt"].is_null() && row["payload"].is_null();
    if (!erased && (row["salt"].is_null() || row["payload"].is_null() ||
                    Commitment(postgres::ReadBytes(row["salt"]), postgres::ReadBytes(row["payload"])) !=
                        postgres::ReadBytes(row["payload_commitment"]))) {
      return Bad(seal_, entry_id, "PAYLOAD_CHANGED");
    }
    report_.payloads_erased += erased ? 1 : 0;
    ++report_.rows_checked;
    for (; next_ < checkpoints_.size() && checkpoints_[next_].checkpoint.sealed == seal_; ++next_) {
      if (checkpoints_[next_].checkpoint.hash != Hex(hash_)) {
        return Bad(seal_, entry_id, "CHAIN_DIFFERS_FROM_CHECKPOINT");
      }
      agreed_up_to_ = seal_;
    }
  }

  void CheckEnd() {
    const auto head = transaction_.Exec(kHead);
    if (next_ < checkpoints_.size()) {
      return Bad(seal_ + 1, 0, "CHAIN_SHORTER_THAN_CHECKPOINT");
    }
    if (head.empty() || head[0]["sealed"].as<std::uint64_t>() != seal_ ||
        postgres::ReadBytes(head[0]["hash"]) != hash_) {
      return Bad(seal_ + 1, 0, "SEAL_MISSING");
    }
    const auto unsealed = transaction_.Exec(kUnsealed)[0];
    report_.unsealed = unsealed["waiting"].as<std::uint64_t>();
    if (const auto behind = unsealed["behind"].as<std::int64_t>(); behind != 0) {
      return Bad(0, behind, "ROW_UNSEALED_BEHIND_CHAIN");
    }
    report_.sealed_since_checkpoint = seal_ - agreed_up_to_;
  }

  Transaction& transaction_;
  const std::vector<StoredCheckpoint>& checkpoints_;
  VerifyReport& report_;
  std::uint64_t seal_ = 0;
  std::string hash_ = std::string(32, '\0');
  std::size_t next_ = 0;
  std::uint64_t agreed_up_to_ = 0;
};

// Signatures, numbers and links of the checkpoints themselves.
std::optional<BadRow> FirstBadCheckpoint(const std::vector<StoredCheckpoint>& checkpoints, const VerifyingKey& key) {
  std::uint64_t sealed = 0;
  std::string previous;
  for (std::size_t i = 0; i < checkpoints.size(); ++i) {
    const StoredCheckpoint& stored = checkpoints[i];
    if (!stored.readable || !key.Verify(stored.statement, stored.signature)) {
      return BadRow{sealed + 1, 0, "CHECKPOINT_FORGED", sealed};
    }
    if (stored.checkpoint.number != i + 1 || stored.checkpoint.previous != previous) {
      return BadRow{sealed + 1, 0, "CHECKPOINT_MISSING", sealed};
    }
    sealed = stored.checkpoint.sealed;
    previous = StatementHash(stored.statement);
  }
  return std::nullopt;
}

}  // namespace

Result<VerifyReport> Verify(postgres::Pool& pool, const std::filesystem::path& checkpoint_dir,
                            const std::optional<VerifyingKey>& key) {
  std::vector<StoredCheckpoint> checkpoints;
  if (!checkpoint_dir.empty()) {
    if (!key.has_value()) {
      return FailedPrecondition("AUDIT_KEY_INVALID", "checkpoints cannot be verified without their public key");
    }
    DOTPHA_ASSIGN(checkpoints, LoadCheckpoints(checkpoint_dir, pool.options().connection.service));
    if (const auto bad = FirstBadCheckpoint(checkpoints, *key)) {
      VerifyReport report;
      report.first_bad = bad;
      return report;
    }
  }
  return RunTransaction(pool,
                        {.role = Role::kStream, .isolation = postgres::Isolation::kRepeatableRead, .read_only = true},
                        [&](Transaction& transaction) -> Result<VerifyReport> {
                          VerifyReport report;
                          report.checkpoints_checked = checkpoints.size();
                          if (!checkpoints.empty()) {
                            report.last_checkpoint_at = checkpoints.back().checkpoint.at;
                          }
                          Walk(transaction, checkpoints, report).Run();
                          return report;
                        });
}

Result<void> ErasePayload(postgres::Pool& pool, const std::string& authority, std::int64_t entry_id) {
  return RunTransaction(pool, {.role = Role::kStream}, [&](Transaction& transaction) -> Result<void> {
    if (transaction.Exec(kErase, authority, entry_id).affected_rows() == 0) {
      return NotFound("AUDIT_ENTRY_NOT_FOUND", "there is no such row in the audit");
    }
    return Ok{};
  });
}

std::string VerifyReport::ToString() const {
  std::string text;
  if (first_bad.has_value()) {
    text = fmt::format("BAD: {} at seal {}, entry {}; confirmed up to seal {}.\n", first_bad->reason, first_bad->seal,
                       first_bad->entry_id, first_bad->agreed_up_to);
  } else {
    text = fmt::format("Good: {} rows, {} checkpoints, {} payloads erased by law.\n", rows_checked, checkpoints_checked,
                       payloads_erased);
  }
  return text + fmt::format("Window: {} sealed and {} unsealed rows since {}.\n", sealed_since_checkpoint, unsealed,
                            last_checkpoint_at ? "the checkpoint of " + FormatRfc3339(*last_checkpoint_at)
                                               : std::string{"the beginning (there is no checkpoint)"});
}

}  // namespace dotpha::audit
