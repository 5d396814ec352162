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
  // After each debtor whose pass wrote something; any thread, must be quick.
  std::function<void(const DebtorKey&, const KeptDebtor&)> on_kept;
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
  Result<std::vector<DebtorKey>> FindWork(int part, int parts);
  bool MayTry(const DebtorKey& key);
  void NoteOutcome(const DebtorKey& key, const Result<std::optional<KeptDebtor>>& outcome);

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
