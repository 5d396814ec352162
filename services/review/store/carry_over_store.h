// Works that were not done to the end, and whether they go on.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/carry_over.h"

namespace dotpha::review::store {

// What a rating left; one that is there stands.
void Propose(postgres::Transaction& transaction, const std::string& authority, const CarryOver& carry_over);
// An accepted claim ends the duty, unless it was decided upon.
void Excuse(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id, int cycle);

// Those of the items that there are, locked to the end of the transaction.
KnownCarryOvers FindCarryOvers(postgres::Transaction& transaction, const std::string& authority,
                               const std::vector<CarryOverItem>& items);
void Save(postgres::Transaction& transaction, const std::string& authority, const std::vector<CarryOver>& decided);

struct CarryOverFilter {
  int cycle = 0;                                                   // 0: all
  std::string official_id;                                         // "": all
  std::string state;                                               // "": all
  std::optional<std::tuple<int, std::string, std::string>> after;  // cycle, official, work of the page before
  int limit = 100;
};
std::vector<CarryOver> ListCarryOvers(postgres::Transaction& transaction, const std::string& authority,
                                      const CarryOverFilter& filter);

}  // namespace dotpha::review::store
