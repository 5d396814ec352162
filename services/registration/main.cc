// dotpha-registration: wiring only. Settings -> law, keys, database -> clock, relay, sealer -> API -> serve until a
// termination signal.
#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "libs/audit/keys.h"
#include "libs/audit/sealer.h"
#include "libs/auth/permission_table.h"
#include "libs/auth/roles.h"
#include "libs/auth/token.h"
#include "libs/command/runner.h"
#include "libs/config/common_settings.h"
#include "libs/lawfile/catalogue.h"
#include "libs/messaging/progress.h"
#include "libs/messaging/relay.h"
#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/clocks.h"
#include "libs/postgres/migrations.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/clock_control.h"
#include "libs/rpc/server.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/messaging.h"
#include "migrations/postgres.h"
#include "migrations/registration.h"
#include "services/registration/api/campaign_api.h"
#include "services/registration/api/directory_api.h"
#include "services/registration/api/journal_api.h"
#include "services/registration/api/registration_api.h"
#include "services/registration/api/role_source.h"
#include "services/registration/domain/content.h"

namespace dotpha::registration {
namespace {

using observability::Level;
using observability::Log;

constexpr char kService[] = "registration";
constexpr std::chrono::hours kAnswersKept{24 * 30};
constexpr std::chrono::minutes kForgetEvery{10};
// Beyond handlers and their commands: the relay and the sealer open what they need themselves.
constexpr int kThreadsPerConnection = 8;

const std::vector<const postgres::MigrationSet*>& Migrations() {
  static const std::vector<const postgres::MigrationSet*> kSets = {&migrations::postgres(), &migrations::command(),
                                                                   &migrations::audit(), &migrations::messaging(),
                                                                   &migrations::registration()};
  return kSets;
}

postgres::ConnectionOptions DatabaseOptions(const config::CommonSettings& settings) {
  postgres::ConnectionOptions options;
  options.url = settings.database_url;
  options.service = kService;
  options.application_name = "dotpha-registration";
  return options;
}

// The law as data: what the service cannot work without, checked before it serves.
struct LawInUse {
  lawfile::Catalogue catalogue;
  statute::Calendar calendar;
  auth::PermissionTable permissions;
};

Result<LawInUse> LoadLaw(const config::CommonSettings& settings) {
  DOTPHA_ASSIGN(lawfile::Catalogue catalogue, lawfile::Catalogue::Load(settings.regulations_dir));
  for (const statute::Regulation* regulation : catalogue.All()) {
    DOTPHA_TRY(CheckRegulation(*regulation));
  }
  DOTPHA_ASSIGN(statute::Calendar calendar, lawfile::LoadCalendar(settings.calendars_dir + "/vietnam.csv"));
  DOTPHA_ASSIGN(auth::PermissionTable permissions,
                auth::PermissionTable::Load(settings.policies_dir + "/permissions.textproto"));
  return LawInUse{std::move(catalogue), std::move(calendar), std::move(permissions)};
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

// Civil time of the process: the database's, or one that a driver moves.
struct Clocks {
  std::unique_ptr<postgres::DatabaseClock> database;
  std::unique_ptr<postgres::PersistedManualClock> manual;

  [[nodiscard]] const CivilClock& civil() const {
    return manual != nullptr ? static_cast<const CivilClock&>(*manual) : *database;
  }
};

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

// What this service answers to the driver of a virtual clock: a producer without work of its own.
class Participant final : public rpc::ClockParticipant {
 public:
  Participant(postgres::Pool& pool, messaging::Relay& relay) : pool_(pool), relay_(relay) {}

  Result<std::optional<Instant>> NextDue(Instant /*now*/) override { return std::optional<Instant>{}; }
  Result<std::vector<std::string>> BusyWith(Instant /*now*/) override {
    DOTPHA_ASSIGN(const messaging::ProducerProgress progress, Progress());
    std::vector<std::string> reasons;
    if (progress.backlog() > 0) {
      reasons.push_back(std::to_string(progress.backlog()) + " events not confirmed");
    }
    return reasons;
  }
  Result<std::optional<StreamHead>> Head() override {
    DOTPHA_ASSIGN(const messaging::ProducerProgress progress, Progress());
    StreamHead head;
    head.stream_seq = static_cast<std::uint64_t>(progress.head.stream_seq);
    if (progress.head.watermark) {
      head.watermark = progress.head.watermark->arrived_before;
    }
    return std::optional<StreamHead>(head);
  }
  Result<std::vector<Position>> Positions() override { return std::vector<Position>{}; }
  void ClockMoved(Instant /*now*/) override { relay_.Wake(); }

 private:
  Result<messaging::ProducerProgress> Progress() {
    postgres::TransactionOptions options;
    options.role = postgres::Role::kStream;
    options.read_only = true;
    return postgres::RunTransaction(pool_, options,
                                    [](postgres::Transaction& transaction) -> Result<messaging::ProducerProgress> {
                                      return messaging::ReadProducerProgress(transaction);
                                    });
  }

  postgres::Pool& pool_;
  messaging::Relay& relay_;
};

// Deletes stored answers that no client can still ask for.
class Housekeeping {
 public:
  explicit Housekeeping(command::Runner& runner) : thread_([this, &runner] { Loop(runner); }) {}
  ~Housekeeping() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    stopping_.notify_all();
    thread_.join();
  }

 private:
  void Loop(command::Runner& runner) {
    std::unique_lock lock(mutex_);
    while (!stopping_.wait_for(lock, kForgetEvery, [this] { return stop_; })) {
      lock.unlock();
      if (const auto forgotten = runner.ForgetAnswers(kAnswersKept); !forgotten.ok()) {
        Log(Level::kWarning, "old answers were not deleted", forgotten.error());
      }
      lock.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::thread thread_;
};

Result<messaging::RelayOptions> RelayOptionsOf(const config::CommonSettings& settings, rpc::Shell& shell) {
  messaging::RelayOptions options;
  options.producer = kService;
  options.database = DatabaseOptions(settings);
  options.broker.url = settings.amqp_url;
  options.broker.exchange = settings.amqp_exchange;
  options.broker.queue_prefix = settings.amqp_queue_prefix;
  if (!settings.amqp_password_file.empty()) {
    DOTPHA_ASSIGN(options.broker.password, config::ReadSecret("amqp-password-file", settings.amqp_password_file));
  }
  options.watermark.handling_bound = settings.handling_bound;
  if (settings.virtual_clock()) {
    options.watermark.no_call_in_flight_before = [&shell](Instant t) { return shell.in_flight().NoCallBefore(t); };
  }
  return options;
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

std::vector<std::unique_ptr<observability::ObservedGauge>> Gauges(const messaging::Relay& relay,
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

Result<void> Serve(const config::CommonSettings& settings, rpc::TerminationSignals& signals) {
  rpc::RaiseFileDescriptorLimit();
  DOTPHA_ASSIGN(const LawInUse law, LoadLaw(settings));
  DOTPHA_TRY(postgres::CheckMigrated(DatabaseOptions(settings), Migrations()));

  postgres::PoolOptions pool_options;
  pool_options.connection = DatabaseOptions(settings);
  pool_options.size = static_cast<std::size_t>(settings.database_pool);
  postgres::Pool pool(pool_options);
  DOTPHA_ASSIGN(const Clocks clocks, StartClock(settings, pool));

  const auth::GuardedClock token_clock(CivilClock::System(), MonotonicClock::Steady());
  DOTPHA_ASSIGN(const auto tokens, auth::TokenVerifier::Create(TokenOptionsOf(settings), token_clock));
  DOTPHA_ASSIGN(std::string arrival_key, config::ReadSecret("arrival-key-file", settings.arrival_key_file));
  DOTPHA_ASSIGN(const rpc::ArrivalReceipts receipts, rpc::ArrivalReceipts::Create(std::move(arrival_key)));

  const store::FindRegulation find_regulation = [&law](const std::string& id) { return law.catalogue.Find(id); };
  store::DirectoryStore directory(find_regulation);
  api::DirectoryRoleSource role_tables(pool, directory, clocks.civil());
  auth::CachedRoleSource roles(role_tables, MonotonicClock::Steady());

  rpc::ShellOptions shell_options;
  shell_options.service = kService;
  shell_options.longest_deadline = settings.handling_bound;
  shell_options.default_deadline = std::min(shell_options.default_deadline, settings.handling_bound);
  rpc::ShellParts shell_parts;
  shell_parts.civil = &clocks.civil();
  shell_parts.tokens = tokens.get();
  shell_parts.permissions = &law.permissions;
  shell_parts.roles = &roles;
  shell_parts.receipts = &receipts;
  rpc::Shell shell(shell_options, shell_parts);

  DOTPHA_ASSIGN(const messaging::RelayOptions relay_options, RelayOptionsOf(settings, shell));
  messaging::Relay relay(relay_options, clocks.civil(), MonotonicClock::Steady());
  command::RunnerOptions runner_options;
  runner_options.service = kService;
  runner_options.handling_bound = settings.handling_bound;
  runner_options.on_committed = [&relay](std::uint64_t /*outbox_id*/) { relay.Wake(); };
  command::Runner runner(pool, runner_options);
  DOTPHA_ASSIGN(const audit::SealerOptions sealer_options, SealerOptionsOf(settings));
  audit::Sealer sealer(pool, sealer_options);
  sealer.Start();
  const Housekeeping housekeeping(runner);

  std::unique_ptr<observability::MetricsEndpoint> metrics;
  if (!settings.metrics_listen.empty()) {
    DOTPHA_ASSIGN(metrics, observability::MetricsEndpoint::Start(settings.metrics_listen));
  }
  const auto gauges = Gauges(relay, pool);

  const api::Parts parts{
      &shell, &pool, &runner, &directory, &law.calendar, find_regulation, [&roles] { roles.Forget(); }};
  api::DirectoryApi directory_api(parts);
  api::RegistrationApi registration_api(parts);
  api::CampaignApi campaign_api(parts);
  api::JournalApi journal_api(shell, pool);
  std::vector<rpc::ServedService> services = {rpc::Serve<v1::DirectoryService>(&directory_api),
                                              rpc::Serve<v1::RegistrationService>(&registration_api),
                                              rpc::Serve<v1::CampaignService>(&campaign_api),
                                              rpc::Serve<dotpha::events::v1::EventJournalService>(&journal_api)};
  Participant participant(pool, relay);
  std::unique_ptr<rpc::ClockControl> clock_control;
  if (settings.virtual_clock()) {
    postgres::PersistedManualClock& manual = *clocks.manual;
    clock_control = std::make_unique<rpc::ClockControl>(
        rpc::ClockControl::Parts{&shell, &manual, [&manual](Instant to) { return manual.Advance(to); }, &participant});
    services.push_back(rpc::Serve<dotpha::clock::v1::ClockControlService>(clock_control.get()));
  }

  rpc::ServerOptions server_options;
  server_options.listen = settings.listen;
  server_options.port_file = settings.port_file;
  server_options.most_threads = std::max(server_options.most_threads, settings.database_pool * kThreadsPerConnection);
  DOTPHA_ASSIGN(const auto server, rpc::Server::Start(server_options, shell, services));
  DOTPHA_TRY(server->MarkServing());
  for (const std::string& version : law.catalogue.Versions()) {
    Log(Level::kInfo, "law in use", {{"regulation", version}});
  }
  Log(Level::kInfo, "serving", {{"port", server->port()}, {"calendar", law.calendar.version()}});
  signals.Wait();
  Log(Level::kInfo, "draining");
  server->Drain();
  return {};
}

Result<void> MigrateDatabase(const config::CommonSettings& settings) {
  DOTPHA_ASSIGN(const postgres::MigrationReport report, postgres::Migrate(DatabaseOptions(settings), Migrations()));
  for (const std::string& applied : report.applied) {
    std::cout << "applied " << applied << "\n";
  }
  std::cout << (report.applied.empty() ? "nothing to do\n" : "done\n");
  return {};
}

Result<void> CheckConfiguration(const config::Settings& settings, const config::CommonSettings& common) {
  DOTPHA_ASSIGN(const LawInUse law, LoadLaw(common));
  std::cout << settings.Describe();
  for (const std::string& version : law.catalogue.Versions()) {
    std::cout << "# law " << version << "\n";
  }
  std::cout << "# calendar " << law.calendar.version() << "\n";
  return {};
}

int Main(int argc, char** argv) {
  rpc::TerminationSignals signals;
  config::Settings settings("dotpha-registration",
                            "Keeps the directory, campaigns and registrations of breakthrough works (Điều 1, 3, 4.1).");
  config::CommonSettings common;
  config::AddCommonSettings(settings, common);
  if (const auto exit_code = settings.Parse(argc, argv)) {
    return *exit_code;
  }
  observability::LogOptions log_options;
  log_options.service = kService;
  log_options.least = observability::ParseLevel(common.log_level);
  observability::ConfigureLog(log_options);
  Result<void> done;
  switch (settings.command()) {
    case config::Command::kMigrate:
      done = MigrateDatabase(common);
      break;
    case config::Command::kCheckConfig:
      done = CheckConfiguration(settings, common);
      break;
    case config::Command::kServe:
      done = Serve(common, signals);
      break;
  }
  if (!done.ok()) {
    std::cerr << "dotpha-registration: " << done.error().reason << ": " << done.error().message << "\n";
    for (const Violation& violation : done.error().violations) {
      std::cerr << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
    }
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace dotpha::registration

int main(int argc, char** argv) { return dotpha::registration::Main(argc, argv); }
