#include "services/registration/tests/live_service.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>

#include "libs/audit/keys.h"
#include "libs/base/ids.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"
#include "services/registration/api/write_response.h"
#include "services/registration/tests/province.h"
#include "tests/support/servers.h"

namespace dotpha::registration::testing {
namespace {

using dotpha::testing::ServerProcess;

void Execute(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  const pqxx::quiet_errorhandler quiet(connection);
  pqxx::nontransaction direct(connection);
  direct.exec(sql);
}

std::string WithDatabase(const std::string& url, const std::string& database) {
  const auto slash = url.find('/', url.find("//") + 2);
  const auto end = std::min(url.find('?', slash), url.size());
  return url.substr(0, slash + 1) + database + url.substr(end);
}

void WriteFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

LiveService& LiveService::Instance() {
  static LiveService service;
  return service;
}

LiveService::LiveService() {
  const auto servers = dotpha::testing::ServerAddresses::FromEnvironment();
  const std::string id = NewUuid().substr(0, 8);
  folder_ = (std::filesystem::temp_directory_path() / ("registration-" + id)).string();
  std::filesystem::create_directories(folder_);
  auto issuer = devtoken::DevIssuer::Open(folder_ + "/keys");
  if (!issuer.ok()) {
    throw std::runtime_error(issuer.error().message);
  }
  issuer_ = std::make_unique<devtoken::DevIssuer>(*std::move(issuer));
  WriteFile(folder_ + "/arrival.key", NewUuid() + NewUuid());
  WriteFile(folder_ + "/audit.key", audit::SigningKey::Generate().PrivatePem());
  postgres_ = servers.postgres;
  amqp_ = servers.amqp;
  database_ = "registration_" + id;
  exchange_ = "dotpha.events." + id;
  Execute(postgres_, fmt::format("CREATE DATABASE \"{}\"", database_));

  const std::string program = dotpha::testing::BinaryFolder() + "/dotpha-registration";
  const std::string source = dotpha::testing::SourceFolder();
  const std::string url = WithDatabase(postgres_, database_);
  const std::string log = folder_ + "/log";
  ServerProcess migration({.program = program, .arguments = {"migrate", "--database-url", url}, .log_file = log});
  migration.Start();
  if (migration.WaitEnd() != 0) {
    throw std::runtime_error("migrate:\n" + migration.LogTail());
  }
  const std::string address = fmt::format("127.0.0.1:{}", dotpha::testing::FreePort());
  process_ = std::make_unique<ServerProcess>(ServerProcess::Options{.program = program,
                                                                    .arguments = {"serve",
                                                                                  "--listen",
                                                                                  address,
                                                                                  "--port-file",
                                                                                  folder_ + "/port",
                                                                                  "--database-url",
                                                                                  url,
                                                                                  "--amqp-url",
                                                                                  servers.amqp,
                                                                                  "--amqp-exchange",
                                                                                  exchange_,
                                                                                  "--jwks-file",
                                                                                  issuer_->jwks_file(),
                                                                                  "--token-issuer",
                                                                                  "dotpha-devtoken",
                                                                                  "--operators",
                                                                                  kOperator,
                                                                                  "--services",
                                                                                  "notifier",
                                                                                  "--arrival-key-file",
                                                                                  folder_ + "/arrival.key",
                                                                                  "--audit-key-file",
                                                                                  folder_ + "/audit.key",
                                                                                  "--regulations-dir",
                                                                                  source + "/regulations",
                                                                                  "--policies-dir",
                                                                                  source + "/policies",
                                                                                  "--calendars-dir",
                                                                                  source + "/calendars",
                                                                                  "--clock",
                                                                                  "virtual",
                                                                                  "--clock-start",
                                                                                  kNow,
                                                                                  "--log-level",
                                                                                  "debug"},
                                                                    .log_file = log,
                                                                    .port_file = folder_ + "/port"});
  process_->Start();
  process_->WaitServing();
  channel_ = rpc::MakeChannel(address);
}

LiveService::~LiveService() {
  process_->Kill();
  try {
    Execute(postgres_, fmt::format("DROP DATABASE \"{}\" WITH (FORCE)", database_));
    dotpha::testing::BrokerAdmin(amqp_).DeleteExchange(exchange_);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{} stays: {}\n", database_, error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string LiveService::Token(const std::string& subject, const std::string& authority) {
  const auto token = issuer_->Mint({.subject = subject, .authority = authority}, CivilClock::System().Now());
  if (!token.ok()) {
    throw std::runtime_error(token.error().message);
  }
  return *token;
}

std::string LiveService::Query(const std::string& sql) {
  pqxx::connection connection(WithDatabase(postgres_, database_));
  pqxx::nontransaction direct(connection);
  const auto rows = direct.exec(sql);
  return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
}

std::string LiveService::Log() const {
  std::ifstream file(folder_ + "/log");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void LiveService::KillAndRestart() {
  process_->Kill();
  std::filesystem::remove(folder_ + "/port");
  process_->Start();
  process_->WaitServing();
}

Tenant::Tenant() {
  static std::atomic<int> count{0};
  authority_ = "tinh-" + std::to_string(++count);
}

void Tenant::Authorise(grpc::ClientContext& context, const std::string& person) const {
  rpc::CallOptions options;
  options.token = LiveService::Instance().Token(person, authority_);
  rpc::Prepare(context, options);
}

Answer Tenant::Ended(const grpc::Status& status) {
  return {status, status.ok() ? Error{} : rpc::ErrorFromStatus(status)};
}

void Tenant::GiveRequestId(google::protobuf::Message& request) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr && request.GetReflection()->GetString(request, field).empty()) {
    request.GetReflection()->SetString(&request, field, NewUuid());
  }
}

void Tenant::SetUp() {
  pb::ConfigureAuthorityRequest configure;
  configure.mutable_authority()->set_display_name("Tỉnh thử nghiệm");
  auto& live_from = *configure.mutable_authority()->mutable_live_from();
  live_from.set_year(2022);
  live_from.set_month(1);
  live_from.set_day(1);
  auto& regulation = *configure.mutable_authority()->add_regulations();
  regulation.set_regulation_id("TQ2021");
  regulation.mutable_effective_from()->set_year(2021);
  regulation.mutable_effective_from()->set_month(9);
  regulation.mutable_effective_from()->set_day(1);
  pb::ConfigureAuthorityResponse configured;
  const Answer first = Call<pb::CampaignService>(LiveService::kOperator, &pb::CampaignService::Stub::ConfigureAuthority,
                                                 configure, &configured);
  if (!first.ok()) {
    throw std::runtime_error("configure: " + first.error.reason + ": " + first.error.message);
  }
  const Province province;
  pb::ImportRosterRequest import;
  for (const auto& agency : province.rows.agencies) {
    *import.add_agencies() = api::ToProto(authority_, agency);
  }
  for (const auto& body : province.rows.bodies) {
    *import.add_bodies() = api::ToProto(authority_, body);
  }
  for (const auto& staff : province.rows.staff) {
    *import.add_staff() = api::ToProto(authority_, staff);
  }
  for (const auto& official : province.rows.officials) {
    *import.add_officials() = api::ToProto(authority_, official);
  }
  for (const auto& position : province.rows.positions) {
    *import.add_positions() = api::ToProto(authority_, position);
  }
  pb::ImportRosterResponse imported;
  const Answer second =
      Call<pb::DirectoryService>(LiveService::kOperator, &pb::DirectoryService::Stub::ImportRoster, import, &imported);
  if (!second.ok()) {
    throw std::runtime_error("import: " + second.error.reason + ": " + second.error.message);
  }
}

Answer Tenant::Submit(const std::string& person, pb::SubmitRegistrationRequest request,
                      pb::SubmitRegistrationResponse* response) {
  pb::SubmitRegistrationResponse unused;
  return Call<pb::RegistrationService>(person, &pb::RegistrationService::Stub::SubmitRegistration, std::move(request),
                                       response == nullptr ? &unused : response);
}

Answer Tenant::Get(const std::string& person, const std::string& name, pb::GetRegistrationResponse* response) {
  pb::GetRegistrationRequest request;
  request.set_name(name);
  pb::GetRegistrationResponse unused;
  return Call<pb::RegistrationService>(person, &pb::RegistrationService::Stub::GetRegistration, request,
                                       response == nullptr ? &unused : response);
}

std::vector<std::string> Tenant::Listed(const std::string& person) {
  std::vector<std::string> officials;
  pb::ListRegistrationsRequest request;
  request.set_page_size(2);
  do {
    pb::ListRegistrationsResponse page;
    const Answer answer =
        Call<pb::RegistrationService>(person, &pb::RegistrationService::Stub::ListRegistrations, request, &page);
    if (!answer.ok()) {
      return {answer.error.reason};
    }
    for (const auto& registration : page.registrations()) {
      officials.push_back(registration.official_id());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return officials;
}

int Tenant::Rows(const std::string& table) {
  return std::stoi(
      LiveService::Instance().Query(fmt::format("SELECT count(*) FROM {} WHERE authority = '{}'", table, authority_)));
}

pb::Registration RegistrationOf(const std::string& official_id, const std::string& work_id) {
  Registration registration;
  registration.official_id = official_id;
  registration.cycle = 2023;
  registration.content = ValidContent(2023);
  registration.content.works[0].id = work_id;
  pb::Registration content = api::ToProto("", registration);
  content.clear_name();
  content.clear_etag();
  return content;
}

pb::SubmitRegistrationRequest SubmissionOf(const std::string& official_id, const std::string& work_id) {
  pb::SubmitRegistrationRequest request;
  *request.mutable_registration() = RegistrationOf(official_id, work_id);
  return request;
}

}  // namespace dotpha::registration::testing
