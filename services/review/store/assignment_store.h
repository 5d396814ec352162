// Decisions and the works in the hands of their holders.
//
// Functions throw what libpqxx throws; postgres::RunTransaction maps that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/review/domain/assignments.h"
#include "services/review/domain/conclude.h"
#include "services/review/domain/decide.h"
#include "services/review/domain/notify.h"
#include "services/review/domain/tasks.h"

namespace dotpha::review::store {

enum class Lock { kNone, kForUpdate };

// Those of the works that are assigned, locked to the end of the transaction if asked.
std::map<std::string, AssignedWork> FindWorks(postgres::Transaction& transaction, const std::string& authority,
                                              const std::vector<std::string>& work_ids, Lock lock);
// Oldest first.
std::vector<WorkVersion> Versions(postgres::Transaction& transaction, const std::string& authority,
                                  const std::string& work_id);

// What deciding asks for, the works that the command names locked.
DecideState LoadDecideState(postgres::Transaction& transaction, const std::string& authority,
                            const DecideCommand& command);

// ALREADY_EXISTS by the primary key, should two decisions take one work at once.
void Save(postgres::Transaction& transaction, const std::string& authority, const DecideDecision& decision, Instant at);
void Save(postgres::Transaction& transaction, const std::string& authority, const ImportDecision& decision);
void Save(postgres::Transaction& transaction, const std::string& authority, const AmendDecision& decision);
void Save(postgres::Transaction& transaction, const std::string& authority, const StopDecision& decision);
// Also at the works that they still hold by the decision.
void Save(postgres::Transaction& transaction, const std::string& authority, const NotifyDecision& decision);
void Save(postgres::Transaction& transaction, const std::string& authority, const ConcludeDecision& decision);

// By work, oldest first.
std::vector<Conclusion> Conclusions(postgres::Transaction& transaction, const std::string& authority,
                                    const std::vector<std::string>& work_ids);
// Running works of these officials, and everybody's that wait for a successor or had to stop; at most 1,000.
std::vector<WaitingWork> WaitingWorks(postgres::Transaction& transaction, const std::string& authority,
                                      const std::vector<std::string>& officials);
// When the Standing Committee concluded assigning for the cycle; unset: not yet.
std::optional<Date> OrdinaryDecisionDay(postgres::Transaction& transaction, const std::string& authority, int cycle);

// COMPLETED become those of the works that he holds and that run. Returns their ids, ascending.
std::vector<std::string> CompleteWorks(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& official_id, const std::vector<std::string>& work_ids);

struct WorkFilter {
  int cycle = 0;            // 0: all; else performed in that year
  std::string official_id;  // "": all
  std::string state;        // "": all; ENDED: a running one whose period is over `on`
  Date on;
  std::optional<std::vector<std::string>> visible;           // holders; unset: all
  std::optional<std::pair<std::string, std::string>> after;  // official, work of the last row of the page before
  int limit = 50;
};
std::vector<AssignedWork> ListWorks(postgres::Transaction& transaction, const std::string& authority,
                                    const WorkFilter& filter);

struct DecisionFilter {
  int cycle = 0;
  std::optional<std::vector<std::string>> visible;  // decisions about one of them; unset: all
  std::optional<std::tuple<int, Date, std::string>> after;
  int limit = 50;
};
// Without items.
std::vector<Decision> ListDecisions(postgres::Transaction& transaction, const std::string& authority,
                                    const DecisionFilter& filter);
std::optional<Decision> FindDecision(postgres::Transaction& transaction, const std::string& authority,
                                     const std::string& decision_id);

}  // namespace dotpha::review::store
