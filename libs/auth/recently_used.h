// A table that forgets what was not used for longest: it holds at least the last `least` used entries, at most twice as
// many. Two generations instead of a list in the order of use: a look-up moves nothing. Not thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace dotpha::auth {

template <typename Key, typename Value>
class RecentlyUsed {
 public:
  explicit RecentlyUsed(std::size_t least) : least_(least) {}

  std::optional<Value> Find(const Key& key) {
    if (const auto found = recent_.find(key); found != recent_.end()) {
      return found->second;
    }
    const auto found = earlier_.find(key);
    if (found == earlier_.end()) {
      return std::nullopt;
    }
    Value value = found->second;
    Put(key, value);
    return value;
  }
  void Put(const Key& key, const Value& value) {
    if (recent_.size() >= least_) {
      earlier_ = std::exchange(recent_, {});
    }
    recent_.insert_or_assign(key, value);
  }
  void Clear() {
    recent_.clear();
    earlier_.clear();
  }

 private:
  std::size_t least_;
  std::map<Key, Value> recent_;
  std::map<Key, Value> earlier_;
};

}  // namespace dotpha::auth
