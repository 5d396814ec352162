#include "tools/dotphactl/render.h"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include "google/type/date.pb.h"
#include "libs/base/time.h"
#include "tools/dotphactl/display.h"
#include "tools/dotphactl/request_flags.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

std::string MessageText(const pb::Message& value) {
  if (value.GetDescriptor()->full_name() == "google.type.Date") {
    google::type::Date date;
    date.ParseFromString(value.SerializeAsString());
    const auto civil = Date::FromCivil(date.year(), date.month(), date.day());
    return civil.ok() ? civil->ToVietnamese() : "";
  }
  if (value.GetDescriptor()->full_name() == "google.protobuf.Timestamp") {
    pb::Timestamp at;
    at.ParseFromString(value.SerializeAsString());
    const Instant instant{at.seconds() * 1'000'000 + at.nanos() / 1000};
    const std::string text = FormatRfc3339(instant);  // 2021-11-14T23:59:59.999+07:00
    return Date::Of(instant).ToVietnamese() + " " + text.substr(11, text.size() - 17);
  }
  std::string text;
  for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
    const std::string part = ValueText(value, value.GetDescriptor()->field(i));
    text += part.empty() ? "" : (text.empty() ? "" : "; ") + part;
  }
  return text;
}

std::string ScalarText(const pb::Message& message, const pb::FieldDescriptor* field, int index) {
  const pb::Reflection* reflection = message.GetReflection();
#define DOTPHA_GET(Type) \
  (index < 0 ? reflection->Get##Type(message, field) : reflection->GetRepeated##Type(message, field, index))
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return DOTPHA_GET(String);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return DOTPHA_GET(Bool) ? "yes" : "";
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      const auto name = ShortEnumName(DOTPHA_GET(Enum));
      return name == "unspecified" ? "" : name;
    }
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return std::to_string(DOTPHA_GET(Int32));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return std::to_string(DOTPHA_GET(Int64));
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return std::to_string(DOTPHA_GET(UInt64));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageText(DOTPHA_GET(Message));
    default:
      return "?";
  }
#undef DOTPHA_GET
}

std::string ColumnText(const pb::Message& message, const std::string& path) {
  const std::size_t dot = path.find('.');
  const pb::FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  if (field == nullptr) {
    return "";
  }
  if (dot == std::string::npos) {
    return ValueText(message, field);
  }
  return message.GetReflection()->HasField(message, field)
             ? ColumnText(message.GetReflection()->GetMessage(message, field), path.substr(dot + 1))
             : "";
}

void RenderList(const pb::Message& response, const pb::FieldDescriptor* list, std::vector<std::string> columns,
                std::string* text) {
  if (columns.empty()) {
    for (int i = 0; i < list->message_type()->field_count(); ++i) {
      columns.push_back(list->message_type()->field(i)->name());
    }
  }
  Table table(columns);
  const int size = response.GetReflection()->FieldSize(response, list);
  for (int i = 0; i < size; ++i) {
    const pb::Message& row = response.GetReflection()->GetRepeatedMessage(response, list, i);
    std::vector<std::string> cells;
    cells.reserve(columns.size());
    for (const auto& column : columns) {
      cells.push_back(ColumnText(row, column));
    }
    table.Add(std::move(cells));
  }
  *text += size == 0 ? "(none)\n" : table.Render();
}

// "field  value" lines; nested messages one level down, lists of messages as tables after them.
void RenderFields(const pb::Message& message, const std::string& prefix, const std::vector<std::string>& columns,
                  std::string* text) {
  std::vector<const pb::FieldDescriptor*> lists;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const pb::FieldDescriptor* field = message.GetDescriptor()->field(i);
    const bool is_message = field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
    if (field->is_repeated() && is_message) {
      lists.push_back(field);
      continue;
    }
    if (is_message && !field->is_repeated() && message.GetReflection()->HasField(message, field) &&
        !field->message_type()->full_name().starts_with("google.")) {
      RenderFields(message.GetReflection()->GetMessage(message, field), prefix, columns, text);
      continue;
    }
    const std::string value = ValueText(message, field);
    if (!value.empty()) {
      const std::string label = prefix + field->name();
      *text += label + std::string(label.size() < 24 ? 24 - label.size() : 1, ' ') + value + "\n";
    }
  }
  for (const auto* list : lists) {
    if (message.GetReflection()->FieldSize(message, list) > 0) {
      *text += "\n" + list->name() + "\n";
      RenderList(message, list, {}, text);
    }
  }
}

}  // namespace

std::string ValueText(const pb::Message& message, const pb::FieldDescriptor* field) {
  const pb::Reflection* reflection = message.GetReflection();
  if (!field->is_repeated()) {
    const bool unset =
        field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !reflection->HasField(message, field);
    return unset ? "" : ScalarText(message, field, -1);
  }
  std::string text;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    text += (i == 0 ? "" : ", ") + ScalarText(message, field, i);
  }
  return text;
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
  // A list answer: its first repeated message field is the table.
  for (int i = 0; i < response.GetDescriptor()->field_count(); ++i) {
    const pb::FieldDescriptor* field = response.GetDescriptor()->field(i);
    if (field->is_repeated() && field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !columns.empty()) {
      RenderList(response, field, columns, &text);
      const auto* token = response.GetDescriptor()->FindFieldByName("next_page_token");
      if (token != nullptr && !response.GetReflection()->GetString(response, token).empty()) {
        text += "more: --page-token " + response.GetReflection()->GetString(response, token) + "\n";
      }
      return text;
    }
  }
  RenderFields(response, "", columns, &text);
  return text.empty() ? "done\n" : text;
}

}  // namespace dotpha::ctl
