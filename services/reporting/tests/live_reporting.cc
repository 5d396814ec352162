#include "services/reporting/tests/live_reporting.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>

#include "dotpha/events/v1/event_journal_service.grpc.pb.h"
#include "libs/audit/keys.h"
#include "libs/rpc/client.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire_time.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/tests/office.h"
#include "tests/support/servers.h"

namespace dotpha::reporting::testing {

namespace events = dotpha::events::v1;

// What a producer has told so far, on a port of its own.
class ProducerJournal final : public events::EventJournalService::Service {
 public:
  explicit ProducerJournal(std::string producer) : producer_(std::move(producer)) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~ProducerJournal() override { server_->Shutdown(); }

  [[nodiscard]] std::string address() const { return fmt::format("127.0.0.1:{}", port_); }

  std::uint64_t Append(const std::string& authority, const std::string& type, const std::string& data,
                       const std::string& recorded_at) {
    const std::lock_guard lock(mutex_);
    events::StreamEvent event;
    event.set_producer(producer_);
    event.set_stream_seq(events_.size() + 1);
    event.set_outbox_id(events_.size() + 1);
    event.set_event_id(NewUuid());
    event.set_type(type);
    event.set_authority(authority);
    event.set_routing_key(authority + "." + producer_ + ".test.told");
    *event.mutable_recorded_at() = rpc::ToWire(*ParseRfc3339(recorded_at));
    event.set_data(data);
    events_.push_back(std::move(event));
    return events_.size();
  }

  grpc::Status ReadEvents(grpc::ServerContext*, const events::ReadEventsRequest* request,
                          events::ReadEventsResponse* response) override {
    const std::lock_guard lock(mutex_);
    const std::size_t limit = request->limit() == 0 ? 500 : static_cast<std::size_t>(request->limit());
    for (std::size_t i = request->from_stream_seq() - 1;
         i < events_.size() && static_cast<std::size_t>(response->events_size()) < limit; ++i) {
      *response->add_events() = events_[i];
    }
    response->set_head_stream_seq(events_.size());
    return grpc::Status::OK;
  }
  grpc::Status GetStreamHead(grpc::ServerContext*, const events::GetStreamHeadRequest*,
                             events::GetStreamHeadResponse* response) override {
    const std::lock_guard lock(mutex_);
    response->set_head_stream_seq(events_.size());
    return grpc::Status::OK;
  }

