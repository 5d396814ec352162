// How the house's types travel to and from PostgreSQL, in one place and exactly: Instant <-> timestamptz (microseconds;
// Instant::Min/Max are -infinity/infinity), Date <-> date, bytes <-> bytea, lists <-> text[].
#pragma once

#include <concepts>
#include <optional>
#include <pqxx/binarystring>
#include <pqxx/field>
#include <pqxx/strconv>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::postgres {

// Marks a string as bytes: a bytea parameter, sent in binary. The bytes must outlive the call.
struct Bytes {
  std::string_view bytes;
};

// A parameter that may be NULL.
struct NullableText {
  std::optional<std::string> text;
};

std::string ToSql(Instant instant);
std::string ToSql(Date date);
std::string ToSql(const std::vector<std::string>& elements);   // text[] literal; cast as $n::text[]
std::string ToSql(const std::vector<std::int64_t>& elements);  // bigint[] literal
// bytea[] literal.
std::string BytesArrayToSql(const std::vector<std::string>& elements);

// Precondition of each: the field is not NULL and of that type; throws pqxx::conversion_error otherwise.
Instant ReadInstant(const pqxx::field& field);
Date ReadDate(const pqxx::field& field);
std::string ReadBytes(const pqxx::field& field);
std::vector<std::string> ReadTextArray(const pqxx::field& field);
std::optional<Instant> ReadOptionalInstant(const pqxx::field& field);
std::optional<Date> ReadOptionalDate(const pqxx::field& field);
std::optional<std::string> ReadOptionalText(const pqxx::field& field);

// What Transaction::Exec does with each argument. libpqxx 6 takes no string_view.
inline const std::string& Bind(const std::string& value) { return value; }
inline std::string Bind(std::string_view value) { return std::string{value}; }
inline std::string Bind(const char* value) { return value; }
inline std::string Bind(bool value) { return value ? "true" : "false"; }
inline std::string Bind(Instant value) { return ToSql(value); }
inline std::string Bind(Date value) { return ToSql(value); }
inline std::string Bind(const std::vector<std::string>& value) { return ToSql(value); }
inline std::string Bind(const std::vector<std::int64_t>& value) { return ToSql(value); }
inline pqxx::binarystring Bind(Bytes value) { return {value.bytes.data(), value.bytes.size()}; }
inline std::nullptr_t Bind(std::nullptr_t /*null*/) { return nullptr; }
inline std::nullptr_t Bind(std::nullopt_t /*null*/) { return nullptr; }
template <typename Number>
requires(std::integral<Number> || std::floating_point<Number>) std::string Bind(Number value) {
  return pqxx::to_string(value);
}
template <typename T>
NullableText Bind(const std::optional<T>& value) {
  static_assert(!std::same_as<T, Bytes>, "bind an optional bytea as two statements or as an empty one");
  return value ? NullableText{std::string{Bind(*value)}} : NullableText{};
}

}  // namespace dotpha::postgres

template <>
struct pqxx::string_traits<dotpha::postgres::NullableText> {
  static constexpr const char* name() noexcept { return "NullableText"; }
  static constexpr bool has_null() noexcept { return true; }
  static bool is_null(const dotpha::postgres::NullableText& value) { return !value.text.has_value(); }
  static std::string to_string(const dotpha::postgres::NullableText& value) { return *value.text; }
};
