// Task forces that verify what officials reported (Điều 7 khoản 3 điểm b; R7.3b-TASKFORCE). Who establishes one is the
// law's workflow "task_force": a proposal leads to the state that it says.
//
// Errors: task_force_service.proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/assessment/domain/appraise.h"

namespace dotpha::assessment {

inline constexpr char kActive[] = "ACTIVE";

struct TaskForce {
  std::string id;  // UUID
  std::string body_id;
  int cycle = 0;
  std::vector<std::string> member_ids;
  std::vector<std::string> official_ids;
  std::string reason;
  std::string state;
  Instant proposed_at;
  std::string proposed_by;
  DocumentReference approval;
  std::int64_t revision = 1;
};

struct ProposeTaskForceCommand {
  TaskForce task_force;           // what the body says of it, and its new id
  std::vector<Subject> subjects;  // its officials, in their order
};
Result<TaskForce> ProposeTaskForce(const ProposeTaskForceCommand& command, const statute::Regulation& regulation,
                                   const Act& act);

struct ApproveTaskForceCommand {
  DocumentReference approval;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;  // of reading
};
Result<TaskForce> ApproveTaskForce(TaskForce task_force, const ApproveTaskForceCommand& command,
                                   const statute::Regulation& regulation, const Act& act);

Result<TaskForce> CloseTaskForce(TaskForce task_force, const std::optional<std::int64_t>& expected_revision,
                                 const statute::Regulation& regulation, const Act& act);

// What members found stands in the place of what was reported; the assessment stays in its state.
Result<AssessedRecord> RecordVerification(const TaskForce& task_force, const BatchEntry<AppraisalItem>& entry,
                                          const Act& act);

}  // namespace dotpha::assessment
