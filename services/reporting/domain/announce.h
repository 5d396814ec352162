// Use case: it is recorded that plan or result were announced at the official's agency (Điều 2 khoản 6; R2.6-ANNOUNCE,
// I-27), by the official or a clerk of his agency.
//
// Errors: INVALID_ARGUMENT DUTY_UNKNOWN, MISSING_DATE, DATE_IN_FUTURE, MISSING_FORM, MISSING_PLACE, MISSING_CONFIRMER;
// FAILED_PRECONDITION PLAN_MISSING, TRANSITION_NOT_ALLOWED (recorded before); PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include "services/reporting/domain/circumstances.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting {

struct AnnouncementState {
  bool plan_sent = false;  // a plan of that cycle
  bool recorded = false;   // the same duty of that cycle
};
struct AnnouncementDecision {
  Announcement announcement;
  std::vector<Event> events;
};
Result<AnnouncementDecision> RecordAnnouncement(const Announcement& announcement, std::vector<Violation> read,
                                                const AnnouncementState& state, const std::string& new_id,
                                                const Circumstances& circumstances);

}  // namespace dotpha::reporting
