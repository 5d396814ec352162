#include "libs/messaging/waker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <system_error>
#include <vector>

namespace dotpha::messaging {

Waker::Waker() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) {
    throw std::system_error(errno, std::generic_category(), "eventfd");
  }
}

Waker::~Waker() { ::close(event_); }

void Waker::Wake() const {
  const std::uint64_t one = 1;
  // Fails only when the counter is full: then it is awake already.
  [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

bool Waker::Poll(int event, std::initializer_list<int> descriptors, Micros most) {
  std::vector<pollfd> polled{{event, POLLIN, 0}};  // poll() leaves out a negative one
  for (const int descriptor : descriptors) {
    if (descriptor >= 0) {
      polled.push_back({descriptor, POLLIN, 0});
    }
  }
  const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(std::max(most, Micros{0}));
  ::poll(polled.data(), polled.size(), static_cast<int>(std::min<std::int64_t>(milliseconds.count(), 60'000)));
  std::uint64_t count = 0;
  return event >= 0 && ::read(event, &count, sizeof count) > 0;
}

}  // namespace dotpha::messaging
