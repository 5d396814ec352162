// For tests only: a set of servers of the test's own, started by scripts/servers, so that stopping or killing one
// disturbs nobody else.
#pragma once

#include <map>
#include <string>

namespace dotpha::messaging::testing {

class PrivateServers {
 public:
  // Throws std::runtime_error when they do not start.
  PrivateServers();
  ~PrivateServers();
  PrivateServers(const PrivateServers&) = delete;
  PrivateServers& operator=(const PrivateServers&) = delete;

  // A command of scripts/servers, e.g. "pause-broker"; returns when it is done.
  void Do(const std::string& command) const;
  // What scripts/servers exports, e.g. "DOTPHA_TEST_AMQP".
  [[nodiscard]] const std::string& Address(const std::string& name) const { return addresses_.at(name); }

 private:
  std::string script_;
  std::string directory_;
  std::map<std::string, std::string> addresses_;
};

}  // namespace dotpha::messaging::testing
