// Waiting between attempts: doubles up to a limit, with jitter, so that replicas do not come back in step. Internal to
// libs/messaging.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

#include "libs/base/time.h"

namespace dotpha::messaging {

class BackOff {
 public:
  BackOff(Micros first, Micros most) : first_(first), most_(most), next_(first) {}

  // Between half and all of the current step.
  Micros Next() {
    std::uniform_int_distribution<std::int64_t> jitter(next_.count() / 2, next_.count());
    const Micros wait{jitter(random_)};
    next_ = std::min(next_ * 2, most_);
    return wait;
  }
  void Reset() { next_ = first_; }

 private:
  Micros first_;
  Micros most_;
  Micros next_;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace dotpha::messaging
