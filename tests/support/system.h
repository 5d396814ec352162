// The running system, for one test: services as real processes on a virtual clock, with databases, exchange, queues and
// sender address of their own on the run's shared servers, so that tests run side by side.
//
//   System system({.start = "2021-10-15T00:00:00+07:00"});                             // registration and notifier
//   System year({.start = "2021-10-15T00:00:00+07:00", .services = AllServices()});    // all of them
//   const auto context = system.As("TQ-022");
//   const grpc::Status status = system.registrations().SubmitRegistration(context.get(), request, &response);
//   system.AdvanceTo("2021-11-15T08:00:00+07:00");
//   EXPECT_EQ(system.MailTo("x@example.vn").size(), 1u);
//   const auto plans = system.Stub<reporting::v1::PlanService>();                      // of whichever service has it
//
// Whatever goes wrong in the machinery throws std::runtime_error: the test fails with the end of the service's log.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "dotpha/notifier/v1/notice_service.grpc.pb.h"
#include "dotpha/notifier/v1/obligation_service.grpc.pb.h"
#include "dotpha/registration/v1/campaign_service.grpc.pb.h"
#include "dotpha/registration/v1/directory_service.grpc.pb.h"
#include "dotpha/registration/v1/registration_service.grpc.pb.h"
#include "libs/rpc/client.h"
#include "libs/rpc/clock_driver.h"
#include "tests/support/mailbox.h"
#include "tests/support/server_process.h"
#include "tests/support/servers.h"
#include "tests/support/service_table.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::testing {

struct SystemOptions {
  // RFC 3339; civil time at the start.
  std::string start = "2021-10-15T00:00:00+07:00";
  std::string authority = "tuyen-quang";
  // Which services run (see service_table.h). Duties whose service does not run are not derived.
  std::vector<std::string> services = {"registration", "notifier"};
  // Further flags, e.g. {"--handling-bound", "5s"}.
  std::vector<std::string> registration_flags = {};
  std::vector<std::string> notifier_flags = {};
  // The same for any service, by its name.
  std::map<std::string, std::vector<std::string>> flags = {};
  // Law files beside those of regulations/, by their path in the source tree; and notice policies beside the default
  // one, as text ("policies { authority: ... }").
  std::vector<std::string> more_regulations = {};
  std::string more_notice_policies = {};
  // Holidays of authorities that have a table of their own, as CSV.
  std::map<std::string, std::string> own_calendars = {};
  // Null: the run's shared servers.
  const ServerAddresses* servers = nullptr;
  // How long one step of the clock may take to become quiet.
  std::chrono::milliseconds step_timeout{60'000};
};

class System {
 public:
  static constexpr const char* kOperator = "operator:demo";

  explicit System(SystemOptions options = {});
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  // ---- calling ----
  // Metadata and deadline for one call by this person (official_id, staff_id) of the authority, or an operator.
  std::unique_ptr<grpc::ClientContext> As(const std::string& person);
  // The same for rpc::Call, which retries.
  rpc::CallOptions Caller(const std::string& person);
  // A token good for 12 hours of the host's time. "BTC-leader@quang-ngai": of another authority than the system's own.
  std::string Token(const std::string& person);
  // Subject and authority of that token.
  [[nodiscard]] std::pair<std::string, std::string> SubjectOf(const std::string& person) const;
  // A token signed with the key that the services trust, whatever it claims; issued at a moment of the host's time.
  static std::string TokenOf(const devtoken::Claims& claims, Instant issued_at);
  // Folder of these keys, for programs that sign for themselves.
  static std::string KeysFolder();

