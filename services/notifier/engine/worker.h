// Does what is due: fans out, derives dirty debtors anew, lets rungs and rulings happen. Several threads, several
// replicas; they share the work by row locks and need no leader.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "services/notifier/engine/ledger_keeper.h"
#include "services/notifier/engine/wakeup.h"

namespace dotpha::notifier {

struct WorkerOptions {
  int threads = 2;
  // Without a ring, somebody looks this often.
  std::chrono::milliseconds poll{250};
  int fan_out_batch = 500;
  int batch = 64;
  // After the commit, for each debtor of a pass; any thread, must be quick.
  std::function<void(const std::string& authority, const KeptDebtor&)> on_kept;
};

class Worker {
 public:
  // All must outlive the worker. Starts nothing.
  Worker(postgres::Pool& pool, const LedgerKeeper& keeper, const MonotonicClock& monotonic, WorkerOptions options);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void Start();
  void Stop();
  // Something may be due: an event was applied, the clock moved.
  void Wake();

  // One look at what is due, by part `part` of `parts`. True: something was done.
  Result<bool> Tick(int part = 0, int parts = 1);
  // Ticks until nothing is left to do at the present time.
  Result<void> RunUntilIdle();

 private:
  struct Failed {
    Micros again_at{0};
    int times = 0;
  };
  void Loop(int part);
  Result<bool> FanOut();
  // Debtors that share a pass: of one authority, officials or bodies; one whose last pass failed is alone.
  using Group = std::vector<std::string>;
  Result<std::vector<std::pair<std::string, Group>>> FindWork(int part, int parts);
  // A pass over these; whether it did anything. An error is nobody's fault: the database is away.
  Result<bool> Keep(const std::string& authority, const Group& debtors);
  std::vector<DebtorKey> Resting();
  bool HasFailed(const DebtorKey& key);
  void NoteKept(const std::string& authority, const std::vector<KeptDebtor>& kept);
  void NoteFailure(const DebtorKey& key, const Error& error);

  postgres::Pool& pool_;
  const LedgerKeeper& keeper_;
  const MonotonicClock& monotonic_;
  WorkerOptions options_;
  std::vector<std::unique_ptr<Wakeup>> bells_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::map<DebtorKey, Failed> failed_;  // back-off of debtors whose pass failed
};

}  // namespace dotpha::notifier
