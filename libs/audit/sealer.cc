#include "libs/audit/sealer.h"

#include <utility>

#include "libs/audit/chain.h"
#include "libs/postgres/transaction.h"

namespace dotpha::audit {
namespace {

using postgres::Role;
using postgres::Transaction;

constexpr postgres::Statement kLockHead{
    "audit.lock_head",
    "SELECT sealed, hash, last_xid::text AS last_xid, last_id, clock_timestamp() AS now,"
    "       last_xid >= pg_snapshot_xmax(pg_current_snapshot()) AS restored"
    "  FROM audit_head FOR UPDATE"};

// Rows behind the last sealed one whose transactions are older than every running one.
constexpr postgres::Statement kNext{
    "audit.next",
    "SELECT authority, id, xid, at, actor, action, resource, request_id, details, payload_commitment"
    "  FROM audit_entry"
    " WHERE (xid, id) > ($1::xid8, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())"
    "   AND NOT EXISTS (SELECT FROM audit_seal WHERE entry_id = audit_entry.id)"
    " ORDER BY xid, id LIMIT $3::int"};

// A dump restored into another cluster brings transaction ids that are still to come here. Whatever is not sealed yet
// is sealed now, in the order of the old cluster; afterwards the order goes on from this cluster's ids.
constexpr postgres::Statement kNextAfterRestore{
    "audit.next_after_restore",
    "SELECT authority, id, xid, at, actor, action, resource, request_id, details, payload_commitment"
    "  FROM audit_entry"
    " WHERE NOT EXISTS (SELECT FROM audit_seal WHERE entry_id = audit_entry.id)"
    " ORDER BY xid, id LIMIT $1::int"};

constexpr postgres::Statement kSeal{"audit.seal",
                                    "INSERT INTO audit_seal (seal, authority, entry_id, hash)"
                                    " SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bytea[])"};

constexpr postgres::Statement kMoveHead{
    "audit.move_head", "UPDATE audit_head SET sealed = $1, hash = $2::bytea, last_xid = $3::xid8, last_id = $4"};

constexpr postgres::Statement kContinueAfterRestore{
    "audit.continue_after_restore",
    "UPDATE audit_head SET last_xid = (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text::xid8,"
    "                      last_id = 9223372036854775807"};

}  // namespace

Sealer::Sealer(postgres::Pool& pool, SealerOptions options) : pool_(pool), options_(std::move(options)) {}

Sealer::~Sealer() { Stop(); }

Result<int> Sealer::SealOnce() {
  return RunTransaction(pool_, {.role = Role::kStream}, [&](Transaction& transaction) -> Result<int> {
    const auto head = transaction.Exec(kLockHead)[0];
    const bool restored = head["restored"].as<bool>();
    const auto rows = restored ? transaction.Exec(kNextAfterRestore, options_.batch)
                               : transaction.Exec(kNext, head["last_xid"].as<std::string>(),
                                                  head["last_id"].as<std::int64_t>(), options_.batch);
    if (rows.empty()) {
      if (restored) {
        transaction.Exec(kContinueAfterRestore);
      }
      return 0;
    }
    auto sealed = head["sealed"].as<std::int64_t>();
    std::string hash = postgres::ReadBytes(head["hash"]);
    std::vector<std::int64_t> seals, ids;
    std::vector<std::string> authorities, hashes;
    for (const auto& row : rows) {
      hash = NextHash(hash, row);
      seals.push_back(++sealed);
      ids.push_back(row["id"].as<std::int64_t>());
      authorities.push_back(row["authority"].as<std::string>());
      hashes.push_back(hash);
    }
    transaction.Exec(kSeal, seals, authorities, ids, postgres::BytesArrayToSql(hashes));
    const auto last = rows.back();
    // After a restore the position stays until all is sealed: the rows' ids are of another cluster.
    transaction.Exec(kMoveHead, sealed, postgres::Bytes{hash},
                     restored ? head["last_xid"].as<std::string>() : last["xid"].as<std::string>(),
                     restored ? head["last_id"].as<std::int64_t>() : last["id"].as<std::int64_t>());
    return static_cast<int>(rows.size());
  });
}

Result<std::optional<Checkpoint>> Sealer::WriteCheckpoint() {
  const std::string& chain = pool_.options().connection.service;
  // Under the head's lock: replicas that share a folder number their checkpoints one after the other.
  return RunTransaction(
      pool_, {.role = Role::kStream, .attempts = 1},
      [&](Transaction& transaction) -> Result<std::optional<Checkpoint>> {
        const auto head = transaction.Exec(kLockHead)[0];
        DOTPHA_ASSIGN(const auto stored, LoadCheckpoints(options_.checkpoint_dir, chain));
        Checkpoint next{chain,
                        1,
                        head["sealed"].as<std::uint64_t>(),
                        Hex(postgres::ReadBytes(head["hash"])),
                        postgres::ReadInstant(head["now"]),
                        {}};
        if (!stored.empty()) {
          const StoredCheckpoint& last = stored.back();
          if (!last.readable || last.checkpoint.sealed > next.sealed ||
              (last.checkpoint.sealed == next.sealed && last.checkpoint.hash != next.hash)) {
            return MakeError(Code::kDataLoss, "AUDIT_CHAIN_SHORTER",
                             "the audit chain is behind its last checkpoint; verify it before anything else")
                .With("checkpoint", last.file.string());
          }
          if (last.checkpoint.sealed == next.sealed) {
            return std::optional<Checkpoint>{};
          }
          next.number = last.checkpoint.number + 1;
          next.previous = StatementHash(last.statement);
        } else if (next.sealed == 0) {
          return std::optional<Checkpoint>{};
        }
        DOTPHA_TRY(StoreCheckpoint(options_.checkpoint_dir, next, *options_.key));
        return std::optional{next};
      });
}

void Sealer::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Sealer::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Sealer::Loop() {
  const auto report = [this](const auto& result) {
    if (!result.ok() && options_.on_error) {
      options_.on_error(result.error());
    }
  };
  const MonotonicClock& clock = pool_.clock();
  Micros checkpoint_at = clock.Elapsed() + options_.checkpoint_every;
  for (bool last = false; !last;) {
    {
      std::unique_lock lock(mutex_);
      last = stopping_.wait_for(lock, options_.seal_every, [&] { return stop_; });
    }
    for (Result<int> sealed = options_.batch; sealed.ok() && *sealed == options_.batch;) {
      sealed = SealOnce();
      report(sealed);
    }
    if (!options_.checkpoint_dir.empty() && (last || clock.Elapsed() >= checkpoint_at)) {
      report(WriteCheckpoint());
      checkpoint_at = clock.Elapsed() + options_.checkpoint_every;
    }
  }
}

}  // namespace dotpha::audit
