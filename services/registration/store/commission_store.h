// The tables of campaigns, deadline overrides and waivers.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/registration/domain/types.h"

namespace dotpha::registration::store {

// Locked to the end of the transaction, together with the right to create the campaign of the cycle.
std::optional<Campaign> FindCampaignForUpdate(postgres::Transaction& transaction, const std::string& authority,
                                              int cycle);
void Save(postgres::Transaction& transaction, const std::string& authority, const Campaign& campaign);
// By cycle, after `after_cycle`.
std::vector<Campaign> ListCampaigns(postgres::Transaction& transaction, const std::string& authority, int after_cycle,
                                    int limit);

// Moment of recording and id of the last row of the page before.
using RecordedKey = std::pair<Instant, std::string>;

void Insert(postgres::Transaction& transaction, const std::string& authority, const DeadlineOverride& moved);
// In the order of recording. `visible`: officials whose matters may be seen; unset: all. What is moved for everyone is
// shown to everyone.
std::vector<DeadlineOverride> ListOverrides(postgres::Transaction& transaction, const std::string& authority,
                                            const std::optional<std::vector<std::string>>& visible,
                                            const std::optional<RecordedKey>& after, int limit);
// Of one duty and period, for everyone or with this official.
std::vector<DeadlineOverride> OverridesOf(postgres::Transaction& transaction, const std::string& authority,
                                          const std::string& duty, const std::string& period,
                                          const std::string& official_id);

void Insert(postgres::Transaction& transaction, const std::string& authority, const Waiver& waiver);
std::vector<Waiver> ListWaivers(postgres::Transaction& transaction, const std::string& authority,
                                const std::optional<std::vector<std::string>>& visible,
                                const std::optional<RecordedKey>& after, int limit);

}  // namespace dotpha::registration::store
