// Working days of Vietnamese state bodies (Labour Code 2019 Art. 111-112; INTERPRETATION section 8): Monday to Friday,
// less holidays, plus make-up Saturdays. A versioned table, never computed: Tết is decreed every year.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::statute {

class Calendar {
 public:
  enum class Kind { kOff, kWork };  // OFF: holiday; WORK: a Saturday or Sunday on which people work
  struct Day {
    Kind kind = Kind::kOff;
    std::string name;
  };

  Calendar() = default;
  // `days`: rows of certainty "high"; "low" rows count as working days and must not be passed.
  // `confirmed_years`: years whose Tết and swaps are decreed.
  Calendar(std::string version, std::map<Date, Day> days, std::set<int> confirmed_years);

  // E.g. "vn-2020-2027@sha256:ab12cd34": shown with every dated consequence.
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] bool IsWorkingDay(Date day) const;
  // "" for a working day; else the holiday's name, "Thứ Bảy" or "Chủ nhật".
  [[nodiscard]] std::string NonWorkingReason(Date day) const;
  // False: the year is not confirmed yet, an alarm is due.
  [[nodiscard]] bool Confirmed(int year) const;

  // `day` itself if it is a working day, else the next one.
  [[nodiscard]] Date AtOrAfter(Date day) const;
  // `day` itself if it is a working day, else the one before.
  [[nodiscard]] Date AtOrBefore(Date day) const;
  // The n-th working day after `day`, not counting it. Precondition: n >= 1.
  [[nodiscard]] Date AddWorkingDays(Date day, int n) const;

 private:
  std::string version_;
  std::map<Date, Day> days_;
  std::set<int> confirmed_;
};

// Of an installation: the common one, and those of authorities that have one of their own.
class Calendars {
 public:
  Calendars() = default;
  explicit Calendars(Calendar common, std::map<std::string, Calendar> own = {})
      : common_(std::move(common)), own_(std::move(own)) {}

  [[nodiscard]] const Calendar& Of(const std::string& authority) const {
    const auto found = own_.find(authority);
    return found == own_.end() ? common_ : found->second;
  }
  [[nodiscard]] std::vector<const Calendar*> All() const {
    std::vector<const Calendar*> all{&common_};
    for (const auto& [authority, calendar] : own_) {
      all.push_back(&calendar);
    }
    return all;
  }

 private:
  Calendar common_;
  std::map<std::string, Calendar> own_;  // by authority
};

// The corresponding day `months` later, or the last day of that month if there is none (I-06).
Date AddMonths(Date day, int months);

}  // namespace dotpha::statute
