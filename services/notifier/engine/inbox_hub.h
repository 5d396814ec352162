// Tells those who watch an inbox that something came. Speed only: a watcher also looks by itself, so a missed push
// costs a second at most.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace dotpha::notifier {

// Thread-safe.
class InboxHub {
 public:
  void Push(const std::string& authority, const std::string& person) {
    {
      const std::lock_guard lock(mutex_);
      ++count_;
      last_[{authority, person}] = count_;
      if (last_.size() > kMost) {
        last_.clear();
        flushed_ = count_;
      }
    }
    changed_.notify_all();
  }
  // Waits until something was pushed for the person after `seen`, or for `at_most`. Returns the new `seen`.
  std::uint64_t Wait(const std::string& authority, const std::string& person, std::uint64_t seen,
                     std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] { return Last({authority, person}) > seen; });
    return count_;
  }
  // Everybody looks: pushes may have been lost.
  void PushAll() {
    {
      const std::lock_guard lock(mutex_);
      flushed_ = ++count_;
    }
    changed_.notify_all();
  }

 private:
  using Key = std::pair<std::string, std::string>;
  static constexpr std::size_t kMost = 100'000;

  [[nodiscard]] std::uint64_t Last(const Key& key) const {
    const auto found = last_.find(key);
    return found == last_.end() ? flushed_ : std::max(found->second, flushed_);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, std::uint64_t> last_;
  std::uint64_t count_ = 0;
  std::uint64_t flushed_ = 0;
};

}  // namespace dotpha::notifier
