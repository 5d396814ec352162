#include "libs/messaging/testing/private_servers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "libs/messaging/testing/test_broker.h"

namespace dotpha::messaging::testing {
namespace {

std::string Output(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; pipe && (got = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
    output.append(buffer.data(), got);
  }
  return output;
}

}  // namespace

PrivateServers::PrivateServers() : script_(RequiredEnvironment("DOTPHA_SOURCE_DIR") + "/scripts/servers") {
  std::string folder = "/tmp/dotpha-msg-XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
  directory_ = folder;
  Do("up");
  // Takes them down even if this process is killed.
  if (std::system(
          fmt::format("setsid '{}' guard '{}' {} >/dev/null 2>&1 &", script_, directory_, ::getpid()).c_str()) != 0) {
    throw std::runtime_error("no guard");
  }
  const std::string lines = Output(fmt::format("'{}' env '{}'", script_, directory_));
  constexpr std::string_view kExport = "export ";
  for (std::size_t at = lines.find(kExport); at != std::string::npos; at = lines.find(kExport, at + 1)) {
    const std::size_t equals = lines.find("='", at);
    const std::size_t end = lines.find("'\n", equals + 2);
    const std::size_t name = at + kExport.size();
    addresses_[lines.substr(name, equals - name)] = lines.substr(equals + 2, end - equals - 2);
  }
}

PrivateServers::~PrivateServers() {
  // A folder that stays behind is no failure of what was tested.
  [[maybe_unused]] const int status =
      std::system(fmt::format("'{}' down '{}' >/dev/null 2>&1", script_, directory_).c_str());
}

void PrivateServers::Do(const std::string& command) const {
  if (std::system(fmt::format("'{}' {} '{}' >/dev/null", script_, command, directory_).c_str()) != 0) {
    throw std::runtime_error("scripts/servers " + command + " failed");
  }
}

}  // namespace dotpha::messaging::testing
