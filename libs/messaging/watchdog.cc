#include "libs/messaging/watchdog.h"

namespace dotpha::messaging {

Watchdog::Watchdog(Micros limit, const MonotonicClock& monotonic)
    : limit_(limit), monotonic_(monotonic), thread_([this] { Run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

Watchdog::Watch::Watch(Watchdog& watchdog, AmqpConnection& connection) : watchdog_(watchdog) {
  const std::lock_guard lock(watchdog_.mutex_);
  watchdog_.watched_ = &connection;
  watchdog_.since_ = watchdog_.monotonic_.Elapsed();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(watchdog_.mutex_);
  watchdog_.watched_ = nullptr;
}

std::uint64_t Watchdog::trips() const {
  const std::lock_guard lock(mutex_);
  return trips_;
}

void Watchdog::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, limit_ / 4, [this] { return stop_; })) {
    if (watched_ != nullptr && monotonic_.Elapsed() - since_ >= limit_) {
      watched_->Abort();
      watched_ = nullptr;
      ++trips_;
    }
  }
}

}  // namespace dotpha::messaging
