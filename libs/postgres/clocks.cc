#include "libs/postgres/clocks.h"

#include <algorithm>
#include <utility>

#include "libs/postgres/transaction.h"

namespace dotpha::postgres {
namespace {

constexpr Statement kReadClock{"postgres.read_clock", "SELECT clock_timestamp() AS now"};
constexpr Statement kLoadVirtual{"postgres.load_virtual_clock", "SELECT now FROM virtual_clock"};
constexpr Statement kStoreVirtual{"postgres.store_virtual_clock",
                                  "INSERT INTO virtual_clock (now) VALUES ($1::timestamptz)"
                                  " ON CONFLICT (single) DO UPDATE SET now = greatest(virtual_clock.now, excluded.now)"
                                  " RETURNING now"};

Micros Magnitude(Micros duration) { return duration < Micros::zero() ? -duration : duration; }

}  // namespace

DatabaseClock::DatabaseClock(Pool& pool, DatabaseClockOptions options, const CivilClock& host,
                             const MonotonicClock& monotonic)
    : pool_(pool), options_(std::move(options)), host_(host), monotonic_(monotonic) {}

Result<std::unique_ptr<DatabaseClock>> DatabaseClock::Start(Pool& pool, DatabaseClockOptions options,
                                                            const CivilClock& host, const MonotonicClock& monotonic) {
  std::unique_ptr<DatabaseClock> clock(new DatabaseClock(pool, std::move(options), host, monotonic));
  DOTPHA_TRY(clock->Sample());
  clock->thread_ = std::thread([raw = clock.get()] { raw->Loop(); });
  return clock;
}

DatabaseClock::~DatabaseClock() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) {
    thread_.join();
  }
}

Result<void> DatabaseClock::Sample() {
  struct Reading {
    Instant database;
    Micros before;
    Micros after;
    Instant host;
  };
  DOTPHA_ASSIGN(const Reading reading, RunTransaction(pool_, {.role = Role::kOwner, .read_only = true},
                                                      [&](Transaction& transaction) -> Result<Reading> {
                                                        Reading read;
                                                        read.before = monotonic_.Elapsed();
                                                        const auto rows = transaction.Exec(kReadClock);
                                                        read.after = monotonic_.Elapsed();
                                                        read.host = host_.Now();
                                                        read.database = ReadInstant(rows[0]["now"]);
                                                        return read;
                                                      }));
  // The server answered somewhere between the two readings: take the middle.
  const Micros half = (reading.after - reading.before) / 2;
  offset_ = (reading.database - (reading.before + half)).micros;
  const Micros drift = reading.database + half - reading.host;
  drift_ = drift.count();
  if (Magnitude(drift) > options_.drift_limit && options_.on_drift) {
    options_.on_drift(drift);
  }
  return Ok{};
}

Instant DatabaseClock::Now() const {
  const std::int64_t now = monotonic_.Elapsed().count() + offset_;
  std::int64_t greatest = greatest_;
  while (greatest < now && !greatest_.compare_exchange_weak(greatest, now)) {
  }
  return {std::max(now, greatest)};
}

Micros DatabaseClock::drift() const { return Micros{drift_}; }

void DatabaseClock::Loop() {
  std::unique_lock lock(mutex_);
  while (!stopping_.wait_for(lock, options_.sample_every, [&] { return stop_; })) {
    lock.unlock();
    const auto sampled = Sample();
    if (!sampled.ok() && options_.on_sample_failed) {
      options_.on_sample_failed(sampled.error());
    }
    lock.lock();
  }
}

Result<std::unique_ptr<PersistedManualClock>> PersistedManualClock::Open(Pool& pool, std::optional<Instant> start) {
  DOTPHA_ASSIGN(const Instant now,
                RunTransaction(pool, {.role = Role::kStream}, [&](Transaction& transaction) -> Result<Instant> {
                  const auto stored = transaction.Exec(kLoadVirtual);
                  if (!stored.empty()) {
                    return ReadInstant(stored[0]["now"]);
                  }
                  if (!start.has_value()) {
                    return FailedPrecondition("CLOCK_START_MISSING",
                                              "the first start of a virtual clock needs its time");
                  }
                  return ReadInstant(transaction.Exec(kStoreVirtual, *start)[0]["now"]);
                }));
  return std::unique_ptr<PersistedManualClock>(new PersistedManualClock(pool, now));
}

Instant PersistedManualClock::Now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

Result<void> PersistedManualClock::Advance(Instant to) {
  const std::lock_guard advancing(advancing_);
  if (to < Now()) {
    return FailedPrecondition("CLOCK_BACKWARDS", "civil time does not go back").With("now", FormatRfc3339(Now()));
  }
  DOTPHA_TRY(RunTransaction(pool_, {.role = Role::kStream}, [&](Transaction& transaction) -> Result<void> {
    transaction.Exec(kStoreVirtual, to);
    return Ok{};
  }));
  const std::lock_guard lock(mutex_);
  now_ = to;
  return Ok{};
}

}  // namespace dotpha::postgres
