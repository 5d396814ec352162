// For tests only: the broker that DOTPHA_TEST_AMQP names, touched directly, to damage what a consumer relies on.
#pragma once

#include <amqp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/broker.h"

namespace dotpha::messaging::testing {

// A connection and channel of rabbitmq-c; throws std::runtime_error on any error.
class TestBroker {
 public:
  explicit TestBroker(const std::string& url);
  ~TestBroker();
  TestBroker(const TestBroker&) = delete;
  TestBroker& operator=(const TestBroker&) = delete;

  void DeclareExchange(const std::string& exchange);
  void DeclareQueue(const std::string& queue);
  // At most `most` messages; the broker refuses (nacks) what would be more.
  void DeclareRefusingQueue(const std::string& queue, int most);
  void Bind(const std::string& queue, const std::string& exchange, const std::string& binding);
  void Unbind(const std::string& queue, const std::string& exchange, const std::string& binding);
  void Purge(const std::string& queue);
  void DeleteQueue(const std::string& queue);
  void DeleteExchange(const std::string& exchange);
  // Messages waiting; nothing if there is no such queue.
  std::optional<std::uint32_t> Waiting(const std::string& queue);

 private:
  void Reopen();
  void Check(const char* what);
  amqp_connection_state_t state_;
  amqp_channel_t channel_ = 1;
};

// Of the environment; throws std::runtime_error when it is unset: such a test fails, it never skips.
std::string RequiredEnvironment(const char* name);

}  // namespace dotpha::messaging::testing
