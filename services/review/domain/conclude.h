// Use cases: an official says that works of his had to stop, and the Standing Committee concludes on what an official
// leaves behind (Điều 2 khoản 4; R2.4-EVENTS, R2.4-CONCLUDE, I-25).
//
// Errors: as listed in assignment_service.proto for ReportStop and ConcludeWorks; PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

// Assigned works by id: those that the command names.
using HeldWorks = std::map<std::string, AssignedWork>;

struct StopCommand {
  std::string official_id;
  std::vector<std::string> work_ids;
  std::string reason;
  std::optional<Date> stopped_on;
  std::string facts;
  std::vector<Violation> violations;  // found while reading the request
};

struct StopDecision {
  std::vector<AssignedWork> works;
  std::vector<Event> events;
};

Result<StopDecision> ReportStop(const StopCommand& command, const HeldWorks& held, const Circumstances& circumstances);

struct WorkToConclude {
  std::string work_id;
  std::optional<std::int64_t> expected_revision;  // from the etag
  std::optional<int> completion_e2;
  std::optional<ConclusionResult> result;
};

struct ConcludeCommand {
  std::string official_id;
  DocumentReference document;
  std::vector<WorkToConclude> works;
  std::vector<Violation> violations;  // found while reading the request
};

struct ConcludeDecision {
  std::vector<Conclusion> conclusions;
  std::vector<AssignedWork> works;
  std::vector<Event> events;
};

Result<ConcludeDecision> ConcludeWorks(const ConcludeCommand& command, const HeldWorks& held,
                                       const Circumstances& circumstances);

}  // namespace dotpha::review
