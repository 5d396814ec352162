#include "libs/rpc/wire_fields.h"

#include "libs/rpc/wire_time.h"

namespace dotpha::rpc {

std::optional<Date> ReadDate(bool present, const google::type::Date& date, const std::string& field,
                             std::vector<Violation>& violations) {
  if (!present) {
    return std::nullopt;
  }
  const auto read = FromWire(date);
  if (!read.ok()) {
    violations.push_back({field, "DATE_INVALID", "no such day, or not in the years 1900 to 2200"});
    return std::nullopt;
  }
  return *read;
}

std::optional<Instant> ReadInstant(bool present, const google::protobuf::Timestamp& time, const std::string& field,
                                   std::vector<Violation>& violations) {
  if (!present) {
    return std::nullopt;
  }
  constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
  const std::int64_t least = Date(1900, 1, 1).At().micros / 1'000'000;
  const std::int64_t most = Date(2200, 1, 1).At().micros / 1'000'000;
  if (time.seconds() < least || time.seconds() >= most || time.nanos() < 0 || time.nanos() >= kNanosPerSecond) {
    violations.push_back({field, "TIME_INVALID", "not a time in the years 1900 to 2200"});
    return std::nullopt;
  }
  return FromWire(time);
}

}  // namespace dotpha::rpc
