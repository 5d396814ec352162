// What the parts of the benchmark share: options, numbers, load on a service, and the yardstick beside it.
//
// Ratios of one run mean something; absolute numbers belong to one machine on one day. Nothing here is asserted.
// Whatever goes wrong in the machinery throws std::runtime_error.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libs/base/result.h"
#include "tests/support/system.h"

namespace dotpha::bench {

using Steady = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Options {
  int connections = 16;
  int seconds = 5;  // of each measurement
  int rounds = 3;   // of each measurement, in turns with its yardstick
  int officials = 9000;
  double rate = 0;     // of registrations a second while the ledger is watched; 0: half of what the rounds reach
  int reports = 5000;  // of the rush
  std::string pgbench = "pgbench";
};

// For a province to be known to every service.
inline constexpr std::chrono::milliseconds kSetUpPatience{600'000};

// A line of progress on the terminal, with the time since the start.
void Say(const std::string& line);

double Milliseconds(Steady::duration took);
double Median(std::vector<double> values);
// {"p50": ms, "p99": ms, "samples": n}
nlohmann::json Distribution(std::vector<double> milliseconds);

template <typename T>
T Get(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

// ---- load ----

// One call from beginning to end.
using Call = std::function<Result<void>()>;
// Makes what connection number i calls with, a stub and a channel of its own.
using Connect = std::function<Call(int connection)>;

struct Offered {
  double per_second = 0;  // calls that were answered well
  std::vector<double> milliseconds;
  std::map<std::string, int> errors;  // by reason
};

// Each connection calls as soon as its last call is answered. The first error ends it all: throws.
Offered AtFullSpeed(int connections, std::chrono::seconds duration, const Connect& connect);
// Calls begin at these moments after the start, whether earlier ones are answered or not (as far as the connections
// reach); a call's time counts from its moment, so waiting for a connection is part of it. Errors are counted.
Offered AtMoments(int connections, const std::vector<Steady::duration>& moments, const Connect& connect);
// count moments in `within`, evenly spaced.
std::vector<Steady::duration> Evenly(int count, Steady::duration within);
// The same number at random, as of many people who do not know of each other; the same at each run.
std::vector<Steady::duration> AtRandom(int count, Steady::duration within);

// ---- the yardstick ----

// A copy of a service's database as it is now, for pgbench alone; dropped at the end. The service is restarted
// meanwhile.
class DatabaseCopy {
 public:
  DatabaseCopy(testing::System& system, const std::string& service);
  ~DatabaseCopy();
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;
  [[nodiscard]] const std::string& url() const { return url_; }

 private:
  std::string owner_url_;
  std::string name_;
  std::string url_;
};

// Transactions per second of tests/bench/<script>, with these variables.
double Pgbench(const Options& options, const std::string& url, const std::string& script,
               const std::map<std::string, std::string>& variables);

// Rounds of both in turns: {"per_second", "pgbench_per_second", "ratio"} as medians, "ms" as a distribution of all
// calls.
nlohmann::json AgainstPgbench(const Options& options, const std::function<Offered()>& ours,
                              const std::function<double()>& theirs);

// ---- processes ----

// Resident memory in KiB by service.
nlohmann::json ResidentKib(testing::System& system);
// Processor time that a process has used so far.
double CpuSeconds(int pid);

}  // namespace dotpha::bench
