// The ledger as rows: obligations, flags, candidates of one debtor. Saved as a difference, so that an unchanged ledger
// writes nothing; the differences are what the world is told. All functions throw what libpqxx throws.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/postgres/transaction.h"
#include "libs/statute/ledger.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {

struct ObligationRow {
  std::string obligation_id;
  std::string debtor_id;
  std::string duty;
  std::string period;
  std::string occasion;
  std::string regulation_id;
  std::optional<Date> last_on_time_day;
  bool hard = true;
  int state = 0;  // dotpha.notifier.v1.ObligationState
  int days_late = 0;
  bool was_missing = false;
  bool known_late = false;
  bool imported = false;
  bool nonworking = false;
  std::optional<Instant> received_at;
  std::optional<Instant> closing_at;
  std::string basis;
  int revision = 1;
  bool stage_holder = false;
  std::vector<std::string> route;
  friend bool operator==(const ObligationRow&, const ObligationRow&) = default;
};

struct FlagRow {
  std::string obligation_id;
  int number = 1;
  std::string official_id;
  Date last_on_time_day;
  int grade = 0;   // dotpha.notifier.v1.FlagGrade
  int status = 0;  // dotpha.notifier.v1.FlagStatus
  Instant raised_at;
  std::optional<Instant> missing_at;
  Instant recorded_at;  // when the system recorded it first
  std::optional<Date> received_on;
  int days_late = 0;
  std::string withdrawn_reason;
  std::optional<Instant> withdrawn_at;
  std::string withdrawn_document;
};

struct CandidateRow {
  std::string candidate_id;
  std::string official_id;
  std::string kind;
  std::string sub_code;
  Instant raised_at;
  Date last_on_time_day;
  std::vector<std::string> obligation_ids;
  Date explain_until;
};

struct LedgerRows {
  std::vector<ObligationRow> obligations;
  std::vector<FlagRow> flags;
  std::vector<CandidateRow> candidates;
};

inline constexpr int kFlagOpen = 1;
inline constexpr int kFlagClosedByReceipt = 2;
inline constexpr int kFlagWithdrawn = 3;

ObligationRow ToRow(const statute::Obligation& obligation, std::vector<std::string> route);
// recorded_at is set by whoever saves.
FlagRow ToRow(const statute::Flag& flag, const std::string& official_id);
CandidateRow ToRow(const statute::Candidate& candidate);

// By debtor; who has no row is left out.
std::map<std::string, LedgerRows> LoadLedgers(postgres::Transaction& transaction, const std::string& authority,
                                              const std::vector<std::string>& debtor_ids);

// What differs between the live rows and the wanted ones.
struct LedgerChange {
  std::vector<ObligationRow> put;
  std::vector<std::string> removed;  // obligations that the derivation no longer knows
  std::vector<FlagRow> raised;
  std::vector<FlagRow> grade_raised;
  std::vector<FlagRow> closed;
  std::vector<FlagRow> withdrawn;
  std::vector<FlagRow> amended;  // changed otherwise, e.g. received after MISSING
  std::vector<CandidateRow> candidates;

  // Another debtor's.
  void Add(LedgerChange&& other);
  [[nodiscard]] bool empty() const {
    return put.empty() && removed.empty() && raised.empty() && grade_raised.empty() && closed.empty() &&
           withdrawn.empty() && amended.empty() && candidates.empty();
  }
};
// `now` becomes recorded_at of new flags. A live flag that the derivation does not give any more (the law or the
// calendar was corrected) is withdrawn as DATA_ERROR; candidates stand once raised: people decide about them.
LedgerChange Compare(const LedgerRows& live, const LedgerRows& wanted, Instant now);
void SaveChange(postgres::Transaction& transaction, const std::string& authority, const LedgerChange& change);

// "obligation_id: field: live -> rebuilt", for RebuildLedger.
std::vector<std::string> Describe(const LedgerRows& live, const LedgerRows& rebuilt);

// For reading.
ObligationRow ReadObligation(const pqxx::row& row);
FlagRow ReadFlag(const pqxx::row& row);
CandidateRow ReadCandidate(const pqxx::row& row);

}  // namespace dotpha::notifier
