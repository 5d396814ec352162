// JSON log lines on stderr, one object a line: time, level, service, message, request_id, trace_id, traceparent,
// authority, and the fields given.
//
// What may be logged: ids, codes, counts, durations, dates. Never a person's name, the text of a document or anything
// classified: the message is a literal of the program, and values are cut at 200 bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::observability {

enum class Level : std::uint8_t { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning", "error"; anything else is kInfo (settings check the word before).
Level ParseLevel(std::string_view word);

// A literal: what varies belongs into fields, where it can be judged.
class Message {
 public:
  consteval Message(const char* text) : text_(text) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  const char* text_;
};

struct Field {
  template <typename T>
  Field(std::string_view field_key, const T& field_value) : key(field_key), value(Convert(field_value)) {}

  std::string_view key;
  std::variant<std::int64_t, double, bool, std::string> value;

 private:
  template <typename T>
  static std::variant<std::int64_t, double, bool, std::string> Convert(const T& from) {
    if constexpr (std::is_same_v<T, bool>) {
      return from;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<std::int64_t>(from);
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<double>(from);
    } else {
      return std::string(from);
    }
  }
};

struct LogOptions {
  std::string service = "dotpha";
  Level least = Level::kInfo;
  // Default: writes the line to stderr in one call.
  std::function<void(std::string_view line)> sink = nullptr;
  // Time of the lines: the host's, also under a virtual clock.
  const CivilClock* clock = &CivilClock::System();
};

// Once at the start of main(), before threads; tests may call it again.
void ConfigureLog(LogOptions options);

// Thread-safe.
void Log(Level level, Message message, std::initializer_list<Field> fields = {});
// Adds code and reason of an error; its message only at level debug, since it may quote what a person wrote.
void Log(Level level, Message message, const Error& error, std::initializer_list<Field> fields = {});
[[nodiscard]] bool LogEnabled(Level level);

// What all lines of this thread carry while the object lives. Nests; the former context returns at the end.
struct LogContext {
  std::string request_id;
  std::string traceparent;
  std::string authority;
  std::string method;
};

class ScopedLogContext {
 public:
  explicit ScopedLogContext(LogContext context);
  ~ScopedLogContext();
  ScopedLogContext(const ScopedLogContext&) = delete;
  ScopedLogContext& operator=(const ScopedLogContext&) = delete;
  // The innermost; to fill in what becomes known later (the authority, after authentication).
  static LogContext* Current();

 private:
  LogContext context_;
  LogContext* outer_;
};

}  // namespace dotpha::observability
