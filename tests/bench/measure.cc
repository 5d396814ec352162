#include "tests/bench/measure.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <future>
#include <memory>
#include <mutex>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <random>
#include <sstream>
#include <thread>

namespace dotpha::bench {
namespace {

double Percentile(const std::vector<double>& sorted, double part) {
  const auto place = static_cast<std::size_t>(part * static_cast<double>(sorted.size()));
  return sorted.empty() ? 0 : sorted[std::min(sorted.size() - 1, place)];
}

void Execute(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  pqxx::nontransaction direct(connection);
  direct.exec(sql);
}

// What the connections' threads found, put together.
class Gathered {
 public:
  void Add(std::vector<double> milliseconds, const std::map<std::string, int>& errors) {
    const std::scoped_lock lock(mutex_);
    all_.milliseconds.insert(all_.milliseconds.end(), milliseconds.begin(), milliseconds.end());
    for (const auto& [reason, count] : errors) {
      all_.errors[reason] += count;
    }
  }
  Offered Over(Steady::duration took) {
    all_.per_second = static_cast<double>(all_.milliseconds.size()) / Seconds(took).count();
    return std::move(all_);
  }

 private:
  std::mutex mutex_;
  Offered all_;
};

// `serve(call, milliseconds, errors)` in a thread for each connection.
template <typename Serve>
Offered InThreads(int connections, const Connect& connect, const Serve& serve) {
  Gathered gathered;
  const auto begin = Steady::now();
  std::vector<std::future<void>> threads;
  for (int i = 0; i < connections; ++i) {
    threads.push_back(std::async(std::launch::async, [&, i] {
      const Call call = connect(i);
      std::vector<double> milliseconds;
      std::map<std::string, int> errors;
      serve(begin, call, milliseconds, errors);
      gathered.Add(std::move(milliseconds), errors);
    }));
  }
  for (auto& thread : threads) {
    thread.get();
  }
  return gathered.Over(Steady::now() - begin);
}

}  // namespace

void Say(const std::string& line) {
  static const auto kStart = Steady::now();
  fmt::print(stderr, "  {:5.1f} s  {}\n", Seconds(Steady::now() - kStart).count(), line);
}

double Milliseconds(Steady::duration took) { return std::chrono::duration<double, std::milli>(took).count(); }

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

nlohmann::json Distribution(std::vector<double> milliseconds) {
  std::sort(milliseconds.begin(), milliseconds.end());
  return {{"p50", Percentile(milliseconds, 0.5)},
          {"p99", Percentile(milliseconds, 0.99)},
          {"samples", milliseconds.size()}};
}

Offered AtFullSpeed(int connections, std::chrono::seconds duration, const Connect& connect) {
  return InThreads(connections, connect,
                   [&](auto begin, const Call& call, std::vector<double>& milliseconds, auto& /*errors*/) {
                     while (Steady::now() < begin + duration) {
                       const auto before = Steady::now();
                       Get(call());
                       milliseconds.push_back(Milliseconds(Steady::now() - before));
                     }
                   });
}

Offered AtMoments(int connections, const std::vector<Steady::duration>& moments, const Connect& connect) {
  std::atomic<std::size_t> next = 0;
  return InThreads(connections, connect,
                   [&](auto begin, const Call& call, std::vector<double>& milliseconds, auto& errors) {
                     for (std::size_t i = next++; i < moments.size(); i = next++) {
                       std::this_thread::sleep_until(begin + moments[i]);
                       if (const Result<void> answer = call(); answer.ok()) {
                         milliseconds.push_back(Milliseconds(Steady::now() - (begin + moments[i])));
                       } else {
                         ++errors[answer.error().reason];
                       }
                     }
                   });
}

std::vector<Steady::duration> Evenly(int count, Steady::duration within) {
  std::vector<Steady::duration> moments;
  for (int i = 0; i < count; ++i) {
    moments.push_back(within * i / count);
  }
  return moments;
}

std::vector<Steady::duration> AtRandom(int count, Steady::duration within) {
  std::mt19937 random(20220324);
  std::uniform_real_distribution<double> part(0, 1);
  std::vector<Steady::duration> moments;
  for (int i = 0; i < count; ++i) {
    moments.push_back(std::chrono::duration_cast<Steady::duration>(within * part(random)));
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

DatabaseCopy::DatabaseCopy(testing::System& system, const std::string& service)
    : owner_url_(system.servers().postgres), url_(system.DatabaseUrl(service)) {
  const auto slash = url_.find('/', url_.find("//") + 2) + 1;
  const std::string original = url_.substr(slash, url_.find('?', slash) - slash);
  name_ = original + "_yardstick";
  url_.replace(slash, original.size(), name_);
  testing::ServerProcess& process = system.process(service);
  process.Terminate();  // a database that somebody is in cannot be copied
  Execute(owner_url_,
          fmt::format("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", original));
  Execute(owner_url_, fmt::format(R"(CREATE DATABASE "{}" TEMPLATE "{}" STRATEGY file_copy)", name_, original));
  system.Restart(process);
  for (const std::string& database : {url_, system.DatabaseUrl(service)}) {
    // What autovacuum does within a minute: plans made for empty tables are no plans for full ones.
    Execute(database, "ANALYZE");
  }
}

DatabaseCopy::~DatabaseCopy() {
  try {
    Execute(owner_url_, fmt::format(R"(DROP DATABASE "{}" WITH (FORCE))", name_));
  } catch (const std::exception& error) {
    fmt::print(stderr, "database {} stays: {}\n", name_, error.what());
  }
}

double Pgbench(const Options& options, const std::string& url, const std::string& script,
               const std::map<std::string, std::string>& variables) {
  std::string command = fmt::format("{} -n -M prepared -c {} -j 2 -T {} -f '{}/tests/bench/{}'", options.pgbench,
                                    options.connections, options.seconds, testing::SourceFolder(), script);
  for (const auto& [name, value] : variables) {
    if (value.find('\'') != std::string::npos) {
      throw std::invalid_argument("a variable of pgbench with a quote: " + name);
    }
    command += fmt::format(" -D {}='{}'", name, value);
  }
  command += fmt::format(" '{}' 2>&1", url);
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> buffer{};
  while (pipe != nullptr && fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    output += buffer.data();
  }
  const auto at = output.find("tps = ");
  // A client that failed has left, and the others' speed is no yardstick.
  if (at == std::string::npos || output.find("aborted") != std::string::npos) {
    throw std::runtime_error(fmt::format("pgbench {}: {}", script, output.substr(0, 2000)));
  }
  return std::stod(output.substr(at + 6));
}

nlohmann::json AgainstPgbench(const Options& options, const std::function<Offered()>& ours,
                              const std::function<double()>& theirs) {
  std::vector<double> mine;
  std::vector<double> yard;
  std::vector<double> ratios;
  std::vector<double> milliseconds;
  for (int round = 1; round <= options.rounds; ++round) {
    const Offered offered = ours();
    milliseconds.insert(milliseconds.end(), offered.milliseconds.begin(), offered.milliseconds.end());
    mine.push_back(offered.per_second);
    yard.push_back(theirs());
    ratios.push_back(mine.back() / yard.back());
    Say(fmt::format("round {} of {}: {:.0f}/s against {:.0f}/s", round, options.rounds, mine.back(), yard.back()));
  }
  return {{"per_second", Median(mine)},
          {"pgbench_per_second", Median(yard)},
          {"ratio", Median(ratios)},
          {"ms", Distribution(std::move(milliseconds))}};
}

nlohmann::json ResidentKib(testing::System& system) {
  nlohmann::json kib;
  for (const std::string& service : system.services()) {
    kib[service] = system.process(service).ResidentKib();
  }
  return kib;
}

double CpuSeconds(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(file, line);
  // The name, in parentheses, may hold blanks; utime and stime are fields 14 and 15, so 12 and 13 after it.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) {
    fields >> skipped;
  }
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace dotpha::bench
