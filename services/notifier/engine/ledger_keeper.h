// Keeps the ledger equal to the pure function (ARCHITECTURE section 6): a debtor in one transaction, with everything
// that follows from it: rows, events to tell, notices, inbox, e-mails, and when to look again. Idempotent: whatever
// dies in between, the next pass gives the same. Several debtors share a transaction because its round trips, not the
// derivation, are what a pass costs (ADR 0011); each is derived from its own facts alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/facts/knowledge_source.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/statute/calendar.h"
#include "services/notifier/domain/dispatch.h"
#include "services/notifier/policy/policy_file.h"
#include "services/notifier/store/ledger_store.h"

namespace dotpha::notifier {

// All must outlive the keeper.
struct KeeperParts {
  facts::KnowledgeSource* knowledge = nullptr;
  const PolicyBook* policies = nullptr;
  const statute::Calendars* calendars = nullptr;
  const CivilClock* clock = nullptr;
  std::vector<std::string> producers;  // whose watermarks must pass; also the stages whose duties are derived
};

// What a pass gave, for those who wait for it.
struct KeptDebtor {
  std::string debtor_id;
  bool told_somebody = false;       // inbox rows were written
  bool wrote_events = false;        // the relay has work
  std::vector<std::string> people;  // who got something
};

class LedgerKeeper {
 public:
  explicit LedgerKeeper(KeeperParts parts) : parts_(std::move(parts)) {}

  // One pass over these debtors. Left out are the unknown ones, and those whom another replica is at. An error leaves
  // all of them undone: the caller tries them one by one.
  Result<std::vector<KeptDebtor>> Keep(postgres::Transaction& transaction, const std::string& authority,
                                       const std::vector<std::string>& debtor_ids) const;

  // Derives one debtor anew at the point up to which its rulings stand, and compares. With `repair`, saves.
  Result<std::vector<std::string>> Check(postgres::Transaction& transaction, const DebtorKey& key, bool repair,
                                         int* obligations) const;

  // The least watermark of all producers that is in force here; nullopt: one has none yet.
  [[nodiscard]] std::optional<Instant> Watermark(postgres::Transaction& transaction) const;

  // A debtor's ledger with everything behind it, as derived now.
  struct Derived {
    std::shared_ptr<const facts::Knowledge> knowledge;
    statute::Ledger ledger;
  };
  Result<Derived> Derive(postgres::Transaction& transaction, const DebtorKey& key, bool is_body, Instant as_of) const;

  [[nodiscard]] const KeeperParts& parts() const { return parts_; }

 private:
  using KnowledgeOf = std::map<std::string, std::shared_ptr<const facts::Knowledge>>;
  Result<KnowledgeOf> LoadKnowledge(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<DebtorRow>& debtors) const;
  [[nodiscard]] Derived DeriveFrom(std::shared_ptr<const facts::Knowledge> knowledge, const std::string& debtor_id,
                                   Instant as_of) const;
  [[nodiscard]] LedgerRows Rows(const Derived& derived) const;

  KeeperParts parts_;
};

}  // namespace dotpha::notifier
