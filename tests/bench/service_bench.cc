// Measures the running services; prints one JSON object. Servers: DOTPHA_TEST_*, as scripts/servers names them.
//   submit_per_second, pgbench_per_second, ratio   SubmitRegistration over gRPC against submit_registration.sql by
//                                                  pgbench, same number of connections, in turns, medians; the notifier
//                                                  is stopped meanwhile, as it is beside pgbench
//   commit_to_ledger_ms                            from the reply of a submission to an obligation that shows it, at
//                                                  half load
//   start_ms, resident_kib                         of each service; memory before and after the load
// Ratios of one run mean something; absolute numbers belong to one machine on one day.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "libs/base/ids.h"
#include "tests/acceptance/season.h"

namespace dotpha::bench {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;
using Steady = std::chrono::steady_clock;
using testing::System;

// Submissions whose way to the ledger is watched: few, since watching is load too.
constexpr int kWatchedOneIn = 20;

struct Options {
  int connections = 16;
  int seconds = 8;
  int rounds = 3;
  int officials = 9000;
  std::string pgbench = "pgbench";
  std::string script = "tests/bench/submit_registration.sql";
};

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

double Percentile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.empty()
             ? 0
             : values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

double Milliseconds(Steady::duration took) { return std::chrono::duration<double, std::milli>(took).count(); }

std::string OfficialId(int number) { return fmt::format("P{:05}", number); }

template <typename T>
T Get(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  return std::move(*result);
}

void SetUp(System& system, int officials) {
  reg::ConfigureAuthorityRequest configure;
  configure.set_request_id(NewUuid());
  auto* authority = configure.mutable_authority();
  authority->set_name("authorities/tuyen-quang");
  authority->set_display_name("Tuyên Quang");
  *authority->mutable_live_from() = acceptance::WireDay("2021-10-15");
  auto* law = authority->add_regulations();
  law->set_regulation_id("TQ2021");
  *law->mutable_effective_from() = acceptance::WireDay("2021-09-01");
  const auto as_operator = system.Caller(System::kOperator);
  Get(rpc::Call<reg::ConfigureAuthorityResponse>(as_operator, [&](auto& context, auto* response) {
    return system.campaigns().ConfigureAuthority(&context, configure, response);
  }));
  constexpr int kChunk = 500;
  for (int first = 0; first < officials; first += kChunk) {
    reg::ImportRosterRequest roster = first == 0 ? acceptance::RosterOf({}) : reg::ImportRosterRequest{};
    roster.set_request_id(NewUuid());
    for (int i = first; i < std::min(first + kChunk, officials); ++i) {
      auto& agency = *roster.add_agencies();
      agency.set_agency_id(fmt::format("so-{:05}", i));
      agency.set_display_name("Sở");
      agency.set_workplace_class("AGENCY_UBND_TINH");
      auto& official = *roster.add_officials();
      official.set_official_id(OfficialId(i));
      official.set_full_name("Người " + OfficialId(i));
      official.set_email(acceptance::AddressOf(OfficialId(i)));
      official.set_managed_by_standing_committee(true);
      auto& position = *roster.add_positions();
      position.set_official_id(OfficialId(i));
      position.set_agency_id(agency.agency_id());
      position.set_title("Giám đốc");
      position.set_capacity(reg::CAPACITY_HEAD);
      position.set_principal(true);
      *position.mutable_effective_from() = acceptance::WireDay("2020-10-20");
      position.set_basis(reg::POST_BASIS_APPOINTED);
      position.set_decision_ref("MP-1-QĐ/TU");
    }
    Get(rpc::Call<reg::ImportRosterResponse>(as_operator, [&](auto& context, auto* response) {
      return system.directory().ImportRoster(&context, roster, response);
    }));
  }
  system.Settle();
  // What autovacuum does within a minute: plans made for empty tables are no plans for full ones.
  for (const char* name : {"registration", "notifier"}) {
    system.Query(name, "ANALYZE");
  }
  for (int i = 0; i < officials; ++i) {
    system.Token(OfficialId(i));  // signing is the client's, and is no part of what is measured
  }
}

// Hands out official and cycle so that no registration stands twice. A registration is for the year of its receipt or a
// year beside it.
class Matters {
 public:
  explicit Matters(int officials) : officials_(officials) {}
  reg::SubmitRegistrationRequest Next() {
    const int number = next_++;
    if (number >= 3 * officials_) {
      throw std::runtime_error("too few officials for this speed: give more by --officials");
    }
    reg::SubmitRegistrationRequest request;
    request.set_request_id(NewUuid());
    *request.mutable_registration() =
        acceptance::ValidRegistration(OfficialId(number % officials_), 2022 - number / officials_);
    return request;
  }

