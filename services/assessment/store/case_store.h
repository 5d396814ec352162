// Cases, and the reports that they may be held against. All functions run in the caller's transaction and throw what
// libpqxx throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/case.h"

namespace dotpha::assessment::store {

std::optional<Case> FindCase(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& case_id, bool for_update);
// False: a case of this candidate is open already.
bool InsertCase(postgres::Transaction& transaction, const std::string& authority, const CaseDecision& decision);
// Precondition: found for update in this transaction.
void SaveCase(postgres::Transaction& transaction, const std::string& authority, const CaseDecision& decision);
std::vector<HistoryEntry> LoadCaseHistory(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& case_id);

struct CaseFilter {
  std::string official_id;
  std::string kind;
  std::optional<Date> raised_on;
  std::string state;
};
struct CaseKey {
  Instant raised_at;
  std::string case_id;
};
// Newest first, after the key; without their explanations.
std::vector<Case> ListCases(postgres::Transaction& transaction, const std::string& authority, const CaseFilter& filter,
                            const std::optional<CaseKey>& after, int limit);

// The version of the report, with the value that it gave for the item.
struct FoundReport {
  SentReport report;
  int year = 0;
};
std::optional<FoundReport> FindReport(postgres::Transaction& transaction, const std::string& authority,
                                      const DishonestReport& place);

}  // namespace dotpha::assessment::store
