#include "libs/service/common_parts.h"

#include <functional>
#include <string_view>
#include <utility>

#include "libs/audit/keys.h"
#include "libs/observability/log.h"

namespace dotpha::service {

using observability::Level;
using observability::Log;

std::string WithPassword(const std::string& url, const std::string& password) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    std::string parameter = url.find('?') == std::string::npos ? "?password=" : "&password=";
    for (const char byte : password) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      const auto value = static_cast<unsigned char>(byte);
      parameter += {'%', kDigits[value / 16], kDigits[value % 16]};
    }
    return url + parameter;
  }
  std::string parameter = " password='";
  for (const char byte : password) {
    if (byte == '\'' || byte == '\\') {
      parameter += '\\';
    }
    parameter += byte;
  }
  return url + parameter + "'";
}

Result<postgres::ConnectionOptions> DatabaseOptionsOf(const config::CommonSettings& settings,
                                                      const std::string& service) {
  postgres::ConnectionOptions options;
  options.url = settings.database_url;
  if (!settings.database_password_file.empty()) {
    DOTPHA_ASSIGN(const std::string password,
                  config::ReadSecret("database-password-file", settings.database_password_file));
    options.url = WithPassword(options.url, password);
  }
  options.service = service;
  options.application_name = "dotpha-" + service;
  return options;
}

auth::TokenOptions TokenOptionsOf(const config::CommonSettings& settings) {
  constexpr std::string_view kPrefix = "service:";
  auth::TokenOptions options;
  options.jwks_file = settings.jwks_file;
  options.issuer = settings.token_issuer;
  options.audience = settings.token_audience;
  options.operators = {settings.operators.begin(), settings.operators.end()};
  for (const std::string& name : settings.services) {
    options.services.insert(name.rfind(kPrefix, 0) == 0 ? name.substr(kPrefix.size()) : name);
  }
  return options;
}

Result<messaging::BrokerOptions> BrokerOptionsOf(const config::CommonSettings& settings) {
  messaging::BrokerOptions broker;
  broker.url = settings.amqp_url;
  broker.exchange = settings.amqp_exchange;
  broker.queue_prefix = settings.amqp_queue_prefix;
  broker.ca_file = settings.amqp_ca_file;
  if (!settings.amqp_password_file.empty()) {
    DOTPHA_ASSIGN(broker.password, config::ReadSecret("amqp-password-file", settings.amqp_password_file));
  }
  return broker;
}

Result<audit::SealerOptions> SealerOptionsOf(const config::CommonSettings& settings) {
  audit::SealerOptions options;
  options.checkpoint_dir = settings.audit_checkpoint_dir;
  if (!settings.audit_key_file.empty()) {
    DOTPHA_ASSIGN(options.key, audit::SigningKey::Load(settings.audit_key_file));
  }
  options.on_error = [](const Error& error) { Log(Level::kError, "the audit was not sealed", error); };
  return options;
}

messaging::RelayOptions RelayOptionsOf(const config::CommonSettings& settings, postgres::ConnectionOptions database,
                                       messaging::BrokerOptions broker, rpc::Shell& shell) {
  messaging::RelayOptions options;
  options.producer = database.service;
  options.database = std::move(database);
  options.broker = std::move(broker);
  options.watermark.handling_bound = settings.handling_bound;
  if (settings.virtual_clock()) {
    options.watermark.no_call_in_flight_before = [&shell](Instant t) { return shell.in_flight().NoCallBefore(t); };
  }
  return options;
}

Result<Clocks> StartClock(const config::CommonSettings& settings, postgres::Pool& pool) {
  Clocks clocks;
  if (settings.virtual_clock()) {
    DOTPHA_ASSIGN(clocks.manual, postgres::PersistedManualClock::Open(pool, settings.virtual_clock_start()));
    return clocks;
  }
  postgres::DatabaseClockOptions options;
  options.on_drift = [](Micros drift) {
    Log(Level::kWarning, "the database's clock and the host's differ", {{"drift_micros", drift.count()}});
  };
  options.on_sample_failed = [](const Error& error) {
    Log(Level::kWarning, "the database's clock was not read", error);
  };
  DOTPHA_ASSIGN(clocks.database, postgres::DatabaseClock::Start(pool, options));
  return clocks;
}

std::vector<std::unique_ptr<observability::ObservedGauge>> CommonGauges(const messaging::Relay& relay,
                                                                        const postgres::Pool& pool) {
  std::vector<std::unique_ptr<observability::ObservedGauge>> gauges;
  const auto add = [&gauges](const char* name, const char* help, std::function<double()> observe) {
    gauges.push_back(
        std::make_unique<observability::ObservedGauge>(name, help, observability::Labels{}, std::move(observe)));
  };
  add("dotpha_relay_published_total", "Events published since the start",
      [&relay] { return static_cast<double>(relay.Counters().published); });
  add("dotpha_relay_confirmed_total", "Events confirmed by the broker since the start",
      [&relay] { return static_cast<double>(relay.Counters().confirmed); });
  add("dotpha_relay_connected", "1 while connected to the broker",
      [&relay] { return relay.Counters().connected ? 1.0 : 0.0; });
  add("dotpha_database_connections", "Open connections of the pool",
      [&pool] { return static_cast<double>(pool.counts().open); });
  add("dotpha_database_waiting", "Calls that wait for a connection",
      [&pool] { return static_cast<double>(pool.counts().waiting); });
  return gauges;
}

}  // namespace dotpha::service
