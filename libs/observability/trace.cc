#include "libs/observability/trace.h"

#include <algorithm>

#include "libs/base/ids.h"

namespace dotpha::observability {
namespace {

bool IsLowerHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool AllZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// Random hex digits without the four that a UUID fixes.
std::string RandomHex(std::size_t digits) {
  std::string text;
  while (text.size() < digits) {
    const std::string uuid = NewUuid();
    text += uuid.substr(0, 8) + uuid.substr(24, 12);
  }
  text.resize(digits);
  return AllZero(text) ? RandomHex(digits) : text;
}

}  // namespace

std::optional<TraceContext> TraceContext::Parse(std::string_view traceparent) {
  // Later versions may append fields: version 00 is exactly 55 long.
  if (traceparent.size() < 55 || traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') {
    return std::nullopt;
  }
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace_id = traceparent.substr(3, 32);
  const std::string_view parent_id = traceparent.substr(36, 16);
  const std::string_view flags = traceparent.substr(53, 2);
  const bool longer = traceparent.size() > 55;
  if (!IsLowerHex(version) || version == "ff" || (longer && (version == "00" || traceparent[55] != '-')) ||
      !IsLowerHex(trace_id) || AllZero(trace_id) || !IsLowerHex(parent_id) || AllZero(parent_id) ||
      !IsLowerHex(flags)) {
    return std::nullopt;
  }
  return TraceContext{std::string(trace_id), std::string(parent_id), std::string(flags)};
}

TraceContext TraceContext::New() { return {RandomHex(32), RandomHex(16), "01"}; }

TraceContext TraceContext::Child() const { return {trace_id, RandomHex(16), flags}; }

std::string TraceContext::ToTraceparent() const { return "00-" + trace_id + "-" + parent_id + "-" + flags; }

TraceContext ContinueOrStart(std::string_view traceparent) {
  const auto parsed = TraceContext::Parse(traceparent);
  return parsed ? parsed->Child() : TraceContext::New();
}

}  // namespace dotpha::observability
