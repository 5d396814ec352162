// Task forces, and what the supervising bodies heard. All functions run in the caller's transaction and throw what
// libpqxx throws.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/postgres/transaction.h"
#include "services/assessment/domain/feedback.h"
#include "services/assessment/domain/task_force.h"

namespace dotpha::assessment::store {

// Locked to the end of the transaction.
std::optional<TaskForce> FindTaskForce(postgres::Transaction& transaction, const std::string& authority,
                                       const std::string& task_force_id);
void Save(postgres::Transaction& transaction, const std::string& authority, const TaskForce& task_force);
// Oldest first, at most 1,000. `bodies`: unset: all.
std::vector<TaskForce> ListTaskForces(postgres::Transaction& transaction, const std::string& authority, int cycle,
                                      const std::string& state, const std::optional<std::vector<std::string>>& bodies);

void Save(postgres::Transaction& transaction, const std::string& authority, const Feedback& feedback);
struct FeedbackKey {
  Instant recorded_at;
  std::string feedback_id;
};
// Newest first, after the key. `bodies`: unset: all.
std::vector<Feedback> ListFeedback(postgres::Transaction& transaction, const std::string& authority,
                                   const std::string& official_id,
                                   const std::optional<std::vector<std::string>>& bodies,
                                   const std::optional<FeedbackKey>& after, int limit);

}  // namespace dotpha::assessment::store
