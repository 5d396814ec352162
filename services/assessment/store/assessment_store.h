// Assessments with everything that they are made of. All functions run in the caller's transaction and throw what
// libpqxx throws.
#pragma once

#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/appraise.h"
#include "services/assessment/domain/fact_sheet.h"

namespace dotpha::assessment::store {

enum class Lock { kNone, kForUpdate };

// The record of one official in one cycle; never assessed: in the law's first state, or self-assessed once his annual
// report said so. INTERNAL STORED_TREE_UNREADABLE.
Result<Record> LoadRecord(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& official_id, int cycle, Lock lock = Lock::kNone);

// Head, history, and what an appraisal verified. ABORTED ETAG_MISMATCH when somebody else stored this revision first.
Result<void> Save(postgres::Transaction& transaction, const std::string& authority, const AssessedRecord& record);
void InsertRating(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                  const WorkRating& rating);

// The body's confirmation of these works of his.
void SaveConfirmation(postgres::Transaction& transaction, const std::string& authority,
                      const ConfirmedCompletion& confirmed);

// What a case found of an item; gone when the case is dismissed.
void SaveFinding(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                 int cycle, const VerifiedItem& item, Instant recorded_at);
void DropFindings(postgres::Transaction& transaction, const std::string& authority, const std::string& case_id);

std::vector<HistoryEntry> LoadHistory(postgres::Transaction& transaction, const std::string& authority,
                                      const std::string& official_id, int cycle);

// Officials who hold a work in the cycle or were assessed in it, by id, after `after`.
std::vector<std::string> ListOfficials(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                       const std::string& after, int limit);
// Officials whose assessment of the cycle is in that state, by id.
std::vector<std::string> OfficialsInState(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                          const std::string& state);

std::vector<Flag> LoadFlags(postgres::Transaction& transaction, const std::string& authority,
                            const std::string& official_id);

}  // namespace dotpha::assessment::store
