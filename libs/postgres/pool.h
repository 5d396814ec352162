// A bounded pool with exclusive leases. libpqxx has none, and its connections must not be shared between threads.
//
// Faults: a wait ends at the caller's deadline (DEADLINE_EXCEEDED) or after `max_wait` (UNAVAILABLE POOL_EXHAUSTED,
// retryable). A connection that broke is dropped together with the idle ones that are as old: after a restart of the
// server all of them are dead. A server that stopped answering (SIGSTOP, a cut network) cannot hold a thread for ever:
// a watchdog shuts the socket down once the lease's deadline, or `max_lease`, is over by `grace`.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

#include "libs/postgres/connection.h"

namespace dotpha::postgres {

struct PoolOptions {
  ConnectionOptions connection = {};
  // Connections at most; they are opened when first needed.
  std::size_t size = 16;
  // Wait for a free connection, whatever the deadline allows.
  std::chrono::milliseconds max_wait{5'000};
  // A lease without deadline is cut off after this.
  std::chrono::milliseconds max_lease{60'000};
  // Time past the deadline in which the server's own timeout is expected to act first.
  std::chrono::milliseconds grace{2'000};
  // Receives what must not go to a caller (server messages may quote values). Called on any thread. Default: nowhere.
  std::function<void(std::string_view message)> diagnose = {};
};

class Pool {
 public:
  // Exclusive use of one connection until destruction.
  class Lease {
   public:
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }
    // The connection will not be used again, nor will idle ones that were opened before it broke.
    void Discard();

   private:
    friend class Pool;
    Lease(Pool* pool, std::unique_ptr<Connection> connection, std::uint64_t generation);
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
    std::uint64_t generation_;
    bool discard_ = false;
  };

  struct Counts {
    std::size_t open = 0;  // leased and idle
    std::size_t leased = 0;
    std::size_t waiting = 0;
    std::uint64_t opened = 0;   // since the start
    std::uint64_t dropped = 0;  // since the start
    std::uint64_t cut_off = 0;  // by the watchdog, since the start
  };

  explicit Pool(PoolOptions options, const MonotonicClock& clock = MonotonicClock::Steady());
  // Precondition: no lease is out.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // DEADLINE_EXCEEDED, UNAVAILABLE POOL_EXHAUSTED or DATABASE_UNAVAILABLE.
  Result<Lease> Acquire(Micros deadline = kNoDeadline);
  [[nodiscard]] Counts counts() const;
  [[nodiscard]] const PoolOptions& options() const { return options_; }
  [[nodiscard]] const MonotonicClock& clock() const { return clock_; }
  void Diagnose(std::string_view message) const;

 private:
  struct Watched {
    Connection* connection;
    Micros cut_off_at;
    bool cut_off;
  };
  void Return(Lease& lease);
  void Watch();

  const PoolOptions options_;
  const MonotonicClock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::condition_variable stopping_;
  std::vector<std::pair<std::unique_ptr<Connection>, std::uint64_t>> idle_;  // newest use last
  std::vector<Watched> leased_;
  std::size_t opening_ = 0;
  std::size_t waiting_ = 0;
  std::uint64_t generation_ = 0;
  Counts totals_;
  bool stop_ = false;
  std::thread watchdog_;
};

}  // namespace dotpha::postgres
