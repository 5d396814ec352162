#include "libs/postgres/transaction.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "libs/postgres/testing/faulty_proxy.h"
#include "libs/postgres/testing/scratch_database.h"
#include "migrations/postgres.h"

namespace dotpha::postgres {
namespace {

using testing::FaultyProxy;
using testing::ScratchDatabase;

constexpr Statement kAdd{"test.add", "INSERT INTO account (name, amount) VALUES ($1, $2)"};
constexpr Statement kTotal{"test.total", "SELECT coalesce(sum(amount), 0)::int AS total FROM account"};
constexpr Statement kBump{"test.bump", "UPDATE account SET amount = amount + 1 WHERE name = $1"};
constexpr Statement kSleep{"test.sleep", "SELECT pg_sleep(30)"};
constexpr Statement kEndMyself{"test.end_myself", "SELECT pg_terminate_backend(pg_backend_pid())"};
constexpr Statement kNonsense{"test.nonsense", "SELECT 1 / $1::int AS nothing"};
constexpr Statement kLock{"test.lock", "SELECT FROM account WHERE name = $1 FOR UPDATE"};
constexpr Statement kWhoAmI{"test.who", "SELECT current_user AS who, dotpha_authority() AS authority"};
constexpr Statement kWaits{"test.waits", "SELECT current_setting('synchronous_commit')"};
constexpr Statement kSetting{"test.setting",
                             "SELECT coalesce(current_setting('dotpha.authority', true), '') AS value,"
                             " current_user = session_user AS myself"};

class Transactions : public ::testing::Test {
 protected:
  Transactions() {
    database_.Migrate("registration", {&migrations::postgres()});
    database_.Superuser("CREATE TABLE account (name text PRIMARY KEY, amount int NOT NULL)");
  }
  static Micros In(std::chrono::milliseconds duration) { return MonotonicClock::Steady().Elapsed() + duration; }
  static TransactionOptions Owner() { return {.role = Role::kOwner}; }

  Result<void> Add(Pool& pool, const std::string& name, int amount) {
    return RunTransaction(pool, Owner(), [&](Transaction& transaction) -> Result<void> {
      transaction.Exec(kAdd, name, amount);
      return Ok{};
    });
  }
  int Total() { return std::stoi(database_.Superuser(kTotal.sql)); }

