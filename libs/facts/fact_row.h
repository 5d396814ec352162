// One event of a producer as whoever follows it keeps it: the raw payload plus what is needed to find it again.
#pragma once

#include <cstdint>
#include <string>

#include "libs/base/time.h"

namespace dotpha::facts {

struct FactRow {
  std::string authority;
  std::string producer;
  std::int64_t stream_seq = 0;
  std::string subject;  // debtor (official or body) whom alone it concerns; empty: the whole authority
  std::string type;
  std::string object_id;  // what a later fact of the same id replaces: post, staff member, body; may be empty
  std::string agency_id;  // agency of a post
  Instant recorded_at;
  std::string data;  // the producer's event message, serialised
};

}  // namespace dotpha::facts
