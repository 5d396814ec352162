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
  bool Wait(std::initializer_list<int> descriptors, Micros most) { return Poll(event_, descriptors, most); }
  // The same, but sleeps through Wake(), which the next Wait() hears of.
  void WaitDeaf(std::initializer_list<int> descriptors, Micros most) { Poll(-1, descriptors, most); }

 private:
  static bool Poll(int event, std::initializer_list<int> descriptors, Micros most);

  int event_;
};

}  // namespace dotpha::messaging
