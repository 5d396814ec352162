// Answers for people: a table for lists, "field  value" lines for single resources, JSON for programs.
#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

namespace dotpha::ctl {

enum class Output { kTable, kJson };

// `columns`: dotted fields of one list element ("official_id", "document.number"); empty: every scalar field.
std::string Render(const google::protobuf::Message& response, Output output, const std::vector<std::string>& columns);

// One value as people read it: dates dd/mm/yyyy, instants dd/mm/yyyy hh:mm:ss (Vietnam), enums in short form.
std::string ValueText(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field);

}  // namespace dotpha::ctl
