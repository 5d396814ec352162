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

Result<std::vector<DebtorKey>> Worker::FindWork(int part, int parts) {
  DOTPHA_ASSIGN(const std::vector<DebtorKey> found,
                postgres::RunTransaction(pool_, AsStream(),
                                         [this](postgres::Transaction& transaction) -> Result<std::vector<DebtorKey>> {
                                           std::vector<DebtorKey> keys = FindDirty(transaction, options_.batch);
                                           const auto due = FindDue(transaction, keeper_.parts().clock->Now(),
                                                                    keeper_.Watermark(transaction), options_.batch);
                                           keys.insert(keys.end(), due.begin(), due.end());
                                           return keys;
                                         }));
  std::vector<DebtorKey> mine;
  std::set<DebtorKey> seen;
  for (const DebtorKey& key : found) {
    const auto share = std::hash<std::string>{}(key.debtor_id) % static_cast<std::size_t>(parts);
    if (share == static_cast<std::size_t>(part) && seen.insert(key).second && MayTry(key)) {
      mine.push_back(key);
    }
  }
  return mine;
}

Result<bool> Worker::Tick(int part, int parts) {
  bool worked = false;
  if (part == 0) {
    DOTPHA_ASSIGN(worked, FanOut());
  }
  DOTPHA_ASSIGN(const std::vector<DebtorKey> keys, FindWork(part, parts));
  for (const DebtorKey& key : keys) {
    const Result<std::optional<KeptDebtor>> outcome = postgres::RunTransaction(
        pool_, AsStream(), [&](postgres::Transaction& transaction) { return keeper_.Keep(transaction, key); });
    NoteOutcome(key, outcome);
    if (outcome.ok() && *outcome) {
      worked = true;
    }
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

bool Worker::MayTry(const DebtorKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = failed_.find(key);
  return found == failed_.end() || monotonic_.Elapsed() >= found->second.again_at;
}

void Worker::NoteOutcome(const DebtorKey& key, const Result<std::optional<KeptDebtor>>& outcome) {
  static prometheus::Counter& failures =
      observability::Counter("dotpha_notifier_keep_failures_total", "Passes over a debtor's ledger that failed");
  if (!outcome.ok()) {
    failures.Increment();
    Log(Level::kError, "a debtor's ledger could not be kept; trying again", outcome.error(),
        {{"authority", key.authority}, {"debtor", key.debtor_id}});
    const std::lock_guard lock(mutex_);
    Failed& failed = failed_[key];
    failed.again_at = monotonic_.Elapsed() + std::min(kLongestPause, kFirstPause * (1 << std::min(failed.times, 8)));
    ++failed.times;
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    failed_.erase(key);
  }
  if (*outcome && options_.on_kept) {
    options_.on_kept(key, **outcome);
  }
}

}  // namespace dotpha::notifier
