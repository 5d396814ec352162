#include "services/assessment/tests/live_service.h"

#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "libs/audit/keys.h"
#include "libs/base/ids.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/engine/intake.h"
#include "services/assessment/tests/people.h"
#include "tests/support/servers.h"

namespace dotpha::assessment::testing {
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

template <typename T>
T Must(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
  return *std::move(result);
}

void Must(const Result<void>& result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().reason + ": " + result.error().message);
  }
}

google::type::Date Wire(const std::string& day) { return rpc::ToWire(Day(day)); }
google::type::Date Wire(int year, unsigned month, unsigned day) { return rpc::ToWire(Date(year, month, day)); }

}  // namespace

LiveService& LiveService::Instance() {
  static LiveService service;
  return service;
}

LiveService::LiveService() {
  const auto servers = dotpha::testing::ServerAddresses::FromEnvironment();
  const std::string id = NewUuid().substr(0, 8);
  folder_ = (std::filesystem::temp_directory_path() / ("assessment-" + id)).string();
  std::filesystem::create_directories(folder_);
  issuer_ = std::make_unique<devtoken::DevIssuer>(Must(devtoken::DevIssuer::Open(folder_ + "/keys")));
  law_ = std::make_unique<lawfile::Catalogue>(Must(lawfile::Catalogue::Load("regulations")));
  WriteFile(folder_ + "/arrival.key", NewUuid() + NewUuid());
  WriteFile(folder_ + "/audit.key", audit::SigningKey::Generate().PrivatePem());
  postgres_ = servers.postgres;
  amqp_ = servers.amqp;
  database_ = "assessment_" + id;
  exchange_ = "dotpha.events." + id;
  Execute(postgres_, fmt::format("CREATE DATABASE \"{}\"", database_));

  const std::string program = dotpha::testing::BinaryFolder() + "/dotpha-assessment";
  const std::string source = dotpha::testing::SourceFolder();
  const std::string url = WithDatabase(postgres_, database_);
  const std::string log = folder_ + "/log";
  ServerProcess migration({.program = program, .arguments = {"migrate", "--database-url", url}, .log_file = log});
  migration.Start();
  if (migration.WaitEnd() != 0) {
    throw std::runtime_error("migrate:\n" + migration.LogTail());
  }
  const std::string address = fmt::format("127.0.0.1:{}", dotpha::testing::FreePort());
  // A producer that is away for the whole test: the service serves all the same.
  const std::string away = fmt::format("registration=127.0.0.1:{}", dotpha::testing::FreePort());
  std::vector<std::string> arguments = {"serve"};
  for (const auto& [flag, value] :
       std::vector<std::pair<std::string, std::string>>{{"--listen", address},
                                                        {"--port-file", folder_ + "/port"},
                                                        {"--database-url", url},
                                                        {"--amqp-url", servers.amqp},
                                                        {"--amqp-exchange", exchange_},
                                                        {"--amqp-queue-prefix", id + "."},
                                                        {"--producers", away},
                                                        {"--jwks-file", issuer_->jwks_file()},
                                                        {"--token-issuer", "dotpha-devtoken"},
                                                        {"--operators", "operator:demo"},
                                                        {"--services", "notifier"},
                                                        {"--arrival-key-file", folder_ + "/arrival.key"},
                                                        {"--audit-key-file", folder_ + "/audit.key"},
                                                        {"--regulations-dir", source + "/regulations"},
                                                        {"--policies-dir", source + "/policies"},
                                                        {"--calendars-dir", source + "/calendars"},
                                                        {"--clock", "virtual"},
                                                        {"--clock-start", kNow},
                                                        {"--log-level", "debug"}}) {
    arguments.push_back(flag);
    arguments.push_back(value);
  }
  process_ = std::make_unique<ServerProcess>(ServerProcess::Options{
      .program = program, .arguments = arguments, .log_file = log, .port_file = folder_ + "/port"});
  process_->Start();
  process_->WaitServing();
  channel_ = rpc::MakeChannel(address);

  postgres::PoolOptions pool;
  pool.connection.url = url;
  pool.connection.service = kService;
  pool.size = 2;
  pool_ = std::make_unique<postgres::Pool>(pool);
  static const ManualClock clock(At("2023-01-16 17:00:00"));
  intake_ = MakeIntake([this](const std::string& regulation) { return law_->Find(regulation); }, clock);
}

LiveService::~LiveService() {
  pool_.reset();
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
  return Must(issuer_->Mint({.subject = subject, .authority = authority}, CivilClock::System().Now()));
}

