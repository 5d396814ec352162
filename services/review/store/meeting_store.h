// Sessions of the Standing Committee, and the register of delegated assignments.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/meet.h"

namespace dotpha::review::store {

// Locked to the end of the transaction. Without directions.
std::optional<Meeting> FindMeeting(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& meeting_id);
// Periodic sessions of the cycle that were held.
std::set<MeetingKind> PeriodicHeld(postgres::Transaction& transaction, const std::string& authority, int cycle);
void Save(postgres::Transaction& transaction, const std::string& authority, const MeetingDecision& decision);

struct MeetingFilter {
  int cycle = 0;        // 0: all
  std::string state;    // "": all
  std::string work_id;  // "": all
  // Holders whose directions are seen, and bodies whose proposals are; unset: everything.
  std::optional<std::vector<std::string>> visible;
  std::vector<std::string> bodies;
};
// Oldest first, at most 1,000; directions are those that are seen.
std::vector<Meeting> ListMeetings(postgres::Transaction& transaction, const std::string& authority,
                                  const MeetingFilter& filter);

// Whether the Standing Committee has assigned the official a work of the cycle.
bool HasAssignedWork(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id,
                     int cycle);
void Save(postgres::Transaction& transaction, const std::string& authority, const Delegation& delegation);

struct DelegationFilter {
  int cycle = 0;            // 0: all
  std::string official_id;  // "": all
  std::string agency_id;    // "": all
  // Officials who are seen, and agencies that are; unset: everything.
  std::optional<std::vector<std::string>> visible;
  std::vector<std::string> agencies;
};
// Oldest first, at most 1,000.
std::vector<Delegation> ListDelegations(postgres::Transaction& transaction, const std::string& authority,
                                        const DelegationFilter& filter);

}  // namespace dotpha::review::store
