// Following other services: whose events this one applies, and with which token it reads their journals.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/config/settings.h"
#include "libs/messaging/consumer.h"

namespace dotpha::service {

struct FollowSettings {
  std::vector<std::string> producers;  // "registration=host:port"
  std::string service_token_file;
  bool required = true;  // false: the service also works when it follows nobody
};

void AddFollowSettings(config::Settings& settings, FollowSettings& follow);

struct Producer {
  std::string name;     // "registration"
  std::string address;  // "host:port"
};

// In the order given. INVALID_ARGUMENT PRODUCER_MALFORMED, also for none where one is required.
Result<std::vector<Producer>> ProducersOf(const FollowSettings& settings);

// The token is read for each call: whoever renews it only replaces the file. Empty when there is none.
std::function<std::string()> TokenOf(const FollowSettings& settings);

// What is done with the events of the producers; see libs/messaging/consumer.h.
struct Following {
  messaging::Handler handler;
  messaging::OnApplied on_applied;          // may be empty
  messaging::OnQuarantined on_quarantined;  // may be empty
};

}  // namespace dotpha::service
