// Flags of a command, derived from its request message: `--official-id`, `--last-on-time-day 2023-01-31`,
// `--document-number ...`. A nested resource (a message with an etag or a name) lends its fields without a prefix;
// other nested messages prefix theirs. Lists of messages come only by `--from-json`.
#pragma once

#include <google/protobuf/message.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::ctl {

// One field that a flag can set, by its path of descriptors from the request.
struct FlagField {
  std::string flag;  // "last-on-time-day"
  std::vector<const google::protobuf::FieldDescriptor*> path;

  [[nodiscard]] const google::protobuf::FieldDescriptor* leaf() const { return path.back(); }
  // "deadline_override.last_on_time_day", as in a violation of the service.
  [[nodiscard]] std::string field_path() const;
};

// All of them, the shallowest first; no two share a flag.
std::vector<FlagField> FlagFieldsOf(const google::protobuf::Descriptor* request);

// What may be written for the field, e.g. "YYYY-MM-DD" or "head|acting|...".
std::string ValueHint(const google::protobuf::FieldDescriptor* field);

// Sets the field from text; repeated fields are appended to. Error: INVALID_ARGUMENT naming the flag.
Result<void> SetFromText(const FlagField& field, const std::string& text, google::protobuf::Message* request);

// "CAPACITY_HEAD" of enum Capacity -> "head".
std::string ShortEnumName(const google::protobuf::EnumValueDescriptor* value);

}  // namespace dotpha::ctl
