#include "tools/dotphactl/render.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "google/type/date.pb.h"
#include "libs/base/time.h"
#include "libs/rpc/wire_time.h"
#include "tools/dotphactl/display.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

// A date or an instant as such, a number as such, all else as people read it.
Cell CellOf(const pb::Message& message, const pb::FieldDescriptor* field);

std::string MessageText(const pb::Message& value) {
  std::string text;
  for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
    const std::string part = ValueText(value, value.GetDescriptor()->field(i));
    text += part.empty() ? "" : (text.empty() ? "" : "; ") + part;
  }
  return text;
}

Cell MessageCell(const pb::Message& value) {
  if (value.GetDescriptor()->full_name() == "google.type.Date") {
    google::type::Date wire;
    wire.ParseFromString(value.SerializeAsString());
    const auto date = rpc::FromWire(wire);
    return date.ok() ? Cell(*date) : Cell();
  }
  if (value.GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
    pb::Timestamp wire;
    wire.ParseFromString(value.SerializeAsString());
    return rpc::FromWire(wire);
  }
  return MessageText(value);
}

std::string Hexadecimal(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 0xFU];
  }
  return text;
}

Cell ScalarCell(const pb::Message& message, const pb::FieldDescriptor* field, int index) {
  const pb::Reflection* reflection = message.GetReflection();
#define DOTPHA_GET(Type) \
  (index < 0 ? reflection->Get##Type(message, field) : reflection->GetRepeated##Type(message, field, index))
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return field->type() == pb::FieldDescriptor::TYPE_BYTES ? Hexadecimal(DOTPHA_GET(String)) : DOTPHA_GET(String);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return std::string(DOTPHA_GET(Bool) ? "yes" : "");
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      const auto name = ShortEnumName(DOTPHA_GET(Enum));
      return name == "unspecified" ? "" : name;
    }
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return std::int64_t{DOTPHA_GET(Int32)};
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return std::int64_t{DOTPHA_GET(Int64)};
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<std::int64_t>(DOTPHA_GET(UInt64));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageCell(DOTPHA_GET(Message));
    default:
      return "?";
  }
#undef DOTPHA_GET
}

Cell CellOf(const pb::Message& message, const pb::FieldDescriptor* field) {
  const pb::Reflection* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    const bool unset =
        field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !reflection->HasField(message, field);
    return unset ? Cell() : ScalarCell(message, field, -1);
  }
  std::string text;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    text += (i == 0 ? "" : ", ") + CellText(ScalarCell(message, field, i));
  }
  return text;
}

Cell ColumnOf(const pb::Message& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  const pb::FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  if (field == nullptr) {
    return {};
  }
  if (dot == std::string::npos) {
    return CellOf(message, field);
  }
  return message.GetReflection()->HasField(message, field)
             ? ColumnOf(message.GetReflection()->GetMessage(message, field), path.substr(dot + 1))
             : Cell();
}

Sheet SheetOfList(const pb::Message& response, const pb::FieldDescriptor* list, std::vector<std::string> columns) {
  if (columns.empty()) {
    for (int i = 0; i < list->message_type()->field_count(); ++i) {
      columns.push_back(list->message_type()->field(i)->name());
    }
  }
  Sheet sheet{columns, {}};
  for (int i = 0; i < response.GetReflection()->FieldSize(response, list); ++i) {
    const pb::Message& row = response.GetReflection()->GetRepeatedMessage(response, list, i);
    std::vector<Cell> cells;
    cells.reserve(columns.size());
    for (const auto& column : columns) {
      cells.push_back(ColumnOf(row, column));
    }
    sheet.rows.push_back(std::move(cells));
  }
  if (list->is_map()) {  // whose entries come in any order: by key, which is their first field
    std::sort(sheet.rows.begin(), sheet.rows.end(),
              [](const auto& a, const auto& b) { return CellText(a.front()) < CellText(b.front()); });
  }
  return sheet;
}

