// What the readers of all producers' events share; internal to libs/facts.
#pragma once

#include <google/protobuf/message.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "google/type/date.pb.h"
#include "libs/base/result.h"
#include "libs/facts/fact_row.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::facts {

inline Error Missing(const std::string& field) {
  return MakeError(Code::kInvalidArgument, "EVENT_FIELD_MISSING", "the event lacks a field that it must carry")
      .With("field", field);
}

// The first of the named texts that is empty is the error.
inline Result<void> Require(std::initializer_list<std::pair<const char*, const std::string*>> texts) {
  for (const auto& [name, value] : texts) {
    if (value->empty()) {
      return Missing(name);
    }
  }
  return Ok{};
}

// Events of earlier versions do not say which body acted: then it was one of Tuyên Quang.
inline const std::string& BodyOr(const std::string& body_id, const std::string& otherwise) {
  return body_id.empty() ? otherwise : body_id;
}

inline Result<std::optional<Date>> OptionalDate(bool present, const google::type::Date& date) {
  if (!present) {
    return std::optional<Date>{};
  }
  DOTPHA_ASSIGN(const Date day, rpc::FromWire(date));
  return std::optional{day};
}

// A producer's event: a message with one oneof named `event`.
template <typename Event>
Result<Event> ParseEvent(const std::string& data) {
  Event event;
  if (!event.ParseFromString(data)) {
    return MakeError(Code::kInvalidArgument, "EVENT_UNREADABLE", "the payload is no event of its producer");
  }
  if (event.event_case() == Event::EVENT_NOT_SET) {
    return MakeError(Code::kInvalidArgument, "EVENT_KIND_UNKNOWN", "the payload holds no event that is known here");
  }
  return event;
}

// As above, and it is what the attribute `type` says: the full name of the message inside.
template <typename Event>
Result<Event> ParseRow(const FactRow& row) {
  DOTPHA_ASSIGN(Event event, ParseEvent<Event>(row.data));
  const auto* field = Event::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
  if (row.type != field->message_type()->full_name()) {
    return MakeError(Code::kInvalidArgument, "EVENT_TYPE_MISMATCH", "the attribute `type` names another event");
  }
  return event;
}

}  // namespace dotpha::facts