std::string LiveService::Query(const std::string& sql) {
  pqxx::connection connection(WithDatabase(postgres_, database_));
  pqxx::nontransaction direct(connection);
  const auto rows = direct.exec(sql);
  return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
}

Result<void> LiveService::TakeIn(const messaging::StreamEvent& event) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  return postgres::RunTransaction(
      *pool_, options, [&](postgres::Transaction& transaction) -> Result<void> { return intake_(transaction, event); });
}

Tenant::Tenant() {
  static std::atomic<int> count{0};
  authority_ = "tinh-" + std::to_string(++count);
  registration::v1::RegistrationEvent event;
  auto& authority = *event.mutable_authority_configured();
  *authority.mutable_live_from() = Wire("2021-11-01");
  authority.add_regulations()->set_regulation_id("TQ2021");
  *authority.mutable_regulations(0)->mutable_effective_from() = Wire("2021-09-01");
  Must(Tell(event));
  for (const char* body : {"BTV", "TT", "BTC", "BCSD", "DDHDND", "BNC", "BDV", "UBKT", "BTG", "DDMTTQ"}) {
    event.mutable_body_recorded()->set_body_id(body);
    *event.mutable_body_recorded()->mutable_valid_from() = Wire("2020-10-01");
    Must(Tell(event));
    for (const auto& [name, role] : {std::pair{"leader", registration::v1::STAFF_ROLE_LEADER},
                                     std::pair{"clerk", registration::v1::STAFF_ROLE_CLERK},
                                     std::pair{"specialist", registration::v1::STAFF_ROLE_SPECIALIST}}) {
      registration::v1::RegistrationEvent staff;
      staff.mutable_staff_recorded()->set_staff_id(std::string(body) + "-" + name);
      staff.mutable_staff_recorded()->set_body_id(body);
      staff.mutable_staff_recorded()->set_role(role);
      Must(Tell(staff));
    }
  }
  for (const auto& [official_id, workplace_class] :
       {std::pair{"N1", "AGENCY_UBND_TINH"}, std::pair{"N21", "PARTY_COMMISSION"}}) {
    const std::string agency_id = std::string("agency-of-") + official_id;
    registration::v1::RegistrationEvent agency;
    agency.mutable_agency_recorded()->set_agency_id(agency_id);
    agency.mutable_agency_recorded()->set_workplace_class(workplace_class);
    Must(Tell(agency));
    registration::v1::RegistrationEvent official;
    official.mutable_official_recorded()->set_official_id(official_id);
    official.mutable_official_recorded()->set_managed_by_standing_committee(true);
    official.mutable_official_recorded()->set_provincial_committee_member(true);
    Must(Tell(official, official_id));
    registration::v1::RegistrationEvent post;
    auto& position = *post.mutable_position_recorded();
    position.set_position_id(NewUuid());
    position.set_official_id(official_id);
    position.set_agency_id(agency_id);
    position.set_capacity(registration::v1::CAPACITY_HEAD);
    position.set_principal(true);
    position.set_basis(registration::v1::POST_BASIS_APPOINTED);
    *position.mutable_effective_from() = Wire("2020-10-20");
    Must(Tell(post, official_id));
  }
}

Result<void> Tenant::TakeIn(const std::string& producer, const google::protobuf::Message& event,
                            const std::string& debtor) {
  const auto* descriptor = event.GetDescriptor();
  const auto* set = event.GetReflection()->GetOneofFieldDescriptor(event, descriptor->oneof_decl(0));
  messaging::StreamEvent told;
  told.producer = producer;
  told.stream_seq = ++told_[producer];
  told.outbox_id = told.stream_seq;
  told.event_id = NewUuid();
  told.type = descriptor->file()->package() + "." + (set == nullptr ? "" : set->message_type()->name());
  told.authority = authority_;
  if (!debtor.empty()) {
    told.debtors = {debtor};
  }
  told.recorded_at = At("2021-11-01 08:00:00") + std::chrono::seconds{told.stream_seq};
  told.data = event.SerializeAsString();
  DOTPHA_TRY(LiveService::Instance().TakeIn(told));
  return LiveService::Instance().TakeIn(told);
}

Result<void> Tenant::Tell(const registration::v1::RegistrationEvent& event, const std::string& debtor) {
  return TakeIn("registration", event, debtor);
}
Result<void> Tenant::Tell(const review::v1::ReviewEvent& event) { return TakeIn("review", event, ""); }
Result<void> Tenant::Tell(const reporting::v1::ReportingEvent& event) { return TakeIn("reporting", event, ""); }
Result<void> Tenant::Tell(const notifier::v1::NotifierEvent& event) { return TakeIn("notifier", event, ""); }

