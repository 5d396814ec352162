// Keeps the ledger equal to the pure function (ARCHITECTURE section 6): one debtor, one transaction, with everything
// that follows from it: rows, events to tell, notices, inbox, e-mails, and when to look again. Idempotent: whatever
// dies in between, the next pass gives the same.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libs/facts/knowledge_source.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/statute/calendar.h"
#include "services/notifier/policy/policy_file.h"
#include "services/notifier/store/ledger_store.h"

namespace dotpha::notifier {

// All must outlive the keeper.
struct KeeperParts {
  facts::KnowledgeSource* knowledge = nullptr;
  const PolicyBook* policies = nullptr;
  const statute::Calendar* calendar = nullptr;
  const CivilClock* clock = nullptr;
  std::vector<std::string> producers;  // whose watermarks must pass; also the stages whose duties are derived
};

// What a pass gave, for those who wait for it.
struct KeptDebtor {
  bool told_somebody = false;       // inbox rows were written
  bool wrote_events = false;        // the relay has work
  std::vector<std::string> people;  // who got something
};

class LedgerKeeper {
 public:
  explicit LedgerKeeper(KeeperParts parts) : parts_(std::move(parts)) {}

  // nullopt: the debtor is unknown, or another replica is at it.
  Result<std::optional<KeptDebtor>> Keep(postgres::Transaction& transaction, const DebtorKey& key) const;

  // Derives one debtor anew at the point up to which its rulings stand, and compares. With `repair`, saves.
  Result<std::vector<std::string>> Check(postgres::Transaction& transaction, const DebtorKey& key, bool repair,
                                         int* obligations) const;

  // The least watermark of all producers that is in force here; nullopt: one has none yet.
  [[nodiscard]] std::optional<Instant> Watermark(postgres::Transaction& transaction) const;

  // One obligation with everything behind it, as derived now.
  struct Derived {
    facts::Knowledge knowledge;
    statute::Ledger ledger;
  };
  Result<Derived> Derive(postgres::Transaction& transaction, const DebtorKey& key, bool is_body, Instant as_of) const;

  [[nodiscard]] const KeeperParts& parts() const { return parts_; }

 private:
  [[nodiscard]] LedgerRows Rows(const Derived& derived) const;

  KeeperParts parts_;
};

}  // namespace dotpha::notifier
