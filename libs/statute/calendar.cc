#include "libs/statute/calendar.h"

#include <cassert>
#include <utility>

namespace dotpha::statute {
namespace {

constexpr unsigned kSaturday = 6;
constexpr unsigned kSunday = 7;

}  // namespace

Calendar::Calendar(std::string version, std::map<Date, Day> days, std::set<int> confirmed_years)
    : version_(std::move(version)), days_(std::move(days)), confirmed_(std::move(confirmed_years)) {}

bool Calendar::IsWorkingDay(Date day) const {
  if (const auto found = days_.find(day); found != days_.end()) {
    return found->second.kind == Kind::kWork;
  }
  return day.iso_weekday() < kSaturday;
}

std::string Calendar::NonWorkingReason(Date day) const {
  if (const auto found = days_.find(day); found != days_.end()) {
    return found->second.kind == Kind::kWork ? std::string{} : found->second.name;
  }
  switch (day.iso_weekday()) {
    case kSaturday:
      return "Thứ Bảy";
    case kSunday:
      return "Chủ nhật";
    default:
      return {};
  }
}

bool Calendar::Confirmed(int year) const { return confirmed_.contains(year); }

Date Calendar::AtOrAfter(Date day) const {
  while (!IsWorkingDay(day)) {
    day = day + 1;
  }
  return day;
}

Date Calendar::AtOrBefore(Date day) const {
  while (!IsWorkingDay(day)) {
    day = day - 1;
  }
  return day;
}

Date Calendar::AddWorkingDays(Date day, int n) const {
  assert(n >= 1);
  for (int counted = 0; counted < n; ++counted) {
    day = AtOrAfter(day + 1);
  }
  return day;
}

Date AddMonths(Date day, int months) {
  const std::chrono::year_month target =
      std::chrono::year_month{std::chrono::year{day.year()}, std::chrono::month{day.month()}} +
      std::chrono::months{months};
  const unsigned last = static_cast<unsigned>(std::chrono::year_month_day_last{target / std::chrono::last}.day());
  return {static_cast<int>(target.year()), static_cast<unsigned>(target.month()), day.day() < last ? day.day() : last};
}

}  // namespace dotpha::statute
