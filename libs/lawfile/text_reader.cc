#include "libs/lawfile/text_reader.h"

#include <google/protobuf/io/tokenizer.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "libs/base/ids.h"

namespace dotpha::lawfile {
namespace {

constexpr int kMostUnknownValues = 100;
constexpr std::string_view kUnknownValuePrefix = "Unknown enumeration value of \"";

struct Message {
  int line = 0;  // from 0, as the tokenizer counts
  int column = 0;
  std::string text;
};

class Collector final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    errors.push_back({line, column, message});
  }
  // The parser warns about the unknown fields that it passes over.
  void AddWarning(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    warnings.push_back({line, column, message});
  }

  std::vector<Message> errors;
  std::vector<Message> warnings;
};

std::string Where(const std::string& file, int line, int column) {
  return file + ":" + std::to_string(line + 1) + ":" + std::to_string(column + 1);
}

std::size_t OffsetOf(std::string_view text, int line, int column) {
  std::size_t at = 0;
  for (int i = 0; i < line && at != std::string_view::npos; ++i) {
    at = text.find('\n', at);
    at = at == std::string_view::npos ? at : at + 1;
  }
  return at == std::string_view::npos ? text.size() : std::min(text.size(), at + static_cast<std::size_t>(column));
}

std::pair<int, int> PositionOf(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {line, static_cast<int>(offset - begin)};
}

// The parser stops at an unknown enumeration value, so it is noted and replaced by kPassedOver (positions stay)
// for the next attempt. The parser reports the token after the value: the value is the last one before.
bool BlankUnknownValue(std::string& text, const Message& error, const std::string& file, Findings& findings) {
  if (error.text.rfind(kUnknownValuePrefix, 0) != 0) {
    return false;
  }
  const std::size_t begin = kUnknownValuePrefix.size();
  const std::string value = error.text.substr(begin, error.text.find('"', begin) - begin);
  const std::size_t before = OffsetOf(text, error.line, error.column);
  const std::size_t at = value.empty() || before == 0 ? std::string::npos : text.rfind(value, before - 1);
  if (at == std::string::npos) {
    return false;
  }
  const auto [line, column] = PositionOf(text, at);
  findings.Add(Where(file, line, column), "UNKNOWN_VALUE", error.text);
  std::string number = std::to_string(kPassedOver);
  number.resize(std::max(number.size(), value.size()), ' ');
  text.replace(at, value.size(), number);
  return true;
}

}  // namespace

std::unique_ptr<const ParsedText> ReadText(std::string_view given, const std::string& file, Findings& findings) {
  if (std::size_t bad = 0; !IsValidUtf8(given, &bad)) {
    const auto [line, column] = PositionOf(given, bad);
    findings.Add(Where(file, line, column), "INVALID_UTF8", "the file must be UTF-8");
    return nullptr;
  }
  std::string text(given);
  for (int attempt = 0; attempt <= kMostUnknownValues; ++attempt) {
    auto parsed = std::make_unique<ParsedText>();
    Collector collector;
    google::protobuf::TextFormat::Parser parser;
    parser.RecordErrorsTo(&collector);
    parser.WriteLocationsTo(&parsed->positions);
    parser.AllowUnknownField(true);
    const bool read = parser.ParseFromString(text, &parsed->message);
    if (!read && !collector.errors.empty() && BlankUnknownValue(text, collector.errors.front(), file, findings)) {
      continue;
    }
    for (const Message& warning : collector.warnings) {
      findings.Add(Where(file, warning.line, warning.column), "UNKNOWN_FIELD", warning.text);
    }
    for (const Message& error : collector.errors) {
      findings.Add(Where(file, error.line, error.column), "SYNTAX", error.text);
    }
    return read ? std::move(parsed) : nullptr;
  }
  return nullptr;
}

}  // namespace dotpha::lawfile
