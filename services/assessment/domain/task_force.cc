#include "services/assessment/domain/task_force.h"

#include <algorithm>
#include <set>

#include "libs/base/violations.h"

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "task_force";
constexpr std::size_t kMostMembers = 50;
constexpr std::size_t kMostOfficials = 200;
constexpr std::size_t kLongestReason = 10'000;

bool DocumentGiven(const std::string& guard) { return guard == "DOCUMENT_GIVEN"; }

// Stands for the body that proposed it: its people close it.
Subject OfBody(const TaskForce& task_force) {
  Subject subject;
  subject.route.lead = task_force.body_id;
  return subject;
}

void CheckList(const std::vector<std::string>& ids, const std::string& field, const char* missing, std::size_t most,
               Violations& violations) {
  if (ids.empty() || ids.size() > most) {
    violations.Add(field, ids.empty() ? missing : "TOO_MANY", "1 to " + std::to_string(most));
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!seen.insert(ids[i]).second) {
      violations.Add(field + "[" + std::to_string(i) + "]", "DUPLICATE_ITEM", "named before");
    }
  }
}

Result<TaskForce> Move(TaskForce task_force, const char* action, const Subject& subject,
                       const std::optional<std::int64_t>& expected_revision, const statute::Regulation& regulation,
                       const Act& act) {
  if (*expected_revision != task_force.revision) {
    return EtagMismatch("taskForces/" + task_force.id);
  }
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(regulation, kWorkflow, task_force.state, action, act, subject, DocumentGiven));
  task_force.state = transition.to;
  ++task_force.revision;
  return task_force;
}

}  // namespace

Result<TaskForce> ProposeTaskForce(const ProposeTaskForceCommand& command, const statute::Regulation& regulation,
                                   const Act& act) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, kWorkflow));
  TaskForce task_force = command.task_force;
  Violations violations;
  CheckList(task_force.member_ids, "member_ids", "MEMBERS_REQUIRED", kMostMembers, violations);
  CheckList(task_force.official_ids, "official_ids", "OFFICIALS_REQUIRED", kMostOfficials, violations);
  for (std::size_t i = 0; i < command.subjects.size(); ++i) {
    if (!command.subjects[i].known) {
      violations.Add("official_ids[" + std::to_string(i) + "]", "UNKNOWN_OFFICIAL",
                     "nobody of this id stands in the directory");
    }
  }
  violations.CheckLength("reason", task_force.reason, kLongestReason);
  DOTPHA_TRY(violations.Check());
  for (const Subject& subject : command.subjects) {
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(regulation, kWorkflow, machine->initial, "propose", act, subject, DocumentGiven));
    task_force.state = transition.to;
  }
  task_force.proposed_at = act.arrived_at;
  task_force.proposed_by = act.actor;
  return task_force;
}

Result<TaskForce> ApproveTaskForce(TaskForce task_force, const ApproveTaskForceCommand& command,
                                   const statute::Regulation& regulation, const Act& act) {
  std::vector<Violation> violations = command.violations;
  CheckDocument(command.approval, "approval", violations);
  if (!command.expected_revision) {
    violations.push_back({"etag", "ETAG_REQUIRED", "the etag of the task force as it was read"});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  task_force.approval = command.approval;
  return Move(std::move(task_force), "approve", {}, command.expected_revision, regulation, act);
}

Result<TaskForce> CloseTaskForce(TaskForce task_force, const std::optional<std::int64_t>& expected_revision,
                                 const statute::Regulation& regulation, const Act& act) {
  if (!expected_revision) {
    return InvalidArgument("etag", "ETAG_REQUIRED", "the etag of the task force as it was read");
  }
  const Subject body = OfBody(task_force);
  return Move(std::move(task_force), "close", body, expected_revision, regulation, act);
}

Result<AssessedRecord> RecordVerification(const TaskForce& task_force, const BatchEntry<AppraisalItem>& entry,
                                          const Act& act) {
  const auto& members = task_force.member_ids;
  if (std::find(members.begin(), members.end(), act.actor) == members.end()) {
    return PermissionDenied("NOT_A_MEMBER", "only members of the task force enter what it found");
  }
  std::vector<Violation> violations;
  const auto& officials = task_force.official_ids;
  if (std::find(officials.begin(), officials.end(), entry.item.official_id) == officials.end()) {
    violations.push_back({"official_id", "OFFICIAL_NOT_VERIFIED", "not one of those whom the task force verifies"});
  }
  if (entry.item.verified.empty()) {
    violations.push_back({"items", "ITEMS_REQUIRED", "at least one item"});
  }
  CheckVerified(entry.item.verified, entry.record, "items", violations);
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  if (task_force.state != kActive) {
    return FailedPrecondition("TASK_FORCE_NOT_ACTIVE",
                              "a task force verifies once it is established, until it is closed")
        .With("state", task_force.state);
  }
  Record record = entry.record;
  TakeOver(entry.item.verified, record);
  ++record.assessment.revision;
  const std::string state = record.assessment.state;
  return AssessedRecord{std::move(record), {act.arrived_at, act.actor, "verify", state, state, task_force.id}};
}

}  // namespace dotpha::assessment
