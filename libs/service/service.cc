#include "libs/service/service.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "libs/base/memory.h"
#include "libs/messaging/consumer.h"
#include "libs/messaging/progress.h"
#include "libs/observability/log.h"
#include "libs/rpc/client.h"
#include "libs/rpc/clock_control.h"
#include "libs/service/clock_answers.h"
#include "libs/service/common_parts.h"
#include "libs/service/journal_api.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/messaging.h"
#include "migrations/postgres.h"

namespace dotpha::service {
namespace {

using observability::Level;
using observability::Log;

// No client asks for the answer of an older request again.
constexpr std::chrono::hours kAnswersKept{24 * 30};
constexpr std::chrono::minutes kTidyEvery{10};
// Between two looks for a database that is not there yet.
constexpr std::chrono::milliseconds kFirstPause{200};
constexpr std::chrono::milliseconds kLongestPause{5'000};
// Beyond handlers and their commands: the relay and the sealer open what they need themselves.
constexpr int kThreadsPerConnection = 8;

struct Process {
  const Definition& definition;
  const config::CommonSettings& settings;

  [[nodiscard]] Result<postgres::ConnectionOptions> Database() const {
    return DatabaseOptionsOf(settings, definition.name);
  }
  [[nodiscard]] std::vector<const postgres::MigrationSet*> Migrations() const {
    std::vector<const postgres::MigrationSet*> sets = {&migrations::postgres(), &migrations::command(),
                                                       &migrations::audit(), &migrations::messaging()};
    sets.insert(sets.end(), definition.migrations.begin(), definition.migrations.end());
    return sets;
  }
  // The law, and what the service needs beside it.
  [[nodiscard]] Result<Law> Load() const {
    DOTPHA_ASSIGN(Law law, LoadLaw(settings));
    if (definition.load) {
      DOTPHA_TRY(definition.load(settings, law));
    }
    return law;
  }
  [[nodiscard]] Result<std::vector<Producer>> Producers() const {
    return definition.follow != nullptr ? ProducersOf(*definition.follow) : std::vector<Producer>{};
  }
};

// Runs `task` now and every ten minutes on a thread of its own, until destroyed.
class Tidying {
 public:
  explicit Tidying(std::function<void()> task)
      : thread_([this, task = std::move(task)](const std::stop_token& stop) {
          do {
            task();
            std::unique_lock lock(mutex_);
            bell_.wait_for(lock, stop, kTidyEvery, [] { return false; });
          } while (!stop.stop_requested());
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any bell_;
  std::jthread thread_;
};

rpc::ShellOptions ShellOptionsOf(const Process& process) {
  rpc::ShellOptions options;
  options.service = process.definition.name;
  options.longest_deadline = process.settings.handling_bound;
  options.default_deadline = std::min(options.default_deadline, process.settings.handling_bound);
  return options;
}

std::unique_ptr<messaging::Consumer> StartConsumer(const Process& process, const std::vector<Producer>& producers,
                                                   const postgres::ConnectionOptions& database,
                                                   const messaging::BrokerOptions& broker, Following following,
                                                   const MonotonicClock& monotonic) {
  messaging::ConsumerOptions options;
  options.consumer = process.definition.name;
  options.database = database;
  options.broker = broker;
  for (const Producer& producer : producers) {
    options.streams.push_back({producer.name, messaging::MakeGrpcJournalReader(rpc::MakeChannel(producer.address),
                                                                               TokenOf(*process.definition.follow))});
  }
  options.handler = std::move(following.handler);
  options.on_applied = std::move(following.on_applied);
  options.on_quarantined = std::move(following.on_quarantined);
  return std::make_unique<messaging::Consumer>(std::move(options), monotonic);
}

// The clock of a database that answers and has this binary's schema. Somebody else brings both: until they have, the
// process answers health (alive, not serving), and asks again. None when it was asked to end meanwhile.
Result<std::optional<Clocks>> AwaitDatabase(const Process& process, postgres::Pool& pool,
                                            rpc::TerminationSignals& signals) {
  const auto attempt = [&]() -> Result<Clocks> {
    DOTPHA_TRY(postgres::CheckMigrated(pool.options().connection, process.Migrations()));
    return StartClock(process.settings, pool);
  };
  std::unique_ptr<rpc::WaitingServer> waiting;
  for (std::chrono::milliseconds pause = kFirstPause;; pause = std::min(pause * 2, kLongestPause)) {
    Result<Clocks> clocks = attempt();
    if (clocks.ok()) {
      return std::optional(*std::move(clocks));
    }
    if (clocks.error().code != Code::kUnavailable && clocks.error().reason != "SCHEMA_BEHIND") {
      return clocks.error();
    }
    Log(Level::kWarning, "waits for its database", clocks.error());
    if (waiting == nullptr) {
      DOTPHA_ASSIGN(waiting, rpc::WaitingServer::Start(process.settings.listen));
    }
    if (signals.WaitFor(pause)) {
      return std::optional<Clocks>{};
    }
  }
}

Result<void> Serve(const Process& process, rpc::TerminationSignals& signals) {
  const Definition& definition = process.definition;
  const config::CommonSettings& settings = process.settings;
  rpc::RaiseFileDescriptorLimit();
  DOTPHA_ASSIGN(const Law law, process.Load());
  DOTPHA_ASSIGN(const std::vector<Producer> producers, process.Producers());

  postgres::PoolOptions pool_options;
  DOTPHA_ASSIGN(pool_options.connection, process.Database());
  pool_options.size = static_cast<std::size_t>(settings.database_pool);
  postgres::Pool pool(pool_options);
  DOTPHA_ASSIGN(const std::optional<Clocks> awaited, AwaitDatabase(process, pool, signals));
  if (!awaited) {
    return {};
  }
  const Clocks& clocks = *awaited;
  const MonotonicClock& monotonic = MonotonicClock::Steady();
  const Ground ground{settings, law, pool, clocks.civil(), monotonic};

  // ---- who may call
  const auth::GuardedClock token_clock(CivilClock::System(), monotonic);
  DOTPHA_ASSIGN(const auto tokens, auth::TokenVerifier::Create(TokenOptionsOf(settings), token_clock));
  DOTPHA_ASSIGN(std::string arrival_key, config::ReadSecret("arrival-key-file", settings.arrival_key_file));
  DOTPHA_ASSIGN(const rpc::ArrivalReceipts receipts, rpc::ArrivalReceipts::Create(std::move(arrival_key)));
  const std::unique_ptr<auth::RoleSource> role_source = definition.roles(ground);
  auth::CachedRoleSource roles(*role_source, monotonic);
  rpc::ShellParts shell_parts;
  shell_parts.civil = &clocks.civil();
  shell_parts.tokens = tokens.get();
  shell_parts.permissions = &law.permissions;
  shell_parts.roles = &roles;
  shell_parts.receipts = &receipts;
  if (!producers.empty()) {
    shell_parts.wait_applied = [&](const std::string& producer, std::uint64_t outbox_id,
                                   Micros deadline) -> Result<void> {
      // Of whom this service does not follow, nothing here depends on what he told.
      const bool followed = std::any_of(producers.begin(), producers.end(),
                                        [&producer](const Producer& one) { return one.name == producer; });
      return followed
                 ? messaging::WaitApplied(pool, monotonic, producer, static_cast<std::int64_t>(outbox_id), deadline)
                 : Result<void>{Ok{}};
    };
  }
  rpc::Shell shell(ShellOptionsOf(process), shell_parts);

  // ---- the write path, and what goes out to other services
  DOTPHA_ASSIGN(const messaging::BrokerOptions broker, BrokerOptionsOf(settings));
  messaging::Relay relay(RelayOptionsOf(settings, pool_options.connection, broker, shell), clocks.civil(), monotonic);
  command::RunnerOptions runner_options;
  runner_options.service = definition.name;
  runner_options.handling_bound = settings.handling_bound;
  runner_options.on_committed = [&relay](std::uint64_t /*outbox_id*/) { relay.Wake(); };
  command::Runner runner(pool, runner_options);
  DOTPHA_ASSIGN(const audit::SealerOptions sealer_options, SealerOptionsOf(settings));
  audit::Sealer sealer(pool, sealer_options);
  sealer.Start();

  // ---- the service itself
  const Platform platform{ground, shell, runner, [&relay] { relay.Wake(); }, [&roles] { roles.Forget(); }};
  DOTPHA_ASSIGN(const std::unique_ptr<Application> application, definition.build(platform));
  std::unique_ptr<messaging::Consumer> consumer;
  if (!producers.empty()) {
    consumer = StartConsumer(process, producers, pool_options.connection, broker, application->Follow(), monotonic);
  }
  const Tidying tidying([&] {
    if (const auto forgotten = runner.ForgetAnswers(kAnswersKept); !forgotten.ok()) {
      Log(Level::kWarning, "old answers were not deleted", forgotten.error());
    }
    application->Tidy();
  });
  std::unique_ptr<observability::MetricsEndpoint> metrics;
  if (!settings.metrics_listen.empty()) {
    DOTPHA_ASSIGN(metrics, observability::MetricsEndpoint::Start(settings.metrics_listen));
  }
  const auto gauges = CommonGauges(relay, pool);

  // ---- how it is called
  JournalApi journal(definition.name, shell, pool);
  std::vector<rpc::ServedService> services = application->Services();
  services.push_back(rpc::Serve<events::v1::EventJournalService>(&journal));
  std::vector<std::string> producer_names;
  for (const Producer& producer : producers) {
    producer_names.push_back(producer.name);
  }
  ClockAnswers clock_answers(pool, *application, relay, std::move(producer_names));
  std::optional<rpc::ClockControl> clock_control;
  if (settings.virtual_clock()) {
    postgres::PersistedManualClock& manual = *clocks.manual;
    clock_control.emplace(rpc::ClockControl::Parts{
        &shell, &manual, [&manual](Instant to) { return manual.Advance(to); }, &clock_answers});
    services.push_back(rpc::Serve<clock::v1::ClockControlService>(&*clock_control));
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
  for (const statute::Calendar* calendar : law.calendars.All()) {
    Log(Level::kInfo, "holidays in use", {{"calendar", calendar->version()}});
  }
  Log(Level::kInfo, "serving", {{"port", server->port()}});
  signals.Wait();
  Log(Level::kInfo, "draining");
  server->Drain();
  application->Stop();
  return {};
}

Result<void> MigrateDatabase(const Process& process) {
  DOTPHA_ASSIGN(const postgres::ConnectionOptions database, process.Database());
  DOTPHA_ASSIGN(const postgres::MigrationReport report, postgres::Migrate(database, process.Migrations()));
  for (const std::string& applied : report.applied) {
    std::cout << "applied " << applied << "\n";
  }
  std::cout << (report.applied.empty() ? "nothing to do\n" : "done\n");
  return {};
}

Result<void> CheckConfiguration(const Process& process, const config::Settings& settings) {
  DOTPHA_ASSIGN(const Law law, process.Load());
  DOTPHA_TRY(process.Producers());
  std::cout << settings.Describe();
  for (const std::string& version : law.catalogue.Versions()) {
    std::cout << "# law " << version << "\n";
  }
  for (const statute::Calendar* calendar : law.calendars.All()) {
    std::cout << "# calendar " << calendar->version() << "\n";
  }
  return {};
}

Result<void> Run(const Process& process, const config::Settings& settings, rpc::TerminationSignals& signals) {
  switch (settings.command()) {
    case config::Command::kMigrate:
      return MigrateDatabase(process);
    case config::Command::kCheckConfig:
      return CheckConfiguration(process, settings);
    case config::Command::kServe:
      return Serve(process, signals);
  }
  return {};
}

}  // namespace

int Main(int argc, char** argv, const Definition& definition) {
  ShareMemoryAmongThreads();
  rpc::TerminationSignals signals;
  const std::string program = "dotpha-" + definition.name;
  config::Settings settings(program, definition.purpose);
  config::CommonSettings common;
  config::AddCommonSettings(settings, common);
  if (definition.follow != nullptr) {
    AddFollowSettings(settings, *definition.follow);
  }
  if (definition.add_settings) {
    definition.add_settings(settings, common);
  }
  if (const auto exit_code = settings.Parse(argc, argv)) {
    return *exit_code;
  }
  observability::LogOptions log_options;
  log_options.service = definition.name;
  log_options.least = observability::ParseLevel(common.log_level);
  observability::ConfigureLog(log_options);
  const Result<void> done = Run({definition, common}, settings, signals);
  if (!done.ok()) {
    std::cerr << program << ": " << done.error().reason << ": " << done.error().message << "\n";
    for (const Violation& violation : done.error().violations) {
      std::cerr << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
    }
    return 1;
  }
  return 0;
}

}  // namespace dotpha::service
