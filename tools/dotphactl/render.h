// Answers for people: a table for lists, "field  value" lines for single resources, JSON for programs.
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/dotphactl/sheet.h"

namespace dotpha::ctl {

enum class Output { kTable, kJson };

// `columns`: dotted fields of one list element ("official_id", "document.number"); empty: every scalar field.
std::string Render(const google::protobuf::Message& response, Output output, const std::vector<std::string>& columns);

// An answer as JSON, for commands that put several together.
nlohmann::json JsonOf(const google::protobuf::Message& message);

// The field that makes an answer a list: its first repeated message; nullptr where it has none.
const google::protobuf::FieldDescriptor* ListFieldOf(const google::protobuf::Descriptor* response);
// The list of an answer as a table; empty without one. `columns` as in Render.
Sheet SheetOf(const google::protobuf::Message& response, const std::vector<std::string>& columns);

// One value as people read it: dates dd/mm/yyyy, instants dd/mm/yyyy hh:mm:ss (Vietnam), enums in short form.
std::string ValueText(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field);

}  // namespace dotpha::ctl
