// dotpha-notifier: wiring only. Settings -> law, policy, texts, keys, database -> clock, consumer, engine, relay -> API
// -> serve until a termination signal.
#include <algorithm>
#include <condition_variable>
#include <fstream>
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
#include "libs/cache/redis.h"
#include "libs/command/runner.h"
#include "libs/lawfile/catalogue.h"
#include "libs/messaging/consumer.h"
#include "libs/messaging/progress.h"
#include "libs/messaging/relay.h"
#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/clocks.h"
#include "libs/postgres/migrations.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/client.h"
#include "libs/rpc/clock_control.h"
#include "libs/rpc/server.h"
#include "migrations/audit.h"
#include "migrations/command.h"
#include "migrations/messaging.h"
#include "migrations/notifier.h"
#include "migrations/postgres.h"
#include "services/notifier/api/clock_participant.h"
#include "services/notifier/api/inbox_api.h"
#include "services/notifier/api/journal_api.h"
#include "services/notifier/api/notice_api.h"
#include "services/notifier/api/obligation_api.h"
#include "services/notifier/api/quarantine_api.h"
#include "services/notifier/api/role_source.h"
#include "services/notifier/engine/housekeeping.h"
#include "services/notifier/engine/intake.h"
#include "services/notifier/engine/mailer.h"
#include "services/notifier/engine/worker.h"
#include "services/notifier/events/contact_client.h"
#include "services/notifier/settings.h"