void Tenant::Assign(const std::string& official_id, const std::string& work_id, int year, int years) {
  review::v1::ReviewEvent assigned;
  auto& works = *assigned.mutable_works_assigned();
  works.set_assignment_id(NewUuid());
  works.set_official_id(official_id);
  works.set_cycle(year);
  *works.mutable_decided_on() = Wire(year - 1, 12, 28);
  auto& work = *works.add_works();
  work.set_work_id(work_id);
  work.set_duration(std::to_string(years) + "Y");
  *work.mutable_start_on() = Wire(year, 1, 1);
  *work.mutable_end_on() = Wire(year + years - 1, 12, 31);
  Must(Tell(assigned));

  reporting::v1::ReportingEvent sent;
  auto& plan = *sent.mutable_plan_sent();
  plan.set_plan_id("P-" + work_id);
  plan.set_official_id(official_id);
  plan.set_cycle(year);
  plan.set_version(1);
  auto& shares = *plan.add_works();
  shares.set_work_id(work_id);
  for (int y = year; y < year + years; ++y) {
    const statute::WeightNode tree = YearTree(y, 10000 / years);
    auto& to = *shares.add_years();
    to.set_year(y);
    to.set_share_e2(tree.share_e2);
    for (int q = 1; q <= 4; ++q) {
      const statute::WeightNode& quarter = tree.children[static_cast<std::size_t>(q - 1)];
      auto& to_quarter = *to.add_quarters();
      to_quarter.set_quarter(q);
      to_quarter.set_share_e2(quarter.share_e2);
      for (int m = 0; m < 3; ++m) {
        const statute::WeightNode& month = quarter.children[static_cast<std::size_t>(m)];
        auto& to_month = *to_quarter.add_months();
        to_month.set_month(3 * (q - 1) + m + 1);
        to_month.set_share_e2(month.share_e2);
        auto& item = *to_month.add_items();
        item.set_item_id(month.children[0].label);
        item.set_share_e2(month.children[0].share_e2);
      }
    }
  }
  Must(Tell(sent));
}

void Tenant::Report(const std::string& official_id, const std::string& work_id, const std::vector<int>& item_years,
                    int covered_year, int completion_e2, const std::string& self_level, int version) {
  reporting::v1::ReportingEvent sent;
  auto& report = *sent.mutable_report_sent();
  report.set_report_id("R-" + work_id + "-" + std::to_string(covered_year));
  report.set_official_id(official_id);
  report.set_version(version);
  *report.mutable_received_at() = rpc::ToWire(Date(covered_year, 12, 20).At());
  auto& covers = *report.add_covers();
  covers.set_duty("RPT_Y");
  covers.set_period(std::to_string(covered_year));
  auto& work = *report.add_works();
  work.set_work_id(work_id);
  for (const int year : item_years) {
    for (const std::string& id : statute::ItemsOf(YearTree(year))) {
      auto& item = *work.add_items();
      item.set_item_id(id);
      item.set_completion_e2(completion_e2);
    }
  }
  if (!self_level.empty()) {
    report.mutable_self_level()->set_overall(self_level);
    (*report.mutable_self_level()->mutable_works())[work_id] = self_level;
  }
  Must(Tell(sent));
}

void Tenant::Candidate(const std::string& official_id) {
  notifier::v1::NotifierEvent raised;
  auto& candidate = *raised.mutable_candidate_raised()->mutable_candidate();
  candidate.set_candidate_id(official_id + ":NOT_REPORTED:2022-07-01");
  candidate.set_official_id(official_id);
  candidate.set_kind("NOT_REPORTED");
  *candidate.mutable_raised_at() = rpc::ToWire(Day("2022-07-01").At());
  *candidate.mutable_last_on_time_day() = Wire("2022-06-24");
  candidate.add_obligation_ids(official_id + ":RPT_Q:2022-Q2");
  candidate.add_obligation_ids(official_id + ":RPT_H1:2022");
  *candidate.mutable_explain_until() = Wire("2022-07-15");
  Must(Tell(raised));
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

int Tenant::Rows(const std::string& table) {
  return std::stoi(
      LiveService::Instance().Query(fmt::format("SELECT count(*) FROM {} WHERE authority = '{}'", table, authority_)));
}

std::string Tenant::Told() {
  return LiveService::Instance().Query(fmt::format(
      "SELECT string_agg(substr(type, 22), ' ' ORDER BY outbox_id) FROM outbox WHERE authority = '{}'", authority_));
}

}  // namespace dotpha::assessment::testing
