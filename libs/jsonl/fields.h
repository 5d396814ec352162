// Reads the fields of one JSON object strictly: what is missing, of another type, out of range or not known is a
// problem with the field's path. A field that is asked for and bad gives an empty value, so that one reading finds all
// problems.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/jsonl/reader.h"

namespace dotpha::jsonl {

enum class Need { kRequired, kOptional };

class Fields {
 public:
  // `object` and `problems` must outlive this. `path`: of the object in its line, "" for the line itself.
  Fields(const nlohmann::json& object, std::size_t line, std::string path, std::vector<Problem>* problems);

  // Each marks the field as known. Reasons: FIELD_MISSING, TYPE_WRONG, and what stands below. null is no value.
  std::string Text(const char* name, Need need = Need::kRequired);
  // A text, or a number as it is written.
  std::string TextOrNumber(const char* name, Need need = Need::kRequired);
  // NUMBER_OUT_OF_RANGE outside of int32.
  int Whole(const char* name, Need need = Need::kRequired);
  bool Flag(const char* name, Need need = Need::kRequired);
  // DATE_INVALID.
  std::optional<Date> Day(const char* name, Need need = Need::kRequired);
  // TIME_INVALID, TIME_WITHOUT_OFFSET.
  std::optional<Instant> Time(const char* name, Need need = Need::kRequired);
  std::vector<std::string> Texts(const char* name, Need need = Need::kRequired);
  // Calls `read` for each object of a list, which must ask for every field that the object may have.
  void Each(const char* name, const std::function<void(Fields&)>& read, Need need = Need::kRequired);
  // The value as it stands; null where there is none.
  const nlohmann::json& Any(const char* name, Need need = Need::kRequired);

  [[nodiscard]] bool Has(const char* name) const;
  // FIELD_UNKNOWN for every field that was not asked for.
  void NothingElse();
  // A problem of this object's field ("": of the object itself).
  void Report(const char* name, std::string reason, std::string message);

 private:
  const nlohmann::json* Find(const char* name, Need need);
  [[nodiscard]] std::string PathOf(const std::string& name) const;
  // The value where it is of that type, else TYPE_WRONG.
  const nlohmann::json* Typed(const char* name, Need need, bool (*is)(const nlohmann::json&), const char* wanted);

  const nlohmann::json& object_;
  std::size_t line_;
  std::string path_;
  std::vector<Problem>* problems_;
  std::set<std::string> known_;
};

}  // namespace dotpha::jsonl
