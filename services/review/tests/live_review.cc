#include "services/review/tests/live_review.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "libs/audit/keys.h"
#include "libs/base/ids.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire_time.h"
#include "tests/support/servers.h"

namespace dotpha::review::testing {
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

void Require(const Answer& answer, const char* what) {
  if (!answer.ok()) {
    throw std::runtime_error(std::string(what) + ": " + answer.error.reason + ": " + answer.error.message);
  }
}

}  // namespace

LiveReview& LiveReview::Instance() {
  static LiveReview service;
  return service;
}

LiveReview::LiveReview() : id_(NewUuid().substr(0, 8)) {
  const auto servers = dotpha::testing::ServerAddresses::FromEnvironment();
  folder_ = (std::filesystem::temp_directory_path() / ("review-" + id_)).string();
  std::filesystem::create_directories(folder_);
  auto issuer = devtoken::DevIssuer::Open(folder_ + "/keys");
  if (!issuer.ok()) {
    throw std::runtime_error(issuer.error().message);
  }
  issuer_ = std::make_unique<devtoken::DevIssuer>(*std::move(issuer));
  WriteFile(folder_ + "/arrival.key", NewUuid() + NewUuid());
  WriteFile(folder_ + "/audit.key", audit::SigningKey::Generate().PrivatePem());
  WriteFile(folder_ + "/review.token", Token("service:review", ""));
  WriteFile(folder_ + "/registration.token", Token("service:registration", ""));
  postgres_ = servers.postgres;
  amqp_ = servers.amqp;
  const int registration_port = dotpha::testing::FreePort();
  const int review_port = dotpha::testing::FreePort();
  registration_ = Launch("registration", registration_port,
                         {"--producers", fmt::format("review=127.0.0.1:{}", review_port), "--service-token-file",
                          folder_ + "/registration.token"});
  review_ = Launch("review", review_port,
                   {"--producers", fmt::format("registration=127.0.0.1:{}", registration_port), "--service-token-file",
                    folder_ + "/review.token"});
  registration_->WaitServing();
  review_->WaitServing();
  registration_channel_ = rpc::MakeChannel(fmt::format("127.0.0.1:{}", registration_port));
  review_channel_ = rpc::MakeChannel(fmt::format("127.0.0.1:{}", review_port));
}

std::unique_ptr<ServerProcess> LiveReview::Launch(const std::string& name, int port,
                                                  const std::vector<std::string>& more) {
  const std::string database = name + "_" + id_;
  Execute(postgres_, fmt::format("CREATE DATABASE \"{}\"", database));
  const std::string program = dotpha::testing::BinaryFolder() + "/dotpha-" + name;
  const std::string source = dotpha::testing::SourceFolder();
  const std::string url = WithDatabase(postgres_, database);
  const std::string log = folder_ + "/" + name + ".log";
  ServerProcess migration({.program = program, .arguments = {"migrate", "--database-url", url}, .log_file = log});
  migration.Start();
  if (migration.WaitEnd() != 0) {
    throw std::runtime_error(name + " migrate:\n" + migration.LogTail());
  }
  std::vector<std::string> arguments{"serve",
                                     "--listen",
                                     fmt::format("127.0.0.1:{}", port),
                                     "--port-file",
                                     folder_ + "/" + name + ".port",
                                     "--database-url",
                                     url,
                                     "--amqp-url",
                                     amqp_,
                                     "--amqp-exchange",
                                     "dotpha.events." + id_,
                                     "--amqp-queue-prefix",
                                     id_ + ".",
                                     "--jwks-file",
                                     issuer_->jwks_file(),
                                     "--token-issuer",
                                     "dotpha-devtoken",
                                     "--operators",
                                     kOperator,
                                     "--services",
                                     "registration,review",
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
                                     kNow};
  arguments.insert(arguments.end(), more.begin(), more.end());
  auto process = std::make_unique<ServerProcess>(ServerProcess::Options{.program = program,
                                                                        .arguments = std::move(arguments),
                                                                        .log_file = log,
                                                                        .port_file = folder_ + "/" + name + ".port"});
  process->Start();
  return process;
}