 private:
  int officials_;
  std::atomic<int> next_ = 0;
};

// Threads with a stub and a channel of their own submit as fast as they can, or `per_second` altogether. `after`, if
// given, is called with every answered request.
double Submit(System& system, Matters& matters, const Options& options, double per_second,
              const std::function<void(const reg::SubmitRegistrationRequest&, Steady::time_point)>& after) {
  std::atomic<int> done = 0;
  const auto begin = Steady::now();
  const auto end = begin + std::chrono::seconds(options.seconds);
  std::vector<std::future<void>> threads;
  for (int i = 0; i < options.connections; ++i) {
    threads.push_back(std::async(std::launch::async, [&, i] {
      const auto stub = reg::RegistrationService::NewStub(system.registration_channel());
      auto next = begin + std::chrono::duration_cast<Steady::duration>(
                              std::chrono::duration<double>(per_second > 0 ? i / per_second : 0));
      while (Steady::now() < end) {
        if (per_second > 0) {
          std::this_thread::sleep_until(next);
          next += std::chrono::duration_cast<Steady::duration>(
              std::chrono::duration<double>(options.connections / per_second));
        }
        const auto request = matters.Next();
        Get(rpc::Call<reg::SubmitRegistrationResponse>(
            system.Caller(request.registration().official_id()),
            [&](auto& context, auto* response) { return stub->SubmitRegistration(&context, request, response); }));
        ++done;
        if (after) {
          after(request, Steady::now());
        }
      }
    }));
  }
  for (auto& thread : threads) {
    thread.get();
  }
  return done / std::chrono::duration<double>(Steady::now() - begin).count();
}

double Pgbench(const System& system, const Options& options) {
  const std::string command = fmt::format("{} -n -M prepared -c {} -j 2 -T {} -D officials={} -f {} '{}' 2>&1",
                                          options.pgbench, options.connections, options.seconds, options.officials,
                                          options.script, system.DatabaseUrl("registration"));
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string output;
  std::array<char, 4096> buffer{};
  while (pipe != nullptr && fgets(buffer.data(), buffer.size(), pipe.get()) != nullptr) {
    output += buffer.data();
  }
  const auto at = output.find("tps = ");
  if (at == std::string::npos) {
    throw std::runtime_error("pgbench: " + output);
  }
  return std::stod(output.substr(at + 6));
}

// Until the official's obligation of the cycle shows the receipt.
double CommitToLedger(System& system, const reg::SubmitRegistrationRequest& request, Steady::time_point replied) {
  ntf::GetObligationRequest wanted;
  wanted.set_name(fmt::format("authorities/tuyen-quang/obligations/{}:REG:{}", request.registration().official_id(),
                              request.registration().cycle()));
  const auto give_up = replied + std::chrono::seconds(30);
  while (Steady::now() < give_up) {
    const auto answer = rpc::Call<ntf::GetObligationResponse>(
        system.Caller("BTC-specialist"),
        [&](auto& context, auto* response) { return system.obligations().GetObligation(&context, wanted, response); });
    if (answer.ok() && answer->obligation().has_received_at()) {
      return Milliseconds(Steady::now() - replied);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));  // asking takes time from what is asked about
  }
  throw std::runtime_error("the ledger never showed " + wanted.name());
}

// Wait beside those who submit, so that the load stays what it is.
class Watchers {
 public:
  explicit Watchers(System& system) {
    for (int i = 0; i < kThreads; ++i) {
      threads_.push_back(std::async(std::launch::async, [this, &system] { Loop(system); }));
    }
  }
  void Watch(const reg::SubmitRegistrationRequest& request, Steady::time_point replied) {
    {
      const std::scoped_lock lock(mutex_);
      waiting_.emplace_back(request, replied);
    }
    more_.notify_one();
  }
  // After the last one: waits for all.
  std::vector<double> Delays() {
    {
      const std::scoped_lock lock(mutex_);
      over_ = true;
    }
    more_.notify_all();
    for (auto& thread : threads_) {
      thread.get();
    }
    return delays_;
  }

 private:
  static constexpr int kThreads = 16;

