// Use cases: the Organisation Commission imports what was assigned before the authority's first day of use, and the
// Standing Committee amends a running work (Điều 5 khoản 2; R5.2-ADJUST).
//
// Errors of the import: INVALID_ARGUMENT with every bad field of every row (DOCUMENT_REQUIRED, UNKNOWN_OFFICIAL,
// ID_INVALID, DUPLICATE_ID, REGULATION_REQUIRED, DECIDED_AFTER_LIVE_FROM, WORK_ALREADY_ASSIGNED, and those of the
// content). Of the amendment: INVALID_ARGUMENT (DOCUMENT_REQUIRED, ETAG_REQUIRED, NOTHING_CHANGES, those of the
// content), ABORTED ETAG_MISMATCH, FAILED_PRECONDITION TRANSITION_NOT_ALLOWED, PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

struct ImportedAssignment {
  std::string official_id;
  DocumentReference document;
  std::string regulation_id;
  Work content;
};

struct ImportCommand {
  std::vector<ImportedAssignment> assignments;
  std::vector<Violation> violations;  // found while reading the request
};

struct ImportDecision {
  std::vector<AssignedWork> works;
  std::vector<WorkVersion> versions;
  std::vector<Event> events;
};

// `held`: ids of the command that are assigned already.
Result<ImportDecision> ImportAssignments(const ImportCommand& command, const std::set<std::string>& held,
                                         const Circumstances& circumstances);

struct AmendCommand {
  std::optional<std::int64_t> expected_revision;  // from the etag
  DocumentReference document;
  std::optional<Work> content;
  std::string note;
  std::vector<Violation> violations;  // found while reading the request
};

struct AmendDecision {
  AssignedWork work;
  WorkVersion version;
  std::vector<Event> events;
};

Result<AmendDecision> AmendWork(const AmendCommand& command, const AssignedWork& work,
                                const Circumstances& circumstances);

}  // namespace dotpha::review
