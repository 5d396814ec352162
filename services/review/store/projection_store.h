// What registration told: written by the consumer, read by the use cases.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/types.h"

namespace dotpha::review::store {

// Version and works as submitted; a registration that was seen before is replaced.
void SaveRegistration(postgres::Transaction& transaction, const std::string& authority,
                      const Registration& registration);
void CorrectRegistration(postgres::Transaction& transaction, const std::string& authority,
                         const std::string& registration_id, int version, const std::vector<RegisteredWork>& works);
// A paper of it had been stamped before (I-02).
void MoveReceipt(postgres::Transaction& transaction, const std::string& authority, const std::string& registration_id,
                 Instant received_at);
void WithdrawRegistration(postgres::Transaction& transaction, const std::string& authority,
                          const std::string& registration_id);
// The matter waits for a proposal: a new one, or one that was closed before `at` without this registration.
void OpenMatter(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                int cycle, Instant at);

// Grows with every fact about people, posts, bodies and the law; 0: none yet.
void BumpDirectoryVersion(postgres::Transaction& transaction, const std::string& authority);
std::int64_t DirectoryVersion(postgres::Transaction& transaction, const std::string& authority);

// Registrations that count, of these officials in the cycle, oldest first.
std::map<std::string, std::vector<Registration>> RegistrationsOf(postgres::Transaction& transaction,
                                                                 const std::string& authority, int cycle,
                                                                 const std::vector<std::string>& official_ids);
// Officials with a registration that counts in the cycle.
std::set<std::string> RegisteredOfficials(postgres::Transaction& transaction, const std::string& authority, int cycle);
// Who has registered which of these works, in registrations that count.
std::map<std::string, std::string> RegisteredBy(postgres::Transaction& transaction, const std::string& authority,
                                                const std::vector<std::string>& work_ids);

}  // namespace dotpha::review::store
