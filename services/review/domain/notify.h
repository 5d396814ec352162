// Use case: the Organisation Commission records that officials of a decision, and their agencies, were told of it
// (Điều 4 khoản 3; R4.3-NOTIFY, I-29). Whoever was told with the decision needs no record of his own.
//
// Errors: assignment_service.proto.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/review/domain/circumstances.h"

namespace dotpha::review {

struct NotifyCommand {
  std::vector<std::string> official_ids;  // empty: everybody who has not been told yet
  std::optional<Date> notified_on;
  DocumentReference document;
  std::vector<Violation> violations;  // found while reading the request
};

// That one official was told.
struct Notification {
  std::string decision_id;
  std::string official_id;
  Date notified_on;
  DocumentReference document;
  Instant recorded_at;
  std::string recorded_by;
};

struct NotifyDecision {
  Decision decision;  // with the days on which its officials were told
  std::vector<Notification> notifications;
  std::vector<Event> events;
};

// The last day on which an official of the decision was told, once all were.
std::optional<Date> ToldAll(const Decision& decision);

Result<NotifyDecision> RecordNotification(const NotifyCommand& command, const Decision& decision,
                                          const Circumstances& circumstances);

}  // namespace dotpha::review
