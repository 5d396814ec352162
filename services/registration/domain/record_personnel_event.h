// Use case: appointment, election, designation, transfer, retirement, leaving, resignation (R2.4-EVENTS,
// R4.1-LATEAPPT). One principal post a day is kept (I-16). Dates in the past and in the future are fine: what was
// learned late is told from what was so by the recording time (H-16).
//
// Errors: INVALID_ARGUMENT KIND_REQUIRED, UNKNOWN_OFFICIAL, UNKNOWN_AGENCY, UNKNOWN_POSITION, DATE_MISSING,
// MISSING_TITLE, CAPACITY_REQUIRED, POST_REQUIRED, POST_NOT_ALLOWED, END_BEFORE_START, POST_ENDS_BEFORE_START,
// NO_OPEN_POST, TWO_PRINCIPAL_POSTS, NO_PRINCIPAL_POST, FIELD_TOO_LONG.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/registration/domain/directory.h"
#include "services/registration/domain/events.h"

namespace dotpha::registration {

enum class PersonnelEventKind { kAppoint, kElect, kDesignate, kTransfer, kRetire, kLeave, kResign };

struct NewPost {
  std::string agency_id;
  std::string title;
  std::optional<Capacity> capacity;
  bool principal = false;
  std::optional<Date> to;
  std::string decision_ref;
};

struct PersonnelEventCommand {
  std::optional<PersonnelEventKind> kind;
  std::string official_id;
  std::optional<Date> effective_on;  // first day in the new post, or out of the old one
  std::optional<NewPost> post;
  std::vector<std::string> end_position_ids;
  DocumentReference document;
  std::vector<Violation> violations;
  std::string new_position_id;
  Instant arrived_at;
};

struct PersonnelEventDecision {
  std::optional<Position> position;  // the new post
  std::vector<Position> ended;
  std::vector<Event> events;
};

Result<PersonnelEventDecision> RecordPersonnelEvent(const PersonnelEventCommand& command, const Directory& directory);

}  // namespace dotpha::registration
