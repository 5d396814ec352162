#include "libs/postgres/testing/faulty_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "libs/postgres/testing/scratch_database.h"

namespace dotpha::postgres::testing {
namespace {

constexpr int kTick = 20;  // ms between looks at stop_

int ConnectTo(const std::string& host, int port) {
  if (host.starts_with("/")) {
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = host + "/.s.PGSQL." + std::to_string(port);
    std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
      return descriptor;
    }
    close(descriptor);
    return -1;
  }
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address.sin_addr);
  if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    return descriptor;
  }
  close(descriptor);
  return -1;
}

bool SendAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// A simple query `COMMIT`, as libpqxx sends it.
bool IsCommit(std::string_view bytes) {
  return bytes.find(std::string_view{"Q\0\0\0\x0b"
                                     "COMMIT\0",
                                     12}) != std::string_view::npos;
}

}  // namespace

FaultyProxy::FaultyProxy(std::string server_host, int server_port)
    : server_host_(std::move(server_host)), server_port_(server_port) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener_, 64) != 0 || getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

FaultyProxy::~FaultyProxy() {
  stop_ = true;
  released_ = true;
  acceptor_.join();
  for (std::thread& relay : relays_) {
    relay.join();
  }
  close(listener_);
}

void FaultyProxy::Accept() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, kTick) == 1) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client >= 0) {
        const std::lock_guard lock(mutex_);
        relays_.emplace_back([this, client] { Relay(client); });
      }
    }
  }
}

void FaultyProxy::Relay(int client) {
  const int server = ConnectTo(server_host_, server_port_);
  std::array<char, 16'384> buffer{};
  bool open = server >= 0;
  while (open && !stop_) {
    if (fault_ == Fault::kSilence) {
      poll(nullptr, 0, kTick);
      continue;
    }
    std::array<pollfd, 2> waiting{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (poll(waiting.data(), waiting.size(), kTick) <= 0 || fault_ == Fault::kSilence) {
      continue;
    }
    if (waiting[0].revents != 0) {
      const auto size = recv(client, buffer.data(), buffer.size(), 0);
      const std::string_view bytes(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
      const Fault fault = fault_;
      if (fault != Fault::kNone && IsCommit(bytes)) {
        fault_ = Fault::kNone;
        shutdown(client, SHUT_RDWR);
        ++struck_;
        if (fault == Fault::kHoldCommit) {
          Eventually([this] { return released_.load(); }, std::chrono::minutes{1});
        }
        if (fault != Fault::kLoseCommit) {
          SendAll(server, bytes);
          recv(server, buffer.data(), buffer.size(), 0);  // the server has answered: it is done
        }
        break;
      }
      open = size > 0 && SendAll(server, bytes);
    }
    if (open && waiting[1].revents != 0) {
      const auto size = recv(server, buffer.data(), buffer.size(), 0);
      open = size > 0 && SendAll(client, {buffer.data(), static_cast<std::size_t>(size)});
    }
  }
  if (server >= 0) {
    close(server);
  }
  close(client);
}

}  // namespace dotpha::postgres::testing
