// Claims. All functions run in the caller's transaction and throw what libpqxx throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/claim.h"

namespace dotpha::assessment::store {

std::optional<Claim> FindClaim(postgres::Transaction& transaction, const std::string& authority,
                               const std::string& claim_id, bool for_update);
// A new one, or the next state of one that was found for update in this transaction.
void SaveClaim(postgres::Transaction& transaction, const std::string& authority, const ClaimDecision& decision);
std::vector<HistoryEntry> LoadClaimHistory(postgres::Transaction& transaction, const std::string& authority,
                                           const std::string& claim_id);

struct ClaimFilter {
  std::string official_id;
  std::string work_id;
  int cycle = 0;  // 0: all
  std::string state;
};
struct ClaimKey {
  Instant claimed_at;
  std::string claim_id;
};
// Newest first, after the key.
std::vector<Claim> ListClaims(postgres::Transaction& transaction, const std::string& authority,
                              const ClaimFilter& filter, const std::optional<ClaimKey>& after, int limit);

// Accepted ones of these works, of all cycles up to this one, by time of claiming.
std::vector<Claim> AcceptedClaims(postgres::Transaction& transaction, const std::string& authority,
                                  const std::vector<std::string>& work_ids, int cycle);

}  // namespace dotpha::assessment::store
