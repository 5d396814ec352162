#include "libs/messaging/testing/test_broker.h"

#include <amqp_framing.h>
#include <amqp_tcp_socket.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace dotpha::messaging::testing {
namespace {

amqp_bytes_t Bytes(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }

}  // namespace

std::string RequiredEnvironment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') {
    throw std::runtime_error(std::string(name) + " is not set; run the tests by ./dotpha test");
  }
  return value;
}

TestBroker::TestBroker(const std::string& url) : state_(amqp_new_connection()) {
  std::string pieces = url;
  amqp_connection_info info{};
  amqp_default_connection_info(&info);
  amqp_parse_url(pieces.data(), &info);
  if (amqp_socket_open(amqp_tcp_socket_new(state_), info.host, info.port) != AMQP_STATUS_OK) {
    amqp_destroy_connection(state_);
    throw std::runtime_error("no broker");
  }
  amqp_login(state_, *info.vhost == '\0' ? "/" : info.vhost, 0, 131072, 0, AMQP_SASL_METHOD_PLAIN, info.user,
             info.password);
  Reopen();
}

TestBroker::~TestBroker() {
  amqp_connection_close(state_, AMQP_REPLY_SUCCESS);
  amqp_destroy_connection(state_);
}

void TestBroker::Reopen() {
  amqp_channel_open(state_, channel_);
  Check("open channel");
}

void TestBroker::Check(const char* what) {
  if (amqp_get_rpc_reply(state_).reply_type != AMQP_RESPONSE_NORMAL) {
    throw std::runtime_error(std::string("broker: ") + what);
  }
}

void TestBroker::DeclareExchange(const std::string& exchange) {
  amqp_exchange_declare(state_, channel_, Bytes(exchange), amqp_cstring_bytes("topic"), 0, 1, 0, 0, amqp_empty_table);
  Check("declare exchange");
}

void TestBroker::DeclareQueue(const std::string& queue) {
  amqp_queue_declare(state_, channel_, Bytes(queue), 0, 1, 0, 0, amqp_empty_table);
  Check("declare queue");
}

void TestBroker::DeclareRefusingQueue(const std::string& queue, int most) {
  std::array<amqp_table_entry_t, 2> entries{};
  entries[0].key = amqp_cstring_bytes("x-max-length");
  entries[0].value.kind = AMQP_FIELD_KIND_I32;
  entries[0].value.value.i32 = most;
  entries[1].key = amqp_cstring_bytes("x-overflow");
  entries[1].value.kind = AMQP_FIELD_KIND_UTF8;
  entries[1].value.value.bytes = amqp_cstring_bytes("reject-publish");
  amqp_queue_declare(state_, channel_, Bytes(queue), 0, 1, 0, 0, {static_cast<int>(entries.size()), entries.data()});
  Check("declare refusing queue");
}

void TestBroker::Bind(const std::string& queue, const std::string& exchange, const std::string& binding) {
  amqp_queue_bind(state_, channel_, Bytes(queue), Bytes(exchange), Bytes(binding), amqp_empty_table);
  Check("bind");
}

void TestBroker::Unbind(const std::string& queue, const std::string& exchange, const std::string& binding) {
  amqp_queue_unbind(state_, channel_, Bytes(queue), Bytes(exchange), Bytes(binding), amqp_empty_table);
  Check("unbind");
}

void TestBroker::Purge(const std::string& queue) {
  amqp_queue_purge(state_, channel_, Bytes(queue));
  Check("purge");
}

void TestBroker::DeleteQueue(const std::string& queue) {
  amqp_queue_delete(state_, channel_, Bytes(queue), 0, 0);
  Check("delete queue");
}

void TestBroker::DeleteExchange(const std::string& exchange) {
  amqp_exchange_delete(state_, channel_, Bytes(exchange), 0);
  Check("delete exchange");
}

std::optional<std::uint32_t> TestBroker::Waiting(const std::string& queue) {
  const amqp_queue_declare_ok_t* declared =
      amqp_queue_declare(state_, channel_, Bytes(queue), 1, 0, 0, 0, amqp_empty_table);
  if (declared == nullptr) {  // the broker closed the channel: there is no such queue
    ++channel_;
    Reopen();
    return std::nullopt;
  }
  return declared->message_count;
}

}  // namespace dotpha::messaging::testing
