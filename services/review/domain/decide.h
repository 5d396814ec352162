// Use case: a decision of the Standing Committee on assigning works, entered by its recorder (Điều 4 khoản 3;
// R4.3-BASIS, R4.3-DIFFER, R4.3-DATA; R4.4b-NEWAPPT). Nobody but it assigns (R2.1-HIERARCHY), also to whom did not
// register (I-58).
//
// It may differ from what was registered or proposed, with one of the regulation's grounds. Where it follows a body's
// proposal, the body's ground stands. A work of its own for somebody who registered needs a ground too: it is not what
// he registered; not so for a new appointee (Điều 4 khoản 4 điểm b), and not for who registered nothing.
//
// Errors: INVALID_ARGUMENT with every bad field (reasons: assignment_service.proto), FAILED_PRECONDITION
// WORK_ALREADY_ASSIGNED, NOT_IN_SCOPE, TRANSITION_NOT_ALLOWED, PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"
#include "services/review/domain/propose.h"

namespace dotpha::review {

struct WorkOrder {
  std::string work_id;
  std::optional<Mode> mode;
  std::optional<Source> source;
  std::optional<Work> content;
  std::string ground;
  // Of a work carried over without another content: it goes on as it is, for the whole of the cycle.
  bool unchanged = false;
};

struct OrderItem {
  std::string official_id;
  std::optional<Date> notified_on;
  std::vector<WorkOrder> works;
};

struct DecideCommand {
  int cycle = 0;
  std::optional<Basis> basis;
  DocumentReference document;
  std::vector<OrderItem> items;
  std::vector<Violation> violations;  // found while reading the request
};

struct DecideState {
  Files files;
  // Assigned works whose ids the command names, and whose registration they stand in, by work id.
  std::map<std::string, AssignedWork> works;
  std::map<std::string, std::string> registered_by;  // work id -> official, of registrations that count
};

struct DecideDecision {
  Decision decision;
  std::vector<AssignedWork> works;
  std::vector<WorkVersion> versions;
  std::vector<Matter> matters;
  std::vector<Event> events;
};

Result<DecideDecision> RecordDecision(const DecideCommand& command, const DecideState& state,
                                      const Circumstances& circumstances);

}  // namespace dotpha::review
