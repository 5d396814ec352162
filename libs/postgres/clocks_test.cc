#include "libs/postgres/clocks.h"

#include <gtest/gtest.h>

#include <optional>

#include "libs/postgres/testing/scratch_database.h"
#include "migrations/postgres.h"

namespace dotpha::postgres {
namespace {

using testing::ScratchDatabase;

// Monotonic time that the test moves on top of the real one.
class Shiftable final : public MonotonicClock {
 public:
  [[nodiscard]] Micros Elapsed() const override { return Steady().Elapsed() + shift.load(); }
  std::atomic<Micros> shift{Micros{0}};
};

TEST(DatabaseClock, TellsTheDatabasesTime) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  const auto clock = DatabaseClock::Start(pool);
  ASSERT_TRUE(clock.ok());
  const auto asked = [&] {
    return Instant{std::stoll(database.Superuser("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"))};
  };
  const Instant before = asked();
  const Instant told = (*clock)->Now();
  const Instant after = asked();
  EXPECT_GT(told, before - std::chrono::milliseconds{50});
  EXPECT_LT(told, after + std::chrono::milliseconds{50});
}

TEST(DatabaseClock, RunsOnByTheMonotonicClockAndNotByTheHosts) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  Shiftable monotonic;
  ManualClock host(Instant{0});
  const auto clock = *DatabaseClock::Start(pool, {}, host, monotonic);
  const Instant before = clock->Now();
  host.Set(Instant{0} + std::chrono::hours{1'000'000});
  EXPECT_LT(clock->Now() - before, std::chrono::minutes{1});
  monotonic.shift = std::chrono::hours{1};
  EXPECT_GE(clock->Now() - before, std::chrono::hours{1});
}

TEST(DatabaseClock, NeverGoesBackWhenTheDatabaseDoes) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  Shiftable monotonic;
  const auto clock = *DatabaseClock::Start(pool, {}, CivilClock::System(), monotonic);
  monotonic.shift = std::chrono::hours{1};  // as if the database's clock lost an hour until the next sample
  const Instant ahead = clock->Now();
  ASSERT_TRUE(clock->Sample().ok());
  EXPECT_EQ(clock->Now(), ahead) << "waits until the database has caught up";
  monotonic.shift = std::chrono::hours{3};
  EXPECT_GT(clock->Now(), ahead);
}

TEST(DatabaseClock, DriftBeyondTheLimitIsReported) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  std::optional<Micros> reported;
  ManualClock host(CivilClock::System().Now() - std::chrono::hours{1});
  const auto clock = DatabaseClock::Start(
      pool, {.drift_limit = std::chrono::minutes{5}, .on_drift = [&](Micros drift) { reported = drift; }}, host);
  ASSERT_TRUE(clock.ok());
  ASSERT_TRUE(reported.has_value());
  EXPECT_NEAR(static_cast<double>(reported->count()) / 3.6e9, 1.0, 0.02);

  reported.reset();
  const auto good = DatabaseClock::Start(
      pool, {.drift_limit = std::chrono::minutes{5}, .on_drift = [&](Micros drift) { reported = drift; }});
  ASSERT_TRUE(good.ok());
  EXPECT_FALSE(reported.has_value());
}

TEST(DatabaseClock, SamplesByItselfAndSaysWhenItCannot) {
  auto database = std::make_unique<ScratchDatabase>();
  std::atomic<int> failures{0};
  PoolOptions options = database->Pooled("registration", 1);
  Pool pool(options);
  const auto clock = DatabaseClock::Start(
      pool, {.sample_every = std::chrono::milliseconds{10}, .on_sample_failed = [&](const Error&) { ++failures; }});
  ASSERT_TRUE(clock.ok());
  database.reset();
  EXPECT_TRUE(testing::Eventually([&] { return failures > 0; }));
  const Instant now = (*clock)->Now();
  EXPECT_TRUE(testing::Eventually([&] { return (*clock)->Now() > now; })) << "time goes on without the database";
}

class VirtualClock : public ::testing::Test {
 protected:
  VirtualClock() { database_.Migrate("registration", {&migrations::postgres()}); }
  const Instant start_ = *ParseRfc3339("2021-10-15T00:00:00+07:00");
  ScratchDatabase database_;
  Pool pool_{database_.Pooled("registration", 2)};
};

TEST_F(VirtualClock, FirstStartNeedsATime) {
  EXPECT_EQ(PersistedManualClock::Open(pool_, std::nullopt).error().reason, "CLOCK_START_MISSING");
}

TEST_F(VirtualClock, RestartResumesWhereItWasWhateverTheSettingSays) {
  const Instant later = start_ + std::chrono::hours{24 * 31} + Micros{1};
  {
    const auto clock = *PersistedManualClock::Open(pool_, start_);
    EXPECT_EQ(clock->Now(), start_);
    ASSERT_TRUE(clock->Advance(later).ok());
    EXPECT_EQ(clock->Now(), later);
  }
  EXPECT_EQ((*PersistedManualClock::Open(pool_, start_))->Now(), later);
  EXPECT_EQ((*PersistedManualClock::Open(pool_, std::nullopt))->Now(), later);
}

TEST_F(VirtualClock, DoesNotGoBackButTheSameTimeAgainIsNoError) {
  const auto clock = *PersistedManualClock::Open(pool_, start_);
  EXPECT_TRUE(clock->Advance(start_).ok());
  const auto back = clock->Advance(start_ - Micros{1});
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().reason, "CLOCK_BACKWARDS");
  EXPECT_EQ(clock->Now(), start_);
}

}  // namespace
}  // namespace dotpha::postgres
