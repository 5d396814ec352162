// For tests only: a TCP proxy in front of PostgreSQL that fails on purpose at a chosen moment.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace dotpha::postgres::testing {

class FaultyProxy {
 public:
  enum class Fault {
    kNone,
    kLoseCommitReply,  // COMMIT reaches the server, its answer reaches nobody
    kLoseCommit,       // COMMIT never reaches the server
    kHoldCommit,       // COMMIT reaches the server only after Release(); the client is cut off at once
    kSilence,          // nothing is passed on in either direction, nothing is closed
  };

  // Listens on 127.0.0.1 at a free port.
  FaultyProxy(std::string server_host, int server_port);
  ~FaultyProxy();
  FaultyProxy(const FaultyProxy&) = delete;
  FaultyProxy& operator=(const FaultyProxy&) = delete;

  [[nodiscard]] int port() const { return port_; }
  // From now on. A commit fault strikes once, at the next COMMIT, and is over then.
  void Inject(Fault fault) { fault_ = fault; }
  void Release() { released_ = true; }
  // How many commit faults have struck.
  [[nodiscard]] int struck() const { return struck_; }

 private:
  void Accept();
  void Relay(int client);

  const std::string server_host_;
  const int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<Fault> fault_{Fault::kNone};
  std::atomic<int> struck_{0};
  std::atomic<bool> released_{false};
  std::atomic<bool> stop_{false};
  std::thread acceptor_;
  std::mutex mutex_;
  std::vector<std::thread> relays_;
};

}  // namespace dotpha::postgres::testing