  void Loop(System& system) {
    std::unique_lock lock(mutex_);
    while (true) {
      more_.wait(lock, [this] { return over_ || !waiting_.empty(); });
      if (waiting_.empty()) {
        return;
      }
      const auto [request, replied] = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      const double took = CommitToLedger(system, request, replied);
      lock.lock();
      delays_.push_back(took);
    }
  }

  std::mutex mutex_;
  std::condition_variable more_;
  std::deque<std::pair<reg::SubmitRegistrationRequest, Steady::time_point>> waiting_;
  bool over_ = false;
  std::vector<double> delays_;
  std::vector<std::future<void>> threads_;
};

nlohmann::json StartUp(System& system) {
  nlohmann::json result;
  for (const auto& [name, process] :
       {std::pair{"registration", &system.registration_process()}, {"notifier", &system.notifier_process()}}) {
    std::vector<double> times;
    for (int i = 0; i < 5; ++i) {
      process->Terminate();
      const auto begin = Steady::now();
      system.Restart(*process);
      times.push_back(Milliseconds(Steady::now() - begin));
    }
    result["start_ms"][name] = Median(times);
    result["resident_kib_at_start"][name] = process->ResidentKib();
  }
  return result;
}

int Run(const Options& options) {
  System service({.start = "2021-10-20T08:00:00+07:00"});
  System yardstick({.start = "2021-10-20T08:00:00+07:00"});
  SetUp(service, options.officials);
  SetUp(yardstick, options.officials);
  yardstick.registration_process().Terminate();  // pgbench is alone with this database
  yardstick.notifier_process().Terminate();

  Matters matters(options.officials);
  nlohmann::json result = StartUp(service);
  std::vector<double> submitted;
  std::vector<double> yard;
  std::vector<double> ratios;
  service.notifier_process().Terminate();
  fmt::print(stderr, "set up: {} officials\n", options.officials);
  for (int round = 0; round < options.rounds; ++round) {
    submitted.push_back(Submit(service, matters, options, 0, {}));
    yard.push_back(Pgbench(yardstick, options));
    ratios.push_back(submitted.back() / yard.back());
    fmt::print(stderr, "round {}: {:.0f}/s against {:.0f}/s\n", round + 1, submitted.back(), yard.back());
  }
  result["submit_per_second"] = Median(submitted);
  result["pgbench_per_second"] = Median(yard);
  result["ratio"] = Median(ratios);

  // Cycle 2022 alone is due in this season: officials of their own who have not registered for it.
  System fresh({.start = "2021-10-20T08:00:00+07:00"});
  SetUp(fresh, options.officials);
  Matters due(options.officials);
  const double half = std::min(Median(submitted) / 2, 0.9 * options.officials / options.seconds);
  fmt::print(stderr, "half load: {:.0f}/s\n", half);
  Watchers watchers(fresh);
  std::atomic<int> counter = 0;
  const double offered = Submit(fresh, due, options, half, [&](const auto& request, auto replied) {
    if (counter++ % kWatchedOneIn == 0) {
      watchers.Watch(request, replied);
    }
  });
  const std::vector<double> delays = watchers.Delays();
  result["half_load_per_second"] = offered;
  result["commit_to_ledger_ms"] = {
      {"p50", Percentile(delays, 0.5)}, {"p99", Percentile(delays, 0.99)}, {"samples", delays.size()}};
  result["resident_kib_after_load"] = {{"registration", fresh.registration_process().ResidentKib()},
                                       {"notifier", fresh.notifier_process().ResidentKib()}};
  result["connections"] = options.connections;
  result["seconds"] = options.seconds;
  result["rounds"] = options.rounds;
  result["officials"] = options.officials;
  fmt::print("{}\n", result.dump(2));
  return 0;
}

}  // namespace
}  // namespace dotpha::bench

int main(int argc, char** argv) {
  dotpha::bench::Options options;
  CLI::App app("Measures the running services against yardsticks of the same run; prints JSON");
  app.add_option("--connections", options.connections)->capture_default_str();
  app.add_option("--seconds", options.seconds, "of each measurement")->capture_default_str();
  app.add_option("--rounds", options.rounds)->capture_default_str();
  app.add_option("--officials", options.officials)->capture_default_str();
  app.add_option("--pgbench", options.pgbench, "path of pgbench")->capture_default_str();
  app.add_option("--script", options.script)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    return dotpha::bench::Run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "dotpha-bench: {}\n", error.what());
    return 1;
  }
}
