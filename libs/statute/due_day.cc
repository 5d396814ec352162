#include "libs/statute/due_day.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

Date CivilDay(const FixedDate& fixed, int cycle, std::optional<unsigned> stage_month) {
  const unsigned month = fixed.month_of_stage_end && stage_month ? *stage_month : static_cast<unsigned>(fixed.month);
  return {cycle + fixed.year_offset, month, static_cast<unsigned>(fixed.day)};
}

Date Shifted(Shift shift, Date day, const Calendar& calendar) {
  return shift == Shift::kNextWorkingDay ? calendar.AtOrAfter(day) : day;
}

Date EndOfPeriod(const Period& period, Date anchor, const Calendar& calendar) {
  return period.unit == Unit::kMonths ? AddMonths(anchor, period.count) : calendar.AddWorkingDays(anchor, period.count);
}

}  // namespace

std::optional<DueDay> DueDayOf(const Deadline& deadline, const DeadlineInput& input, const Calendar& calendar) {
  if (deadline.set_by_requester) {
    return input.requested_day ? std::optional<DueDay>{DueDay{*input.requested_day, false, false, {}}} : std::nullopt;
  }
  std::optional<DueDay> due;
  if (deadline.fixed) {
    const Date day = CivilDay(*deadline.fixed, input.cycle, input.stage_month) - 1;  // "trước ngày D": L = D - 1
    const Date shifted = Shifted(deadline.fixed->shift, day, calendar);
    due = DueDay{shifted, false, shifted != day, {}};
  }
  if (deadline.period && input.anchor) {
    const Date day = EndOfPeriod(*deadline.period, *input.anchor, calendar);
    const Date shifted = Shifted(deadline.period->shift, day, calendar);
    if (!due || due->last_on_time_day <= shifted) {
      due = DueDay{shifted, true, shifted != day, input.anchor};
    }
  }
  return due;
}

std::optional<Instant> ClosingAt(const Closing& closing, int cycle, Date last_on_time_day, bool extended,
                                 const Calendar& calendar) {
  if (closing.kind == ClosingKind::kNone) {
    return std::nullopt;
  }
  const Date natural = closing.kind == ClosingKind::kFixedDate
                           ? CivilDay(closing.fixed, cycle, std::nullopt)
                           : AddMonths(Date{last_on_time_day.year(), last_on_time_day.month(), 1}, 1);
  if (!extended || closing.grace_working_days < 1) {
    return natural.At();
  }
  return std::max(natural, calendar.AddWorkingDays(last_on_time_day, closing.grace_working_days) + 1).At();
}

}  // namespace dotpha::statute
