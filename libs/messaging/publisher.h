// The relay's connection to the broker: publishes with a window of confirms, under a watchdog. Internal to
// libs/messaging; for the relay's thread only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "libs/base/result.h"
#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/broker.h"
#include "libs/messaging/confirm_window.h"
#include "libs/messaging/stream.h"
#include "libs/messaging/watchdog.h"

namespace dotpha::messaging {

class Publisher {
 public:
  struct Counts {
    std::uint64_t published = 0;
    std::uint64_t confirmed = 0;
    std::uint64_t nacked = 0;
    std::uint64_t returned = 0;
  };

  Publisher(BrokerOptions options, std::string producer, int window, const MonotonicClock& monotonic);

  // Bounded by connect_timeout for each step. Everything after `published_seq` is to be published (again).
  Result<void> Connect(std::int64_t published_seq);
  // After any Error of the functions below; says nothing to the broker.
  void Drop() { connection_.reset(); }
  // Waits for outstanding confirms, at most `most`, and says goodbye.
  void Close(Micros most);

  [[nodiscard]] bool connected() const { return connection_ != nullptr; }
  [[nodiscard]] bool has_room() const { return window_.outstanding() < limit_; }
  [[nodiscard]] std::size_t outstanding() const { return window_.outstanding(); }

  // Precondition of each: connected().
  Result<void> Publish(const StreamEvent& event);
  Result<void> Publish(const Watermark& watermark);
  // Takes in what has arrived; sends heartbeats. UNAVAILABLE BROKER_NACKED, BROKER_SILENT (no confirm within the
  // heartbeat), or as AmqpConnection.
  Result<void> Pump();

  [[nodiscard]] std::int64_t confirmed_seq() const { return window_.confirmed_seq(); }
  [[nodiscard]] int socket() const { return connection_ ? connection_->socket() : -1; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::uint64_t watchdog_trips() const { return watchdog_.trips(); }

 private:
  Result<void> Send(const AmqpMessage& message, std::int64_t stream_seq);

  const BrokerOptions options_;
  const std::string producer_;
  const std::size_t limit_;
  const MonotonicClock& monotonic_;
  Watchdog watchdog_;
  std::unique_ptr<AmqpConnection> connection_;
  ConfirmWindow window_;
  Counts counts_;
};

}  // namespace dotpha::messaging
