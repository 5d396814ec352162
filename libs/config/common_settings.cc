#include "libs/config/common_settings.h"

#include <fmt/format.h>

namespace dotpha::config {
namespace {

using std::chrono::milliseconds;

Result<void> Require(const std::string& value, std::string_view name) {
  if (value.empty()) {
    return InvalidArgument(fmt::format("--{}", name), "SETTING_REQUIRED", "is required to serve");
  }
  return Ok{};
}

Result<void> CheckClock(const CommonSettings& common) {
  if (common.virtual_clock() && common.production) {
    return InvalidArgument("--clock", "VIRTUAL_CLOCK_IN_PRODUCTION", "a virtual clock is refused with --production");
  }
  if (!common.clock_start.empty()) {
    if (const auto start = ParseRfc3339(common.clock_start); !start.ok()) {
      return InvalidArgument("--clock-start", start.error().reason,
                             "not an RFC 3339 time such as 2021-10-15T00:00:00+07:00");
    }
  }
  return Ok{};
}

Result<void> CheckServing(const Settings& settings, const CommonSettings& common) {
  if (settings.command() == Command::kMigrate) {
    return Require(common.database_url, "database-url");
  }
  DOTPHA_TRY(Require(common.database_url, "database-url"));
  DOTPHA_TRY(Require(common.amqp_url, "amqp-url"));
  if (common.amqp_url.starts_with("amqps://") && common.amqp_ca_file.empty()) {
    return InvalidArgument("--amqp-ca-file", "SETTING_REQUIRED", "is required with an amqps:// address");
  }
  DOTPHA_TRY(Require(common.jwks_file, "jwks-file"));
  DOTPHA_TRY(Require(common.token_issuer, "token-issuer"));
  DOTPHA_TRY(Require(common.arrival_key_file, "arrival-key-file"));
  return Require(common.audit_key_file, "audit-key-file");
}

}  // namespace

std::optional<Instant> CommonSettings::virtual_clock_start() const {
  const auto start = ParseRfc3339(clock_start);
  return start.ok() ? std::optional<Instant>(*start) : std::nullopt;
}

void AddCommonSettings(Settings& settings, CommonSettings& common) {
  settings.Text("listen", &common.listen, "HOST:PORT", "Address of the gRPC server; port 0 takes a free one");
  settings.Text("port-file", &common.port_file, "FILE", "Written with the port once the service is SERVING");
  settings.Text("database-url", &common.database_url, "URL", "PostgreSQL, as a conninfo URL or string");
  settings.File("database-password-file", &common.database_password_file, "Password of the database's user");
  settings.Number("database-pool", &common.database_pool, 1, 500, "connections", "Connections of the pool");
  settings.Text("amqp-url", &common.amqp_url, "URL", "RabbitMQ, amqp://user@host:port/vhost, or amqps:// for TLS");
  settings.File("amqp-password-file", &common.amqp_password_file, "Password of the AMQP user");
  settings.File("amqp-ca-file", &common.amqp_ca_file,
                "Certificates (PEM) that the broker's certificate must come from; required with amqps://");
  settings.Text("amqp-exchange", &common.amqp_exchange, "NAME", "Topic exchange of all events");
  settings.Text("amqp-queue-prefix", &common.amqp_queue_prefix, "TEXT", "Put before every queue's name");
  settings.Text("redis-address", &common.redis_address, "HOST:PORT", "Redis; empty: work without it");
  settings.File("jwks-file", &common.jwks_file, "Public keys of the token issuer (JWKS); reloaded when it changes");
  settings.Text("token-issuer", &common.token_issuer, "TEXT", "Required `iss` of every token");
  settings.Text("token-audience", &common.token_audience, "TEXT", "Required `aud` of every token");
  settings.List("operators", &common.operators, "NAME", "Subjects that are operators");
  settings.List("services", &common.services, "NAME", "Names of services that may call (`sub` service:NAME)");
  settings.File("arrival-key-file", &common.arrival_key_file,
                "Key that signs arrival receipts; the same on all replicas");
  settings.File("audit-key-file", &common.audit_key_file, "Ed25519 private key that signs audit checkpoints");
  settings.Text("audit-checkpoint-dir", &common.audit_checkpoint_dir, "FOLDER", "Where audit checkpoints are written");
  settings.Folder("regulations-dir", &common.regulations_dir, "The law as data, one file per regulation version");
  settings.Folder("policies-dir", &common.policies_dir, "Permissions, reminders, escalation");
  settings.Folder("calendars-dir", &common.calendars_dir, "Holidays");
  settings.Choice("clock", &common.clock, {"system", "virtual"}, "Civil time; virtual is refused with --production");
  settings.Text("clock-start", &common.clock_start, "RFC3339", "First start of a virtual clock");
  settings.Switch("production", &common.production, "Refuses everything that is only for demonstration and tests");
  settings.Text("metrics-listen", &common.metrics_listen, "HOST:PORT", "Prometheus /metrics; empty: off");
  settings.Choice("log-level", &common.log_level, {"debug", "info", "warning", "error"}, "Least level that is logged");
  settings.Duration("handling-bound", &common.handling_bound, milliseconds{1000}, milliseconds{120'000},
                    "Longest handling of a call; a watermark waits so long");
  settings.Check([&common] { return CheckClock(common); });
  settings.Check([&settings, &common] { return CheckServing(settings, common); });
}

}  // namespace dotpha::config
