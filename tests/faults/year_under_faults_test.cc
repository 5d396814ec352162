// Nothing lost, nothing doubled: a year played while all five services, the broker and PostgreSQL are killed at random
// moments, Redis is flushed, the broker is away over deadlines and bindings of queues are deleted, ends as the
// undisturbed one. DOTPHA_FAULT_SEED and DOTPHA_FAULT_OFFICIALS (default 24) choose another, or a longer, year.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "libs/messaging/event_codec.h"
#include "tests/faults/generated_year.h"
#include "tests/faults/outcome.h"

namespace dotpha::faults {
namespace {

using testing::Eventually;
using testing::OwnServers;

constexpr unsigned kSeed = 20220125;
constexpr int kOfficials = 24;
constexpr std::size_t kKilledAtOnce = 3U;
constexpr int kLeastKills = 5;
constexpr int kLeastInFlight = 10;

unsigned FromEnvironment(const char* name, unsigned otherwise) {
  const char* given = std::getenv(name);
  return given == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

// All services and what they stand on.
const std::vector<std::string>& Victims() {
  static const std::vector<std::string> kVictims = [] {
    std::vector<std::string> victims = testing::AllServices();
    victims.insert(victims.end(), {"postgres", "broker"});
    return victims;
  }();
  return kVictims;
}

class Chaos {
 public:
  Chaos(const Plan& plan, const OwnServers& servers, unsigned seed) : plan_(plan), servers_(servers), random_(seed) {}

  // Kills some while calls are in flight, after a random number of them has been answered.
  void DuringCalls(System& system, const Flight& flight) {
    const int spare = std::max(1, flight.offered - kLeastInFlight - 4);
    const int answered = static_cast<int>(random_() % static_cast<unsigned>(spare));
    Eventually([&] { return flight.started == flight.offered && flight.answered >= answered; });
    // Those that have been killed least.
    std::vector<std::string> killed = Victims();
    std::stable_sort(killed.begin(), killed.end(),
                     [this](const auto& a, const auto& b) { return under_load_[a] < under_load_[b]; });
    killed.resize(kKilledAtOnce);
    for (const std::string& victim : killed) {
      Kill(system, victim, flight.InFlight());
    }
    // Servers first: a service serves when its database does.
    std::stable_partition(killed.begin(), killed.end(), [](const auto& victim) { return !IsService(victim); });
    for (const std::string& victim : killed) {
      Revive(system, victim);
    }
  }

  // The same while the clock steps; and the particular faults.
  void DuringStep(System& system, int round, const std::function<bool()>& done) {
    if (round % 5 == 1) {
      servers_.Do("restart-redis");  // no persistence: what FLUSHALL does, and its connections are gone, too
    }
    if (round % 3 == 0) {
      Unbind(system);
    }
    if (round < static_cast<int>(plan_.rounds.size()) &&
        plan_.rounds[static_cast<std::size_t>(round)].passes_deadline && deadlines_++ % 2 == 0) {
      servers_.Do("stop-broker");
      Eventually(done, std::chrono::seconds(4));
      servers_.Do("start-broker");
    } else if (round % 2 == 1) {
      const auto& services = system.services();
      const std::string& victim = services[random_() % services.size()];
      Kill(system, victim, 0);
      Revive(system, victim);
    }
  }

  [[nodiscard]] const std::map<std::string, int>& under_load() const { return under_load_; }
  [[nodiscard]] int deadlines() const { return deadlines_; }

 private:
  static bool IsService(const std::string& victim) { return victim != "postgres" && victim != "broker"; }

  void Kill(System& system, const std::string& victim, int in_flight) {
    if (in_flight >= kLeastInFlight) {
      ++under_load_[victim];
    }
    if (IsService(victim)) {
      system.process(victim).Kill();
    } else {
      servers_.Do("kill-" + victim);
    }
  }
  void Revive(System& system, const std::string& victim) {
    if (!IsService(victim)) {
      servers_.Do("start-" + victim);
    } else {
      system.Restart(system.process(victim));
    }
  }

  // One of the queues, each in its turn.
  void Unbind(System& system) {
    std::vector<std::pair<std::string, std::string>> queues;
    for (const testing::ServiceRow& row : testing::kServiceTable) {
      for (const std::string_view producer : row.follows) {
        if (!producer.empty()) {
          queues.emplace_back(row.name, producer);
        }
      }
    }
    const auto& [consumer, producer] = queues[static_cast<std::size_t>(unbound_++) % queues.size()];
    testing::BrokerAdmin(servers_.addresses().amqp)
        .Unbind(system.Queue(consumer, producer), system.exchange(), messaging::BindingKey(producer));
  }

  const Plan& plan_;
  const OwnServers& servers_;
  std::mt19937 random_;
  std::map<std::string, int> under_load_;  // kills with enough calls in flight
  int deadlines_ = 0;                      // so far; over every other one the broker is away
  int unbound_ = 0;
};

Outcome PlayUndisturbed(const Plan& plan) {
  System system({.start = "2021-10-15T00:00:00+07:00", .services = testing::AllServices()});
  Play(system, plan);
  return OutcomeOf(system, plan.people);
}

TEST(Faults, AYearUnderKillsEndsAsTheUndisturbedOne) {
  const unsigned seed = FromEnvironment("DOTPHA_FAULT_SEED", kSeed);
  const Plan plan = MakePlan(seed, static_cast<int>(FromEnvironment("DOTPHA_FAULT_OFFICIALS", kOfficials)));
  const Outcome undisturbed = PlayUndisturbed(plan);

  const OwnServers servers;
  System system({.start = "2021-10-15T00:00:00+07:00",
                 .services = testing::AllServices(),
                 .servers = &servers.addresses(),
                 .step_timeout = std::chrono::minutes(2)});
  Chaos chaos(plan, servers, seed);
  Play(
      system, plan, [&](System& s, int /*round*/, const Flight& flight) { chaos.DuringCalls(s, flight); },
      [&](System& s, int round, const auto& done) { chaos.DuringStep(s, round, done); });

  EXPECT_EQ(Difference(undisturbed, OutcomeOf(system, plan.people)), "");
  for (const std::string& victim : Victims()) {
    const auto kills = chaos.under_load().find(victim);
    EXPECT_GE(kills == chaos.under_load().end() ? 0 : kills->second, kLeastKills) << victim;
  }
  EXPECT_GE(chaos.deadlines(), 3);

  const auto rebuilt = Insist<notifier::v1::ObligationService>(
      system, System::kOperator, &acceptance::Obligations::RebuildLedger, notifier::v1::RebuildLedgerRequest());
  EXPECT_GT(rebuilt.obligations(), 10 * static_cast<int>(plan.people.size()));
  EXPECT_EQ(rebuilt.difference_count(), 0) << rebuilt.ShortDebugString();
}

std::vector<std::string> NamesOf(const Plan& plan) {
  std::vector<std::string> names;
  for (const Round& round : plan.rounds) {
    for (const Act& act : round.acts) {
      names.push_back(act.name);
    }
  }
  return names;
}

TEST(Faults, EqualSeedsGiveEqualYearsAndOthersDiffer) {
  EXPECT_EQ(NamesOf(MakePlan(1, kOfficials)), NamesOf(MakePlan(1, kOfficials)));
  EXPECT_NE(NamesOf(MakePlan(1, kOfficials)), NamesOf(MakePlan(2, kOfficials)));
  for (const Round& round : MakePlan(1, kOfficials).rounds) {
    EXPECT_GE(round.acts.size(), static_cast<std::size_t>(kLeastActs)) << round.moment;
  }
}

}  // namespace
}  // namespace dotpha::faults
