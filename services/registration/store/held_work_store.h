// Works that officials hold, as the review service tells them.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::store {

// Assigned, amended or passed on: from now on this is what is held.
void SaveHeldWork(postgres::Transaction& transaction, const std::string& authority, const HeldWork& work);
// Left its holder; a work that somebody else holds by now stays his.
void EndHeldWork(postgres::Transaction& transaction, const std::string& authority, const std::string& work_id,
                 const std::string& official_id, Date until);
std::vector<HeldWork> HeldWorksOf(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& official_id);

}  // namespace dotpha::registration::store
