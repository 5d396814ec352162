// The settings that every service shares, under the same names. A service declares its own beside them:
//
//   config::Settings settings("dotpha-notifier", "...");
//   config::CommonSettings common;
//   config::AddCommonSettings(settings, common);
//   settings.Text("smtp-from", &smtp_from, "ADDRESS", "...");
//   if (const auto exit_code = settings.Parse(argc, argv)) return *exit_code;
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/time.h"
#include "libs/config/settings.h"

namespace dotpha::config {

struct CommonSettings {
  std::string listen = "127.0.0.1:0";
  std::string port_file;
  std::string database_url;
  std::string database_password_file;
  int database_pool = 16;
  std::string amqp_url;
  std::string amqp_password_file;
  std::string amqp_ca_file;
  std::string amqp_exchange = "dotpha.events";
  std::string amqp_queue_prefix;
  std::string redis_address;
  std::string jwks_file;
  std::string token_issuer;
  std::string token_audience = "dotpha";
  std::vector<std::string> operators;
  std::vector<std::string> services;
  std::string arrival_key_file;
  std::string audit_key_file;
  std::string audit_checkpoint_dir;
  std::string regulations_dir = "regulations";
  std::string policies_dir = "policies";
  std::string calendars_dir = "calendars";
  std::string clock = "system";
  std::string clock_start;
  bool production = false;
  std::string metrics_listen;
  std::string log_level = "info";
  std::chrono::milliseconds handling_bound{20'000};

  [[nodiscard]] bool virtual_clock() const { return clock == "virtual"; }
  // First start of a virtual clock; nullopt when not given. Valid after Parse().
  [[nodiscard]] std::optional<Instant> virtual_clock_start() const;
};

// Declares them all, with the checks that join two of them (a virtual clock in production is refused; serving needs a
// database, a broker, keys and an issuer). `common` must outlive `settings`.
void AddCommonSettings(Settings& settings, CommonSettings& common);

}  // namespace dotpha::config
