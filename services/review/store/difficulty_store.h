// Difficulties in carrying the regulation out.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/types.h"

namespace dotpha::review::store {

// Locked to the end of the transaction.
std::optional<Difficulty> FindDifficulty(postgres::Transaction& transaction, const std::string& authority,
                                         const std::string& difficulty_id);
void Save(postgres::Transaction& transaction, const std::string& authority, const Difficulty& difficulty);

struct DifficultyFilter {
  std::string agency_id;                             // "": all
  std::string state;                                 // "": all
  std::optional<std::vector<std::string>> agencies;  // those that are seen; unset: all
};
// Oldest first, at most 1,000.
std::vector<Difficulty> ListDifficulties(postgres::Transaction& transaction, const std::string& authority,
                                         const DifficultyFilter& filter);

}  // namespace dotpha::review::store
