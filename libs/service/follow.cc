#include "libs/service/follow.h"

namespace dotpha::service {

void AddFollowSettings(config::Settings& settings, FollowSettings& follow) {
  settings.List("producers", &follow.producers, "NAME=HOST:PORT",
                "services whose events are followed; a duty that none of them can discharge accuses nobody");
  settings.File("service-token-file", &follow.service_token_file,
                "bearer token of this service (service:NAME) for what it reads from the producers");
}

Result<std::vector<Producer>> ProducersOf(const FollowSettings& settings) {
  std::vector<Producer> producers;
  for (const std::string& entry : settings.producers) {
    const auto equals = entry.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size()) {
      return InvalidArgument("producers", "PRODUCER_MALFORMED",
                             "producers: must be NAME=HOST:PORT, separated by commas");
    }
    producers.push_back({entry.substr(0, equals), entry.substr(equals + 1)});
  }
  if (producers.empty() && settings.required) {
    return InvalidArgument("producers", "PRODUCER_MALFORMED", "producers: at least one is needed");
  }
  return producers;
}

std::function<std::string()> TokenOf(const FollowSettings& settings) {
  return [file = settings.service_token_file]() -> std::string {
    if (file.empty()) {
      return "";
    }
    const Result<std::string> token = config::ReadSecret("service-token-file", file);
    return token.ok() ? *token : "";
  };
}

}  // namespace dotpha::service
