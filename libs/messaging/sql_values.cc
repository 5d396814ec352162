#include "libs/messaging/sql_values.h"

namespace dotpha::messaging {

std::string TextArray(const std::vector<std::string>& values) {
  std::string literal = "{";
  for (const std::string& value : values) {
    if (literal.size() > 1) {
      literal += ',';
    }
    literal += '"';
    for (const char c : value) {
      if (c == '"' || c == '\\') {
        literal += '\\';
      }
      literal += c;
    }
    literal += '"';
  }
  return literal + '}';
}

std::string IntegerArray(const std::vector<std::int64_t>& values) {
  std::string literal = "{";
  for (const std::int64_t value : values) {
    if (literal.size() > 1) {
      literal += ',';
    }
    literal += std::to_string(value);
  }
  return literal + '}';
}

std::vector<std::string> TextArrayFrom(const pqxx::field& field) {
  std::vector<std::string> values;
  auto parser = field.as_array();
  using Step = pqxx::array_parser::juncture;
  for (auto [step, text] = parser.get_next(); step != Step::done; std::tie(step, text) = parser.get_next()) {
    if (step == Step::string_value) {
      values.push_back(text);
    }
  }
  return values;
}

Instant InstantFrom(const pqxx::field& field) { return Instant{field.as<std::int64_t>()}; }

std::optional<Instant> OptionalInstantFrom(const pqxx::field& field) {
  if (field.is_null()) {
    return std::nullopt;
  }
  return InstantFrom(field);
}

}  // namespace dotpha::messaging
