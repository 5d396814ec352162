#include "libs/observability/log.h"

#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "libs/observability/trace.h"

namespace dotpha::observability {
namespace {

constexpr std::size_t kLongestValue = 200;

struct Process {
  std::mutex mutex;
  LogOptions options;
};

Process& TheProcess() {
  static auto* process = new Process;  // outlives all threads that may still log
  return *process;
}

thread_local LogContext* current_context = nullptr;

std::string_view LevelName(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error";
  }
  return "error";
}

void AddContext(nlohmann::ordered_json& line) {
  if (current_context == nullptr) {
    return;
  }
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) {
      line[key] = value.substr(0, kLongestValue);
    }
  };
  add("request_id", current_context->request_id);
  add("traceparent", current_context->traceparent);
  if (const auto trace = TraceContext::Parse(current_context->traceparent)) {
    line["trace_id"] = trace->trace_id;
  }
  add("authority", current_context->authority);
  add("method", current_context->method);
}

void Write(Level level, Message message, const Error* error, std::initializer_list<Field> fields) {
  Process& process = TheProcess();
  const std::scoped_lock lock(process.mutex);
  if (level < process.options.least) {
    return;
  }
  nlohmann::ordered_json line;
  line["time"] = FormatRfc3339(process.options.clock->Now());
  line["level"] = LevelName(level);
  line["service"] = process.options.service;
  line["message"] = message.text();
  AddContext(line);
  if (error != nullptr) {
    line["code"] = static_cast<int>(error->code);
    line["reason"] = error->reason;
    if (process.options.least == Level::kDebug) {
      line["error"] = error->message.substr(0, kLongestValue);
    }
  }
  for (const Field& field : fields) {
    std::visit(
        [&](const auto& value) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            line[std::string(field.key)] = value.substr(0, kLongestValue);
          } else {
            line[std::string(field.key)] = value;
          }
        },
        field.value);
  }
  // A cut may split a character: replaced, never thrown on.
  const std::string text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (process.options.sink) {
    process.options.sink(text);
  } else {
    std::fputs((text + "\n").c_str(), stderr);
  }
}

}  // namespace

Level ParseLevel(std::string_view word) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    if (word == LevelName(level)) {
      return level;
    }
  }
  return Level::kInfo;
}

void ConfigureLog(LogOptions options) {
  Process& process = TheProcess();
  const std::scoped_lock lock(process.mutex);
  process.options = std::move(options);
}

bool LogEnabled(Level level) {
  Process& process = TheProcess();
  const std::scoped_lock lock(process.mutex);
  return level >= process.options.least;
}

void Log(Level level, Message message, std::initializer_list<Field> fields) { Write(level, message, nullptr, fields); }

void Log(Level level, Message message, const Error& error, std::initializer_list<Field> fields) {
  Write(level, message, &error, fields);
}

ScopedLogContext::ScopedLogContext(LogContext context) : context_(std::move(context)), outer_(current_context) {
  current_context = &context_;
}

ScopedLogContext::~ScopedLogContext() { current_context = outer_; }

LogContext* ScopedLogContext::Current() { return current_context; }

}  // namespace dotpha::observability
