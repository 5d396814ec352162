// What the domain announces. Values of the domain; events/ turns them into the public ReviewEvent, which carries ids,
// dates and states only.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "services/review/domain/types.h"

namespace dotpha::review {

struct ProposalsSent {
  Dossier dossier;
  bool supplementary = false;
  Instant received_at;
};
struct GeneralReportSent {
  GeneralReport report;
  std::string body_id;
};
struct DecisionRecorded {
  Decision decision;
  std::string body_id;
  // Once everybody was told: the last day, and who owed it.
  std::optional<Date> notified_on;
  std::string notified_by;
};
// Told of the decision after it was recorded.
struct OfficialNotified {
  std::string decision_id;
  std::string official_id;
  Date notified_on;
  std::vector<std::string> work_ids;
};
// Everybody of the decision has been told by `notified_by`, the last one on `notified_on`.
struct DecisionNotified {
  std::string decision_id;
  int cycle = 0;
  Basis basis = Basis::kOrdinary;
  Date notified_on;
  std::string notified_by;
};
// The works of one official by one decision, or one imported work.
struct WorksAssigned {
  std::string assignment_id;  // UUID
  std::string official_id;
  int cycle = 0;
  Basis basis = Basis::kOrdinary;
  Date decided_on;
  std::optional<Date> notified_on;
  std::vector<AssignedWork> works;
  std::string agency_id;
};
struct WorkAmended {
  AssignedWork work;
  Date amended_on;
  std::string document_number;
};
// Last active day is the one before `until`.
struct WorkEnded {
  std::string work_id;
  std::string official_id;
  Date until;
  std::string reason;  // CONCLUDED, STOPPED, PASSED_ON
  std::optional<int> concluded_e2{};
};
struct WorkStopReported {
  std::string work_id;
  std::string official_id;
  Date stopped_on;
  std::string reason;
};
// All works of one official that left him, or stopped, on one day.
struct WorksConcluded {
  std::string id;  // UUID
  std::string official_id;
  Date effective_on;
  Date concluded_on;
  std::string body_id;
};

struct MeetingHeld {
  Meeting meeting;
  std::string body_id;
};

using Event = std::variant<ProposalsSent, GeneralReportSent, DecisionRecorded, WorksAssigned, WorkAmended, WorkEnded,
                           WorkStopReported, WorksConcluded, MeetingHeld, OfficialNotified, DecisionNotified>;

}  // namespace dotpha::review
