#include "services/notifier/engine/worker.h"

#include <algorithm>
#include <set>
#include <utility>

#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {
namespace {

using observability::Level;
using observability::Log;

constexpr Micros kFirstPause = std::chrono::milliseconds{200};
constexpr Micros kLongestPause = std::chrono::seconds{30};

postgres::TransactionOptions AsStream() {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  return options;
}

}  // namespace

Worker::Worker(postgres::Pool& pool, const LedgerKeeper& keeper, const MonotonicClock& monotonic, WorkerOptions options)
    : pool_(pool), keeper_(keeper), monotonic_(monotonic), options_(std::move(options)) {
  for (int i = 0; i < options_.threads; ++i) {
    bells_.push_back(std::make_unique<Wakeup>());
  }
}

Worker::~Worker() { Stop(); }

void Worker::Start() {
  for (int part = 0; part < options_.threads; ++part) {
    threads_.emplace_back([this, part] { Loop(part); });
  }
}

void Worker::Stop() {
  for (const auto& bell : bells_) {
    bell->Stop();
  }
  for (std::thread& thread : threads_) {
    thread.join();
  }
  threads_.clear();
}

void Worker::Wake() {
  for (const auto& bell : bells_) {
    bell->Ring();
  }
}

void Worker::Loop(int part) {
  Wakeup& bell = *bells_[static_cast<std::size_t>(part)];
  while (!bell.stopped()) {
    const Result<bool> worked = Tick(part, options_.threads);
    if (!worked.ok()) {
      Log(Level::kWarning, "looking for due work failed; trying again", worked.error());
    }
    if ((!worked.ok() || !*worked) && !bell.Wait(options_.poll)) {
      return;
    }
  }
}

Result<bool> Worker::FanOut() {
  return postgres::RunTransaction(pool_, AsStream(), [this](postgres::Transaction& transaction) -> Result<bool> {
    return FanOutBatch(transaction, options_.fan_out_batch);
  });
}

Result<std::vector<std::pair<std::string, Worker::Group>>> Worker::FindWork(int part, int parts) {
  const std::vector<DebtorKey> resting = Resting();
  DOTPHA_ASSIGN(const std::vector<DueDebtor> found,
                postgres::RunTransaction(
                    pool_, AsStream(), [&](postgres::Transaction& transaction) -> Result<std::vector<DueDebtor>> {
                      std::vector<DueDebtor> all = FindDirty(transaction, resting, options_.batch);
                      const auto due = FindDue(transaction, keeper_.parts().clock->Now(),
                                               keeper_.Watermark(transaction), resting, options_.batch);
                      all.insert(all.end(), due.begin(), due.end());
                      return all;
                    }));
  // Officials first: a body's pass reads a whole province, and nobody needs to wait for that.
  std::map<std::pair<bool, std::string>, Group> shared;
  std::vector<std::pair<std::string, Group>> alone;
  std::set<DebtorKey> seen;
  for (const auto& [key, is_body] : found) {
    const auto share = std::hash<std::string>{}(key.debtor_id) % static_cast<std::size_t>(parts);
    if (share != static_cast<std::size_t>(part) || !seen.insert(key).second) {
      continue;
    }
    if (HasFailed(key)) {
      alone.emplace_back(key.authority, Group{key.debtor_id});
    } else {
      shared[{is_body, key.authority}].push_back(key.debtor_id);
    }
  }
  std::vector<std::pair<std::string, Group>> work;
  for (auto& [kind, group] : shared) {
    work.emplace_back(kind.second, std::move(group));
  }
  work.insert(work.end(), alone.begin(), alone.end());
  return work;
}

Result<bool> Worker::Tick(int part, int parts) {
  bool worked = false;
  if (part == 0) {
    DOTPHA_ASSIGN(worked, FanOut());
  }
  DOTPHA_ASSIGN(const auto work, FindWork(part, parts));
  for (const auto& [authority, debtors] : work) {
    DOTPHA_ASSIGN(const bool kept, Keep(authority, debtors));
    worked = worked || kept;
  }
  return worked;
}

Result<bool> Worker::Keep(const std::string& authority, const Group& debtors) {
  const Result<std::vector<KeptDebtor>> outcome = postgres::RunTransaction(
      pool_, AsStream(),
      [&](postgres::Transaction& transaction) { return keeper_.Keep(transaction, authority, debtors); });
  if (outcome.ok()) {
    NoteKept(authority, *outcome);
    return !outcome->empty();
  }
  if (outcome.error().reason == postgres::kDatabaseUnavailable) {
    return outcome.error();
  }
  if (debtors.size() == 1) {
    NoteFailure({authority, debtors.front()}, outcome.error());
    return true;  // he rests now: there may be others behind him
  }
  // One of them is at fault: the others must not wait for it.
  bool worked = false;
  for (const std::string& debtor : debtors) {
    DOTPHA_ASSIGN(const bool kept, Keep(authority, {debtor}));
    worked = worked || kept;
  }
  return worked;
}

Result<void> Worker::RunUntilIdle() {
  while (true) {
    DOTPHA_ASSIGN(const bool worked, Tick());
    if (!worked) {
      return Ok{};
    }
  }
}

std::vector<DebtorKey> Worker::Resting() {
  const Micros now = monotonic_.Elapsed();
  std::vector<DebtorKey> resting;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, failed] : failed_) {
    if (now < failed.again_at) {
      resting.push_back(key);
    }
  }
  return resting;
}

bool Worker::HasFailed(const DebtorKey& key) {
  const std::lock_guard lock(mutex_);
  return failed_.contains(key);
}

void Worker::NoteKept(const std::string& authority, const std::vector<KeptDebtor>& kept) {
  {
    const std::lock_guard lock(mutex_);
    for (const KeptDebtor& debtor : kept) {
      failed_.erase({authority, debtor.debtor_id});
    }
  }
  if (options_.on_kept) {
    for (const KeptDebtor& debtor : kept) {
      options_.on_kept(authority, debtor);
    }
  }
}

void Worker::NoteFailure(const DebtorKey& key, const Error& error) {
  static prometheus::Counter& failures =
      observability::Counter("dotpha_notifier_keep_failures_total", "Passes over a debtor's ledger that failed");
  failures.Increment();
  Log(Level::kError, "a debtor's ledger could not be kept; trying again", error,
      {{"authority", key.authority}, {"debtor", key.debtor_id}});
  const std::lock_guard lock(mutex_);
  Failed& failed = failed_[key];
  failed.again_at = monotonic_.Elapsed() + std::min(kLongestPause, kFirstPause * (1 << std::min(failed.times, 8)));
  ++failed.times;
}

}  // namespace dotpha::notifier
