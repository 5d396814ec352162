#include "libs/postgres/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "libs/postgres/testing/faulty_proxy.h"
#include "libs/postgres/testing/scratch_database.h"
#include "libs/postgres/transaction.h"

namespace dotpha::postgres {
namespace {

using testing::Eventually;
using testing::FaultyProxy;
using testing::ScratchDatabase;

constexpr Statement kOne{"test.one", "SELECT 1 AS one"};
constexpr Statement kPid{"test.pid", "SELECT pg_backend_pid() AS pid"};

Micros In(std::chrono::milliseconds duration) { return MonotonicClock::Steady().Elapsed() + duration; }

Result<int> BackendPid(Pool& pool) {
  return RunTransaction(pool, {.role = Role::kOwner}, [](Transaction& transaction) -> Result<int> {
    return transaction.Exec(kPid)[0]["pid"].as<int>();
  });
}

TEST(Pool, ConnectionIsUsedAgain) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 4));
  const auto first = BackendPid(pool);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*BackendPid(pool), *first);
  EXPECT_EQ(pool.counts().opened, 1U);
}

TEST(Pool, LeaseIsExclusiveAndNeverMoreThanTheSize) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 3));
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        auto lease = pool.Acquire(In(std::chrono::seconds{30}));
        ASSERT_TRUE(lease.ok());
        const int now = ++inside;
        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        std::this_thread::yield();
        --inside;
        ++done;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(done, 240);
  EXPECT_LE(most, 3);
  EXPECT_LE(pool.counts().open, 3U);
  EXPECT_EQ(pool.counts().leased, 0U);
}

TEST(Pool, ExhaustedPoolIsUnavailableAndRetryable) {
  const ScratchDatabase database;
  PoolOptions options = database.Pooled("registration", 1);
  options.max_wait = std::chrono::milliseconds{30};
  Pool pool(options);
  const auto held = pool.Acquire();
  ASSERT_TRUE(held.ok());
  const auto second = pool.Acquire();
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kUnavailable);
  EXPECT_EQ(second.error().reason, kPoolExhausted);
  EXPECT_TRUE(second.error().retry_after.has_value());
}

TEST(Pool, WaitEndsAtTheDeadlineOfTheCall) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  const auto held = pool.Acquire();
  ASSERT_TRUE(held.ok());
  const Micros before = MonotonicClock::Steady().Elapsed();
  const auto second = pool.Acquire(In(std::chrono::milliseconds{50}));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Code::kDeadlineExceeded);
  EXPECT_LT(MonotonicClock::Steady().Elapsed() - before, std::chrono::seconds{2});
}

TEST(Pool, WaiterGetsTheConnectionThatIsReturned) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 1));
  std::optional<Pool::Lease> held(*pool.Acquire());
  std::thread waiter([&] { EXPECT_TRUE(pool.Acquire(In(std::chrono::seconds{10})).ok()); });
  EXPECT_TRUE(Eventually([&] { return pool.counts().waiting == 1; }));
  held.reset();
  waiter.join();
}

TEST(Pool, UnreachableServerIsUnavailable) {
  const ScratchDatabase database;
  PoolOptions options = database.Pooled("registration", 1);
  options.connection.url = database.UrlThrough("127.0.0.1", 1);
  Pool pool(options);
  const auto lease = pool.Acquire();
  ASSERT_FALSE(lease.ok());
  EXPECT_EQ(lease.error().code, Code::kUnavailable);
  EXPECT_EQ(lease.error().reason, kDatabaseUnavailable);
  EXPECT_EQ(pool.counts().open, 0U);
}

TEST(Pool, BadUrlIsNamedWithoutItsPassword) {
  const auto text = ConnectionString({.url = "postgresql://me:secret@[broken"});
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.error().reason, "DATABASE_URL_INVALID");
  EXPECT_EQ(text.error().message.find("secret"), std::string::npos);
}

TEST(Pool, AfterOneBrokenConnectionTheIdleOnesGoToo) {
  const ScratchDatabase database;
  Pool pool(database.Pooled("registration", 3));
  {
    const auto a = pool.Acquire();
    const auto b = pool.Acquire();
    const auto c = pool.Acquire();
    ASSERT_TRUE(a.ok() && b.ok() && c.ok());
  }
  EXPECT_EQ(pool.counts().open, 3U);
  database.Superuser(
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
      " WHERE datname = current_database() AND application_name = 'dotpha-test'");
  EXPECT_TRUE(BackendPid(pool).ok()) << "the runner takes a new connection by itself";
  EXPECT_EQ(pool.counts().open, 1U);
  EXPECT_EQ(pool.counts().dropped, 3U);
}

TEST(Pool, ServerThatFallsSilentCannotHoldAThreadForEver) {
  const ScratchDatabase database;
  FaultyProxy proxy(database.host(), database.port());
  PoolOptions options = database.Pooled("registration", 1);
  options.connection.url = database.UrlThrough("127.0.0.1", proxy.port());
  options.grace = std::chrono::milliseconds{100};
  Pool pool(options);
  ASSERT_TRUE(BackendPid(pool).ok());
  proxy.Inject(FaultyProxy::Fault::kSilence);
  const auto answer = RunTransaction(
      pool, {.role = Role::kOwner, .deadline = In(std::chrono::milliseconds{200})},
      [](Transaction& transaction) -> Result<int> { return transaction.Exec(kOne)[0]["one"].as<int>(); });
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().reason, kDatabaseUnavailable);
  EXPECT_EQ(pool.counts().cut_off, 1U);
  proxy.Inject(FaultyProxy::Fault::kNone);
  EXPECT_TRUE(BackendPid(pool).ok());
}

}  // namespace
}  // namespace dotpha::postgres
