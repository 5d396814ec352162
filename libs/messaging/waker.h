// Lets other threads end a poll() on sockets. Internal to libs/messaging.
#pragma once

#include <initializer_list>

#include "libs/base/time.h"

namespace dotpha::messaging {

class Waker {
 public:
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  // Any thread.
  void Wake() const;
  // Returns when woken, when one of the descriptors (negative ones are left out) can be read, or after `most`. True if
  // woken; several Wake() count as one.
  bool Wait(std::initializer_list<int> descriptors, Micros most);

 private:
  int event_;
};

}  // namespace dotpha::messaging
