// dotpha-notifier: what is its own in the common process (libs/service): policy and texts, engine, channels, API.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libs/cache/redis.h"
#include "libs/facts/role_source.h"
#include "libs/messaging/progress.h"
#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/client.h"
#include "libs/service/service.h"
#include "migrations/facts.h"
#include "migrations/notifier.h"
#include "services/notifier/api/inbox_api.h"
#include "services/notifier/api/notice_api.h"
#include "services/notifier/api/obligation_api.h"
#include "services/notifier/api/quarantine_api.h"
#include "services/notifier/engine/housekeeping.h"
#include "services/notifier/engine/intake.h"
#include "services/notifier/engine/mailer.h"
#include "services/notifier/engine/worker.h"
#include "services/notifier/events/contact_client.h"
#include "services/notifier/settings.h"
#include "services/notifier/store/work_store.h"

namespace dotpha::notifier {
namespace {

constexpr char kInboxChannel[] = "inbox";

// What the service cannot work without beyond the law, checked before it serves.
struct Data {
  PolicyBook policies;
  Templates templates;
  std::vector<std::string> producers;  // whose facts are waited for
  std::string directory;               // address of the registration service, which knows names and addresses
  SmtpChannel smtp;
};

Result<Data> LoadData(const NotifierSettings& settings, const config::CommonSettings& common) {
  DOTPHA_ASSIGN(PolicyBook policies, PolicyBook::Load(common.policies_dir + "/notices.textproto"));
  DOTPHA_ASSIGN(Templates templates,
                settings.templates_dir.empty() ? Templates::Builtin() : Templates::Load(settings.templates_dir));
  DOTPHA_ASSIGN(const std::vector<service::Producer> producers, service::ProducersOf(settings.follow));
  std::vector<std::string> names;
  std::string directory;
  for (const service::Producer& producer : producers) {
    names.push_back(producer.name);
    if (producer.name == facts::kRegistrationProducer) {
      directory = producer.address;
    }
  }
  if (directory.empty()) {
    return InvalidArgument("producers", "PRODUCER_MALFORMED", "producers: registration is needed, it knows the names");
  }
  DOTPHA_ASSIGN(SmtpOptions smtp_options, SmtpOptionsOf(settings));
  DOTPHA_ASSIGN(SmtpChannel smtp, SmtpChannel::Create(std::move(smtp_options)));
  return Data{std::move(policies), std::move(templates), std::move(names), std::move(directory), std::move(smtp)};
}

facts::FindRegulation FindIn(const service::Law& law) {
  return [&law](const std::string& id) { return law.Find(id); };
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

cache::RedisOptions RedisOptionsOf(const config::CommonSettings& settings) {
  cache::RedisOptions options;
  options.address = settings.redis_address;
  options.prefix = "dotpha:" + settings.amqp_queue_prefix + "notifier:";
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

std::unique_ptr<cache::Subscription> SubscribeToPushes(const cache::RedisOptions& options, InboxHub& hub) {
  if (options.address.empty()) {
    return nullptr;
  }
  return std::make_unique<cache::Subscription>(
      options, kInboxChannel,
      cache::Subscription::Handlers{[&hub](const std::string& payload) { TakePush(hub, payload); },
                                    [&hub] { hub.PushAll(); }});
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

class Application final : public service::Application {
 public:
  // All must outlive it. Starts the engine's threads.
  Application(service::Platform platform, const NotifierSettings& settings, Data data)
      : platform_(std::move(platform)),
        data_(std::move(data)),
        knowledge_(FindIn(platform_.law)),
        keeper_({&knowledge_, &data_.policies, &platform_.law.calendars, &platform_.civil, data_.producers}),
        redis_(RedisOptionsOf(platform_.settings)),
        pushes_(SubscribeToPushes(RedisOptionsOf(platform_.settings), hub_)),
        names_(ContactClient(rpc::MakeChannel(data_.directory), service::TokenOf(settings.follow))),
        contacts_(platform_.pool, names_),
        mailer_({&platform_.pool, &data_.templates, &contacts_, &data_.smtp, &redis_, &platform_.civil},
                MailerOptionsOf(settings)),
        worker_(platform_.pool, keeper_, platform_.monotonic, WorkerOptionsOf(settings)),
        intake_(MakeIntake(FindIn(platform_.law), BodiesOwe(platform_.law.catalogue, data_.producers))),
        gauges_(EngineGauges(platform_.pool, keeper_)),
        parts_{&platform_.shell, &platform_.pool, &platform_.runner, &keeper_, &data_.templates,
               &contacts_,       &hub_,           &platform_.civil,  intake_,  [this] { worker_.Wake(); }},
        obligations_(parts_),
        inbox_(parts_),
        notices_(parts_),
        quarantine_(parts_) {
    worker_.Start();
    mailer_.Start();
  }

  std::vector<rpc::ServedService> Services() override {
    return {rpc::Serve<v1::ObligationService>(&obligations_), rpc::Serve<v1::InboxService>(&inbox_),
            rpc::Serve<v1::NoticeService>(&notices_), rpc::Serve<v1::QuarantineService>(&quarantine_)};
  }

  service::Following Follow() override {
    return {intake_, [this](const std::string&, std::int64_t, std::optional<Instant>) { worker_.Wake(); },
            [this](const messaging::StreamEvent& event, const Error& error) {
              NoteQuarantined(platform_.pool, event, error);
              worker_.Wake();
            }};
  }

  void Stop() override {
    worker_.Stop();
    mailer_.Stop();
  }

  void Tidy() override { WatchCalendars(platform_.law.calendars, platform_.civil.Now()); }

  Result<std::optional<Instant>> NextDue(postgres::Transaction& transaction, Instant now) override {
    return notifier::NextDue(transaction, now);
  }

  Result<std::vector<std::string>> BusyWith(postgres::Transaction& transaction, Instant now) override {
    const Backlog backlog = ReadBacklog(transaction, now, keeper_.Watermark(transaction));
    std::vector<std::string> reasons;
    const auto mention = [&reasons](std::int64_t count, const char* what) {
      if (count > 0) {
        reasons.push_back(std::to_string(count) + " " + what);
      }
    };
    mention(backlog.fan_outs, "changes of an authority not yet spread");
    mention(backlog.dirty, "debtors to be derived anew");
    mention(backlog.due, "debtors with something due");
    mention(backlog.messages, "e-mails on their way");
    return reasons;
  }

  void ClockMoved() override {
    worker_.Wake();
    mailer_.Wake();
  }

 private:
  WorkerOptions WorkerOptionsOf(const NotifierSettings& settings) {
    WorkerOptions options;
    options.threads = settings.work_threads;
    options.on_kept = [this](const std::string& authority, const KeptDebtor& kept) { Spread(authority, kept); };
    return options;
  }

  // A pass over a debtor wrote something: whoever waits for it hears of it.
  void Spread(const std::string& authority, const KeptDebtor& kept) {
    if (kept.wrote_events) {
      platform_.wake_relay();
    }
    for (const std::string& person : kept.people) {
      hub_.Push(authority, person);
      // For speed only: without Redis the other replicas look by themselves.
      static_cast<void>(redis_.Publish(kInboxChannel, PushPayload(authority, person)));
    }
    if (kept.told_somebody) {
      mailer_.Wake();
    }
  }

  const service::Platform platform_;
  const Data data_;
  facts::KnowledgeSource knowledge_;
  const LedgerKeeper keeper_;
  cache::Redis redis_;
  InboxHub hub_;
  const std::unique_ptr<cache::Subscription> pushes_;
  DirectoryContacts names_;
  ContactBook contacts_;
  Mailer mailer_;
  Worker worker_;
  const messaging::Handler intake_;
  const std::vector<std::unique_ptr<observability::ObservedGauge>> gauges_;
  const ApiParts parts_;
  ObligationApi obligations_;
  InboxApi inbox_;
  NoticeApi notices_;
  QuarantineApi quarantine_;
};

service::Definition Define(NotifierSettings& settings) {
  service::Definition definition;
  definition.name = "notifier";
  definition.purpose = "Derives who owes what until when, raises flags, and tells people in time (NOTICES.md).";
  definition.migrations = {&migrations::facts(), &migrations::notifier()};
  definition.follow = &settings.follow;
  definition.add_settings = [&settings](config::Settings& declared, const config::CommonSettings& common) {
    AddNotifierSettings(declared, common, settings);
  };
  definition.load = [&settings](const config::CommonSettings& common, const service::Law&) -> Result<void> {
    DOTPHA_TRY(LoadData(settings, common));
    return {};
  };
  definition.roles = [](const service::Ground& ground) -> std::unique_ptr<auth::RoleSource> {
    return std::make_unique<facts::ProjectedRoleSource>(ground.pool, ground.civil, FindIn(ground.law));
  };
  definition.build = [&settings](const service::Platform& platform) -> Result<std::unique_ptr<service::Application>> {
    DOTPHA_ASSIGN(Data data, LoadData(settings, platform.settings));
    return std::unique_ptr<service::Application>(std::make_unique<Application>(platform, settings, std::move(data)));
  };
  return definition;
}

}  // namespace
}  // namespace dotpha::notifier

int main(int argc, char** argv) {
  dotpha::notifier::NotifierSettings settings;
  return dotpha::service::Main(argc, argv, dotpha::notifier::Define(settings));
}
