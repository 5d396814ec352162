// Nothing lost, nothing doubled: a season played while every process is killed at random moments, Redis is flushed, the
// broker is away over the deadline and the queue's binding is deleted, ends as the undisturbed one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "libs/messaging/event_codec.h"
#include "tests/faults/faulty_season.h"

namespace dotpha::faults {
namespace {

using testing::Eventually;
using testing::OwnServers;
using testing::System;

constexpr unsigned kSeed = 20221115;
constexpr int kRounds = 24;
constexpr int kActsAtOnce = 12;

class Chaos {
 public:
  Chaos(const OwnServers& servers, unsigned seed) : servers_(servers), random_(seed) {}

  // Kills one process while calls are in flight, after a random number of them has been answered.
  void DuringCalls(System& system, int round, const std::function<int()>& done) {
    static constexpr const char* kVictims[] = {"registration", "postgres", "broker", "notifier"};
    const int answered = static_cast<int>(random_() % kActsAtOnce);
    Eventually([&] { return done() >= answered; });
    Kill(system, kVictims[round % 4]);
  }

  // The same while the clock steps; and the particular faults.
  void DuringStep(System& system, int round, const std::function<int()>& done) {
    if (round == 6) {
      servers_.Do("restart-redis");  // no persistence: what FLUSHALL does, and its connections are gone, too
    }
    if (round == 9) {
      testing::BrokerAdmin(servers_.addresses().amqp)
          .Unbind(system.NotifierQueue(), system.exchange(), messaging::BindingKey("registration"));
    }
    if (round == 12) {
      // Rounds 11 to 13 lie around the deadline: the broker is away while it passes.
      servers_.Do("stop-broker");
      Eventually([&] { return done() > 0; }, std::chrono::seconds(4));
      servers_.Do("start-broker");
      return;
    }
    if (round % 3 == 1) {
      Kill(system, round % 2 == 0 ? "registration" : "notifier");
    }
  }

  [[nodiscard]] const std::map<std::string, int>& kills() const { return kills_; }

 private:
  void Kill(System& system, const std::string& victim) {
    ++kills_[victim];
    if (victim == "registration" || victim == "notifier") {
      auto& process = victim == "registration" ? system.registration_process() : system.notifier_process();
      process.Kill();
      system.Restart(process);
    } else {
      servers_.Do("kill-" + victim);
      servers_.Do("start-" + victim);
    }
  }

  const OwnServers& servers_;
  std::mt19937 random_;
  std::map<std::string, int> kills_;
};

Outcome PlayUndisturbed(const Plan& plan) {
  System system({.start = "2022-10-15T00:00:00+07:00"});
  return Play(system, plan, {}, {});
}

TEST(Faults, SeasonUnderKillsEndsAsTheUndisturbedOne) {
  const char* given = std::getenv("DOTPHA_FAULT_SEED");
  const unsigned seed = given == nullptr ? kSeed : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
  const Plan plan = MakePlan(seed, kRounds, kActsAtOnce);
  const Outcome undisturbed = PlayUndisturbed(plan);

  const OwnServers servers;
  System system(
      {.start = "2022-10-15T00:00:00+07:00", .servers = &servers.addresses(), .step_timeout = std::chrono::minutes(2)});
  Chaos chaos(servers, seed);
  const Outcome disturbed = Play(
      system, plan, [&](System& s, int round, const auto& done) { chaos.DuringCalls(s, round, done); },
      [&](System& s, int round, const auto& done) { chaos.DuringStep(s, round, done); });

  EXPECT_THAT(disturbed, ::testing::ContainerEq(undisturbed));
  for (const char* victim : {"registration", "notifier", "broker", "postgres"}) {
    EXPECT_GE(chaos.kills().at(victim), 5) << victim;
  }

  // A rebuilt ledger equals the live one.
  notifier::v1::RebuildLedgerRequest rebuild;
  const auto rebuilt = rpc::Call<notifier::v1::RebuildLedgerResponse>(
      system.Caller(System::kOperator),
      [&](auto& context, auto* response) { return system.obligations().RebuildLedger(&context, rebuild, response); });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
  EXPECT_GT(rebuilt->obligations(), plan.officials / 2);
  EXPECT_EQ(rebuilt->difference_count(), 0) << rebuilt->ShortDebugString();
}

TEST(Faults, EqualSeedsGiveEqualSeasonsAndOthersDiffer) {
  const Plan one = MakePlan(1, kRounds, kActsAtOnce);
  const Plan same = MakePlan(1, kRounds, kActsAtOnce);
  const Plan other = MakePlan(2, kRounds, kActsAtOnce);
  EXPECT_EQ(one.officials, same.officials);
  EXPECT_NE(one.officials, other.officials);
  EXPECT_GE(one.officials, kRounds * kActsAtOnce);
}

}  // namespace
}  // namespace dotpha::faults
