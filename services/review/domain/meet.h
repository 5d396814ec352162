// Use cases: a body proposes a session of the Standing Committee, and the recorder enters one by its minutes (Điều 6;
// R6-PERIODIC, R6-NEEDED, R6-INPUT/OUTPUT).
//
// Errors: as listed in meeting_service.proto; PERMISSION_DENIED ROLE_NOT_ALLOWED.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/review/domain/conclude.h"

namespace dotpha::review {

struct ProposeMeetingCommand {
  std::string body_id;
  int cycle = 0;
  std::string reason;
  DocumentReference document;
  std::vector<Violation> violations;  // found while reading the request
};

struct MeetingDecision {
  Meeting meeting;
  std::vector<Event> events;
};

Result<MeetingDecision> ProposeMeeting(const ProposeMeetingCommand& command, const Circumstances& circumstances);

struct RecordMeetingCommand {
  bool names_one = false;                         // a proposed session
  std::optional<std::int64_t> expected_revision;  // from the etag
  std::optional<MeetingKind> kind;
  int cycle = 0;
  std::optional<Date> held_on;
  DocumentReference minutes;
  std::vector<Direction> directions;
  std::vector<Violation> violations;  // found while reading the request
};

struct MeetingsKnown {
  std::optional<Meeting> named;    // the one that the command names
  std::set<MeetingKind> periodic;  // sessions of the cycle that were held already
  HeldWorks works;                 // those that the directions name
};

Result<MeetingDecision> RecordMeeting(const RecordMeetingCommand& command, const MeetingsKnown& known,
                                      const Circumstances& circumstances);

}  // namespace dotpha::review
