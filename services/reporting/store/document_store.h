// What the tables of all documents share: whom a caller may see, deliveries, history, and the lock of an official.
//
// Functions of this room throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/reporting/domain/types.h"

namespace dotpha::reporting::store {

// How far a list reaches (G-02).
struct Visible {
  bool everyone = false;
  std::vector<std::string> own;     // officials whose drafts are shown too
  std::vector<std::string> bodies;  // what was sent to them
};

// Acts on one official's plans and reports follow one another until the end of the transaction.
void LockOfficial(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id);

void AddDeliveries(postgres::Transaction& transaction, const std::string& authority, const std::string& document_id,
                   const std::vector<Delivery>& deliveries);
// Oldest version first, the via before the copies.
std::vector<Delivery> Deliveries(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& document_id);

void AddHistory(postgres::Transaction& transaction, const std::string& authority, const std::string& document_id,
                const HistoryEntry& entry);
// Newest last.
std::vector<HistoryEntry> History(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& document_id);

// Officials who named this person their clerk.
std::vector<std::string> OfficialsOfClerk(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& staff_id);
void NameClerk(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
               const std::string& staff_id);

}  // namespace dotpha::reporting::store
