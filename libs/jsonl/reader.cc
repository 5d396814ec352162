#include "libs/jsonl/reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "libs/base/ids.h"
#include "libs/base/violations.h"

namespace dotpha::jsonl {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestName = 64;

// Builds the value of one line, and stops it where it cannot go on.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(std::size_t line, const Limits& limits, std::vector<Problem>* problems)
      : line_(line), limits_(limits), problems_(problems) {}

  json Take() { return std::move(root_); }

  bool null() override { return Put(nullptr); }
  bool boolean(bool value) override { return Put(value); }
  bool number_integer(number_integer_t value) override { return Put(value); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      Report("NUMBER_OUT_OF_RANGE", "no number of this size is read");
    }
    return Put(value);
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return Put(value); }
  bool string(string_t& value) override {
    if (value.size() > limits_.text && LengthOf(value) > limits_.text) {
      Report("FIELD_TOO_LONG", "more than " + std::to_string(limits_.text) + " characters");
      return Put("");
    }
    return Put(std::move(value));
  }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON has none
  bool start_object(std::size_t /*size*/) override { return Open(json::object()); }
  bool start_array(std::size_t /*size*/) override { return Open(json::array()); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(string_t& name) override {
    name_ = std::move(name);
    if (open_.back()->contains(name_)) {
      Report("JSON_DUPLICATE_KEY", "the key stands twice in one object; neither is taken");
      return false;
    }
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/, const json::exception& error) override {
    constexpr int kNumberOverflow = 406;  // nlohmann's number of this error
    if (error.id == kNumberOverflow) {
      Report("NUMBER_OUT_OF_RANGE", "no number of this size is read");
    } else {
      problems_->push_back(
          {line_, "", "JSON_INVALID", "not JSON, or cut off, at byte " + std::to_string(position) + " of the line"});
    }
    return false;
  }

 private:
  json* Insert(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[name_] = std::move(value));
  }
  bool Put(json value) {
    Insert(std::move(value));
    return true;
  }
  bool Open(json value) {
    if (open_.size() == limits_.depth) {
      Report("JSON_TOO_DEEP", "more than " + std::to_string(limits_.depth) + " objects and lists in one another");
      return false;
    }
    const std::string path = Path();
    open_.push_back(Insert(std::move(value)));
    paths_.push_back(path);
    return true;
  }
  bool Close() {
    open_.pop_back();
    paths_.pop_back();
    return true;
  }
  // Of the value that comes next.
  [[nodiscard]] std::string Path() const {
    if (open_.empty()) {
      return "";
    }
    const std::string& parent = paths_.back();
    return open_.back()->is_array() ? parent + "[" + std::to_string(open_.back()->size()) + "]"
                                    : parent + (parent.empty() ? "" : ".") + ShownName(name_);
  }
  void Report(const char* reason, std::string message) {
    problems_->push_back({line_, Path(), reason, std::move(message)});
  }

  std::size_t line_;
  const Limits& limits_;
  std::vector<Problem>* problems_;
  json root_;
  // Pointers stay good: only the innermost open value grows.
  std::vector<json*> open_;
  std::vector<std::string> paths_;  // of the open ones
  std::string name_;                // the key that was read last, of the innermost object
};

File Refused(Problem problem) { return {{}, {std::move(problem)}}; }

}  // namespace

std::string ShownName(std::string_view name) {
  const bool plain = !name.empty() && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  });
  return plain ? std::string(name) : "?";
}

std::string Problem::ToString(const std::string& file) const {
  std::string text = file;
  if (line > 0) {
    text += ":" + std::to_string(line);
  }
  if (!field.empty()) {
    text += ": field " + field;
  }
  return text + ": " + reason + ": " + message;
}

File Read(std::string_view bytes, const Limits& limits) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::size_t bad = 0;
  if (!IsValidUtf8(bytes, &bad)) {
    const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    return Refused({static_cast<std::size_t>(line), "", "ENCODING_INVALID_UTF8",
                    "byte offset " + std::to_string(bad) + " is not UTF-8; save the file as UTF-8"});
  }
  if (bytes.starts_with(kByteOrderMark)) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  if (bytes.empty()) {
    return Refused({0, "", "FILE_EMPTY", "the file is empty; nothing was changed"});
  }
  File file;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view text = bytes.substr(0, end);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    Builder builder(number, limits, &file.problems);
    const std::size_t before = file.problems.size();
    if (!json::sax_parse(text.begin(), text.end(), &builder) || file.problems.size() > before) {
      continue;
    }
    Line line{number, builder.Take()};
    if (!line.object.is_object()) {
      file.problems.push_back({number, "", "JSON_NOT_AN_OBJECT", "a line is one JSON object"});
      continue;
    }
    file.lines.push_back(std::move(line));
  }
  return file;
}

}  // namespace dotpha::jsonl
