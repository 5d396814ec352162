// Instants and dates on the wire.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "google/type/date.pb.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::rpc {

inline google::protobuf::Timestamp ToWire(Instant instant) {
  google::protobuf::Timestamp wire;
  std::int64_t seconds = instant.micros / 1'000'000;
  std::int64_t micros = instant.micros % 1'000'000;
  if (micros < 0) {  // nanos count forward also before 1970
    micros += 1'000'000;
    --seconds;
  }
  wire.set_seconds(seconds);
  wire.set_nanos(static_cast<std::int32_t>(micros * 1'000));
  return wire;
}

// Anything finer than a microsecond is cut. Precondition: within the years 1..9999, as Timestamp demands.
inline Instant FromWire(const google::protobuf::Timestamp& wire) {
  return {wire.seconds() * 1'000'000 + wire.nanos() / 1'000};
}

inline google::type::Date ToWire(Date date) {
  google::type::Date wire;
  wire.set_year(date.year());
  wire.set_month(static_cast<std::int32_t>(date.month()));
  wire.set_day(static_cast<std::int32_t>(date.day()));
  return wire;
}

// INVALID_ARGUMENT DATE_INVALID, with an empty field path.
inline Result<Date> FromWire(const google::type::Date& wire) {
  return Date::FromCivil(wire.year(), wire.month(), wire.day());
}

}  // namespace dotpha::rpc