namespace dotpha::notifier {
namespace {

using observability::Level;
using observability::Log;

constexpr char kService[] = "notifier";
constexpr char kInboxChannel[] = "inbox";
constexpr std::chrono::hours kAnswersKept{24 * 30};
constexpr int kThreadsPerConnection = 8;

const std::vector<const postgres::MigrationSet*>& Migrations() {
  static const std::vector<const postgres::MigrationSet*> kSets = {&migrations::postgres(), &migrations::command(),
                                                                   &migrations::audit(), &migrations::messaging(),
                                                                   &migrations::notifier()};
  return kSets;
}

postgres::ConnectionOptions DatabaseOptions(const config::CommonSettings& settings) {
  postgres::ConnectionOptions options;
  options.url = settings.database_url;
  options.service = kService;
  options.application_name = "dotpha-notifier";
  return options;
}

// Law, policy and texts: what the service cannot work without, checked before it serves.
struct DataInUse {
  lawfile::Catalogue catalogue;
  statute::Calendar calendar;
  auth::PermissionTable permissions;
  PolicyBook policies;
  Templates templates;
};

Result<DataInUse> LoadData(const NotifierSettings& settings) {
  const config::CommonSettings& common = settings.common;
  DOTPHA_ASSIGN(lawfile::Catalogue catalogue, lawfile::Catalogue::Load(common.regulations_dir));
  DOTPHA_ASSIGN(statute::Calendar calendar, lawfile::LoadCalendar(common.calendars_dir + "/vietnam.csv"));
  DOTPHA_ASSIGN(auth::PermissionTable permissions,
                auth::PermissionTable::Load(common.policies_dir + "/permissions.textproto"));
  DOTPHA_ASSIGN(PolicyBook policies, PolicyBook::Load(common.policies_dir + "/notices.textproto"));
  DOTPHA_ASSIGN(Templates templates,
                settings.templates_dir.empty() ? Templates::Builtin() : Templates::Load(settings.templates_dir));
  return DataInUse{std::move(catalogue), std::move(calendar), std::move(permissions), std::move(policies),
                   std::move(templates)};
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

// The token is read for each call: whoever renews it only replaces the file.
std::function<std::string()> TokenOf(const std::string& file) {
  return [file]() -> std::string {
    if (file.empty()) {
      return "";
    }
    const Result<std::string> token = config::ReadSecret("service-token-file", file);
    return token.ok() ? *token : "";
  };
}

class DirectoryContacts final : public ContactSource {
 public:
  explicit DirectoryContacts(ContactClient client) : client_(std::move(client)) {}
  Result<std::vector<Contact>> Fetch(const std::string& authority,
                                     const std::vector<std::string>& person_ids) override {
    return client_.Fetch(authority, person_ids);
  }

 private:
  ContactClient client_;
};

Result<messaging::BrokerOptions> BrokerOptionsOf(const config::CommonSettings& settings) {
  messaging::BrokerOptions broker;
  broker.url = settings.amqp_url;
  broker.exchange = settings.amqp_exchange;
  broker.queue_prefix = settings.amqp_queue_prefix;
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

// "authority/person", as pushed to the other replicas.
std::string PushPayload(const std::string& authority, const std::string& person) { return authority + "/" + person; }
void TakePush(InboxHub& hub, const std::string& payload) {
  const auto slash = payload.find('/');
  if (slash != std::string::npos) {
    hub.Push(payload.substr(0, slash), payload.substr(slash + 1));
  }
}

// Some duty of a body can be seen received here: bodies are debtors too.
bool BodiesOwe(const lawfile::Catalogue& catalogue, const std::vector<std::string>& producers) {
  const auto seen = [&producers](const statute::Duty& duty) {
    return duty.debtor != statute::Debtor::kOfficial &&
           std::find(producers.begin(), producers.end(), duty.stage) != producers.end();
  };
  for (const statute::Regulation* regulation : catalogue.All()) {
    if (std::any_of(regulation->duties.begin(), regulation->duties.end(), seen)) {
      return true;
    }
  }
  return false;
}

Result<void> Serve(const NotifierSettings& settings, rpc::TerminationSignals& signals) {
  const config::CommonSettings& common = settings.common;
  rpc::RaiseFileDescriptorLimit();
  DOTPHA_ASSIGN(const DataInUse data, LoadData(settings));
  DOTPHA_ASSIGN(const auto producers, ProducersOf(settings));
  DOTPHA_TRY(postgres::CheckMigrated(DatabaseOptions(common), Migrations()));

  postgres::PoolOptions pool_options;
  pool_options.connection = DatabaseOptions(common);
  pool_options.size = static_cast<std::size_t>(common.database_pool);
  postgres::Pool pool(pool_options);
  DOTPHA_ASSIGN(const Clocks clocks, StartClock(common, pool));
  const MonotonicClock& monotonic = MonotonicClock::Steady();

  // ---- who may call
  const auth::GuardedClock token_clock(CivilClock::System(), monotonic);
  DOTPHA_ASSIGN(const auto tokens, auth::TokenVerifier::Create(TokenOptionsOf(common), token_clock));
  DOTPHA_ASSIGN(std::string arrival_key, config::ReadSecret("arrival-key-file", common.arrival_key_file));
  DOTPHA_ASSIGN(const rpc::ArrivalReceipts receipts, rpc::ArrivalReceipts::Create(std::move(arrival_key)));
  ProjectedRoleSource projected(pool, clocks.civil());
  auth::CachedRoleSource roles(projected, monotonic);
  rpc::ShellOptions shell_options;
  shell_options.service = kService;
  shell_options.longest_deadline = common.handling_bound;
  shell_options.default_deadline = std::min(shell_options.default_deadline, common.handling_bound);
  rpc::ShellParts shell_parts;
  shell_parts.civil = &clocks.civil();
  shell_parts.tokens = tokens.get();
  shell_parts.permissions = &data.permissions;
  shell_parts.roles = &roles;
  shell_parts.receipts = &receipts;
  shell_parts.wait_applied = [&](const std::string& producer, std::uint64_t outbox_id, Micros deadline) {
    return messaging::WaitApplied(pool, monotonic, producer, static_cast<std::int64_t>(outbox_id), deadline);
  };
  rpc::Shell shell(shell_options, shell_parts);

  // ---- what goes out to other services
  DOTPHA_ASSIGN(const messaging::BrokerOptions broker, BrokerOptionsOf(common));
  messaging::RelayOptions relay_options;
  relay_options.producer = kService;
  relay_options.database = DatabaseOptions(common);
  relay_options.broker = broker;
  relay_options.watermark.handling_bound = common.handling_bound;
  if (common.virtual_clock()) {
    relay_options.watermark.no_call_in_flight_before = [&shell](Instant t) {
      return shell.in_flight().NoCallBefore(t);
    };
  }
  messaging::Relay relay(relay_options, clocks.civil(), monotonic);
  command::RunnerOptions runner_options;
  runner_options.service = kService;
  runner_options.handling_bound = common.handling_bound;
  runner_options.on_committed = [&relay](std::uint64_t /*outbox_id*/) { relay.Wake(); };
  command::Runner runner(pool, runner_options);

  // ---- the engine: ledgers, ladders, e-mails
  std::vector<std::string> producer_names;
  for (const auto& [name, address] : producers) {
    producer_names.push_back(name);
  }
  const FindRegulation find_regulation = [&data](const std::string& id) { return data.catalogue.Find(id); };
  KnowledgeSource knowledge(find_regulation);
  const LedgerKeeper keeper({&knowledge, &data.policies, &data.calendar, &clocks.civil(), producer_names});
  cache::RedisOptions redis_options;
  redis_options.address = common.redis_address;
  redis_options.prefix = "dotpha:" + common.amqp_queue_prefix + "notifier:";
  cache::Redis redis(redis_options);
  InboxHub hub;
  std::unique_ptr<cache::Subscription> pushes;
  if (redis.configured()) {
    pushes = std::make_unique<cache::Subscription>(
        redis_options, kInboxChannel,
        cache::Subscription::Handlers{[&hub](const std::string& payload) { TakePush(hub, payload); },
                                      [&hub] { hub.PushAll(); }});
  }

  const auto directory = std::find_if(producers.begin(), producers.end(),
                                      [](const auto& producer) { return producer.first == kRegistrationProducer; });
  if (directory == producers.end()) {
    return InvalidArgument("producers", "PRODUCER_MALFORMED", "producers: registration is needed, it knows the names");
  }
  DirectoryContacts directory_contacts(
      ContactClient(rpc::MakeChannel(directory->second), TokenOf(settings.service_token_file)));
  ContactBook contacts(pool, directory_contacts);
  DOTPHA_ASSIGN(SmtpOptions smtp_options, SmtpOptionsOf(settings));
  DOTPHA_ASSIGN(const SmtpChannel smtp, SmtpChannel::Create(std::move(smtp_options)));
  Mailer mailer({&pool, &data.templates, &contacts, &smtp, &redis, &clocks.civil()}, MailerOptionsOf(settings));

  WorkerOptions worker_options;
  worker_options.threads = settings.work_threads;
  worker_options.on_kept = [&](const DebtorKey& key, const KeptDebtor& kept) {
    if (kept.wrote_events) {
      relay.Wake();
    }
    for (const std::string& person : kept.people) {
      hub.Push(key.authority, person);
      if (const auto pushed = redis.Publish(kInboxChannel, PushPayload(key.authority, person)); !pushed.ok()) {
        continue;  // speed only: the other replicas look by themselves
      }
    }
    if (kept.told_somebody) {
      mailer.Wake();
    }
  };
  Worker worker(pool, keeper, monotonic, worker_options);

  const messaging::Handler intake = MakeIntake(find_regulation, BodiesOwe(data.catalogue, producer_names));
  messaging::ConsumerOptions consumer_options;
  consumer_options.consumer = kService;
  consumer_options.database = DatabaseOptions(common);
  consumer_options.broker = broker;
  for (const auto& [name, address] : producers) {
    consumer_options.streams.push_back(
        {name, messaging::MakeGrpcJournalReader(rpc::MakeChannel(address), TokenOf(settings.service_token_file))});
  }
  consumer_options.handler = intake;
  consumer_options.on_applied = [&worker](const std::string&, std::int64_t, std::optional<Instant>) { worker.Wake(); };
  consumer_options.on_quarantined = [&](const messaging::StreamEvent& event, const Error& error) {
    NoteQuarantined(pool, event, error);
    worker.Wake();
  };
  messaging::Consumer consumer(consumer_options, monotonic);
  worker.Start();
  mailer.Start();

  DOTPHA_ASSIGN(const audit::SealerOptions sealer_options, SealerOptionsOf(common));
  audit::Sealer sealer(pool, sealer_options);
  sealer.Start();
  const Housekeeping housekeeping([&] {
    WatchCalendar(data.calendar, clocks.civil().Now());
    if (const auto forgotten = runner.ForgetAnswers(kAnswersKept); !forgotten.ok()) {
      Log(Level::kWarning, "old answers were not deleted", forgotten.error());
    }
  });
  std::unique_ptr<observability::MetricsEndpoint> metrics;
  if (!common.metrics_listen.empty()) {
    DOTPHA_ASSIGN(metrics, observability::MetricsEndpoint::Start(common.metrics_listen));
  }
  const auto gauges = EngineGauges(pool, keeper);

  // ---- the API
  const ApiParts parts{&shell,    &pool, &runner,         &keeper, &data.templates,
                       &contacts, &hub,  &clocks.civil(), intake,  [&worker] { worker.Wake(); }};
  ObligationApi obligations(parts);
  InboxApi inbox(parts);
  NoticeApi notices(parts);
  QuarantineApi quarantine(parts);
  JournalApi journal(shell, pool);
  std::vector<rpc::ServedService> services = {
      rpc::Serve<v1::ObligationService>(&obligations), rpc::Serve<v1::InboxService>(&inbox),
      rpc::Serve<v1::NoticeService>(&notices), rpc::Serve<v1::QuarantineService>(&quarantine),
      rpc::Serve<events::v1::EventJournalService>(&journal)};
  NotifierClockParticipant participant(pool, keeper, [&] {
    relay.Wake();
    consumer.Wake();
    worker.Wake();
    mailer.Wake();
  });
  std::unique_ptr<rpc::ClockControl> clock_control;
  if (common.virtual_clock()) {
    postgres::PersistedManualClock& manual = *clocks.manual;
    clock_control = std::make_unique<rpc::ClockControl>(
        rpc::ClockControl::Parts{&shell, &manual, [&manual](Instant to) { return manual.Advance(to); }, &participant});
    services.push_back(rpc::Serve<clock::v1::ClockControlService>(clock_control.get()));
  }
  rpc::ServerOptions server_options;
  server_options.listen = common.listen;
  server_options.port_file = common.port_file;
  server_options.most_threads = std::max(server_options.most_threads, common.database_pool * kThreadsPerConnection);
  DOTPHA_ASSIGN(const auto server, rpc::Server::Start(server_options, shell, services));
  DOTPHA_TRY(server->MarkServing());
  for (const std::string& version : data.catalogue.Versions()) {
    Log(Level::kInfo, "law in use", {{"regulation", version}});
  }
  Log(Level::kInfo, "serving", {{"port", server->port()}, {"calendar", data.calendar.version()}});
  signals.Wait();
  Log(Level::kInfo, "draining");
  server->Drain();
  worker.Stop();
  mailer.Stop();
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

Result<void> CheckConfiguration(const config::Settings& settings, const NotifierSettings& notifier) {
  DOTPHA_ASSIGN(const DataInUse data, LoadData(notifier));
  DOTPHA_TRY(ProducersOf(notifier));
  std::cout << settings.Describe();
  for (const std::string& version : data.catalogue.Versions()) {
    std::cout << "# law " << version << "\n";
  }
  std::cout << "# calendar " << data.calendar.version() << "\n";
  return {};
}

int Main(int argc, char** argv) {
  rpc::TerminationSignals signals;
  config::Settings settings("dotpha-notifier",
                            "Derives who owes what until when, raises flags, and tells people in time (NOTICES.md).");
  NotifierSettings notifier;
  AddNotifierSettings(settings, notifier);
  if (const auto exit_code = settings.Parse(argc, argv)) {
    return *exit_code;
  }
  observability::LogOptions log_options;
  log_options.service = kService;
  log_options.least = observability::ParseLevel(notifier.common.log_level);
  observability::ConfigureLog(log_options);
  Result<void> done;
  switch (settings.command()) {
    case config::Command::kMigrate:
      done = MigrateDatabase(notifier.common);
      break;
    case config::Command::kCheckConfig:
      done = CheckConfiguration(settings, notifier);
      break;
    case config::Command::kServe:
      done = Serve(notifier, signals);
      break;
  }
  if (!done.ok()) {
    std::cerr << "dotpha-notifier: " << done.error().reason << ": " << done.error().message << "\n";
    for (const Violation& violation : done.error().violations) {
      std::cerr << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
    }
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace dotpha::notifier

int main(int argc, char** argv) { return dotpha::notifier::Main(argc, argv); }