 private:
  const std::string producer_;
  std::mutex mutex_;
  std::vector<events::StreamEvent> events_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

namespace {

constexpr char kTold[] = "2022-01-05T09:00:00+07:00";

using dotpha::testing::ServerProcess;
namespace reg = dotpha::registration::v1;

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

google::type::Date Wire(const std::string& day) { return rpc::ToWire(Day(day)); }

}  // namespace

LiveReporting& LiveReporting::Instance() {
  static LiveReporting service;
  return service;
}

LiveReporting::LiveReporting()
    : registration_(std::make_unique<ProducerJournal>("registration")),
      review_(std::make_unique<ProducerJournal>("review")) {
  const auto servers = dotpha::testing::ServerAddresses::FromEnvironment();
  const std::string id = NewUuid().substr(0, 8);
  folder_ = (std::filesystem::temp_directory_path() / ("reporting-" + id)).string();
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
  database_ = "reporting_" + id;
  exchange_ = "dotpha.events." + id;
  Execute(postgres_, fmt::format("CREATE DATABASE \"{}\"", database_));
  const std::string program = dotpha::testing::BinaryFolder() + "/dotpha-reporting";
  const std::string source = dotpha::testing::SourceFolder();
  const std::string url = WithDatabase(postgres_, database_);
  const std::string log = folder_ + "/log";
  ServerProcess migration({.program = program, .arguments = {"migrate", "--database-url", url}, .log_file = log});
  migration.Start();
  if (migration.WaitEnd() != 0) {
    throw std::runtime_error("migrate:\n" + migration.LogTail());
  }
  const std::string address = fmt::format("127.0.0.1:{}", dotpha::testing::FreePort());
  process_ = std::make_unique<ServerProcess>(ServerProcess::Options{
      .program = program,
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
                    "--amqp-queue-prefix",
                    id + ".",
                    "--jwks-file",
                    issuer_->jwks_file(),
                    "--token-issuer",
                    "dotpha-devtoken",
                    "--operators",
                    "operator:demo",
                    "--services",
                    "notifier",
                    "--producers",
                    fmt::format("registration={},review={}", registration_->address(), review_->address()),
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

LiveReporting::~LiveReporting() {
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

std::string LiveReporting::Token(const std::string& subject, const std::string& authority) {
  const auto token = issuer_->Mint({.subject = subject, .authority = authority}, CivilClock::System().Now());
  if (!token.ok()) {
    throw std::runtime_error(token.error().message);
  }
  return *token;
}

std::string LiveReporting::Query(const std::string& sql) {
  pqxx::connection connection(WithDatabase(postgres_, database_));
  pqxx::nontransaction direct(connection);
  const auto rows = direct.exec(sql);
  return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
}

std::string LiveReporting::Log() const {
  std::ifstream file(folder_ + "/log");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void LiveReporting::KillAndRestart() {
  process_->Kill();
  std::filesystem::remove(folder_ + "/port");
  process_->Start();
  process_->WaitServing();
}

std::uint64_t LiveReporting::Tell(const std::string& authority, const reg::RegistrationEvent& event) {
  const auto* field = reg::RegistrationEvent::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
  return registration_->Append(authority, "dotpha.registration.v1." + field->message_type()->name(),
                               event.SerializeAsString(), kTold);
}

std::uint64_t LiveReporting::Tell(const std::string& authority, const review::v1::ReviewEvent& event) {
  const auto* field = review::v1::ReviewEvent::descriptor()->FindFieldByNumber(static_cast<int>(event.event_case()));
  // An amendment is news; the rest was told long ago.
  return review_->Append(authority, "dotpha.review.v1." + field->message_type()->name(), event.SerializeAsString(),
                         event.has_work_amended() ? kNow : kTold);
}

Tenant::Tenant() {
  static std::atomic<int> count{0};
  authority_ = "tinh-" + std::to_string(++count);
}

void Tenant::SetUp() {
  LiveReporting& live = LiveReporting::Instance();
  reg::RegistrationEvent configured;
  *configured.mutable_authority_configured()->mutable_live_from() = Wire("2021-09-01");
  auto& regulation = *configured.mutable_authority_configured()->add_regulations();
  regulation.set_regulation_id("TQ2021");
  *regulation.mutable_effective_from() = Wire("2021-09-01");
  live.Tell(authority_, configured);
  for (const auto& [agency, workplace, field] :
       {std::tuple("so-nn", "AGENCY_UBND_TINH", ""), std::tuple("toa-an", "VERTICAL", "NOI_CHINH")}) {
    reg::RegistrationEvent event;
    event.mutable_agency_recorded()->set_agency_id(agency);
    event.mutable_agency_recorded()->set_workplace_class(workplace);
    event.mutable_agency_recorded()->set_vertical_field(field);
    live.Tell(authority_, event);
    reg::RegistrationEvent clerk;
    clerk.mutable_staff_recorded()->set_staff_id(std::string("clerk-") + agency);
    clerk.mutable_staff_recorded()->set_agency_id(agency);
    clerk.mutable_staff_recorded()->set_role(reg::STAFF_ROLE_CLERK);
    live.Tell(authority_, clerk);
  }
  for (const std::string body : {"BTV", "TT", "BTC", "UBKT", "BCSD", "BNC"}) {
    reg::RegistrationEvent event;
    event.mutable_body_recorded()->set_body_id(body);
    event.mutable_body_recorded()->set_reviewing(body == "BTC" || body == "BCSD" || body == "BNC");
    *event.mutable_body_recorded()->mutable_valid_from() = Wire("2020-10-01");
    live.Tell(authority_, event);
    for (const auto& [role, name] :
         {std::pair(reg::STAFF_ROLE_CLERK, "clerk"), std::pair(reg::STAFF_ROLE_SPECIALIST, "specialist"),
          std::pair(reg::STAFF_ROLE_LEADER, "leader")}) {
      reg::RegistrationEvent staff;
      staff.mutable_staff_recorded()->set_staff_id(body + "-" + name);
      staff.mutable_staff_recorded()->set_body_id(body);
      staff.mutable_staff_recorded()->set_role(role);
      live.Tell(authority_, staff);
    }
  }
  std::uint64_t last = 0;
  for (const auto& [official, agency, committee] :
       {std::tuple("N1", "so-nn", false), std::tuple("N9", "toa-an", true)}) {
    reg::RegistrationEvent person;
    person.mutable_official_recorded()->set_official_id(official);
    person.mutable_official_recorded()->set_managed_by_standing_committee(true);
    person.mutable_official_recorded()->set_provincial_committee_member(committee);
    person.mutable_official_recorded()->set_clerk_staff_id(std::string("clerk-") + agency);
    live.Tell(authority_, person);
    reg::RegistrationEvent post;
    auto& position = *post.mutable_position_recorded();
    position.set_position_id(std::string("post-") + official);
    position.set_official_id(official);
    position.set_agency_id(agency);
    position.set_capacity(reg::CAPACITY_HEAD);
    position.set_principal(true);
    *position.mutable_effective_from() = Wire("2020-10-20");
    position.set_basis(reg::POST_BASIS_APPOINTED);
    live.Tell(authority_, post);
    last = Assign(official, std::string("W-") + official, "2021-12-20");
  }
  // Both streams have been applied when somebody who waits for their heads gets in.
  pb::ListPlansResponse response;
  const Answer waited = Call<pb::PlanService>("BTC-specialist", &pb::PlanService::Stub::ListPlans,
                                              pb::ListPlansRequest{}, &response, {fmt::format("review:{}", last)});
  const bool known = dotpha::testing::Eventually([&] {
    return Call<pb::PlanService>("N9", &pb::PlanService::Stub::ListPlans, pb::ListPlansRequest{}, &response).ok();
  });
  const bool assigned = dotpha::testing::Eventually([&] { return Rows("fact WHERE producer = 'review'") == 2; });
  if (!known || !assigned) {
    throw std::runtime_error("the events have not been applied: " + waited.error.message);
  }
}

std::uint64_t Tenant::Assign(const std::string& official_id, const std::string& work_id, const std::string& decided_on,
                             const std::string& basis) {
  review::v1::ReviewEvent event;
  auto& assigned = *event.mutable_works_assigned();
  assigned.set_assignment_id(NewUuid());
  assigned.set_official_id(official_id);
  assigned.set_cycle(2022);
  assigned.set_basis(basis);
  *assigned.mutable_decided_on() = Wire(decided_on);
  auto& work = *assigned.add_works();
  work.set_work_id(work_id);
  work.set_duration("1Y");
  *work.mutable_start_on() = Wire("2022-01-01");
  *work.mutable_end_on() = Wire("2022-12-31");
  work.add_target_ids("1");
  work.add_target_ids("2");
  return LiveReporting::Instance().Tell(authority_, event);
}

std::uint64_t Tenant::Amend(const std::string& official_id, const std::string& work_id) {
  review::v1::ReviewEvent event;
  auto& amended = *event.mutable_work_amended();
  amended.set_work_id(work_id);
  amended.set_official_id(official_id);
  *amended.mutable_amended_on() = Wire("2022-06-19");
  amended.set_document_number("QĐ-9");
  auto& work = *amended.mutable_work();
  work.set_work_id(work_id);
  work.set_duration("1Y");
  *work.mutable_start_on() = Wire("2022-01-01");
  *work.mutable_end_on() = Wire("2022-12-31");
  work.add_target_ids("1");
  return LiveReporting::Instance().Tell(authority_, event);
}

void Tenant::Authorise(grpc::ClientContext& context, const std::string& person,
                       const std::vector<std::string>& consistency_tokens) const {
  rpc::CallOptions options;
  options.token = LiveReporting::Instance().Token(person, authority_);
  options.consistency_tokens = consistency_tokens;
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

Answer Tenant::Submit(const std::string& person, pb::SubmitPlanRequest request, pb::SubmitPlanResponse* response) {
  pb::SubmitPlanResponse unused;
  return Call<pb::PlanService>(person, &pb::PlanService::Stub::SubmitPlan, std::move(request),
                               response == nullptr ? &unused : response);
}

Answer Tenant::Submit(const std::string& person, pb::SubmitReportRequest request, pb::SubmitReportResponse* response) {
  pb::SubmitReportResponse unused;
  return Call<pb::ReportService>(person, &pb::ReportService::Stub::SubmitReport, std::move(request),
                                 response == nullptr ? &unused : response);
}

int Tenant::Rows(const std::string& table) {
  return std::stoi(LiveReporting::Instance().Query(
      fmt::format("SELECT count(*) FROM (SELECT authority FROM {}) AS r WHERE authority = '{}'", table, authority_)));
}

pb::SubmitPlanRequest PlanOf(const std::string& official_id) {
  Plan plan;
  plan.official_id = official_id;
  plan.cycle = 2022;
  plan.content = StandardPlan({StandardWork("W-" + official_id)}).content;
  pb::SubmitPlanRequest request;
  *request.mutable_plan() = api::ToProto("", plan);
  request.mutable_plan()->clear_etag();
  request.mutable_plan()->clear_name();
  return request;
}

pb::SubmitReportRequest ReportOf(const std::string& official_id,
                                 const std::vector<std::pair<std::string, std::string>>& covers,
                                 const std::vector<int>& quarters, int completion_e2) {
  Report report;
  report.official_id = official_id;
  for (const auto& [duty, period] : covers) {
    report.covers.push_back({duty, period, ""});
  }
  report.content = ReportOn({}, {"W-" + official_id}, quarters, completion_e2).content;
  pb::SubmitReportRequest request;
  *request.mutable_report() = api::ToProto("", report);
  request.mutable_report()->clear_etag();
  request.mutable_report()->clear_name();
  return request;
}

}  // namespace dotpha::reporting::testing
