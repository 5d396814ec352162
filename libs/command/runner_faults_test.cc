// The write path under faults: twins, lost replies, slowness (scenarios H-01, H-02 rest on these).
#include <atomic>
#include <latch>
#include <mutex>
#include <thread>

#include "libs/command/runner_fixture.h"

namespace dotpha::command {
namespace {

using postgres::testing::Eventually;
using postgres::testing::FaultyProxy;

class RunnerFaults : public RunnerTest {
 protected:
  RunnerFaults() {
    auto options = database_.Pooled("registration", 4);
    options.connection.url = database_.UrlThrough("127.0.0.1", proxy_.port());
    fragile_pool_ = std::make_unique<postgres::Pool>(options);
    fragile_ = std::make_unique<Runner>(*fragile_pool_, RunnerOptions{.service = "registration"});
  }
  void ExpectDoneOnce() {
    EXPECT_EQ(Count("command_answer"), 1);
    EXPECT_EQ(Count("audit_entry"), 1);
    EXPECT_EQ(Count("outbox"), 2);
  }

  FaultyProxy proxy_{database_.host(), database_.port()};
  std::unique_ptr<postgres::Pool> fragile_pool_;
  std::unique_ptr<Runner> fragile_;
};

TEST_F(RunnerFaults, LostReplyOfACommitIsLookedUp) {
  proxy_.Inject(FaultyProxy::Fault::kLoseCommitReply);
  const auto answer = Call(*fragile_, Context(NewUuid()), "m-1");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(proxy_.struck(), 1);
  EXPECT_FALSE(answer->receipt().replayed()) << "it is this call's own answer";
  EXPECT_NE(answer->receipt().consistency_token().outbox_id(), 0U);
  EXPECT_EQ(bodies_, 1);
  ExpectDoneOnce();
}

TEST_F(RunnerFaults, CommitThatNeverArrivedIsRunAgain) {
  proxy_.Inject(FaultyProxy::Fault::kLoseCommit);
  const auto answer = Call(*fragile_, Context(NewUuid()), "m-1");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(proxy_.struck(), 1);
  EXPECT_EQ(bodies_, 2);
  ExpectDoneOnce();
}

// The lookup comes before the server has worked on the COMMIT: finding no answer then would be no proof.
TEST_F(RunnerFaults, CommitStillUnderWayIsWaitedFor) {
  proxy_.Inject(FaultyProxy::Fault::kHoldCommit);
  std::thread caller([&] {
    const auto answer = Call(*fragile_, Context(NewUuid()), "m-1");
    ASSERT_TRUE(answer.ok());
    EXPECT_FALSE(answer->receipt().replayed());
  });
  EXPECT_TRUE(Eventually([&] { return proxy_.struck() == 1 && fragile_pool_->counts().opened >= 2; }));
  EXPECT_EQ(Count("command_answer"), 0);
  proxy_.Release();
  caller.join();
  EXPECT_EQ(bodies_, 1);
  ExpectDoneOnce();
}

TEST_F(RunnerFaults, CommitThatNobodyCanExplainBeforeTheDeadlineStaysInDoubt) {
  proxy_.Inject(FaultyProxy::Fault::kHoldCommit);
  auto context = Context(NewUuid());
  context.deadline = Elapsed() + std::chrono::milliseconds{800};
  const auto answer = Call(*fragile_, context, "m-1");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kUnavailable);
  EXPECT_EQ(answer.error().reason, postgres::kCommitInDoubt);
  EXPECT_TRUE(answer.error().retry_after.has_value());
  proxy_.Release();
  EXPECT_TRUE(Eventually([&] { return Count("command_answer") == 1; }));
  const auto retried = Call(*fragile_, Context(context.request_id), "m-1");
  ASSERT_TRUE(retried.ok());
  EXPECT_TRUE(retried->receipt().replayed());
  ExpectDoneOnce();
}

TEST_F(RunnerFaults, BackendKilledInTheMiddleIsNotNoticedByTheCaller) {
  std::once_flag once;
  loaded_ = [&] {
    std::call_once(once, [&] {
      database_.Superuser(
          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          " WHERE datname = current_database() AND application_name = 'dotpha-test'");
    });
  };
  ASSERT_TRUE(Call(runner_, Context(NewUuid()), "m-1").ok());
  EXPECT_EQ(bodies_, 2);
  ExpectDoneOnce();
}

TEST_F(RunnerFaults, TwinsAtTheSameTimeAreOneCommand) {
  const auto context = Context(NewUuid());
  std::latch start(5);
  std::atomic<int> fresh{0};
  std::vector<std::thread> twins;
  for (int i = 0; i < 5; ++i) {
    twins.emplace_back([&] {
      start.arrive_and_wait();
      const auto answer = Call(runner_, context, "m-1");
      ASSERT_TRUE(answer.ok()) << answer.error().reason;
      fresh += answer->receipt().replayed() ? 0 : 1;
    });
  }
  for (auto& twin : twins) {
    twin.join();
  }
  EXPECT_EQ(fresh, 1);
  ExpectDoneOnce();
}

// The second twin waits for the row, and the rules then see the first one's work.
TEST_F(RunnerFaults, TwinThatWaitedForTheRowGetsTheOthersAnswerAndNotItsRefusal) {
  const auto context = Context(NewUuid());
  std::thread second;
  loaded_ = [&] {
    if (!second.joinable()) {
      second = std::thread([&] {
        const auto answer = Call(runner_, context, "m-1");
        ASSERT_TRUE(answer.ok()) << answer.error().reason;
        EXPECT_TRUE(answer->receipt().replayed());
      });
      EXPECT_TRUE(Eventually([&] {
        return database_.Superuser(
                   "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                   " AND datname = current_database()") == "1";
      }));
    }
  };
  EXPECT_TRUE(Call(runner_, context, "m-1").ok());
  second.join();
  EXPECT_EQ(bodies_, 2);
  ExpectDoneOnce();
}

TEST_F(RunnerFaults, TwinsWithDifferentPayloadsAreNotMixedUp) {
  const auto context = Context(NewUuid());
  std::thread second;
  std::atomic<bool> first_started = false;
  std::atomic<bool> first_done = false;
  loaded_ = [&] {
    if (!first_started.exchange(true)) {
      second = std::thread([&] {
        const auto twin = Call(runner_, context, "m-2");
        ASSERT_FALSE(twin.ok());
        EXPECT_EQ(twin.error().reason, "REQUEST_ID_REUSED");
      });
      EXPECT_TRUE(Eventually([&] { return bodies_ == 2; }));
    } else {
      EXPECT_TRUE(Eventually([&] { return first_done.load(); }));  // the first one shall win
    }
  };
  EXPECT_TRUE(Call(runner_, context, "m-1").ok());
  first_done = true;
  second.join();
  EXPECT_EQ(database_.Superuser("SELECT state FROM matter WHERE name = 'm-2'"), "open");
  ExpectDoneOnce();
}

// Another command's row comes in between the look and the write.
TEST_F(RunnerFaults, ARowThatCameInBetweenIsJudgedByTheRulesAndNotToldAsTheDatabaseSawIt) {
  static constexpr postgres::Statement kFind{"test.find", "SELECT 1 FROM matter WHERE name = $1"};
  static constexpr postgres::Statement kOpen{"test.open", "INSERT INTO matter VALUES ('TQ', $1, 'open')"};
  int looks = 0;
  const auto open = [&](const std::string& name, bool meanwhile) {
    const auto context = Context(NewUuid());
    return runner_.Execute<Response>(
        context, Withdraw(context, name), [&](postgres::Transaction& transaction) -> Result<Outcome<Response>> {
          ++looks;
          if (!transaction.Exec(kFind, name).empty()) {
            return FailedPrecondition("NAME_TAKEN", "there is one of this name");
          }
          if (meanwhile) {
            database_.Superuser("INSERT INTO matter VALUES ('TQ', '" + name + "', 'open')");
          }
          transaction.Exec(kOpen, name);
          return Outcome<Response>{{}, {"matter.open", name, {}}, {}};
        });
  };
  EXPECT_TRUE(open("m-8", false).ok());
  EXPECT_EQ(open("m-9", true).error().reason, "NAME_TAKEN");
  EXPECT_EQ(looks, 3);
  EXPECT_EQ(Count("command_answer"), 1);
}

TEST_F(RunnerFaults, CommandThatTookLongerThanTheBoundIsNotCommitted) {
  Runner strict(pool_, {.service = "registration", .handling_bound = std::chrono::milliseconds{300}});
  loaded_ = [&, until = Elapsed() + std::chrono::milliseconds{350}] {
    EXPECT_TRUE(Eventually([&] { return Elapsed() >= until; }));
  };
  const auto context = Context(NewUuid());
  const auto late = Call(strict, context, "m-1");
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::kUnavailable);
  EXPECT_EQ(late.error().reason, "HANDLING_BOUND_EXCEEDED");
  EXPECT_TRUE(late.error().retry_after.has_value());
  EXPECT_EQ(Count("command_answer") + Count("audit_entry") + Count("outbox"), 0);
  loaded_ = nullptr;
  EXPECT_TRUE(Call(strict, Context(context.request_id), "m-1").ok()) << "a retry arrives anew";
}

TEST_F(RunnerFaults, WaitingForALockedRowCountsForTheBound) {
  Runner strict(pool_, {.service = "registration", .handling_bound = std::chrono::milliseconds{200}});
  loaded_ = [&] {
    loaded_ = nullptr;
    const auto waiting = Call(strict, Context(NewUuid(), "o-2"), "m-1");
    ASSERT_FALSE(waiting.ok());
    EXPECT_EQ(waiting.error().code, Code::kUnavailable) << waiting.error().reason;
  };
  EXPECT_TRUE(Call(runner_, Context(NewUuid()), "m-1").ok());
}

TEST_F(RunnerFaults, DeadlineOfTheCallComesBeforeTheBound) {
  auto context = Context(NewUuid());
  context.deadline = Elapsed() - Micros{1};
  const auto late = Call(runner_, context, "m-1");
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Code::kDeadlineExceeded);
  EXPECT_EQ(bodies_, 0);
}

TEST_F(RunnerFaults, ManyCallersOnASmallPoolAllGetThrough) {
  database_.Superuser("INSERT INTO matter SELECT 'TQ', 'many-' || n, 'open' FROM generate_series(0, 119) AS n");
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 12; ++caller) {
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 10; ++i) {
        const auto answer =
            Call(runner_, Context(NewUuid(), "o-" + std::to_string(caller)), "many-" + std::to_string(caller * 10 + i));
        ASSERT_TRUE(answer.ok()) << answer.error().reason;
      }
    });
  }
  for (auto& caller : callers) {
    caller.join();
  }
  EXPECT_EQ(Count("command_answer"), 120);
  EXPECT_EQ(Count("outbox"), 240);
  EXPECT_EQ(database_.Superuser("SELECT count(*) FROM command_answer a JOIN outbox o USING (outbox_id)"
                                " WHERE o.routing_key LIKE '%.second'"),
            "120")
      << "the token names the command's own last event";
}

}  // namespace
}  // namespace dotpha::command
