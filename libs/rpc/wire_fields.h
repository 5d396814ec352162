// Fields of a request as values. What cannot be read is added to the violations with its field, so that it is reported
// together with everything else that is wrong.
#pragma once

#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <vector>

#include "google/type/date.pb.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::rpc {

// Unset where the field is absent; also where it is no day of the calendar, with DATE_INVALID.
std::optional<Date> ReadDate(bool present, const google::type::Date& date, const std::string& field,
                             std::vector<Violation>& violations);
// The same for instants: TIME_INVALID outside the years 1900 to 2200. Nanoseconds are cut to microseconds.
std::optional<Instant> ReadInstant(bool present, const google::protobuf::Timestamp& time, const std::string& field,
                                   std::vector<Violation>& violations);

}  // namespace dotpha::rpc
