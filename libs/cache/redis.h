// Redis, for speed only: token buckets shared by replicas, counters with an end, live push between replicas. FLUSHALL
// or a dead Redis never costs a notice, a permission, a lock or an idempotency key: every function answers an Error
// then, and the caller goes on with the truth in its database.
//
// Errors: UNAVAILABLE REDIS_ABSENT (no address configured) or REDIS_UNAVAILABLE (dead, slow, or failed a moment ago);
// INTERNAL REDIS_ERROR (it answered, with an error).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::cache {

struct RedisOptions {
  // "host:port"; empty: none.
  std::string address;
  // Before every key and channel, so that several systems can share one server.
  std::string prefix = "dotpha:";
  std::chrono::milliseconds connect_timeout{250};
  std::chrono::milliseconds command_timeout{250};
  // After a failure nobody tries again for so long: a dead Redis costs each caller nothing.
  std::chrono::milliseconds pause_after_failure{1'000};
  std::size_t most_idle_connections = 8;
};

// Thread-safe; a call uses a connection of its own, which is kept for the next.
class Redis {
 public:
  explicit Redis(RedisOptions options, const MonotonicClock& clock = MonotonicClock::Steady());
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  // Takes one token from a bucket that refills with `per_second` up to `burst`, in Redis' own time. Zero: taken, go on;
  // otherwise how long until there is one, and nothing was taken.
  Result<std::chrono::milliseconds> TakeToken(const std::string& bucket, double per_second, double burst);

  // A cached number. Get: nullopt when not cached (flushed, ended). Put it from the truth, change it only if it is
  // there.
  Result<std::optional<std::int64_t>> GetNumber(const std::string& key);
  Result<void> PutNumber(const std::string& key, std::int64_t value, std::chrono::seconds keep_for);
  Result<std::optional<std::int64_t>> AddIfPresent(const std::string& key, std::int64_t delta);
  Result<void> Forget(const std::string& key);

  // To all live Subscriptions of the channel; nobody else ever sees it.
  Result<void> Publish(const std::string& channel, const std::string& payload);

  [[nodiscard]] bool configured() const;

 private:
  struct State;
  struct Reply;
  Result<Reply> Command(const std::vector<std::string>& words);

  std::unique_ptr<State> state_;
};

// Listens on one channel in a thread of its own, and comes back by itself when Redis does.
class Subscription {
 public:
  struct Handlers {
    // A payload published while we listened.
    std::function<void(const std::string& payload)> on_message;
    // Listening begins, or begins anew after a gap in which payloads were lost: look into the database.
    std::function<void()> on_listening;
  };
  // Handlers run on the thread of the subscription and must not throw.
  Subscription(RedisOptions options, std::string channel, Handlers handlers);
  ~Subscription();
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dotpha::cache
