// The private servers of a test run, as `scripts/servers env` names them, and faults done to them.
#pragma once

#include <memory>
#include <string>

namespace dotpha::testing {

struct ServerAddresses {
  std::string postgres;  // URL of the owner, maintenance database
  std::string amqp;      // URL with password
  std::string redis;     // host:port
  std::string smtp;      // host:port
  std::string maildir;   // folder
  std::string folder;    // of the set, for scripts/servers

  // The set that `./dotpha test` started. Throws when a variable is unset: such a test fails, it never skips.
  static ServerAddresses FromEnvironment();
};

// The checkout and the folder of the binaries, as ctest names them.
std::string SourceFolder();
std::string BinaryFolder();

// A set of servers of one test's own, for faults that would disturb others. Takes about five seconds to start; stopped
// and wiped at the end.
class OwnServers {
 public:
  OwnServers();
  ~OwnServers();
  OwnServers(const OwnServers&) = delete;
  OwnServers& operator=(const OwnServers&) = delete;

  [[nodiscard]] const ServerAddresses& addresses() const { return addresses_; }
  // A command of scripts/servers, e.g. "kill-broker", "pause-broker", "start-postgres". Returns when it has taken
  // effect; throws when it fails.
  void Do(const std::string& command) const;

 private:
  std::string folder_;
  ServerAddresses addresses_;
};

// What a test does to queues behind the services' backs. Throws when the broker refuses.
class BrokerAdmin {
 public:
  explicit BrokerAdmin(const std::string& amqp_url);
  ~BrokerAdmin();
  BrokerAdmin(const BrokerAdmin&) = delete;
  BrokerAdmin& operator=(const BrokerAdmin&) = delete;

  void DeleteQueue(const std::string& queue);
  void DeleteExchange(const std::string& exchange);
  void Bind(const std::string& queue, const std::string& exchange, const std::string& routing_key);
  void Unbind(const std::string& queue, const std::string& exchange, const std::string& routing_key);
  // Messages that wait in the queue.
  int Depth(const std::string& queue);

 private:
  struct Link;
  std::unique_ptr<Link> link_;
};

}  // namespace dotpha::testing
