// Between values of this house and libpqxx 6 parameters and fields. Internal to libs/messaging.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::messaging {

// A PostgreSQL array literal for a parameter that the query casts to text[] or bigint[].
std::string TextArray(const std::vector<std::string>& values);
std::string IntegerArray(const std::vector<std::int64_t>& values);
// A text[] column.
std::vector<std::string> TextArrayFrom(const pqxx::field& field);

// Queries select times as microseconds since the epoch: (extract(epoch FROM t) * 1000000)::bigint.
Instant InstantFrom(const pqxx::field& field);
std::optional<Instant> OptionalInstantFrom(const pqxx::field& field);

}  // namespace dotpha::messaging
