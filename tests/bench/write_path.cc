// The write path against pgbench running the very same SQL with the same connections (ADR 0002): threads call
// command::Runner directly, without gRPC; then pgbench runs its script; in turns, on one database.
//
//   dotpha-bench-write-path --script tests/bench/write_path.sql [--threads 16] [--seconds 10] [--rounds 3]
//
// Needs DOTPHA_TEST_POSTGRES and pgbench. Prints commands per second of both and the ratio of their medians.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "dotpha/registration/v1/registration_service.pb.h"
#include "libs/base/ids.h"
#include "libs/command/runner.h"
#include "libs/postgres/testing/scratch_database.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/messaging.h"
#include "migrations/postgres.h"

namespace dotpha {
namespace {

using Request = registration::v1::WithdrawRegistrationRequest;
using Response = registration::v1::WithdrawRegistrationResponse;

constexpr int kMatters = 10'000;
constexpr postgres::Migration kTables[] = {
    {1, "0001_bench.sql",
     "CREATE TABLE bench_matter (authority text NOT NULL, name text NOT NULL, state text NOT NULL, version int NOT "
     "NULL,"
     " content bytea NOT NULL, PRIMARY KEY (authority, name));"
     "SELECT dotpha_guard('bench_matter');"
     "CREATE TABLE bench_history (authority text NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, name text NOT NULL,"
     " version int NOT NULL, actor text NOT NULL, action text NOT NULL, PRIMARY KEY (authority, id));"
     "SELECT dotpha_guard('bench_history');"}};

constexpr postgres::Statement kLoad{"bench.load", "SELECT state, version FROM bench_matter WHERE name = $1 FOR UPDATE"};
constexpr postgres::Statement kStore{
    "bench.store", "UPDATE bench_matter SET state = 'SUBMITTED', version = version + 1, content = $2 WHERE name = $1"};
constexpr postgres::Statement kHistory{
    "bench.history", "INSERT INTO bench_history (authority, name, version, actor, action) VALUES ($1, $2, $3, $4, $5)"};

bool Submit(command::Runner& runner, int matter) {
  const Micros now = MonotonicClock::Steady().Elapsed();
  const Instant arrived = CivilClock::System().Now();
  const command::CommandContext context{.authority = "TQ",
                                        .caller = "o-1",
                                        .method = "/dotpha.registration.v1.RegistrationService/SubmitRegistration",
                                        .request_id = NewUuid(),
                                        .received_at = arrived,
                                        .arrived_at = arrived,
                                        .arrived_elapsed = now,
                                        .deadline = now + std::chrono::seconds{15},
                                        .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"};
  const std::string name = "m-" + std::to_string(matter);
  Request request;
  request.set_request_id(context.request_id);
  request.set_name(name);
  request.set_note(std::string(600, 'x'));
  const auto answer = runner.Execute<Response>(
      context, request, [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        const int version = transaction.Exec(kLoad, name)[0]["version"].as<int>();
        transaction.Exec(kStore, name, postgres::Bytes{request.note()});
        transaction.Exec(kHistory, context.authority, name, version + 1, context.caller, "submit");
        command::Outcome<Response> outcome;
        outcome.response.mutable_registration()->set_name(request.note());
        outcome.audit = {"registration.submit", name, {{"state", "SUBMITTED"}}};
        outcome.events.push_back({NewUuid(),
                                  "dotpha.registration.v1.RegistrationSubmitted",
                                  "registration",
                                  "submitted",
                                  {"o-1"},
                                  std::string(200, 'x'),
                                  ""});
        return outcome;
      });
  if (!answer.ok()) {
    fmt::print(stderr, "{}: {}\n", answer.error().reason, answer.error().message);
  }
  return answer.ok();
}

double RunRunner(command::Runner& runner, int threads, int seconds) {
  const MonotonicClock& clock = MonotonicClock::Steady();
  const Micros start = clock.Elapsed();
  const Micros end = start + std::chrono::seconds{seconds};
  std::atomic<std::int64_t> done{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < threads; ++i) {
    callers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      std::uniform_int_distribution<int> matter(1, kMatters);
      while (clock.Elapsed() < end && Submit(runner, matter(random))) {
        ++done;
      }
    });
  }
  for (auto& caller : callers) {
    caller.join();
  }
  return static_cast<double>(done) * 1e6 / static_cast<double>((clock.Elapsed() - start).count());
}

double RunPgbench(const std::string& url, const std::string& script, int threads, int seconds) {
  const std::string command =
      fmt::format("pgbench -n -M prepared -c {0} -j 2 -T {1} -f '{2}' \"{3}\" 2>&1", threads, seconds, script, url);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), &pclose);
  std::array<char, 512> line{};
  double tps = 0;
  while (pipe && std::fgets(line.data(), line.size(), pipe.get()) != nullptr) {
    if (std::sscanf(line.data(), "tps = %lf", &tps) != 1 && tps == 0 &&
        std::string_view{line.data()}.find("error") != std::string_view::npos) {
      fmt::print(stderr, "pgbench: {}", line.data());
    }
  }
  return tps;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(int argc, char** argv) {
  CLI::App app("The write path against pgbench running the same SQL");
  std::string script;
  int threads = 16;
  int seconds = 10;
  int rounds = 3;
  app.add_option("--script", script, "pgbench script")->required()->check(CLI::ExistingFile);
  app.add_option("--threads", threads, "threads and connections")->capture_default_str();
  app.add_option("--seconds", seconds, "seconds a run")->capture_default_str();
  app.add_option("--rounds", rounds, "runs of each")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  const postgres::testing::ScratchDatabase database;
  const postgres::MigrationSet tables{"bench", kTables};
  database.Migrate("registration", {&migrations::postgres(), &migrations::command(), &migrations::audit(),
                                    &migrations::messaging(), &tables});
  database.Superuser(fmt::format(
      "INSERT INTO bench_matter SELECT 'TQ', 'm-' || n, 'DRAFT', 1, '' FROM generate_series(1, {}) AS n", kMatters));
  postgres::Pool pool(database.Pooled("registration", static_cast<std::size_t>(threads)));
  command::Runner runner(pool, {.service = "registration"});

  std::vector<double> ours, theirs;
  for (int round = 0; round < rounds; ++round) {
    ours.push_back(RunRunner(runner, threads, seconds));
    theirs.push_back(RunPgbench(database.url(), script, threads, seconds));
    fmt::print("round {}: runner {:.0f}/s, pgbench {:.0f}/s\n", round + 1, ours.back(), theirs.back());
  }
  fmt::print("median: runner {:.0f}/s, pgbench {:.0f}/s, ratio {:.2f}\n", Median(ours), Median(theirs),
             Median(ours) / Median(theirs));
  return 0;
}

}  // namespace
}  // namespace dotpha

int main(int argc, char** argv) { return dotpha::Main(argc, argv); }