LiveReview::~LiveReview() {
  review_->Kill();
  registration_->Kill();
  try {
    for (const char* name : {"registration", "review"}) {
      Execute(postgres_, fmt::format("DROP DATABASE \"{}_{}\" WITH (FORCE)", name, id_));
    }
    for (const char* name : {"registration", "review"}) {
      dotpha::testing::BrokerAdmin(amqp_).DeleteQueue(id_ + ".dotpha." + name);
    }
    dotpha::testing::BrokerAdmin(amqp_).DeleteExchange("dotpha.events." + id_);
  } catch (const std::exception& error) {
    fmt::print(stderr, "something of {} stays: {}\n", id_, error.what());
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string LiveReview::Token(const std::string& subject, const std::string& authority) {
  const auto token = issuer_->Mint({.subject = subject, .authority = authority}, CivilClock::System().Now());
  if (!token.ok()) {
    throw std::runtime_error(token.error().message);
  }
  return *token;
}

std::string LiveReview::Query(const std::string& sql) {
  pqxx::connection connection(WithDatabase(postgres_, "review_" + id_));
  pqxx::nontransaction direct(connection);
  const auto rows = direct.exec(sql);
  return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
}

void LiveReview::KillAndRestart() {
  review_->Kill();
  std::filesystem::remove(folder_ + "/review.port");
  review_->Start();
  review_->WaitServing();
}

void LiveReview::RestartRegistration() {
  std::filesystem::remove(folder_ + "/registration.port");
  registration_->Start();
  registration_->WaitServing();
}

Tenant::Tenant() {
  static std::atomic<int> count{0};
  authority_ = "tinh-" + std::to_string(++count);
  SetUp();
}

void Tenant::Authorise(grpc::ClientContext& context, const std::string& person, bool registers) const {
  rpc::CallOptions options;
  options.token = LiveReview::Instance().Token(person, authority_);
  const std::string& heard = registers ? heard_of_review_ : heard_of_registration_;
  if (!heard.empty()) {
    options.consistency_tokens = {heard};
  }
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
  registering::ConfigureAuthorityRequest configure;
  configure.mutable_authority()->set_display_name("Tỉnh thử nghiệm");
  *configure.mutable_authority()->mutable_live_from() = rpc::ToWire(Date(2022, 9, 1));
  auto& regulation = *configure.mutable_authority()->add_regulations();
  regulation.set_regulation_id("TQ2021");
  *regulation.mutable_effective_from() = rpc::ToWire(Date(2021, 9, 1));
  registering::ConfigureAuthorityResponse configured;
  Require(Call<registering::CampaignService>(
              LiveReview::kOperator, &registering::CampaignService::Stub::ConfigureAuthority, configure, &configured),
          "configure");
  registering::ImportRosterRequest roster;
  for (const std::string body : {"BTV", "TT", "BTC", "DDHDND", "BCSD", "BNC", "BDV", "UBKT"}) {
    auto& added = *roster.add_bodies();
    added.set_body_id(body);
    added.set_display_name(body);
    added.set_reviewing(body != "BTV" && body != "TT" && body != "UBKT");
    *added.mutable_valid_from() = rpc::ToWire(Date(2020, 10, 1));
    for (const auto& [name, role] : {std::pair{"clerk", registering::STAFF_ROLE_CLERK},
                                     std::pair{"specialist", registering::STAFF_ROLE_SPECIALIST},
                                     std::pair{"leader", registering::STAFF_ROLE_LEADER}}) {
      auto& staff = *roster.add_staff();
      staff.set_staff_id(body + "-" + name);
      staff.set_body_id(body);
      staff.set_full_name("Người của " + body);
      staff.set_role(role);
    }
  }
  for (const auto& [official_id, workplace] :
       {std::pair{"N1", "AGENCY_UBND_TINH"}, std::pair{"N2", "CAP_UY_HUYEN"}, std::pair{"N4", "HDND_HUYEN"}}) {
    const std::string agency_id = std::string("co-quan-") + (official_id + 1);
    auto& agency = *roster.add_agencies();
    agency.set_agency_id(agency_id);
    agency.set_display_name(agency_id);
    agency.set_workplace_class(workplace);
    auto& official = *roster.add_officials();
    official.set_official_id(official_id);
    official.set_full_name(std::string("Người ") + official_id);
    official.set_managed_by_standing_committee(true);
    official.set_provincial_committee_member(true);
    auto& post = *roster.add_positions();
    post.set_official_id(official_id);
    post.set_agency_id(agency_id);
    post.set_title("Chức vụ");
    post.set_capacity(registering::CAPACITY_HEAD);
    post.set_principal(true);
    *post.mutable_effective_from() = rpc::ToWire(Date(2020, 10, 20));
    post.set_basis(registering::POST_BASIS_APPOINTED);
    post.set_decision_ref("1-QĐ/TU");
  }
  registering::ImportRosterResponse imported;
  Require(Call<registering::DirectoryService>(LiveReview::kOperator, &registering::DirectoryService::Stub::ImportRoster,
                                              roster, &imported),
          "import");
  // Roles are looked up before a call waits for what it rests on; an operator's need no projection.
  pb::ListMattersResponse none;
  Require(Call<pb::ProposalService>(LiveReview::kOperator, &pb::ProposalService::Stub::ListMatters,
                                    pb::ListMattersRequest(), &none),
          "wait for the roster");
}

registering::Work Tenant::WorkOf(const std::string& work_id) {
  registering::Work work;
  work.set_work_id(work_id);
  work.set_duration("1Y");
  *work.mutable_start_on() = rpc::ToWire(Date(2023, 1, 1));
  *work.mutable_end_on() = rpc::ToWire(Date(2023, 12, 31));
  work.set_category("TRONG_TAM");
  work.set_display_name("Số hóa toàn bộ thủ tục của ngành");
  work.set_basis("Nghị quyết của tỉnh");
  work.set_goals("Không còn hồ sơ giấy");
  auto& target = *work.add_targets();
  target.set_text("Thủ tục được số hóa");
  target.set_value("100");
  target.set_unit("%");
  work.set_roadmap("Quý I khảo sát; quý IV tổng kết");
  return work;
}

void Tenant::Register(const std::string& official_id, const std::string& work_id) {
  registering::SubmitRegistrationRequest request;
  auto& registration = *request.mutable_registration();
  registration.set_official_id(official_id);
  registration.set_cycle(2023);
  registration.set_kind(registering::REGISTRATION_KIND_NEW);
  registration.set_field_in_charge("Phụ trách chung");
  *registration.add_works() = WorkOf(work_id);
  registering::SubmitRegistrationResponse response;
  Require(Call<registering::RegistrationService>(
              official_id, &registering::RegistrationService::Stub::SubmitRegistration, request, &response),
          "register");
}

int Tenant::Rows(const std::string& table) {
  return std::stoi(
      LiveReview::Instance().Query(fmt::format("SELECT count(*) FROM {} WHERE authority = '{}'", table, authority_)));
}

}  // namespace dotpha::review::testing
