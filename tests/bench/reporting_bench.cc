// SubmitPlan (a tree of 200 nodes) and SubmitReport (the rows of one quarter of it) over gRPC, each against pgbench
// with the very same SQL.
#include <atomic>

#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "tests/bench/parts.h"
#include "tests/bench/province.h"
#include "tests/bench/same_sql.h"

namespace dotpha::bench {
namespace {

namespace rep = reporting::v1;
using testing::System;

constexpr int kQuarters = 3;

// Content as the service has stored it: what the yardstick stores too.
std::string Stored(System& system, const std::string& column, const std::string& table) {
  return system.Query("reporting", fmt::format("SELECT {} FROM {} LIMIT 1", column, table));
}

template <typename Service, typename Response, typename Request>
Connect Submitting(System& system, std::function<Request()> next,
                   grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   std::function<std::string(const Request&)> caller) {
  return [=, &system](int /*connection*/) -> Call {
    const std::shared_ptr<typename Service::Stub> stub =
        Service::NewStub(rpc::MakeChannel(system.address("reporting")));
    return [=, &system]() -> Result<void> {
      const Request request = next();
      DOTPHA_TRY(rpc::Call<Response>(system.Caller(caller(request)), [&](auto& context, auto* response) {
        return ((*stub).*method)(&context, request, response);
      }));
      return {};
    };
  };
}

Connect SubmittingPlans(System& system, const Options& options, std::atomic<int>& sent) {
  return Submitting<rep::PlanService, rep::SubmitPlanResponse, rep::SubmitPlanRequest>(
      system,
      [&options, &sent] {
        const int official = sent++;
        if (official >= options.officials) {
          throw std::runtime_error("too few officials for this speed: give more by --officials");
        }
        return PlanOf(official);
      },
      &rep::PlanService::Stub::SubmitPlan, [](const auto& request) { return request.plan().official_id(); });
}

Connect SubmittingReports(System& system, int planned, std::atomic<int>& sent) {
  return Submitting<rep::ReportService, rep::SubmitReportResponse, rep::SubmitReportRequest>(
      system,
      [planned, &sent] {
        const int number = sent++;
        if (number >= kQuarters * planned) {
          throw std::runtime_error("too few plans for this speed: give more --officials");
        }
        return QuarterReportOf(number % planned, 1 + number / planned);
      },
      &rep::ReportService::Stub::SubmitReport, [](const auto& request) { return request.report().official_id(); });
}

}  // namespace

nlohmann::json MeasureReporting(const Options& options) {
  const std::vector<std::string> services{"registration", "review", "reporting"};
  System system({.start = "2022-01-05T08:00:00+07:00", .services = services, .step_timeout = kSetUpPatience});
  SetUpProvince(system, options.officials, "2022-01-05");
  AssignWorks(system, options.officials);
  Say(fmt::format("set up: {} officials, each with an assigned work", options.officials));
  std::atomic<int> plans = 0;
  const auto full_speed = [&](const Connect& connect) {
    return AtFullSpeed(options.connections, std::chrono::seconds(options.seconds), connect);
  };
  nlohmann::json result;
  RequireSameSql(system, "reporting", "submit_plan.sql", SubmittingPlans(system, options, plans));
  {
    // Some rows, so that the planner of both sees tables as they are in use.
    AtFullSpeed(options.connections, std::chrono::seconds(1), SubmittingPlans(system, options, plans));
    const DatabaseCopy yardstick(system, "reporting");
    result["plan"] = AgainstPgbench(
        options, [&] { return full_speed(SubmittingPlans(system, options, plans)); },
        [&] {
          return Pgbench(options, yardstick.url(), "submit_plan.sql",
                         {{"officials", std::to_string(options.officials)},
                          {"content", Stored(system, "content", "plan_content")}});
        });
  }
  system.AdvanceTo("2022-09-20T08:00:00+07:00");
  Say(fmt::format("{} plans are sent; on to the reports of {} quarters", plans.load(), kQuarters));
  std::atomic<int> reports = 0;
  RequireSameSql(system, "reporting", "submit_report.sql", SubmittingReports(system, plans, reports));
  AtFullSpeed(options.connections, std::chrono::seconds(1), SubmittingReports(system, plans, reports));
  const DatabaseCopy yardstick(system, "reporting");
  result["report"] = AgainstPgbench(
      options, [&] { return full_speed(SubmittingReports(system, plans, reports)); },
      [&] {
        return Pgbench(options, yardstick.url(), "submit_report.sql",
                       {{"officials", std::to_string(plans)},
                        {"content", Stored(system, "content", "report_content")},
                        {"completion", Stored(system, "completion", "report_content")}});
      });
  result["resident_kib"] = ResidentKib(system);
  return result;
}

}  // namespace dotpha::bench