  ScratchDatabase database_;
  Pool pool_{database_.Pooled("registration", 4)};
};

TEST_F(Transactions, SuccessCommitsAndAnErrorRollsBack) {
  EXPECT_TRUE(Add(pool_, "a", 1).ok());
  const auto refused = RunTransaction(pool_, Owner(), [&](Transaction& transaction) -> Result<int> {
    transaction.Exec(kAdd, "b", 100);
    return FailedPrecondition("WRONG_STATE", "the rule says no");
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "WRONG_STATE");
  EXPECT_EQ(Total(), 1);
}

TEST_F(Transactions, RoleAndAuthorityAreSetForTheTransactionAndGoneAfterIt) {
  Pool pool(database_.Pooled("registration", 1));
  const auto who = RunTransaction(pool, {.authority = "TQ"}, [](Transaction& transaction) -> Result<std::string> {
    const auto row = transaction.Exec(kWhoAmI)[0];
    return row["who"].as<std::string>() + "/" + row["authority"].as<std::string>();
  });
  ASSERT_TRUE(who.ok());
  EXPECT_EQ(*who, "registration_app/TQ");
  const auto after = RunTransaction(pool, Owner(), [](Transaction& transaction) -> Result<bool> {
    const auto row = transaction.Exec(kSetting)[0];
    return row["value"].as<std::string>().empty() && row["myself"].as<bool>();
  });
  EXPECT_TRUE(after.ok() && *after);
}

TEST_F(Transactions, WaitsForTheDiskUnlessItSaysOtherwise) {
  Pool pool(database_.Pooled("registration", 1));
  const auto waits = [&](TransactionOptions options) {
    options.role = Role::kStream;
    return *RunTransaction(pool, options, [](Transaction& transaction) -> Result<std::string> {
      return transaction.Exec(kWaits)[0][0].as<std::string>();
    });
  };
  EXPECT_EQ(waits({.flush = false}), "off");
  EXPECT_EQ(waits({}), "on") << "on the same connection";
}

TEST_F(Transactions, ApplicationTransactionNeedsAnAuthorityOfPlainLetters) {
  const auto run = [&](TransactionOptions options) {
    return RunTransaction(pool_, options, [](Transaction&) -> Result<void> { return Ok{}; });
  };
  EXPECT_EQ(run({}).error().reason, "AUTHORITY_UNSET");
  EXPECT_EQ(run({.authority = "TQ", .role = Role::kStream}).error().reason, "AUTHORITY_UNSET");
  EXPECT_EQ(run({.authority = "TQ'; DROP TABLE account; --"}).error().reason, "AUTHORITY_INVALID");
}

TEST_F(Transactions, UniqueViolationNamesItsConstraint) {
  ASSERT_TRUE(Add(pool_, "a", 1).ok());
  const auto again = Add(pool_, "a", 1);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::kAlreadyExists);
  EXPECT_EQ(again.error().metadata.at("constraint"), "account_pkey");
}

TEST_F(Transactions, ServerMessagesStayInsideAndAreDiagnosed) {
  std::string heard;
  PoolOptions options = database_.Pooled("registration", 1);
  options.diagnose = [&](std::string_view message) { heard = message; };
  Pool pool(options);
  const auto failed = RunTransaction(pool, Owner(), [](Transaction& transaction) -> Result<void> {
    transaction.Exec(kNonsense, 0);
    return Ok{};
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Code::kInternal);
  EXPECT_EQ(failed.error().metadata.at("sqlstate"), "22012");
  EXPECT_EQ(failed.error().message.find("zero"), std::string::npos);
  EXPECT_NE(heard.find("division by zero"), std::string::npos);
}

TEST_F(Transactions, FailedStatementThatTheFunctionIgnoresCommitsNothing) {
  const auto ignored = RunTransaction(pool_, Owner(), [](Transaction& transaction) -> Result<void> {
    transaction.Exec(kAdd, "a", 1);
    try {
      transaction.Exec(kNonsense, 0);
    } catch (const std::exception&) {
    }
    return Ok{};
  });
  EXPECT_FALSE(ignored.ok()) << "PostgreSQL would answer COMMIT with ROLLBACK, and nobody would notice";
  EXPECT_EQ(Total(), 0);
}

TEST_F(Transactions, SerializationFailureIsRunAgain) {
  ASSERT_TRUE(Add(pool_, "a", 0).ok());
  std::latch both_have_read(2);
  std::atomic<int> runs{0};
  const auto bump = [&] {
    bool first = true;
    return RunTransaction(pool_, {.role = Role::kOwner, .isolation = Isolation::kSerializable},
                          [&](Transaction& transaction) -> Result<void> {
                            ++runs;
                            transaction.Exec(kTotal);
                            if (std::exchange(first, false)) {
                              both_have_read.arrive_and_wait();
                            }
                            transaction.Exec(kBump, "a");
                            return Ok{};
                          });
  };
  std::thread other([&] { EXPECT_TRUE(bump().ok()); });
  EXPECT_TRUE(bump().ok());
  other.join();
  EXPECT_EQ(Total(), 2);
  EXPECT_GE(runs, 3);
}

TEST_F(Transactions, DeadlockIsRunAgain) {
  ASSERT_TRUE(Add(pool_, "a", 0).ok());
  ASSERT_TRUE(Add(pool_, "b", 0).ok());
  std::latch both_hold_one(2);
  const auto cross = [&](const std::string& one, const std::string& two) {
    bool first = true;
    return RunTransaction(pool_, Owner(), [&](Transaction& transaction) -> Result<void> {
      transaction.Exec(kBump, one);
      if (std::exchange(first, false)) {
        both_hold_one.arrive_and_wait();
      }
      transaction.Exec(kBump, two);
      return Ok{};
    });
  };
  std::thread other([&] { EXPECT_TRUE(cross("b", "a").ok()); });
  EXPECT_TRUE(cross("a", "b").ok());
  other.join();
  EXPECT_EQ(Total(), 4);
}

TEST_F(Transactions, ConflictsThatOutliveAllRunsAreRetryable) {
  ASSERT_TRUE(Add(pool_, "a", 0).ok());
  int runs = 0;
  const auto never =
      RunTransaction(pool_, {.role = Role::kOwner, .isolation = Isolation::kRepeatableRead, .attempts = 3},
                     [&](Transaction& transaction) -> Result<void> {
                       ++runs;
                       transaction.Exec(kTotal);
                       database_.Superuser("UPDATE account SET amount = amount + 10");
                       transaction.Exec(kBump, "a");
                       return Ok{};
                     });
  ASSERT_FALSE(never.ok());
  EXPECT_EQ(never.error().code, Code::kUnavailable);
  EXPECT_EQ(never.error().reason, kTransactionConflict);
  EXPECT_TRUE(never.error().retry_after.has_value());
  EXPECT_EQ(runs, 3);
}

TEST_F(Transactions, ConnectionThatBreaksBeforeCommitIsReplaced) {
  int runs = 0;
  const auto done = RunTransaction(pool_, Owner(), [&](Transaction& transaction) -> Result<void> {
    transaction.Exec(kAdd, "a", 1);
    if (++runs == 1) {
      transaction.Exec(kEndMyself);
    }
    return Ok{};
  });
  EXPECT_TRUE(done.ok());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Total(), 1);
}

TEST_F(Transactions, StatementEndsAtTheDeadlineOfTheCall) {
  const Micros before = MonotonicClock::Steady().Elapsed();
  const auto late = RunTransaction(pool_, {.role = Role::kOwner, .deadline = In(std::chrono::milliseconds{100})},
                                   [](Transaction& transaction) -> Result<void> {
                                     transaction.Exec(kSleep);
                                     return Ok{};
                                   });
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::kDeadlineExceeded);
  EXPECT_LT(MonotonicClock::Steady().Elapsed() - before, std::chrono::seconds{5});
  EXPECT_EQ(pool_.counts().dropped, 0U) << "the server's own limit acted; the connection is whole";
}

TEST_F(Transactions, RowThatStaysLockedIsRetryable) {
  ASSERT_TRUE(Add(pool_, "a", 0).ok());
  PoolOptions options = database_.Pooled("registration", 1);
  options.connection.lock_timeout = std::chrono::milliseconds{50};
  Pool impatient(options);
  const auto holder = RunTransaction(pool_, Owner(), [&](Transaction& outer) -> Result<void> {
    outer.Exec(kLock, "a");
    const auto waiter = RunTransaction(impatient, Owner(), [](Transaction& inner) -> Result<void> {
      inner.Exec(kLock, "a");
      return Ok{};
    });
    EXPECT_EQ(waiter.error().reason, kLockTimeout);
    EXPECT_EQ(waiter.error().code, Code::kUnavailable);
    return Ok{};
  });
  EXPECT_TRUE(holder.ok());
}

class LostCommit : public Transactions {
 protected:
  LostCommit() {
    PoolOptions options = database_.Pooled("registration", 2);
    options.connection.url = database_.UrlThrough("127.0.0.1", proxy_.port());
    fragile_ = std::make_unique<Pool>(options);
  }
  FaultyProxy proxy_{database_.host(), database_.port()};
  std::unique_ptr<Pool> fragile_;
};

TEST_F(LostCommit, AnswerLostAfterCommitIsInDoubtAndNotRunAgain) {
  proxy_.Inject(FaultyProxy::Fault::kLoseCommitReply);
  const auto doubtful = Add(*fragile_, "a", 1);
  ASSERT_FALSE(doubtful.ok());
  EXPECT_EQ(doubtful.error().code, Code::kUnavailable);
  EXPECT_EQ(doubtful.error().reason, kCommitInDoubt);
  EXPECT_TRUE(testing::Eventually([&] { return Total() == 1; })) << "it was committed, as it happens";
}

TEST_F(LostCommit, CommitLostOnTheWayIsInDoubtToo) {
  proxy_.Inject(FaultyProxy::Fault::kLoseCommit);
  const auto doubtful = Add(*fragile_, "a", 1);
  ASSERT_FALSE(doubtful.ok());
  EXPECT_EQ(doubtful.error().reason, kCommitInDoubt);
  EXPECT_EQ(Total(), 0) << "it was not, and nobody on this side can tell";
  EXPECT_TRUE(Add(*fragile_, "a", 1).ok());
}

TEST_F(Transactions, ConnectionOfOnesOwnRunsTransactionsToo) {
  const auto connection = Connection::Open(database_.Options("registration"));
  ASSERT_TRUE(connection.ok());
  EXPECT_TRUE(RunTransaction(**connection, {.authority = "TQ"}, [](Transaction& transaction) -> Result<void> {
                transaction.Exec(kWhoAmI);
                return Ok{};
              }).ok());
  const auto broken = RunTransaction(**connection, Owner(), [](Transaction& transaction) -> Result<void> {
    transaction.Exec(kEndMyself);
    return Ok{};
  });
  EXPECT_EQ(broken.error().reason, kDatabaseUnavailable);
  EXPECT_FALSE((*connection)->healthy());
  EXPECT_EQ(RunTransaction(**connection, Owner(), [](Transaction&) -> Result<void> { return Ok{}; }).error().reason,
            kDatabaseUnavailable)
      << "libpqxx must not reconnect behind our back";
}

}  // namespace
}  // namespace dotpha::postgres
