// SubmitRegistration over gRPC against pgbench with the very same SQL, and how soon the ledger shows a submission.
#include <atomic>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include "libs/base/ids.h"
#include "tests/acceptance/season.h"
#include "tests/bench/parts.h"
#include "tests/bench/province.h"
#include "tests/bench/same_sql.h"

namespace dotpha::bench {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;
using testing::System;

// Submissions whose way to the ledger is watched: few, since watching is load too.
constexpr int kWatchedOneIn = 20;
constexpr char kLiveFrom[] = "2021-10-15";
constexpr char kStart[] = "2021-10-20T08:00:00+07:00";

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

// `after`, if given, is called with every answered request.
Connect Submitting(System& system, Matters& matters,
                   std::function<void(const reg::SubmitRegistrationRequest&, Steady::time_point)> after = {}) {
  return [&system, &matters, after](int /*connection*/) -> Call {
    const std::shared_ptr<reg::RegistrationService::Stub> stub =
        reg::RegistrationService::NewStub(rpc::MakeChannel(system.address("registration")));
    return [&system, &matters, after, stub]() -> Result<void> {
      const auto request = matters.Next();
      DOTPHA_TRY(rpc::Call<reg::SubmitRegistrationResponse>(
          system.Caller(request.registration().official_id()),
          [&](auto& context, auto* response) { return stub->SubmitRegistration(&context, request, response); }));
      if (after) {
        after(request, Steady::now());
      }
      return {};
    };
  };
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

// Everybody looks at what is his, as people do before they submit: the service has verified each token once.
void LetEverybodyLook(System& system, const Options& options) {
  std::atomic<int> next = 0;
  const std::vector<Steady::duration> at_once(static_cast<std::size_t>(options.officials));
  const Offered looked = AtMoments(options.connections, at_once, [&](int /*connection*/) -> Call {
    const std::shared_ptr<reg::RegistrationService::Stub> stub =
        reg::RegistrationService::NewStub(rpc::MakeChannel(system.address("registration")));
    return [&, stub]() -> Result<void> {
      DOTPHA_TRY(rpc::Call<reg::ListRegistrationsResponse>(
          system.Caller(OfficialId(next++)), [&](auto& context, auto* response) {
            return stub->ListRegistrations(&context, reg::ListRegistrationsRequest(), response);
          }));
      return {};
    };
  });
  if (!looked.errors.empty()) {
    throw std::runtime_error("a list was refused: " + looked.errors.begin()->first);
  }
}

nlohmann::json Throughput(const Options& options) {
  System system({.start = kStart, .step_timeout = kSetUpPatience});
  SetUpProvince(system, options.officials, kLiveFrom);
  // It does not take part in a call, and does not run beside pgbench either.
  system.notifier_process().Terminate();
  Matters matters(options.officials);
  RequireSameSql(system, "registration", "submit_registration.sql", Submitting(system, matters));
  // Some rows, so that the planner of both sees tables as they are in use.
  AtFullSpeed(options.connections, std::chrono::seconds(1), Submitting(system, matters));
  const DatabaseCopy yardstick(system, "registration");
  LetEverybodyLook(system, options);
  Say(fmt::format("set up: {} officials", options.officials));
  return AgainstPgbench(
      options,
      [&] {
        return AtFullSpeed(options.connections, std::chrono::seconds(options.seconds), Submitting(system, matters));
      },
      [&] {
        return Pgbench(options, yardstick.url(), "submit_registration.sql",
                       {{"officials", std::to_string(options.officials)}});
      });
}

// Cycle 2022 alone is due in this season: officials of their own who have not registered for it.
nlohmann::json Ledger(const Options& options, double per_second) {
  System system({.start = kStart, .step_timeout = kSetUpPatience});
  SetUpProvince(system, options.officials, kLiveFrom);
  for (const char* service : {"registration", "notifier"}) {
    system.Query(service, "ANALYZE");
  }
  const int count = std::min(static_cast<int>(per_second * options.seconds), options.officials);
  Say(fmt::format("watching the ledger: {} in {} s", count, options.seconds));
  Matters matters(options.officials);
  Watchers watchers(system);
  std::atomic<int> counter = 0;
  const Offered offered = AtMoments(options.connections, Evenly(count, std::chrono::seconds(options.seconds)),
                                    Submitting(system, matters, [&](const auto& request, auto replied) {
                                      if (counter++ % kWatchedOneIn == 0) {
                                        watchers.Watch(request, replied);
                                      }
                                    }));
  if (!offered.errors.empty()) {
    throw std::runtime_error("watching the ledger: refused with " + offered.errors.begin()->first);
  }
  return {{"per_second", offered.per_second},
          {"ms", Distribution(watchers.Delays())},
          {"resident_kib", ResidentKib(system)}};
}

}  // namespace

nlohmann::json MeasureRegistration(const Options& options) {
  nlohmann::json result{{"submit", Throughput(options)}};
  const double half = result["submit"]["per_second"].get<double>() / 2;
  result["ledger"] = Ledger(options, options.rate > 0 ? options.rate : half);
  return result;
}

}  // namespace dotpha::bench