// A list inside of another answer: without the resource names, whose ids stand there too, and without what no row has.
Sheet ShortSheet(const pb::Message& message, const pb::FieldDescriptor* list) {
  const Sheet whole = SheetOfList(message, list, {});
  Sheet sheet;
  sheet.rows.resize(whole.rows.size());
  for (std::size_t column = 0; column < whole.header.size(); ++column) {
    const bool said = std::any_of(whole.rows.begin(), whole.rows.end(),
                                  [column](const auto& row) { return !CellText(row[column]).empty(); });
    if (said && whole.header[column] != "name") {
      sheet.header.push_back(whole.header[column]);
      for (std::size_t row = 0; row < whole.rows.size(); ++row) {
        sheet.rows[row].push_back(whole.rows[row][column]);
      }
    }
  }
  return sheet;
}

// A list of messages that stands somewhere in an answer.
struct ListPlace {
  const pb::Message* message;
  const pb::FieldDescriptor* list;
};

// "field  value" lines, those of nested messages too; the lists that are met on the way are left to the end.
std::string FieldLines(const pb::Message& message, std::vector<ListPlace>* lists) {
  std::string text;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const pb::FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool is_message = field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->is_repeated() && is_message) {
      lists->push_back({&message, field});
      continue;
    }
    if (is_message && !field->is_repeated() && message.GetReflection()->HasField(message, field) &&
        !field->message_type()->full_name().starts_with("google.")) {
      text += FieldLines(message.GetReflection()->GetMessage(message, field), lists);
      continue;
    }
    const std::string value = ValueText(message, field);
    if (!value.empty()) {
      const std::string& label = field->name();
      text += label + std::string(label.size() < 24 ? 24 - label.size() : 1, ' ') + Printable(value, true) + "\n";
    }
  }
  return text;
}

std::string RenderFields(const pb::Message& message) {
  std::vector<ListPlace> lists;
  std::string text = FieldLines(message, &lists);
  for (const ListPlace& place : lists) {
    const Sheet sheet = ShortSheet(*place.message, place.list);
    if (!sheet.rows.empty()) {
      text += (text.empty() ? "" : "\n") + place.list->name() + "\n" + sheet.ToTable();
    }
  }
  return text;
}

}  // namespace

std::string ValueText(const pb::Message& message, const pb::FieldDescriptor* field) {
  return CellText(CellOf(message, field));
}

nlohmann::json JsonOf(const pb::Message& message) { return nlohmann::json::parse(Render(message, Output::kJson, {})); }

const pb::FieldDescriptor* ListFieldOf(const pb::Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    if (response->field(i)->is_repeated() && response->field(i)->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE) {
      return response->field(i);
    }
  }
  return nullptr;
}

Sheet SheetOf(const pb::Message& response, const std::vector<std::string>& columns) {
  const pb::FieldDescriptor* list = ListFieldOf(response.GetDescriptor());
  return list == nullptr ? Sheet() : SheetOfList(response, list, columns);
}

std::string Render(const pb::Message& response, Output output, const std::vector<std::string>& columns) {
  std::string text;
  if (output == Output::kJson) {
    pb::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    options.always_print_primitive_fields = true;
    const auto status = pb::util::MessageToJsonString(response, &text, options);
    return status.ok() ? text : "{}";
  }
  if (!columns.empty() && ListFieldOf(response.GetDescriptor()) != nullptr) {
    text = SheetOf(response, columns).ToTable();
    const auto* token = response.GetDescriptor()->FindFieldByName("next_page_token");
    if (token != nullptr && !response.GetReflection()->GetString(response, token).empty()) {
      text += "more: --page-token " + response.GetReflection()->GetString(response, token) + "\n";
    }
    return text;
  }
  text = RenderFields(response);
  return text.empty() ? "done\n" : text;
}

}  // namespace dotpha::ctl
