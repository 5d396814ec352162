// Reading the ledger, within what the caller may see. All functions throw what libpqxx throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/notifier/domain/summary.h"
#include "services/notifier/store/ledger_store.h"

namespace dotpha::notifier {

// Everything of the authority, or what is on the route of one of `bodies` or the person's own.
struct Reach {
  bool everything = false;
  std::vector<std::string> bodies;
  std::string own;
};

struct ObligationFilter {
  std::string debtor_id;
  std::string duty;
  int state = 0;
  std::optional<Date> due_from;
  std::optional<Date> due_to;
};

// nullopt: no such obligation.
std::optional<ObligationRow> FindObligation(postgres::Transaction& transaction, const std::string& authority,
                                            const std::string& obligation_id);
bool Covers(const Reach& reach, const ObligationRow& row);

// Each in the order of its key, after the given one.
std::vector<ObligationRow> ListObligations(postgres::Transaction& transaction, const std::string& authority,
                                           const Reach& reach, const ObligationFilter& filter,
                                           const std::string& after_id, int limit);
std::vector<FlagRow> ListFlags(postgres::Transaction& transaction, const std::string& authority, const Reach& reach,
                               const std::string& official_id, int status, const std::string& after_id,
                               int after_number, int limit);
std::vector<CandidateRow> ListCandidates(postgres::Transaction& transaction, const std::string& authority,
                                         const Reach& reach, const std::string& official_id,
                                         const std::string& after_id, int limit);
// What has not been received and is neither cancelled, waived, imported nor known only after its date: of the matters
// of `body`, or of all; `missing` as of `moment`.
std::vector<OpenDuty> OpenDutiesOf(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& body, bool everything, Instant moment);
std::vector<FlagRow> FlagsOf(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& obligation_id);

}  // namespace dotpha::notifier
