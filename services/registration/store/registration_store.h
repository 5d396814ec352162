// The tables of registrations: head, versions of the content, works, deliveries, history.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/circumstances.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::store {

// What a list asks for. Drafts are shown only to those whose own they are.
struct RegistrationFilter {
  int cycle = 0;                                    // 0: all
  std::string official_id;                          // "": all
  std::optional<RegistrationState> state;           // unset: all
  std::optional<std::vector<std::string>> visible;  // officials whose registrations may be seen; unset: all
  std::vector<std::string> own;                     // officials whose drafts may be seen
  int limit = 50;
  // Last row of the page before: cycle, official_id, registration_id.
  std::optional<std::tuple<int, std::string, std::string>> after;
};

// The registration of this key that is not withdrawn, locked to the end of the transaction together with the right to
// create one.
std::optional<Registration> FindLive(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& official_id, int cycle, std::optional<Date> occasion);
enum class Lock { kNone, kForUpdate };
std::optional<Registration> Find(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& registration_id, Lock lock);
// Those of the works' ids that a registration other than `registration_id` carries ("" : any).
std::set<std::string> WorkIdsElsewhere(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& registration_id, const std::vector<Work>& works);
// New state, content, works, deliveries and history, by one statement. The works of a draft or of a withdrawn
// registration are not taken.
void Save(postgres::Transaction& transaction, const std::string& authority, const RegistrationDecision& decision);

std::vector<Registration> List(postgres::Transaction& transaction, const std::string& authority,
                               const RegistrationFilter& filter);
// Oldest version first, the via before the copies.
std::vector<Delivery> Deliveries(postgres::Transaction& transaction, const std::string& authority,
                                 const std::string& registration_id);
// Newest last.
std::vector<HistoryEntry> History(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& registration_id);

}  // namespace dotpha::registration::store
