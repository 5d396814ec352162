// Arithmetic of dates: last on-time days and closing points out of the law's deadlines (I-01, I-03, I-06, I-34).
#pragma once

#include <optional>

#include "libs/statute/calendar.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

// What a deadline may be counted from. Unset parts: the occurrence has none.
struct DeadlineInput {
  int cycle = 0;
  std::optional<Date> anchor;           // of the deadline's period
  std::optional<unsigned> stage_month;  // in which the stage ends
  std::optional<Date> requested_day;    // named by the requester
};

struct DueDay {
  Date last_on_time_day;
  bool from_period = false;  // the period gave it; where fixed date and period agree, too: the longer grace applies
  bool shifted = false;
  std::optional<Date> counted_from;
};

// Unset where the deadline lacks its input: a period without anchor, a requester who named no day.
std::optional<DueDay> DueDayOf(const Deadline& deadline, const DeadlineInput& input, const Calendar& calendar);

// 00:00 at which a duty with that L counts as missing. `extended`: L comes from a period or an override, so that it is
// not before the day after the law's number of working days after L. Unset: never.
std::optional<Instant> ClosingAt(const Closing& closing, int cycle, Date last_on_time_day, bool extended,
                                 const Calendar& calendar);

}  // namespace dotpha::statute
