// Civil time and dates of the law, and the two clocks (ARCHITECTURE "Time").
//
// Units: Instant counts microseconds since 1970-01-01T00:00:00Z. Date is a calendar day in Asia/Ho_Chi_Minh
// (UTC+7, no daylight saving since 1975), the only zone of the regulations. `now()` exists only behind a clock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace dotpha {

inline constexpr std::chrono::hours kVietnamOffset{7};

using Micros = std::chrono::microseconds;

// A point in civil time.
struct Instant {
  std::int64_t micros = 0;

  friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
  friend constexpr Instant operator+(Instant at, Micros delta) { return {at.micros + delta.count()}; }
  friend constexpr Instant operator-(Instant at, Micros delta) { return {at.micros - delta.count()}; }
  friend constexpr Micros operator-(Instant a, Instant b) { return Micros{a.micros - b.micros}; }

  static constexpr Instant Min() { return {INT64_MIN / 4}; }
  static constexpr Instant Max() { return {INT64_MAX / 4}; }
};

// A calendar day, kept as days since 1970-01-01. Default: 1970-01-01.
class Date {
 public:
  constexpr Date() = default;
  // Precondition: a day that exists; otherwise use FromCivil.
  constexpr Date(int year, unsigned month, unsigned day)
      : days_(std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}) {}

  // 31/02 is INVALID_ARGUMENT DATE_INVALID; so is a year outside 1900..2200.
  static Result<Date> FromCivil(int year, int month, int day);
  // "YYYY-MM-DD", nothing else.
  static Result<Date> Parse(std::string_view text);
  static constexpr Date FromDays(std::int32_t days_since_epoch) {
    Date date;
    date.days_ = std::chrono::sys_days{std::chrono::days{days_since_epoch}};
    return date;
  }
  // The day in Vietnam at that instant.
  static Date Of(Instant instant);

  [[nodiscard]] constexpr int year() const { return static_cast<int>(ymd().year()); }
  [[nodiscard]] constexpr unsigned month() const { return static_cast<unsigned>(ymd().month()); }
  [[nodiscard]] constexpr unsigned day() const { return static_cast<unsigned>(ymd().day()); }
  // 1 = Monday .. 7 = Sunday (ISO 8601).
  [[nodiscard]] constexpr unsigned iso_weekday() const { return std::chrono::weekday{days_}.iso_encoding(); }
  [[nodiscard]] constexpr std::int32_t days_since_epoch() const {
    return static_cast<std::int32_t>(days_.time_since_epoch().count());
  }

  // 00:00 of this day in Vietnam, plus an offset into the day.
  [[nodiscard]] Instant At(std::chrono::minutes since_midnight = std::chrono::minutes{0}) const;
  // "YYYY-MM-DD".
  [[nodiscard]] std::string ToString() const;
  // "dd/mm/yyyy", as people here write it.
  [[nodiscard]] std::string ToVietnamese() const;

  friend constexpr auto operator<=>(const Date&, const Date&) = default;
  friend constexpr Date operator+(Date date, int days) { return FromDays(date.days_since_epoch() + days); }
  friend constexpr Date operator-(Date date, int days) { return FromDays(date.days_since_epoch() - days); }
  friend constexpr int operator-(Date a, Date b) { return a.days_since_epoch() - b.days_since_epoch(); }

 private:
  [[nodiscard]] constexpr std::chrono::year_month_day ymd() const { return std::chrono::year_month_day{days_}; }
  std::chrono::sys_days days_{};
};

// RFC 3339 with "+07:00" and as many fractional digits as needed (0, 3 or 6).
std::string FormatRfc3339(Instant instant);
// RFC 3339 with an offset or Z; without one: INVALID_ARGUMENT TIME_WITHOUT_OFFSET; else TIME_INVALID.
Result<Instant> ParseRfc3339(std::string_view text);

// Civil time: what the law sees. Thread-safe.
class CivilClock {
 public:
  virtual ~CivilClock() = default;
  [[nodiscard]] virtual Instant Now() const = 0;
  // The host's wall clock; only wiring (main.cc) and tests make one.
  static const CivilClock& System();
};

// Moved by hand: tests, and services under --clock=virtual.
class ManualClock final : public CivilClock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant Now() const override;
  // Precondition: not before Now().
  void Set(Instant now);

 private:
  mutable std::mutex mutex_;
  Instant now_;
};

// Leases, heartbeats, back-off, token expiry. Never seen by the law.
class MonotonicClock {
 public:
  virtual ~MonotonicClock() = default;
  // Since an arbitrary start; never goes back.
  [[nodiscard]] virtual Micros Elapsed() const = 0;
  static const MonotonicClock& Steady();
};

}  // namespace dotpha
