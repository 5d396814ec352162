#include "libs/jsonl/fields.h"

#include <cstdint>
#include <limits>
#include <utility>

namespace dotpha::jsonl {
namespace {

using nlohmann::json;

bool IsText(const json& value) { return value.is_string(); }
bool IsTextOrNumber(const json& value) { return value.is_string() || value.is_number(); }
bool IsWhole(const json& value) { return value.is_number_integer(); }
bool IsFlag(const json& value) { return value.is_boolean(); }
bool IsList(const json& value) { return value.is_array(); }

const json& Null() {
  static const json null;
  return null;
}

}  // namespace

Fields::Fields(const json& object, std::size_t line, std::string path, std::vector<Problem>* problems)
    : object_(object), line_(line), path_(std::move(path)), problems_(problems) {}

std::string Fields::PathOf(const std::string& name) const {
  return path_.empty() ? name : name.empty() ? path_ : path_ + "." + name;
}

void Fields::Report(const char* name, std::string reason, std::string message) {
  problems_->push_back({line_, PathOf(name), std::move(reason), std::move(message)});
}

bool Fields::Has(const char* name) const { return object_.contains(name) && !object_.at(name).is_null(); }

const json* Fields::Find(const char* name, Need need) {
  known_.insert(name);
  if (Has(name)) {
    return &object_.at(name);
  }
  if (need == Need::kRequired) {
    Report(name, "FIELD_MISSING", "must be given; no default is guessed");
  }
  return nullptr;
}

const json* Fields::Typed(const char* name, Need need, bool (*is)(const json&), const char* wanted) {
  const json* value = Find(name, need);
  if (value != nullptr && !is(*value)) {
    Report(name, "TYPE_WRONG", std::string("must be ") + wanted);
    return nullptr;
  }
  return value;
}

std::string Fields::Text(const char* name, Need need) {
  const json* value = Typed(name, need, IsText, "a text");
  return value == nullptr ? "" : value->get<std::string>();
}

std::string Fields::TextOrNumber(const char* name, Need need) {
  const json* value = Typed(name, need, IsTextOrNumber, "a text or a number");
  return value == nullptr ? "" : value->is_string() ? value->get<std::string>() : value->dump();
}

int Fields::Whole(const char* name, Need need) {
  const json* value = Typed(name, need, IsWhole, "a whole number");
  if (value == nullptr) {
    return 0;
  }
  const auto number = value->get<std::int64_t>();
  if (number < std::numeric_limits<std::int32_t>::min() || number > std::numeric_limits<std::int32_t>::max()) {
    Report(name, "NUMBER_OUT_OF_RANGE", "no number of this size is read");
    return 0;
  }
  return static_cast<int>(number);
}

bool Fields::Flag(const char* name, Need need) {
  const json* value = Typed(name, need, IsFlag, "true or false");
  return value != nullptr && value->get<bool>();
}

std::optional<Date> Fields::Day(const char* name, Need need) {
  const json* value = Typed(name, need, IsText, "a day as text");
  if (value == nullptr) {
    return std::nullopt;
  }
  const auto day = Date::Parse(value->get_ref<const std::string&>());
  if (!day.ok()) {
    Report(name, "DATE_INVALID", "not a day of the form YYYY-MM-DD that exists in the calendar");
    return std::nullopt;
  }
  return *day;
}

std::optional<Instant> Fields::Time(const char* name, Need need) {
  const json* value = Typed(name, need, IsText, "a time as text");
  if (value == nullptr) {
    return std::nullopt;
  }
  const auto time = ParseRfc3339(value->get_ref<const std::string&>());
  if (!time.ok()) {
    const Violation& wrong = time.error().violations.front();
    Report(name, wrong.reason, wrong.description);
    return std::nullopt;
  }
  return *time;
}

std::vector<std::string> Fields::Texts(const char* name, Need need) {
  std::vector<std::string> texts;
  const json* value = Typed(name, need, IsList, "a list of texts");
  for (std::size_t i = 0; value != nullptr && i < value->size(); ++i) {
    const json& one = (*value)[i];
    if (IsTextOrNumber(one)) {
      texts.push_back(one.is_string() ? one.get<std::string>() : one.dump());
    } else {
      Report((std::string(name) + "[" + std::to_string(i) + "]").c_str(), "TYPE_WRONG", "must be a text");
    }
  }
  return texts;
}

void Fields::Each(const char* name, const std::function<void(Fields&)>& read, Need need) {
  const json* value = Typed(name, need, IsList, "a list of objects");
  for (std::size_t i = 0; value != nullptr && i < value->size(); ++i) {
    const std::string place = std::string(name) + "[" + std::to_string(i) + "]";
    if (!(*value)[i].is_object()) {
      Report(place.c_str(), "TYPE_WRONG", "must be an object");
      continue;
    }
    Fields fields((*value)[i], line_, PathOf(place), problems_);
    read(fields);
    fields.NothingElse();
  }
}

const json& Fields::Any(const char* name, Need need) {
  const json* value = Find(name, need);
  return value == nullptr ? Null() : *value;
}

void Fields::NothingElse() {
  for (const auto& [name, value] : object_.items()) {
    if (!known_.contains(name)) {
      Report(ShownName(name).c_str(), "FIELD_UNKNOWN", "no field of this name is read here");
    }
  }
}

}  // namespace dotpha::jsonl
