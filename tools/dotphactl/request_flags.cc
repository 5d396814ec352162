#include "tools/dotphactl/request_flags.h"

#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <charconv>

#include "google/type/date.pb.h"
#include "libs/base/time.h"

namespace dotpha::ctl {
namespace {

namespace pb = google::protobuf;

bool IsDate(const pb::FieldDescriptor* field) {
  return field->message_type() != nullptr && field->message_type()->full_name() == "google.type.Date";
}

bool IsTimestamp(const pb::FieldDescriptor* field) {
  return field->message_type() != nullptr && field->message_type()->full_name() == "google.protobuf.Timestamp";
}

// What the call is about: it has a name, an etag, or an id of its own (`announcement_id` of an Announcement).
bool IsResource(const pb::Descriptor* message) {
  std::string own_id;
  for (const char c : message->name()) {
    const bool upper = c >= 'A' && c <= 'Z';
    own_id += upper && !own_id.empty() ? "_" : "";
    own_id += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return message->FindFieldByName("etag") != nullptr || message->FindFieldByName("name") != nullptr ||
         message->FindFieldByName(own_id + "_id") != nullptr;
}

std::string Dashed(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

void Collect(const pb::Descriptor* message, const std::string& prefix,
             const std::vector<const pb::FieldDescriptor*>& path, std::vector<FlagField>* fields) {
  for (int i = 0; i < message->field_count(); ++i) {
    const pb::FieldDescriptor* field = message->field(i);
    auto here = path;
    here.push_back(field);
    const bool is_message =
        field->cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE && !IsDate(field) && !IsTimestamp(field);
    if (!is_message) {
      fields->push_back({prefix + Dashed(field->name()), here});
    } else if (!field->is_repeated() && here.size() < 4) {
      const bool bare = path.empty() && IsResource(field->message_type());
      Collect(field->message_type(), bare ? prefix : prefix + Dashed(field->name()) + "-", here, fields);
    }
  }
}

Error Wrong(const FlagField& field, std::string reason, const std::string& description) {
  return InvalidArgument("--" + field.flag, std::move(reason), description);
}

template <typename Number>
std::optional<Number> ParseNumber(const std::string& text) {
  Number value{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

const pb::EnumValueDescriptor* FindEnumValue(const pb::EnumDescriptor* type, const std::string& text) {
  for (int i = 0; i < type->value_count(); ++i) {
    if (text == ShortEnumName(type->value(i)) || text == type->value(i)->name()) {
      return type->value(i);
    }
  }
  return nullptr;
}

}  // namespace

std::string FlagField::field_path() const {
  std::string text;
  for (const auto* part : path) {
    text += (text.empty() ? "" : ".") + part->name();
  }
  return text;
}

std::vector<FlagField> FlagFieldsOf(const pb::Descriptor* request) {
  std::vector<FlagField> all;
  Collect(request, "", {}, &all);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.path.size() < b.path.size(); });
  std::vector<FlagField> kept;
  for (auto& field : all) {
    const bool taken =
        std::any_of(kept.begin(), kept.end(), [&](const auto& other) { return other.flag == field.flag; });
    if (taken) {
      field.flag = Dashed(field.path.front()->name()) + "-" + field.flag;
    }
    kept.push_back(std::move(field));
  }
  return kept;
}

std::string ShortEnumName(const pb::EnumValueDescriptor* value) {
  // The prefix is the enum's own name in upper snake case: CAPACITY_, POST_BASIS_.
  std::string prefix;
  for (const char c : value->type()->name()) {
    if (c >= 'A' && c <= 'Z' && !prefix.empty()) {
      prefix += '_';
    }
    prefix += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  prefix += '_';
  std::string name = value->name().starts_with(prefix) ? value->name().substr(prefix.size()) : value->name();
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

std::string ValueHint(const pb::FieldDescriptor* field) {
  if (IsDate(field)) {
    return "YYYY-MM-DD";
  }
  if (IsTimestamp(field)) {
    return "RFC3339";
  }
  switch (field->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return "true|false";
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      std::string text;
      for (int i = 0; i < field->enum_type()->value_count(); ++i) {
        const auto name = ShortEnumName(field->enum_type()->value(i));
        text += name == "unspecified" ? "" : (text.empty() ? "" : "|") + name;
      }
      return text;
    }
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return "TEXT";
    default:
      return "NUMBER";
  }
}

Result<void> SetFromText(const FlagField& field, const std::string& text, pb::Message* request) {
  pb::Message* message = request;
  for (std::size_t i = 0; i + 1 < field.path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, field.path[i]);
  }
  const pb::FieldDescriptor* leaf = field.leaf();
  const pb::Reflection* reflection = message->GetReflection();
  if (IsDate(leaf)) {
    const auto date = Date::Parse(text);
    if (!date.ok()) {
      return Wrong(field, "DATE_INVALID", "not a day of the form YYYY-MM-DD that exists in the calendar");
    }
    pb::Message* value =
        leaf->is_repeated() ? reflection->AddMessage(message, leaf) : reflection->MutableMessage(message, leaf);
    google::type::Date wire;
    wire.set_year(date->year());
    wire.set_month(static_cast<int>(date->month()));
    wire.set_day(static_cast<int>(date->day()));
    value->ParseFromString(wire.SerializeAsString());
    return {};
  }
  if (IsTimestamp(leaf)) {
    const auto at = ParseRfc3339(text);
    if (!at.ok()) {
      return Wrong(field, at.error().reason, at.error().violations.front().description);
    }
    pb::Timestamp wire;
    const std::int64_t micros = at->micros;
    const std::int64_t seconds = micros >= 0 ? micros / 1'000'000 : -((-micros + 999'999) / 1'000'000);
    wire.set_seconds(seconds);
    wire.set_nanos(static_cast<int>(micros - seconds * 1'000'000) * 1000);
    reflection->MutableMessage(message, leaf)->ParseFromString(wire.SerializeAsString());
    return {};
  }
#define DOTPHA_SET(Type, value) \
  leaf->is_repeated() ? reflection->Add##Type(message, leaf, value) : reflection->Set##Type(message, leaf, value)
  switch (leaf->cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_STRING:
      DOTPHA_SET(String, text);
      return {};
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") {
        return Wrong(field, "BOOLEAN_INVALID", "must be true or false");
      }
      DOTPHA_SET(Bool, text == "true");
      return {};
    case pb::FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = FindEnumValue(leaf->enum_type(), text);
      if (value == nullptr) {
        return Wrong(field, "VALUE_NOT_ALLOWED", "must be one of " + ValueHint(leaf));
      }
      DOTPHA_SET(Enum, value);
      return {};
    }
    case pb::FieldDescriptor::CPPTYPE_INT32: {
      const auto number = ParseNumber<std::int32_t>(text);
      if (!number) {
        return Wrong(field, "NUMBER_INVALID", "must be a whole number");
      }
      DOTPHA_SET(Int32, *number);
      return {};
    }
    case pb::FieldDescriptor::CPPTYPE_UINT64: {
      const auto number = ParseNumber<std::uint64_t>(text);
      if (!number) {
        return Wrong(field, "NUMBER_INVALID", "must be a whole number, not negative");
      }
      DOTPHA_SET(UInt64, *number);
      return {};
    }
    default:
      return Wrong(field, "NOT_SUPPORTED", "use --from-json for this field");
  }
#undef DOTPHA_SET
}

}  // namespace dotpha::ctl
