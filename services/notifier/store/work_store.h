// The notifier's own work: who may owe, who is dirty, who has something due. A tick costs what is due, not what exists;
// replicas share the work by row locks (SKIP LOCKED). All functions throw what libpqxx throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"

namespace dotpha::notifier {

struct DebtorKey {
  std::string authority;
  std::string debtor_id;
  friend auto operator<=>(const DebtorKey&, const DebtorKey&) = default;
};

struct DebtorRow {
  DebtorKey key;
  bool is_body = false;
  Instant as_of;
  std::optional<Instant> held_from;
  std::optional<Instant> act_at;
  std::optional<Instant> rule_at;
  std::vector<std::string> rule_people;  // whom the rulings at rule_at concern
};

void EnsureDebtor(postgres::Transaction& transaction, const DebtorKey& key, bool is_body);
// Something new is known of the debtor; no effect for an unknown one.
void MarkDirty(postgres::Transaction& transaction, const DebtorKey& key);
void MarkBodiesDirty(postgres::Transaction& transaction, const std::string& authority);
// Something new is known of a whole authority.
void MarkAuthorityDirty(postgres::Transaction& transaction, const std::string& authority);

// Makes the next batch of debtors of one waiting authority dirty. False: nothing waits (or another replica is at it).
bool FanOutBatch(postgres::Transaction& transaction, int batch);

// A debtor for whom there is something to do.
struct DueDebtor {
  DebtorKey key;
  bool is_body = false;
};
// Without locks: dirty ones; those with something due by civil time; those with a ruling due behind `watermark`
// (nullopt: no producer has announced one). Held ones only up to what holds them; `resting` ones not at all.
std::vector<DueDebtor> FindDirty(postgres::Transaction& transaction, const std::vector<DebtorKey>& resting, int limit);
std::vector<DueDebtor> FindDue(postgres::Transaction& transaction, Instant now, std::optional<Instant> watermark,
                               const std::vector<DebtorKey>& resting, int limit);

// Locks the debtors until the end of the transaction; left out are the unknown and those whom somebody else is at.
std::vector<DebtorRow> LockDebtors(postgres::Transaction& transaction, const std::string& authority,
                                   const std::vector<std::string>& debtor_ids);
std::optional<DebtorRow> ReadDebtor(postgres::Transaction& transaction, const DebtorKey& key);
std::vector<DebtorKey> ListDebtors(postgres::Transaction& transaction, const std::string& authority);
void SaveDebtors(postgres::Transaction& transaction, const std::string& authority,
                 const std::vector<DebtorRow>& debtors);

// Deletes the debtors' dirty marks that are visible now; the recomputation in the same transaction reads everything
// that was committed before them. A mark that comes later stays.
void TakeDirtyMarks(postgres::Transaction& transaction, const std::string& authority,
                    const std::vector<std::string>& debtor_ids);

// Within a command's transaction: the engine's role for the tables of the stream, and back.
void TakeEngineRole(postgres::Transaction& transaction);
void TakeAppRole(postgres::Transaction& transaction);

// For the virtual clock and metrics.
struct Backlog {
  std::int64_t fan_outs = 0;
  std::int64_t dirty = 0;
  std::int64_t due = 0;       // to act now, or to rule behind the watermark; held ones left out
  std::int64_t messages = 0;  // pending, claimed or begun
};
Backlog ReadBacklog(postgres::Transaction& transaction, Instant now, std::optional<Instant> watermark);
// Earliest civil time after `now` at which something is due.
std::optional<Instant> NextDue(postgres::Transaction& transaction, Instant now);

}  // namespace dotpha::notifier
