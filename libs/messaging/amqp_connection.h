// One AMQP 0-9-1 connection with one channel, for one thread. Internal to libs/messaging: the adapter over rabbitmq-c.
//
// rabbitmq-c blocks for ever in a publish, an ack or a heartbeat when the peer stops reading; therefore Abort() may be
// called from a watchdog's thread and makes such a call return. Connecting and declaring are bounded by
// BrokerOptions::connect_timeout. After any Error the connection is dead: drop it.
#pragma once

#include <amqp.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "libs/base/result.h"
#include "libs/messaging/broker.h"

namespace dotpha::messaging {

using HeaderValue = std::variant<std::string, std::int64_t, std::vector<std::string>>;

struct AmqpMessage {
  std::string routing_key;
  std::string type;        // property `type`
  std::string message_id;  // property `message-id`
  std::map<std::string, HeaderValue> headers;
  std::string body;
  bool persistent = true;
};

// What the broker told us.
struct Confirm {
  std::uint64_t tag = 0;
  bool multiple = false;  // all tags up to and including `tag`
  bool accepted = true;   // false: nack
};
struct Returned {};  // a mandatory message matched no queue
struct Delivery {
  std::uint64_t tag = 0;
  bool redelivered = false;
  AmqpMessage message;
};
using Incoming = std::variant<Confirm, Returned, Delivery>;

class AmqpConnection {
 public:
  // UNAVAILABLE BROKER_UNREACHABLE, BROKER_REFUSED; INVALID_ARGUMENT BROKER_URL_INVALID.
  static Result<std::unique_ptr<AmqpConnection>> Connect(const BrokerOptions& options, const std::string& name);
  // Closes the socket without a word; see Close().
  ~AmqpConnection();
  AmqpConnection(const AmqpConnection&) = delete;
  AmqpConnection& operator=(const AmqpConnection&) = delete;

  Result<void> DeclareExchange(const std::string& exchange);
  // Publisher confirms: from now on the n-th Publish() has tag n.
  Result<void> SelectConfirms();
  // Durable queue with a single active consumer, bound by `binding`, prefetch bounded; starts consuming.
  Result<void> ConsumeQueue(const std::string& queue, const std::string& exchange, const std::string& binding,
                            int prefetch);

  // May block (see above). Mandatory: unroutable messages come back as Returned.
  Result<void> Publish(const std::string& exchange, const AmqpMessage& message);
  // May block. Acknowledges everything up to `tag`.
  Result<void> AckUpTo(std::uint64_t tag);
  // The next thing that has arrived, or nothing; sends heartbeats when due. Call at least every heartbeat/2, and until
  // it gives nothing before waiting on socket().
  Result<std::optional<Incoming>> Next();

  [[nodiscard]] int socket() const;

  // Any thread: makes every blocked and later call fail.
  void Abort();
  // Says goodbye, within a second.
  void Close();

 private:
  explicit AmqpConnection(std::chrono::milliseconds timeout);
  Result<void> Open(const BrokerOptions& options, const std::string& name);
  // Content of a return or a delivery, of which not every frame has come yet.
  struct Assembly {
    bool returned = false;
    bool header_seen = false;
    std::uint64_t body_left = 0;
    Delivery delivery;
  };
  Result<std::optional<Incoming>> OnMethod(const amqp_method_t& method);
  std::optional<Incoming> OnHeader(const amqp_frame_t& frame);
  std::optional<Incoming> OnBody(const amqp_frame_t& frame);
  std::optional<Incoming> FinishAssembly();

  std::chrono::milliseconds timeout_;
  amqp_connection_state_t state_;
  std::optional<Assembly> assembly_;
  std::mutex abort_mutex_;
  int abort_descriptor_ = -1;  // a duplicate: rabbitmq-c may close its own at any time
};

}  // namespace dotpha::messaging
