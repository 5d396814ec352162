// No RPC waits on another service to write: with any one of the five stopped, commands of the other four succeed and
// their time goes on; when it returns it catches up, and the ledger is the one of a year in which nothing stopped.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "dotpha/assessment/v1/case_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "dotpha/review/v1/assignment_service.grpc.pb.h"
#include "tests/faults/outcome.h"

namespace dotpha::faults {
namespace {

namespace reg = registration::v1;
namespace rvw = review::v1;
namespace rpt = reporting::v1;
namespace asmt = assessment::v1;
namespace ntf = notifier::v1;

constexpr char kBefore[] = "2022-03-24T20:00:00+07:00";  // the last evening for reports of the first quarter
constexpr char kAfter[] = "2022-03-25T09:00:00+07:00";   // the morning on which their absence is told
constexpr char kEnd[] = "2022-04-20T09:00:00+07:00";

// One attempt and no patience: a call that waits for somebody who is away fails here.
template <typename Api, typename Request, typename Response>
void AtOnce(System& system, const std::string& person,
            grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
  acceptance::Season::GiveRequestId(request);
  const auto done = Try<Api>(system, person, method, request, {.most_attempts = 1}, std::chrono::seconds(30));
  EXPECT_TRUE(done.ok()) << person << " " << Request::descriptor()->name() << ": " << done.error().reason << " "
                         << done.error().message
                         << (done.ok() || done.error().violations.empty() ? "" : done.error().violations[0].reason);
}

// From the decisions of December to the last evening of the first quarter.
std::vector<rpt::Plan> PlayedUntilSpring(System& system, const std::vector<Person>& people) {
  std::mt19937 random(22);
  std::vector<rpt::Plan> plans;
  Found(system, people, "2021-12-27T08:00:00+07:00");
  system.AdvanceTo("2021-12-28T09:00:00+07:00");
  rvw::RecordDecisionRequest decision;
  decision.set_cycle(kCycle);
  decision.set_basis(rvw::DECISION_BASIS_ORDINARY);
  *decision.mutable_document() = Document("MP-20-QĐ/TU", "2021-12-28");
  for (const Person& person : people) {
    auto& item = *decision.add_items();
    item.set_official_id(person.id);
    auto& work = *item.add_works();
    work.set_work_id(person.work_id());
    work.set_mode(rvw::ASSIGNMENT_MODE_NEW);
    work.set_source(rvw::WORK_SOURCE_STANDING_COMMITTEE);
    *work.mutable_content() = WorkOf(person);
  }
  AtOnce<rvw::AssignmentService>(system, "BTV-clerk", &rvw::AssignmentService::Stub::RecordDecision, decision);
  system.AdvanceTo("2022-01-20T09:00:00+07:00");
  for (const Person& person : people) {
    plans.push_back(PlanOf(person, random));
    rpt::SubmitPlanRequest request;
    *request.mutable_plan() = plans.back();
    AtOnce<rpt::PlanService>(system, person.id, &rpt::PlanService::Stub::SubmitPlan, request);
  }
  system.AdvanceTo(kBefore);
  return plans;
}

// Commands of one service that are independent of what the others hear at the time. `number`: 0 and 1, of another
// official each.
void ActOf(System& system, const std::string& service, int number, const std::vector<Person>& people,
           const std::vector<rpt::Plan>& plans) {
  const Person& person = people[static_cast<std::size_t>(number)];
  if (service == "registration") {
    reg::SubmitRegistrationRequest request;
    *request.mutable_registration() = acceptance::ValidRegistration(person.id, kCycle + 1);
    AtOnce<reg::RegistrationService>(system, person.id, &acceptance::Registrations::SubmitRegistration, request);
  } else if (service == "review") {
    const Person& holder = people[static_cast<std::size_t>(2 + number)];
    rvw::GetWorkRequest get;
    get.set_name("authorities/tuyen-quang/works/" + holder.work_id());
    rvw::AmendWorkRequest request;
    request.set_name(get.name());
    request.set_etag(
        Insist<rvw::AssignmentService>(system, "BTV-clerk", &rvw::AssignmentService::Stub::GetWork, get).work().etag());
    *request.mutable_document() = Document("MP-61-QĐ/TU", "2022-03-24");
    *request.mutable_content() = WorkOf(holder);
    request.mutable_content()->set_goals("Không còn hồ sơ giấy từ tháng 9");
    AtOnce<rvw::AssignmentService>(system, "BTV-clerk", &rvw::AssignmentService::Stub::AmendWork, request);
  } else if (service == "reporting") {
    std::mt19937 random(static_cast<unsigned>(number));
    rpt::SubmitReportRequest request;
    *request.mutable_report() = ReportOf(person, plans[static_cast<std::size_t>(number)], {1}, random);
    rpt::Covered& covered = *request.mutable_report()->add_covers();
    covered.set_duty("RPT_Q");
    covered.set_period(fmt::format("{}-Q1", kCycle));
    AtOnce<rpt::ReportService>(system, person.id, &rpt::ReportService::Stub::SubmitReport, request);
  } else if (service == "assessment") {
    asmt::RaiseCaseRequest request;
    request.set_official_id(person.id);
    request.set_kind("NOT_SERIOUS");
    request.set_facts("Không phân công người thực hiện");
    AtOnce<asmt::CaseService>(system, "UBKT-leader", &asmt::CaseService::Stub::RaiseCase, request);
  } else {
    ntf::CreateSilenceRequest request;
    auto& silence = *request.mutable_silence();
    silence.set_official_id(people[static_cast<std::size_t>(4 + number)].id);
    *silence.mutable_from() = acceptance::WireDay("2022-04-01");
    *silence.mutable_to() = acceptance::WireDay("2022-04-10");
    silence.set_document_number("MP-77-CV/BTC");
    AtOnce<ntf::NoticeService>(system, "BTC-leader", &acceptance::Notices::CreateSilence, request);
  }
}

// Every consumer has applied every event of whom it follows.
void ExpectCaughtUp(System& system) {
  for (const testing::ServiceRow& row : testing::kServiceTable) {
    for (const std::string_view producer : row.follows) {
      if (producer.empty()) {
        continue;
      }
      const std::string head = system.Query(std::string(producer), "SELECT coalesce(max(stream_seq), 0) FROM outbox");
      EXPECT_EQ(system.Query(std::string(row.name),
                             fmt::format("SELECT stream_seq FROM consumer_position WHERE producer = '{}'", producer)),
                head)
          << row.name << " follows " << producer;
    }
  }
}

testing::SystemOptions AllFive() { return {.start = "2021-12-27T00:00:00+07:00", .services = testing::AllServices()}; }

const Outcome& NothingStopped() {
  static const Outcome kOutcome = [] {
    System system(AllFive());
    const auto people = People(6);
    const auto plans = PlayedUntilSpring(system, people);
    for (const int number : {0, 1}) {
      system.AdvanceTo(number == 0 ? kBefore : kAfter);
      for (const std::string& service : system.services()) {
        ActOf(system, service, number, people, plans);
      }
    }
    system.AdvanceTo(kEnd);
    return LedgerOf(system, people, false);
  }();
  return kOutcome;
}

class Stopped : public ::testing::TestWithParam<std::string> {};

TEST_P(Stopped, TheOtherFourWriteAndItCatchesUp) {
  const std::string& stopped = GetParam();
  System system(AllFive());
  const auto people = People(6);
  const auto plans = PlayedUntilSpring(system, people);
  const auto others = [&](const std::function<void(const std::string&)>& act) {
    for (const std::string& service : system.services()) {
      if (service != stopped) {
        act(service);
      }
    }
  };

  // On one evening: everybody else goes on, then it returns.
  EXPECT_EQ(system.process(stopped).Terminate(), 0);
  others([&](const std::string& service) { ActOf(system, service, 0, people, plans); });
  system.Restart(system.process(stopped));
  ActOf(system, stopped, 0, people, plans);
  system.Settle();
  ExpectCaughtUp(system);

  // Killed this time, and over a deadline: time goes on for the others alone.
  system.process(stopped).Kill();
  others([&](const std::string& service) { MoveAlone(system, service, *ParseRfc3339(kAfter)); });
  others([&](const std::string& service) { ActOf(system, service, 1, people, plans); });
  if (stopped != "notifier") {
    EXPECT_EQ(system.Query("notifier", "SELECT count(*) FROM flag WHERE last_on_time_day = '2022-03-24'"), "0")
        << "nobody is accused while " << stopped << " may still have his report in its stream";
  }
  system.Restart(system.process(stopped));
  system.Settle();
  ActOf(system, stopped, 1, people, plans);
  system.AdvanceTo(kEnd);
  ExpectCaughtUp(system);
  EXPECT_EQ(Difference(NothingStopped(), LedgerOf(system, people, false)), "");
}

INSTANTIATE_TEST_SUITE_P(AnyOfTheFive, Stopped,
                         ::testing::Values("registration", "review", "reporting", "assessment", "notifier"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace dotpha::faults
