#include "tests/support/system.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <mutex>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <random>
#include <stdexcept>

#include "libs/audit/keys.h"
#include "libs/base/ids.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::testing {
namespace {

constexpr const char* kIssuer = "dotpha-devtoken";

template <typename T>
T Get(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  return std::move(*result);
}

void WriteSecret(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// One set of keys for the whole test binary: making them costs more than starting a service.
class Keys {
 public:
  static Keys& Instance() {
    static Keys keys;
    return keys;
  }

  ~Keys() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::string Token(const std::string& person, const std::string& authority) {
    const std::lock_guard lock(mutex_);
    std::string& token = tokens_[{person, authority}];
    if (token.empty()) {
      token =
          Get(issuer_.Mint({.subject = person, .authority = authority, .issuer = kIssuer}, CivilClock::System().Now()));
    }
    return token;
  }

  [[nodiscard]] const devtoken::DevIssuer& issuer() const { return issuer_; }
  [[nodiscard]] const std::string& jwks_file() const { return issuer_.jwks_file(); }
  [[nodiscard]] std::string Path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  Keys()
      : folder_(std::filesystem::temp_directory_path() / ("keys-" + NewUuid())),
        issuer_(Get(devtoken::DevIssuer::Open(folder_.string()))) {
    std::filesystem::create_directories(folder_);
    WriteSecret(folder_ / "arrival.key", NewUuid() + NewUuid());
    WriteSecret(folder_ / "audit.key", audit::SigningKey::Generate().PrivatePem());
    for (const ServiceRow& row : kServiceTable) {
      WriteSecret(folder_ / fmt::format("{}.token", row.name), Token(fmt::format("service:{}", row.name), ""));
    }
  }

  std::filesystem::path folder_;
  devtoken::DevIssuer issuer_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::string> tokens_;
};

// "postgresql://user@/postgres?host=..." with another database.
std::string WithDatabase(const std::string& url, const std::string& database) {
  const auto slash = url.find('/', url.find("//") + 2);
  const auto end = std::min(url.find('?', slash), url.size());
  return url.substr(0, slash + 1) + database + url.substr(end);
}

void Execute(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  const pqxx::quiet_errorhandler quiet(connection);
  pqxx::nontransaction direct(connection);
  direct.exec(sql);
}

std::string Address(int port) { return fmt::format("127.0.0.1:{}", port); }

}  // namespace

System::System(SystemOptions options)
    : options_(std::move(options)),
      servers_(options_.servers == nullptr ? ServerAddresses::FromEnvironment() : *options_.servers),
      id_(NewUuid().substr(0, 8)),
      folder_(std::filesystem::temp_directory_path() / ("system-" + id_)),
      law_folder_(SourceFolder()),
      exchange_("dotpha.events." + id_),
      sender_(fmt::format("dotpha-{}@example.vn", id_)) {
  std::filesystem::create_directories(folder_);
  if (!options_.more_regulations.empty() || !options_.more_notice_policies.empty() || !options_.own_calendars.empty()) {
    CopyLaw();
  }
  for (const std::string& service : options_.services) {
    if (!RowOf(service).built) {
      throw std::invalid_argument(fmt::format("the binary of {} is not in the tree yet", service));
    }
    running_[service].address = Address(FreePort());
  }
  // Side by side: database, migrations and start of one service do not wait for another's.
  std::map<std::string, std::future<std::unique_ptr<ServerProcess>>> starting;
  for (const std::string& service : options_.services) {
    starting.emplace(service, std::async(std::launch::async, [this, service] { return Launch(service); }));
  }
  for (auto& [service, process] : starting) {
    running_[service].process = process.get();
  }
  for (auto& [service, running] : running_) {
    running.process->WaitServing();
    running.channel = rpc::MakeChannel(running.address);
  }
  Connect();
}

System::~System() {
  for (auto& [service, running] : running_) {
    running.process->Kill();
  }
  for (const auto& [service, running] : running_) {
    try {
      Execute(servers_.postgres, fmt::format("DROP DATABASE \"{}_{}\" WITH (FORCE)", service, id_));
    } catch (const std::exception& error) {
      fmt::print(stderr, "database {}_{} stays: {}\n", service, id_, error.what());
    }
  }
  try {
    BrokerAdmin broker(servers_.amqp);
    for (const auto& [service, running] : running_) {
      for (const std::string& producer : ProducersOf(service)) {
        broker.DeleteQueue(Queue(service, producer));
      }
    }
    broker.DeleteExchange(exchange_);
  } catch (const std::exception& error) {
    fmt::print(stderr, "queues of {} stay: {}\n", id_, error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string System::OwnerOf(std::string_view full_name) {
  const auto begin = full_name.find('.') + 1;
  return std::string{full_name.substr(begin, full_name.find('.', begin) - begin)};
}

const System::Running& System::Find(const std::string& service) const {
  const auto found = running_.find(service);
  if (found == running_.end()) {
    throw std::invalid_argument(fmt::format("this test does not run {}", service));
  }
  return found->second;
}

std::vector<std::string> System::ProducersOf(const std::string& service) const {
  std::vector<std::string> producers;
  for (const std::string_view producer : RowOf(service).follows) {
    if (!producer.empty() && running_.contains(std::string{producer})) {
      producers.emplace_back(producer);
    }
  }
  return producers;
}

std::vector<std::string> System::FlagsOf(const std::string& service) const {
  std::vector<std::string> flags;
  if (const std::vector<std::string> producers = ProducersOf(service); !producers.empty()) {
    std::vector<std::string> entries;
    for (const std::string& producer : producers) {
      entries.push_back(fmt::format("{}={}", producer, address(producer)));
    }
    flags = {"--producers", fmt::format("{}", fmt::join(entries, ",")), "--service-token-file",
             Keys::Instance().Path(service + ".token")};
  }
  const auto add = [&flags](const std::vector<std::string>& more) {
    flags.insert(flags.end(), more.begin(), more.end());
  };
  if (service == "notifier") {
    add({"--smtp-url", "smtp://" + servers_.smtp, "--smtp-from", sender_, "--smtp-tls", "none"});
    add(options_.notifier_flags);
  }
  if (service == "registration") {
    add(options_.registration_flags);
  }
  if (const auto found = options_.flags.find(service); found != options_.flags.end()) {
    add(found->second);
  }
  return flags;
}

void System::CopyLaw() {
  namespace fs = std::filesystem;
  const std::string source = SourceFolder();
  law_folder_ = folder_ + "/law";
  for (const char* name : {"regulations", "policies", "calendars"}) {
    fs::create_directories(LawFolder(name));
    fs::copy(source + "/" + name, LawFolder(name));
  }
  for (const std::string& file : options_.more_regulations) {
    fs::copy(source + "/" + file, LawFolder("regulations"));
  }
  for (const auto& [authority, days] : options_.own_calendars) {
    std::ofstream(LawFolder("calendars") + "/" + authority + ".csv") << days;
  }
  std::ofstream(LawFolder("policies") + "/notices.textproto", std::ios::app) << options_.more_notice_policies;
}

std::unique_ptr<ServerProcess> System::Launch(const std::string& service) {
  Execute(servers_.postgres, fmt::format("CREATE DATABASE \"{}_{}\"", service, id_));
  const std::string program = BinaryFolder() + "/dotpha-" + service;
  const std::string log = fmt::format("{}/{}.log", folder_, service);
  ServerProcess migration(
      {.program = program, .arguments = {"migrate", "--database-url", DatabaseUrl(service)}, .log_file = log});
  migration.Start();
  if (const int status = migration.WaitEnd(); status != 0) {
    throw std::runtime_error(fmt::format("{} migrate: {}\n{}", service, status, migration.LogTail()));
  }
  Keys& keys = Keys::Instance();
  std::vector<std::string> arguments{"serve",
                                     "--listen",
                                     address(service),
                                     "--port-file",
                                     fmt::format("{}/{}.port", folder_, service),
                                     "--database-url",
                                     DatabaseUrl(service),
                                     "--amqp-url",
                                     servers_.amqp,
                                     "--amqp-exchange",
                                     exchange_,
                                     "--amqp-queue-prefix",
                                     id_ + ".",
                                     "--redis-address",
                                     servers_.redis,
                                     "--jwks-file",
                                     keys.jwks_file(),
                                     "--token-issuer",
                                     kIssuer,
                                     "--operators",
                                     kOperator,
                                     "--services",
                                     fmt::format("{}", fmt::join(options_.services, ",")),
                                     "--arrival-key-file",
                                     keys.Path("arrival.key"),
                                     "--audit-key-file",
                                     keys.Path("audit.key"),
                                     "--audit-checkpoint-dir",
                                     folder_,
                                     "--regulations-dir",
                                     LawFolder("regulations"),
                                     "--policies-dir",
                                     LawFolder("policies"),
                                     "--calendars-dir",
                                     LawFolder("calendars"),
                                     "--clock",
                                     "virtual",
                                     "--clock-start",
                                     options_.start};
  const std::vector<std::string> flags = FlagsOf(service);
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  auto process =
      std::make_unique<ServerProcess>(ServerProcess::Options{.program = program,
                                                             .arguments = std::move(arguments),
                                                             .log_file = log,
                                                             .port_file = fmt::format("{}/{}.port", folder_, service)});
  process->Start();
  return process;
}

void System::Connect() {
  if (running_.contains("registration")) {
    directory_ = Stub<registration::v1::DirectoryService>();
    campaigns_ = Stub<registration::v1::CampaignService>();
    registrations_ = Stub<registration::v1::RegistrationService>();
  }
  if (running_.contains("notifier")) {
    obligations_ = Stub<notifier::v1::ObligationService>();
    inbox_ = Stub<notifier::v1::InboxService>();
    notices_ = Stub<notifier::v1::NoticeService>();
    quarantine_ = Stub<notifier::v1::QuarantineService>();
  }
  std::vector<rpc::ClockEndpoint> endpoints;
  for (const ServiceRow& row : kServiceTable) {
    if (const auto found = running_.find(std::string{row.name}); found != running_.end()) {
      endpoints.push_back({found->first, found->second.channel});
    }
  }
  clock_ = std::make_unique<rpc::ClockDriver>(
      std::move(endpoints), rpc::ClockDriverOptions{.token = Token(kOperator), .step_timeout = options_.step_timeout});
}

std::string System::Token(const std::string& person) {
  const auto [subject, authority] = SubjectOf(person);
  return Keys::Instance().Token(subject, authority);
}

std::pair<std::string, std::string> System::SubjectOf(const std::string& person) const {
  const auto at = person.find('@');
  return at == std::string::npos ? std::pair(person, options_.authority)
                                 : std::pair(person.substr(0, at), person.substr(at + 1));
}

std::string System::TokenOf(const devtoken::Claims& claims, Instant issued_at) {
  return Get(Keys::Instance().issuer().Mint(claims, issued_at));
}

std::string System::KeysFolder() { return Keys::Instance().Path(""); }

rpc::CallOptions System::Caller(const std::string& person) {
  rpc::CallOptions options;
  options.token = Token(person);
  return options;
}

std::unique_ptr<grpc::ClientContext> System::As(const std::string& person) {
  auto context = std::make_unique<grpc::ClientContext>();
  rpc::Prepare(*context, Caller(person));
  return context;
}

void System::AdvanceTo(std::string_view moment, const std::function<void(Instant)>& on_step) {
  const Result<void> advanced = clock_->AdvanceTo(Get(ParseRfc3339(moment)), on_step);
  if (!advanced.ok()) {
    std::string logs;
    for (const auto& [service, running] : running_) {
      logs += fmt::format("\n-- {} --\n{}", service, running.process->LogTail());
    }
    throw std::runtime_error(fmt::format("{}: {}{}", advanced.error().reason, advanced.error().message, logs));
  }
}

Instant System::Settle() { return Get(clock_->Settle()); }

std::vector<Mail> System::AllMail() { return ReadMailbox(servers_.maildir, sender_); }

std::vector<Mail> System::MailTo(const std::string& address) {
  std::vector<Mail> mails = AllMail();
  std::erase_if(mails, [&](const Mail& mail) { return mail.to.find(address) == std::string::npos; });
  return mails;
}

std::string System::DatabaseUrl(const std::string& service) const {
  return WithDatabase(servers_.postgres, fmt::format("{}_{}", service, id_));
}

struct System::Database {
  explicit Database(const std::string& url) : connection(url) {}
  pqxx::connection connection;
};

std::string System::Query(const std::string& service, const std::string& sql) {
  const std::scoped_lock one_at_a_time(asking_);
  std::shared_ptr<Database>& database = running_.at(service).database;
  const auto ask = [&] {
    if (!database) {
      database = std::make_shared<Database>(DatabaseUrl(service));
    }
    pqxx::nontransaction direct(database->connection);
    const pqxx::result rows = direct.exec(sql);
    return rows.empty() || rows.columns() == 0 ? std::string{} : rows[0][0].as<std::string>("");
  };
  try {
    return ask();
  } catch (const pqxx::failure&) {
    if (database && database->connection.is_open()) {
      throw;
    }
    database.reset();  // a test that kills the database comes back to it
    return ask();
  }
}

void System::Restart(ServerProcess& process) {
  process.Start();
  process.WaitServing();
}

std::string System::Queue(const std::string& consumer, const std::string& producer) const {
  return fmt::format("{}.dotpha.{}.{}", id_, consumer, producer);
}

}  // namespace dotpha::testing
