#include "libs/base/time.h"

#include <array>
#include <cassert>
#include <charconv>
#include <cstdio>

namespace dotpha {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;
constexpr std::int64_t kOffsetMicros = std::chrono::duration_cast<Micros>(kVietnamOffset).count();

std::int64_t FloorDiv(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return (value % divisor < 0) ? quotient - 1 : quotient;
}

// Parses exactly `count` digits at `at`; -1 if they are not all digits.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) {
    return -1;
  }
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') {
      return -1;
    }
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Error TimeInvalid() {
  return InvalidArgument("", "TIME_INVALID", "not an RFC 3339 time such as 2021-11-14T23:59:59+07:00");
}

class SystemClock final : public CivilClock {
 public:
  [[nodiscard]] Instant Now() const override {
    const auto now = std::chrono::system_clock::now().time_since_epoch();  // lint: the one civil clock
    return {std::chrono::duration_cast<Micros>(now).count()};
  }
};

class SteadyClock final : public MonotonicClock {
 public:
  [[nodiscard]] Micros Elapsed() const override {
    return std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now().time_since_epoch());
  }
};

}  // namespace

Result<Date> Date::FromCivil(int year, int month, int day) {
  const std::chrono::year_month_day ymd{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || !ymd.ok()) {
    return InvalidArgument("", "DATE_INVALID", "no such day in the calendar");
  }
  return Date{year, static_cast<unsigned>(month), static_cast<unsigned>(day)};
}

Result<Date> Date::Parse(std::string_view text) {
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year < 0 || month < 0 || day < 0) {
    return InvalidArgument("", "DATE_INVALID", "not a date of the form YYYY-MM-DD");
  }
  return FromCivil(year, month, day);
}

Date Date::Of(Instant instant) {
  return FromDays(static_cast<std::int32_t>(FloorDiv(instant.micros + kOffsetMicros, kMicrosPerDay)));
}

Instant Date::At(std::chrono::minutes since_midnight) const {
  return Instant{days_since_epoch() * kMicrosPerDay - kOffsetMicros} + since_midnight;
}

std::string Date::ToString() const {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02u-%02u", year(), month(), day());
  return buffer.data();
}

std::string Date::ToVietnamese() const {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%02u/%02u/%04d", day(), month(), year());
  return buffer.data();
}

std::string FormatRfc3339(Instant instant) {
  const Date date = Date::Of(instant);
  const std::int64_t in_day = (instant - date.At()).count();
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  const std::int64_t fraction = in_day % kMicrosPerSecond;
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%sT%02d:%02d:%02d", date.ToString().c_str(),
                static_cast<int>(seconds / 3600), static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  std::string text = buffer.data();
  if (fraction != 0) {
    const bool millis = fraction % 1000 == 0;
    std::snprintf(buffer.data(), buffer.size(), millis ? ".%03d" : ".%06d",
                  static_cast<int>(millis ? fraction / 1000 : fraction));
    text += buffer.data();
  }
  return text + "+07:00";
}

Result<Instant> ParseRfc3339(std::string_view text) {
  if (text.size() < 19 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') {
    return TimeInvalid();
  }
  const auto date = Date::Parse(text.substr(0, 10));
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = Digits(text, 17, 2);
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return TimeInvalid();
  }
  std::size_t at = 19;
  std::int64_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    std::int64_t scale = kMicrosPerSecond;
    const std::size_t first = ++at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      scale /= 10;
      fraction += scale * (text[at] - '0');
    }
    if (at == first) {
      return TimeInvalid();
    }
  }
  if (at == text.size()) {
    return InvalidArgument("", "TIME_WITHOUT_OFFSET", "the time has no offset such as +07:00; none is guessed");
  }
  std::int64_t offset_minutes = 0;
  if (text.size() == at + 1 && (text[at] == 'Z' || text[at] == 'z')) {
    offset_minutes = 0;
  } else {
    const int offset_hour = Digits(text, at + 1, 2);
    const int offset_minute = Digits(text, at + 4, 2);
    if (text.size() != at + 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':' || offset_hour < 0 ||
        offset_hour > 23 || offset_minute < 0 || offset_minute > 59) {
      return TimeInvalid();
    }
    offset_minutes = offset_hour * 60 + offset_minute;
    offset_minutes = text[at] == '-' ? -offset_minutes : offset_minutes;
  }
  const std::int64_t local_seconds =
      static_cast<std::int64_t>(date->days_since_epoch()) * 86'400 + hour * 3600 + minute * 60 + second;
  return Instant{(local_seconds - offset_minutes * 60) * kMicrosPerSecond + fraction};
}

const CivilClock& CivilClock::System() {
  static const SystemClock clock;
  return clock;
}

Instant ManualClock::Now() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

void ManualClock::Set(Instant now) {
  const std::scoped_lock lock(mutex_);
  assert(now >= now_);
  now_ = now;
}

const MonotonicClock& MonotonicClock::Steady() {
  static const SteadyClock clock;
  return clock;
}

}  // namespace dotpha
