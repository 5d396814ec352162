// Time per page of the great lists at 10^3, 10^4 and 10^5 rows, on the first, the middle and the last page: pages by
// key cost the same wherever they are and however much there is.
#include <algorithm>
#include <functional>

#include "dotpha/reporting/v1/plan_service.grpc.pb.h"
#include "dotpha/reporting/v1/report_service.grpc.pb.h"
#include "tests/bench/lists_rows.h"
#include "tests/bench/parts.h"
#include "tests/bench/province.h"

namespace dotpha::bench {
namespace {

namespace reg = registration::v1;
namespace ntf = notifier::v1;
namespace rep = reporting::v1;
using testing::System;

constexpr int kPage = 25;   // divides every list at every size, so that all pages are full
constexpr int kLooks = 40;  // at each page; the median counts

// One page of a list: after this token, of this size; returns the token of the next.
using Page = std::function<std::string(const std::string& token, int size)>;

template <typename Service, typename Request, typename Response>
Page PagesOf(System& system, const std::string& person,
             grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*), Request request) {
  const std::shared_ptr<typename Service::Stub> stub = system.Stub<Service>();
  return [=, &system](const std::string& token, int size) {
    Request page = request;
    page.set_page_token(token);
    page.set_page_size(size);
    return Get(rpc::Call<Response>(
                   system.Caller(person),
                   [&](auto& context, auto* response) { return ((*stub).*method)(&context, page, response); }))
        .next_page_token();
  };
}

template <typename Request>
Request With(const std::function<void(Request&)>& fill) {
  Request request;
  fill(request);
  return request;
}

std::map<std::string, Page> Lists(System& system) {
  constexpr char kAll[] = "BTC-specialist";
  constexpr char kBody[] = "BNC-specialist";
  const std::string official = OfficialId(0);
  constexpr int kCycle = 2018;
  const auto registrations = [&](const std::string& person, const reg::ListRegistrationsRequest& request) {
    return PagesOf<reg::RegistrationService>(system, person, &reg::RegistrationService::Stub::ListRegistrations,
                                             request);
  };
  const auto officials = [&](const std::string& person) {
    return PagesOf<reg::DirectoryService>(system, person, &reg::DirectoryService::Stub::ListOfficials,
                                          reg::ListOfficialsRequest{});
  };
  const auto obligations = [&](const std::string& person, const ntf::ListObligationsRequest& request) {
    return PagesOf<ntf::ObligationService>(system, person, &ntf::ObligationService::Stub::ListObligations, request);
  };
  const auto plans = [&](const std::string& person, const rep::ListPlansRequest& request) {
    return PagesOf<rep::PlanService>(system, person, &rep::PlanService::Stub::ListPlans, request);
  };
  const auto reports = [&](const std::string& person, const rep::ListReportsRequest& request) {
    return PagesOf<rep::ReportService>(system, person, &rep::ReportService::Stub::ListReports, request);
  };
  return {
      {"ListRegistrations, all", registrations(kAll, {})},
      {"ListRegistrations, a body's", registrations(kBody, {})},
      {"ListRegistrations, a cycle",
       registrations(kAll, With<reg::ListRegistrationsRequest>([](auto& request) { request.set_cycle(kCycle); }))},
      {"ListRegistrations, an official's", registrations(kAll, With<reg::ListRegistrationsRequest>([&](auto& request) {
                                                           request.set_official_id(official);
                                                         }))},
      {"ListOfficials, all", officials(kAll)},
      {"ListOfficials, a body's", officials(kBody)},
      {"ListObligations, all", obligations(kAll, {})},
      {"ListObligations, a body's", obligations(kBody, {})},
      {"ListObligations, a debtor's",
       obligations(kAll, With<ntf::ListObligationsRequest>([&](auto& request) { request.set_debtor_id(official); }))},
      {"ListPlans, all", plans(kAll, {})},
      {"ListPlans, a body's", plans(kBody, {})},
      {"ListPlans, a cycle",
       plans(kAll, With<rep::ListPlansRequest>([](auto& request) { request.set_cycle(kCycle); }))},
      {"ListPlans, an official's",
       plans(kAll, With<rep::ListPlansRequest>([&](auto& request) { request.set_official_id(official); }))},
      {"ListReports, all", reports(kAll, {})},
      {"ListReports, a body's", reports(kBody, {})},
      {"ListReports, a period",
       reports(kAll, With<rep::ListReportsRequest>([](auto& request) { request.set_period("2018-Q1"); }))},
      {"ListReports, an official's",
       reports(kAll, With<rep::ListReportsRequest>([&](auto& request) { request.set_official_id(official); }))},
  };
}

double MedianMs(const Page& page, const std::string& token) {
  std::vector<double> times;
  for (int i = 0; i < kLooks; ++i) {
    const auto before = Steady::now();
    page(token, kPage);
    times.push_back(Milliseconds(Steady::now() - before));
  }
  return Median(times);
}

// Tokens of the middle and the last page of some `rows`: walked to by great strides, the last one by pages.
std::pair<std::string, std::string> MiddleAndLast(const Page& page, int rows) {
  const int stride = std::max(kPage, rows / 100);
  std::vector<std::string> tokens{""};
  for (std::string next = page("", stride); !next.empty(); next = page(next, stride)) {
    tokens.push_back(next);
  }
  std::string last = tokens.back();
  for (std::string next = page(last, kPage); !next.empty(); next = page(next, kPage)) {
    last = next;
  }
  return {tokens[tokens.size() / 2], last};
}

}  // namespace

nlohmann::json MeasureLists(const Options& /*options*/) {
  System system({.start = "2022-10-20T08:00:00+07:00",
                 .services = {"registration", "reporting", "notifier"},
                 .step_timeout = kSetUpPatience});
  SetUpProvince(system, 0, "2022-10-15");
  nlohmann::json result;
  for (const int rows : {1'000, 10'000, 100'000}) {
    WriteListRows(system, rows);
    Say(fmt::format("{} rows in each table", rows));
    for (const auto& [name, page] : Lists(system)) {
      const auto [middle, last] = MiddleAndLast(page, rows);
      result[name][std::to_string(rows)] = {
          {"first_ms", MedianMs(page, "")}, {"middle_ms", MedianMs(page, middle)}, {"last_ms", MedianMs(page, last)}};
    }
  }
  return result;
}

}  // namespace dotpha::bench
