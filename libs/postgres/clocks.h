// Civil clocks that rest on the database (ARCHITECTURE section 5).
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "libs/base/time.h"
#include "libs/postgres/pool.h"

namespace dotpha::postgres {

struct DatabaseClockOptions {
  // How often clock_timestamp() is read.
  std::chrono::milliseconds sample_every{10'000};
  // A difference to the host's clock above this is reported.
  std::chrono::milliseconds drift_limit{1'000};
  // Called on the sampling thread, at each sample beyond the limit. `drift` = database minus host.
  std::function<void(Micros drift)> on_drift = {};
  // Called on the sampling thread when a sample fails; the clock runs on by the monotonic one.
  std::function<void(const Error& error)> on_sample_failed = {};
};

// Production's civil time: the database's clock_timestamp() at the last sample plus monotonic time since then, so that
// all replicas of a service agree and a jump of one host's clock makes nobody late. Never goes back: a database clock
// that was set back is waited for.
class DatabaseClock final : public CivilClock {
 public:
  // Takes the first sample; fails as Pool::Acquire does. `host` and `monotonic` must outlive the clock.
  static Result<std::unique_ptr<DatabaseClock>> Start(Pool& pool, DatabaseClockOptions options = {},
                                                      const CivilClock& host = CivilClock::System(),
                                                      const MonotonicClock& monotonic = MonotonicClock::Steady());
  ~DatabaseClock() override;

  [[nodiscard]] Instant Now() const override;
  // Reads the database now; the thread does it by itself.
  Result<void> Sample();
  // Database minus host at the last sample.
  [[nodiscard]] Micros drift() const;

 private:
  DatabaseClock(Pool& pool, DatabaseClockOptions options, const CivilClock& host, const MonotonicClock& monotonic);
  void Loop();

  Pool& pool_;
  const DatabaseClockOptions options_;
  const CivilClock& host_;
  const MonotonicClock& monotonic_;
  mutable std::atomic<std::int64_t> greatest_{INT64_MIN};  // last answer of Now()
  std::atomic<std::int64_t> offset_{0};                    // civil = monotonic + offset
  std::atomic<std::int64_t> drift_{0};
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::thread thread_;
};

// --clock=virtual: moved by the driver, kept in table virtual_clock, so that a restarted service resumes where it was.
class PersistedManualClock final : public CivilClock {
 public:
  // Resumes at the stored time; on the first start stores `start`. Without either: FAILED_PRECONDITION
  // CLOCK_START_MISSING.
  static Result<std::unique_ptr<PersistedManualClock>> Open(Pool& pool, std::optional<Instant> start);

  [[nodiscard]] Instant Now() const override;
  // Stores, then moves. Going back is FAILED_PRECONDITION CLOCK_BACKWARDS; the same time again is no error.
  Result<void> Advance(Instant to);

 private:
  PersistedManualClock(Pool& pool, Instant now) : pool_(pool), now_(now) {}
  Pool& pool_;
  std::mutex advancing_;
  mutable std::mutex mutex_;
  Instant now_;
};

}  // namespace dotpha::postgres
