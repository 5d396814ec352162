// Commendations. All functions run in the caller's transaction and throw what libpqxx throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/commend.h"

namespace dotpha::assessment::store {

// Acts on the commendations of one cycle follow one another, to the end of the transaction.
void LockCommendations(postgres::Transaction& transaction, const std::string& authority, int cycle);

std::optional<Commendation> FindCommendation(postgres::Transaction& transaction, const std::string& authority,
                                             int cycle, const Nominee& nominee);
void SaveCommendation(postgres::Transaction& transaction, const std::string& authority,
                      const Commendation& commendation);
// Individuals, then collectives, by id.
std::vector<Commendation> ListCommendations(postgres::Transaction& transaction, const std::string& authority,
                                            int cycle);

// The decided level of the official in the cycle; "": none.
std::string DecidedLevel(postgres::Transaction& transaction, const std::string& authority,
                         const std::string& official_id, int cycle);
// Officials whose level of the cycle was decided as this one, by id.
std::vector<std::string> OfficialsRated(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                        const std::string& level);

}  // namespace dotpha::assessment::store