  registration::v1::DirectoryService::Stub& directory() { return *directory_; }
  registration::v1::CampaignService::Stub& campaigns() { return *campaigns_; }
  registration::v1::RegistrationService::Stub& registrations() { return *registrations_; }
  notifier::v1::ObligationService::Stub& obligations() { return *obligations_; }
  notifier::v1::InboxService::Stub& inbox() { return *inbox_; }
  notifier::v1::NoticeService::Stub& notices() { return *notices_; }
  notifier::v1::QuarantineService::Stub& quarantine() { return *quarantine_; }
  // A stub of any service of the contracts, e.g. Stub<review::v1::DossierService>(): its package names the process.
  template <typename Service>
  std::unique_ptr<typename Service::Stub> Stub() {
    return Service::NewStub(channel(OwnerOf(Service::service_full_name())));
  }
  // By a service's name; throws std::invalid_argument when the test does not run it.
  const std::shared_ptr<grpc::Channel>& channel(const std::string& service) const { return Find(service).channel; }
  // host:port
  const std::string& address(const std::string& service) const { return Find(service).address; }
  const std::shared_ptr<grpc::Channel>& registration_channel() { return channel("registration"); }
  const std::shared_ptr<grpc::Channel>& notifier_channel() { return channel("notifier"); }
  const std::string& registration_address() const { return address("registration"); }
  const std::string& notifier_address() const { return address("notifier"); }
  [[nodiscard]] const std::vector<std::string>& services() const { return options_.services; }

  // ---- time ----
  // Steps all services to this moment (RFC 3339), everything due done and every event applied.
  void AdvanceTo(std::string_view moment, const std::function<void(Instant)>& on_step = {});
  // Until all is quiet at the present time.
  Instant Settle();
  rpc::ClockDriver& clock() { return *clock_; }

  // ---- what came out ----
  // Mails of this system to one address, in the order of delivery.
  std::vector<Mail> MailTo(const std::string& address);
  std::vector<Mail> AllMail();
  // First column of the first row, as the owner of the service's database.
  std::string Query(const std::string& service, const std::string& sql);
  std::string DatabaseUrl(const std::string& service) const;

  // ---- faults ----
  ServerProcess& process(const std::string& service) { return *Find(service).process; }
  ServerProcess& registration_process() { return process("registration"); }
  ServerProcess& notifier_process() { return process("notifier"); }
  // Starts it again at the same address and waits until it serves. The virtual clock resumes where it was.
  void Restart(ServerProcess& process);
  const ServerAddresses& servers() const { return servers_; }
  const std::string& exchange() const { return exchange_; }
  // The queue in which one service gets another's events.
  std::string Queue(const std::string& consumer, const std::string& producer) const;
  std::string NotifierQueue() const { return Queue("notifier", "registration"); }

 private:
  struct Database;
  struct Running {
    std::string address;
    std::unique_ptr<ServerProcess> process;
    std::shared_ptr<grpc::Channel> channel;
    std::shared_ptr<Database> database;  // opened by the first Query
  };

  // "dotpha.review.v1.DossierService" -> "review".
  static std::string OwnerOf(std::string_view full_name);
  [[nodiscard]] const Running& Find(const std::string& service) const;
  // Of those that run, the ones that this service follows.
  [[nodiscard]] std::vector<std::string> ProducersOf(const std::string& service) const;
  [[nodiscard]] std::vector<std::string> FlagsOf(const std::string& service) const;
  std::unique_ptr<ServerProcess> Launch(const std::string& service);
  // Folder of the source tree, or a copy of it with what the options add.
  [[nodiscard]] std::string LawFolder(const std::string& name) const { return law_folder_ + "/" + name; }
  void CopyLaw();
  void Connect();

  SystemOptions options_;
  ServerAddresses servers_;
  std::string id_;
  std::string folder_;
  std::string law_folder_;  // with regulations/, policies/ and calendars/
  std::string exchange_;
  std::string sender_;
  std::map<std::string, Running> running_;  // by name
  std::mutex asking_;
  std::unique_ptr<registration::v1::DirectoryService::Stub> directory_;
  std::unique_ptr<registration::v1::CampaignService::Stub> campaigns_;
  std::unique_ptr<registration::v1::RegistrationService::Stub> registrations_;
  std::unique_ptr<notifier::v1::ObligationService::Stub> obligations_;
  std::unique_ptr<notifier::v1::InboxService::Stub> inbox_;
  std::unique_ptr<notifier::v1::NoticeService::Stub> notices_;
  std::unique_ptr<notifier::v1::QuarantineService::Stub> quarantine_;
  std::unique_ptr<rpc::ClockDriver> clock_;
};

}  // namespace dotpha::testing
