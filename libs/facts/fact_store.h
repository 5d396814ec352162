// Facts as rows: what the producers told. Append-only. All functions run in the caller's transaction and throw what
// libpqxx throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/facts/fact_row.h"
#include "libs/postgres/transaction.h"

namespace dotpha::facts {

// A row that is there already stays as it is.
void InsertFact(postgres::Transaction& transaction, const FactRow& row);

// Facts of the whole authority, of some debtors, or all; in the order of each stream.
std::vector<FactRow> LoadAuthorityFacts(postgres::Transaction& transaction, const std::string& authority);
std::vector<FactRow> LoadDebtorFacts(postgres::Transaction& transaction, const std::string& authority,
                                     const std::vector<std::string>& debtor_ids);
std::vector<FactRow> LoadAllFacts(postgres::Transaction& transaction, const std::string& authority);
// Every version of every post that was ever in one of the agencies.
std::vector<FactRow> LoadPostsOfAgencies(postgres::Transaction& transaction, const std::string& authority,
                                         const std::vector<std::string>& agency_ids);
// The newest fact about an object (a staff member) of that type suffix, e.g. "StaffRecorded".
std::optional<FactRow> LoadNewest(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& object_id, const std::string& type_suffix);
// Type of one fact, e.g. "dotpha.registration.v1.PositionRecorded".
std::optional<std::string> LoadFactType(postgres::Transaction& transaction, const std::string& authority,
                                        const std::string& producer, std::int64_t stream_seq);

// Grows with every fact of the whole authority; 0: none yet.
std::int64_t AuthorityVersion(postgres::Transaction& transaction, const std::string& authority);
void BumpAuthorityVersion(postgres::Transaction& transaction, const std::string& authority);

}  // namespace dotpha::facts
