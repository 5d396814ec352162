// Ends AMQP calls that hang. rabbitmq-c writes without a time limit, so a broker that stopped reading (SIGSTOP, a
// memory alarm, a cut network) would hold its caller for ever; a second thread shuts the socket down instead, and the
// call returns with an error. Internal to libs/messaging.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "libs/base/time.h"
#include "libs/messaging/amqp_connection.h"

namespace dotpha::messaging {

class Watchdog {
 public:
  // A watched call may take `limit`; it is ended at most a quarter of that later.
  Watchdog(Micros limit, const MonotonicClock& monotonic);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Watches one call on `connection` while it lives; one at a time.
  class Watch {
   public:
    Watch(Watchdog& watchdog, AmqpConnection& connection);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& watchdog_;
  };

  // Calls ended so far.
  [[nodiscard]] std::uint64_t trips() const;

 private:
  void Run();

  const Micros limit_;
  const MonotonicClock& monotonic_;
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;
  AmqpConnection* watched_ = nullptr;
  Micros since_{0};
  std::uint64_t trips_ = 0;
  std::thread thread_;
};

}  // namespace dotpha::messaging
