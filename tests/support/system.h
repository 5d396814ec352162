// The running system, for one test: registration and notifier as real processes on a virtual clock, with databases,
// exchange, queues and sender address of their own on the run's shared servers, so that tests run side by side.
//
//   System system({.start = "2021-10-15T00:00:00+07:00"});
//   const auto context = system.As("TQ-022");
//   const grpc::Status status = system.registrations().SubmitRegistration(context.get(), request, &response);
//   system.AdvanceTo("2021-11-15T08:00:00+07:00");
//   EXPECT_EQ(system.MailTo("x@example.vn").size(), 1u);
//
// Whatever goes wrong in the machinery throws std::runtime_error: the test fails with the end of the service's log.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
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
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::testing {

struct SystemOptions {
  // RFC 3339; civil time at the start.
  std::string start = "2021-10-15T00:00:00+07:00";
  std::string authority = "tuyen-quang";
  // Further flags, e.g. {"--handling-bound", "5s"}.
  std::vector<std::string> registration_flags = {};
  std::vector<std::string> notifier_flags = {};
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
  // A token good for 12 hours of the host's time.
  std::string Token(const std::string& person);
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
  const std::shared_ptr<grpc::Channel>& registration_channel() { return registration_channel_; }
  const std::shared_ptr<grpc::Channel>& notifier_channel() { return notifier_channel_; }
  // host:port
  const std::string& registration_address() const { return registration_address_; }
  const std::string& notifier_address() const { return notifier_address_; }

  // ---- time ----
  // Steps both services to this moment (RFC 3339), everything due done and every event applied.
  void AdvanceTo(std::string_view moment, const std::function<void(Instant)>& on_step = {});
  // Until all is quiet at the present time.
  Instant Settle();
  rpc::ClockDriver& clock() { return *clock_; }

  // ---- what came out ----
  // Mails of this system to one address, in the order of delivery.
  std::vector<Mail> MailTo(const std::string& address);
  std::vector<Mail> AllMail();
  // First column of the first row, as the owner of the service's database ("registration", "notifier").
  std::string Query(const std::string& service, const std::string& sql);
  std::string DatabaseUrl(const std::string& service) const;

  // ---- faults ----
  ServerProcess& registration_process() { return *registration_; }
  ServerProcess& notifier_process() { return *notifier_; }
  // Starts it again at the same address and waits until it serves. The virtual clock resumes where it was.
  void Restart(ServerProcess& process);
  const ServerAddresses& servers() const { return servers_; }
  const std::string& exchange() const { return exchange_; }
  // The queue in which the notifier gets registration's events.
  std::string NotifierQueue() const;

 private:
  std::unique_ptr<ServerProcess> Launch(const std::string& service, const std::vector<std::string>& flags, int port);
  void Connect();

  SystemOptions options_;
  ServerAddresses servers_;
  std::string id_;
  std::string folder_;
  std::string exchange_;
  std::string sender_;
  std::string registration_address_;
  std::string notifier_address_;
  std::unique_ptr<ServerProcess> registration_;
  std::unique_ptr<ServerProcess> notifier_;
  std::shared_ptr<grpc::Channel> registration_channel_;
  std::shared_ptr<grpc::Channel> notifier_channel_;
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
