// W3C Trace Context (https://www.w3.org/TR/trace-context/, version 00): carried from gRPC metadata into the command,
// the event's header and the consumer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dotpha::observability {

struct TraceContext {
  std::string trace_id;   // 32 lower-case hex digits, not all zero
  std::string parent_id;  // 16 lower-case hex digits, not all zero
  std::string flags;      // 2 hex digits

  // Nullopt for anything malformed: a bad header starts a new trace, never fails a call.
  static std::optional<TraceContext> Parse(std::string_view traceparent);
  static TraceContext New();
  // A new span of the same trace.
  [[nodiscard]] TraceContext Child() const;
  // "00-<trace_id>-<parent_id>-<flags>".
  [[nodiscard]] std::string ToTraceparent() const;

  friend bool operator==(const TraceContext&, const TraceContext&) = default;
};

// The caller's trace continued, or a new one.
TraceContext ContinueOrStart(std::string_view traceparent);

}  // namespace dotpha::observability
