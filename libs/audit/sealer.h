// Seals audit rows into a hash chain, in batches and after their commit (a chain inside the commands' transactions
// would serialise all writes), and lets signed checkpoints leave the database.
//
// Order: by (transaction id, row id), and only rows whose transaction is older than every running one. A row that
// commits late therefore always sorts behind what is sealed already: none is skipped. Seal numbers are 1, 2, 3, ...
// without a hole. Several replicas may run a sealer: the chain's head row is locked, one works at a time.
//
// hash(n) = SHA-256(hash(n-1) || every column of the row but payload and salt, each with its length).
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "libs/audit/keys.h"
#include "libs/postgres/pool.h"

namespace dotpha::audit {

struct SealerOptions {
  // Folder of the checkpoint files (outside the database's reach in production). Empty: no checkpoints.
  std::filesystem::path checkpoint_dir = {};
  std::optional<SigningKey> key = {};  // required with checkpoint_dir
  int batch = 500;
  std::chrono::milliseconds seal_every{1'000};
  std::chrono::milliseconds checkpoint_every{60'000};
  // Called on the thread of Start() with what went wrong; the loop goes on.
  std::function<void(const Error&)> on_error = {};
};

// What a checkpoint file states. File name: `<chain>-<number, 12 digits>.checkpoint`; one line of text for the
// statement, one for its signature in hex.
struct Checkpoint {
  std::string chain;         // the service
  std::uint64_t number = 0;  // 1, 2, 3, ...
  std::uint64_t sealed = 0;  // seals of the chain up to here
  std::string hash;          // hex, of seal `sealed`
  Instant at;                // database time
  std::string previous;      // hex SHA-256 of the previous checkpoint's statement; empty for number 1
};

class Sealer {
 public:
  // `pool` is of the service whose rows are sealed.
  Sealer(postgres::Pool& pool, SealerOptions options);
  ~Sealer();

  // Seals one batch. Returns how many rows; 0: nothing to seal.
  Result<int> SealOnce();
  // Signs the head if it moved since the last checkpoint. Returns it, or none when there was nothing new.
  // INTERNAL CHECKPOINT_NOT_WRITTEN when the folder refuses; DATA_LOSS AUDIT_CHAIN_SHORTER when the chain is behind the
  // last checkpoint: nothing is signed over a gap.
  Result<std::optional<Checkpoint>> WriteCheckpoint();

  // Both, forever, on a thread of its own, until Stop() or destruction (which seals and signs once more).
  void Start();
  void Stop();

 private:
  void Loop();
  postgres::Pool& pool_;
  const SealerOptions options_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace dotpha::audit
