#include "libs/postgres/pool.h"

#include <algorithm>
#include <utility>

#include "libs/postgres/transaction.h"

namespace dotpha::postgres {
namespace {

constexpr std::chrono::milliseconds kWatchEvery{250};

// Saturating: kNoDeadline stays the greatest.
Micros Later(Micros at, std::chrono::milliseconds by) { return at > kNoDeadline - by ? kNoDeadline : at + by; }

Error TooLate() {
  return MakeError(Code::kDeadlineExceeded, kDeadlineExceeded, "the deadline passed while waiting for the database");
}

}  // namespace

Pool::Pool(PoolOptions options, const MonotonicClock& clock)
    : options_(std::move(options)), clock_(clock), watchdog_([this] { Watch(); }) {}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopping_.notify_all();
  watchdog_.join();
}

Result<Pool::Lease> Pool::Acquire(Micros deadline) {
  const Micros started = clock_.Elapsed();
  const Micros wait_until = std::min(deadline, Later(started, options_.max_wait));
  const Micros cut_off_at = Later(std::min(deadline, Later(started, options_.max_lease)), options_.grace);

  std::unique_lock lock(mutex_);
  const auto available = [&] { return !idle_.empty() || leased_.size() + opening_ < options_.size; };
  ++waiting_;
  while (!available()) {
    const Micros now = clock_.Elapsed();
    if (now >= wait_until) {
      break;
    }
    freed_.wait_for(lock, wait_until - now);
  }
  --waiting_;
  if (clock_.Elapsed() >= deadline) {
    freed_.notify_one();  // this thread may have swallowed the signal for another
    return TooLate();
  }
  if (!available()) {
    Error error = Unavailable(kPoolExhausted, "all connections to the database are in use");
    error.retry_after = std::chrono::milliseconds{500};
    return error;
  }

  std::unique_ptr<Connection> connection;
  std::uint64_t generation = generation_;
  if (!idle_.empty()) {
    connection = std::move(idle_.back().first);
    generation = idle_.back().second;
    idle_.pop_back();
  } else {
    ++opening_;
    lock.unlock();
    ConnectionOptions connection_options = options_.connection;
    if (deadline != kNoDeadline) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock_.Elapsed());
      connection_options.connect_timeout = std::min(connection_options.connect_timeout, left);
    }
    auto opened = Connection::Open(connection_options);
    lock.lock();
    --opening_;
    if (!opened.ok()) {
      freed_.notify_one();
      return std::move(opened).error();
    }
    ++totals_.opened;
    connection = *std::move(opened);
  }
  leased_.push_back({connection.get(), cut_off_at, false});
  return Lease(this, std::move(connection), generation);
}

void Pool::Return(Lease& lease) {
  // Closing takes a round trip, or longer on a dead peer: never under the lock.
  std::vector<std::unique_ptr<Connection>> dead;
  {
    const std::lock_guard lock(mutex_);
    const auto watched = std::find_if(leased_.begin(), leased_.end(), [&](const Watched& entry) {
      return entry.connection == lease.connection_.get();
    });
    const bool cut_off = watched->cut_off;
    leased_.erase(watched);
    if (lease.discard_ || cut_off || !lease.connection_->healthy()) {
      dead.push_back(std::move(lease.connection_));
      if (lease.generation_ == generation_) {
        ++generation_;
        for (auto& [connection, generation] : idle_) {
          dead.push_back(std::move(connection));
        }
        idle_.clear();
      }
    } else if (lease.generation_ != generation_) {
      dead.push_back(std::move(lease.connection_));
    } else {
      idle_.emplace_back(std::move(lease.connection_), lease.generation_);
    }
    totals_.dropped += dead.size();
  }
  freed_.notify_one();
}

void Pool::Watch() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    const Micros now = clock_.Elapsed();
    for (Watched& watched : leased_) {
      if (!watched.cut_off && now >= watched.cut_off_at) {
        watched.cut_off = true;
        ++totals_.cut_off;
        watched.connection->CutOff();
      }
    }
    stopping_.wait_for(lock, kWatchEvery);
  }
}

Pool::Counts Pool::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = totals_;
  counts.leased = leased_.size();
  counts.open = leased_.size() + idle_.size();
  counts.waiting = waiting_;
  return counts;
}

void Pool::Diagnose(std::string_view message) const {
  if (options_.diagnose) {
    options_.diagnose(message);
  }
}

Pool::Lease::Lease(Pool* pool, std::unique_ptr<Connection> connection, std::uint64_t generation)
    : pool_(pool), connection_(std::move(connection)), generation_(generation) {}

Pool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      connection_(std::move(other.connection_)),
      generation_(other.generation_),
      discard_(other.discard_) {}

Pool::Lease::~Lease() {
  if (pool_ != nullptr) {
    pool_->Return(*this);
  }
}

void Pool::Lease::Discard() { discard_ = true; }

}  // namespace dotpha::postgres
