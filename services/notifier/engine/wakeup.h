// A thread's bell: it sleeps until somebody rings, or until its poll is over; a ring while it works is not lost.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace dotpha::notifier {

class Wakeup {
 public:
  void Ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    condition_.notify_all();
  }
  // For good: every wait returns at once.
  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    condition_.notify_all();
  }
  // False: stopped.
  bool Wait(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, at_most, [this] { return rung_ || stopped_; });
    rung_ = false;
    return !stopped_;
  }
  [[nodiscard]] bool stopped() const {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable condition_;
  bool rung_ = false;
  bool stopped_ = false;
};

}  // namespace dotpha::notifier
