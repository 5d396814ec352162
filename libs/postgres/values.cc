#include "libs/postgres/values.h"

#include <pqxx/except>
#include <string>

namespace dotpha::postgres {
namespace {

// 0001-01-01 and 10000-01-01: beyond them an Instant stands for "always" and "never".
constexpr std::int64_t kFirstMicros = -62'135'596'800'000'000;
constexpr std::int64_t kEndMicros = 253'402'300'800'000'000;

template <typename T, typename Format>
std::string ArrayLiteral(const std::vector<T>& elements, Format append) {
  std::string literal = "{";
  for (const T& element : elements) {
    if (literal.size() > 1) {
      literal += ',';
    }
    append(literal, element);
  }
  return literal + '}';
}

[[noreturn]] void NotReadable(const char* what) {
  throw pqxx::conversion_error(std::string{"cannot read a value as "} + what);
}

}  // namespace

std::string ToSql(Instant instant) {
  if (instant.micros < kFirstMicros) {
    return "-infinity";
  }
  return instant.micros >= kEndMicros ? "infinity" : FormatRfc3339(instant);
}

std::string ToSql(Date date) { return date.ToString(); }

std::string ToSql(const std::vector<std::string>& elements) {
  return ArrayLiteral(elements, [](std::string& literal, const std::string& element) {
    literal += '"';
    for (const char c : element) {
      if (c == '"' || c == '\\') {
        literal += '\\';
      }
      literal += c;
    }
    literal += '"';
  });
}

std::string ToSql(const std::vector<std::int64_t>& elements) {
  return ArrayLiteral(elements, [](std::string& literal, std::int64_t element) { literal += std::to_string(element); });
}

std::string BytesArrayToSql(const std::vector<std::string>& elements) {
  return ArrayLiteral(elements, [](std::string& literal, const std::string& element) {
    static constexpr char kDigits[] = "0123456789abcdef";
    literal += "\"\\\\x";
    for (const char c : element) {
      const auto byte = static_cast<unsigned char>(c);
      literal += kDigits[byte >> 4U];
      literal += kDigits[byte & 15U];
    }
    literal += '"';
  });
}

Instant ReadInstant(const pqxx::field& field) {
  if (field.is_null()) {
    NotReadable("timestamptz");
  }
  std::string text = field.c_str();
  if (text == "infinity") {
    return Instant::Max();
  }
  if (text == "-infinity") {
    return Instant::Min();
  }
  // The session is in UTC: "2021-11-14 16:59:59.123456+00".
  if (text.size() < 22 || text[10] != ' ' || !text.ends_with("+00")) {
    NotReadable("timestamptz");
  }
  text[10] = 'T';
  text.replace(text.size() - 3, 3, "Z");
  const auto instant = ParseRfc3339(text);
  if (!instant.ok()) {
    NotReadable("timestamptz");
  }
  return *instant;
}

Date ReadDate(const pqxx::field& field) {
  const auto date = field.is_null() ? Result<Date>{NotFound("NULL", "")} : Date::Parse(field.c_str());
  if (!date.ok()) {
    NotReadable("date");
  }
  return *date;
}

std::string ReadBytes(const pqxx::field& field) {
  if (field.is_null()) {
    NotReadable("bytea");
  }
  return pqxx::binarystring{field}.str();
}

std::vector<std::string> ReadTextArray(const pqxx::field& field) {
  if (field.is_null()) {
    NotReadable("text[]");
  }
  std::vector<std::string> elements;
  auto parser = field.as_array();
  for (auto item = parser.get_next(); item.first != pqxx::array_parser::done; item = parser.get_next()) {
    if (item.first == pqxx::array_parser::string_value) {
      elements.push_back(std::move(item.second));
    } else if (item.first == pqxx::array_parser::null_value) {
      NotReadable("text[] without NULL");
    }
  }
  return elements;
}

std::optional<Instant> ReadOptionalInstant(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional{ReadInstant(field)};
}

std::optional<Date> ReadOptionalDate(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional{ReadDate(field)};
}

std::optional<std::string> ReadOptionalText(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<std::string>{field.c_str()};
}

}  // namespace dotpha::postgres
