#include "tests/support/servers.h"

#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "libs/base/ids.h"

namespace dotpha::testing {
namespace {

std::string Need(const char* variable) {
  const char* value = std::getenv(variable);
  if (value == nullptr || *value == '\0') {
    throw std::runtime_error(fmt::format("{} is unset: run this test by `./dotpha test`", variable));
  }
  return value;
}

// Standard output of a shell command; throws when it fails.
std::string Shell(const std::string& command) {
  std::string output;
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) {
    throw std::runtime_error("cannot start a shell");
  }
  std::array<char, 4096> buffer{};
  for (std::size_t read = 0; (read = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
    output.append(buffer.data(), read);
  }
  if (const int status = ::pclose(pipe); status != 0) {
    throw std::runtime_error(fmt::format("`{}` failed ({})", command, status));
  }
  return output;
}

// export NAME='value' lines.
std::string ValueOf(const std::string& exports, const std::string& name) {
  const std::string head = "export " + name + "='";
  const auto start = exports.find(head);
  const auto end = exports.find('\'', start + head.size());
  if (start == std::string::npos || end == std::string::npos) {
    throw std::runtime_error("scripts/servers env does not print " + name);
  }
  return exports.substr(start + head.size(), end - start - head.size());
}

amqp_bytes_t Bytes(const std::string& text) { return amqp_bytes_t{text.size(), const_cast<char*>(text.data())}; }

}  // namespace

ServerAddresses ServerAddresses::FromEnvironment() {
  return {.postgres = Need("DOTPHA_TEST_POSTGRES"),
          .amqp = Need("DOTPHA_TEST_AMQP"),
          .redis = Need("DOTPHA_TEST_REDIS"),
          .smtp = Need("DOTPHA_TEST_SMTP"),
          .maildir = Need("DOTPHA_TEST_MAILDIR"),
          .folder = Need("DOTPHA_TEST_SERVERS")};
}

std::string SourceFolder() { return Need("DOTPHA_SOURCE_DIR"); }
std::string BinaryFolder() { return Need("DOTPHA_BIN_DIR"); }

OwnServers::OwnServers()
    : folder_(std::filesystem::temp_directory_path() / ("servers-" + dotpha::NewUuid().substr(0, 8))) {
  std::filesystem::create_directories(folder_);
  Do("up");
  const std::string exports = Shell(fmt::format("'{}/scripts/servers' env '{}'", SourceFolder(), folder_));
  addresses_ = {.postgres = ValueOf(exports, "DOTPHA_TEST_POSTGRES"),
                .amqp = ValueOf(exports, "DOTPHA_TEST_AMQP"),
                .redis = ValueOf(exports, "DOTPHA_TEST_REDIS"),
                .smtp = ValueOf(exports, "DOTPHA_TEST_SMTP"),
                .maildir = ValueOf(exports, "DOTPHA_TEST_MAILDIR"),
                .folder = folder_};
}

OwnServers::~OwnServers() {
  try {
    Do("down");
    std::filesystem::remove_all(folder_);
  } catch (const std::exception& error) {
    fmt::print(stderr, "servers in {} stay: {}\n", folder_, error.what());
  }
}

void OwnServers::Do(const std::string& command) const {
  Shell(fmt::format("'{}/scripts/servers' '{}' '{}' </dev/null", SourceFolder(), command, folder_));
}

struct BrokerAdmin::Link {
  amqp_connection_state_t connection = amqp_new_connection();

  ~Link() { amqp_destroy_connection(connection); }

  // After any refusal the channel is closed: no second call on it.
  void Check(const std::string& what) const {
    const amqp_rpc_reply_t reply = amqp_get_rpc_reply(connection);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) {
      throw std::runtime_error("the broker refuses: " + what);
    }
  }
};

BrokerAdmin::BrokerAdmin(const std::string& amqp_url) : link_(std::make_unique<Link>()) {
  std::string url = amqp_url;
  amqp_connection_info info{};
  if (amqp_parse_url(url.data(), &info) != AMQP_STATUS_OK) {
    throw std::runtime_error("no AMQP URL");
  }
  amqp_socket_t* const socket = amqp_tcp_socket_new(link_->connection);
  if (socket == nullptr || amqp_socket_open(socket, info.host, info.port) != AMQP_STATUS_OK) {
    throw std::runtime_error("the broker does not answer");
  }
  // An URL that ends in "/" means the default host, which rabbitmq-c parses as "".
  const char* const vhost = *info.vhost == '\0' ? "/" : info.vhost;
  const amqp_rpc_reply_t login =
      amqp_login(link_->connection, vhost, 0, 131'072, 0, AMQP_SASL_METHOD_PLAIN, info.user, info.password);
  if (login.reply_type != AMQP_RESPONSE_NORMAL) {
    throw std::runtime_error("the broker refuses the login");
  }
  amqp_channel_open(link_->connection, 1);
  link_->Check("channel");
}

BrokerAdmin::~BrokerAdmin() = default;

void BrokerAdmin::DeleteQueue(const std::string& queue) {
  amqp_queue_delete(link_->connection, 1, Bytes(queue), 0, 0);
  link_->Check("delete queue " + queue);
}

void BrokerAdmin::DeleteExchange(const std::string& exchange) {
  amqp_exchange_delete(link_->connection, 1, Bytes(exchange), 0);
  link_->Check("delete exchange " + exchange);
}

void BrokerAdmin::Bind(const std::string& queue, const std::string& exchange, const std::string& routing_key) {
  amqp_queue_bind(link_->connection, 1, Bytes(queue), Bytes(exchange), Bytes(routing_key), amqp_empty_table);
  link_->Check("bind queue " + queue);
}

void BrokerAdmin::Unbind(const std::string& queue, const std::string& exchange, const std::string& routing_key) {
  amqp_queue_unbind(link_->connection, 1, Bytes(queue), Bytes(exchange), Bytes(routing_key), amqp_empty_table);
  link_->Check("unbind queue " + queue);
}

int BrokerAdmin::Depth(const std::string& queue) {
  const amqp_queue_declare_ok_t* const found =
      amqp_queue_declare(link_->connection, 1, Bytes(queue), 1, 0, 0, 0, amqp_empty_table);
  link_->Check("look at queue " + queue);
  return static_cast<int>(found->message_count);
}

}  // namespace dotpha::testing
