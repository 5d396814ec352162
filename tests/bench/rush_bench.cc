// The last minute before a deadline: everybody's quarterly report arrives within it, with all five services running.
// The services' clock stands at 23:59 on the last day; the calls are made in real time.
#include <atomic>

#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "tests/bench/parts.h"
#include "tests/bench/province.h"

namespace dotpha::bench {
namespace {

namespace rep = reporting::v1;
using testing::System;

constexpr std::chrono::seconds kRush{60};
// People, not connections of one client: enough that nobody waits for another's call.
constexpr int kPeopleAtOnce = 64;

void SendPlans(System& system, int officials, int connections) {
  std::atomic<int> next = 0;
  // All at once: the moments have passed when the calls begin.
  const std::vector<Steady::duration> at_once(static_cast<std::size_t>(officials));
  const Offered sent = AtMoments(connections, at_once, [&](int /*connection*/) -> Call {
    const std::shared_ptr<rep::PlanService::Stub> stub =
        rep::PlanService::NewStub(rpc::MakeChannel(system.address("reporting")));
    return [&, stub]() -> Result<void> {
      const int official = next++;
      const auto request = PlanOf(official);
      DOTPHA_TRY(rpc::Call<rep::SubmitPlanResponse>(
          system.Caller(OfficialId(official)),
          [&](auto& context, auto* response) { return stub->SubmitPlan(&context, request, response); }));
      return {};
    };
  });
  if (!sent.errors.empty()) {
    throw std::runtime_error("a plan was refused: " + sent.errors.begin()->first);
  }
}

}  // namespace

nlohmann::json MeasureRush(const Options& options) {
  System system(
      {.start = "2022-03-24T23:59:00+07:00", .services = testing::AllServices(), .step_timeout = kSetUpPatience});
  SetUpProvince(system, options.reports, "2022-03-24");
  AssignWorks(system, options.reports);
  Say(fmt::format("set up: {} officials, each with an assigned work", options.reports));
  SendPlans(system, options.reports, options.connections);
  system.Settle();
  for (const std::string& service : system.services()) {
    system.Query(service, "ANALYZE");
  }
  const nlohmann::json before = ResidentKib(system);
  Say(fmt::format("all plans are sent; {} reports in the next {} s", options.reports, kRush.count()));
  std::atomic<int> next = 0;
  const auto begin = Steady::now();
  const Offered offered = AtMoments(kPeopleAtOnce, AtRandom(options.reports, kRush), [&](int /*connection*/) -> Call {
    const std::shared_ptr<rep::ReportService::Stub> stub =
        rep::ReportService::NewStub(rpc::MakeChannel(system.address("reporting")));
    return [&, stub]() -> Result<void> {
      const int official = next++;
      const auto request = QuarterReportOf(official, 1);
      // Without retries: a refusal that a patient client would get over counts as an error here.
      DOTPHA_TRY(rpc::Call<rep::SubmitReportResponse>(
          system.Caller(OfficialId(official)),
          [&](auto& context, auto* response) { return stub->SubmitReport(&context, request, response); },
          rpc::RetryOptions{1, {}, {}}));
      return {};
    };
  });
  const auto answered = Steady::now();
  Say(fmt::format("answered: {}; waiting until every service has applied all of it", offered.milliseconds.size()));
  system.Settle();
  return {{"reports", options.reports},
          {"seconds", Seconds(answered - begin).count()},
          {"ms", Distribution(offered.milliseconds)},
          {"errors", offered.errors},
          {"settled_after_seconds", Seconds(Steady::now() - answered).count()},
          {"resident_kib_before", before},
          {"resident_kib", ResidentKib(system)}};
}

}  // namespace dotpha::bench
