// How to reach the broker, and the names that this installation uses on it.
#pragma once

#include <chrono>
#include <string>

namespace dotpha::messaging {

struct BrokerOptions {
  // "amqp://user:password@host:port/vhost" or "amqps://…" (TLS 1.2 or later, peer and host name verified).
  std::string url;
  // Wins over a password in the URL; empty: take the URL's.
  std::string password;
  // PEM file of the authority that signed the broker's certificate; needed for amqps.
  std::string ca_file;
  // Durable topic exchange of all producers. Default: dotpha.events.
  std::string exchange = "dotpha.events";
  // Before the name of every queue. Default: empty.
  std::string queue_prefix;
  // A peer silent for this long is taken as dead. Default: 10 s, at least 2 s.
  std::chrono::seconds heartbeat{10};
  // Bounds each of: connect, log in, declare. Default: 2 s.
  std::chrono::milliseconds connect_timeout{2000};
};

}  // namespace dotpha::messaging
