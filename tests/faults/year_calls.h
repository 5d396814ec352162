// Calls of a year as any person makes them, through whatever happens to the services meanwhile, and the papers that
// they carry: a work, a plan with random exact weights, a report.
#pragma once

#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "dotpha/clock/v1/clock_control_service.grpc.pb.h"
#include "dotpha/reporting/v1/plan.pb.h"
#include "dotpha/reporting/v1/report.pb.h"
#include "tests/acceptance/season.h"

namespace dotpha::faults {

using testing::System;

// The works of this cycle are performed in this year.
inline constexpr int kCycle = 2022;

struct Person {
  std::string id;  // "P001"
  std::string workplace_class;
  std::string vertical_field;
  bool member = false;  // Tỉnh ủy viên
  std::string lead;     // body that leads for him

  [[nodiscard]] std::string work_id() const { return "W-" + id; }
};

// Of all kinds of titles that TQ2021 routes differently.
std::vector<Person> People(int count);

// Bodies and their staff, these people in their posts, TQ2021 in force; the services' clocks stand at `moment`.
void Found(System& system, const std::vector<Person>& people, const std::string& moment);

// A killed broker takes about six seconds to come back, on a busy machine longer.
inline constexpr rpc::RetryOptions kPatient{.most_attempts = 300,
                                            .first_pause = std::chrono::milliseconds(20),
                                            .longest_pause = std::chrono::milliseconds(300)};

// Retryable refusals are retried, patiently unless told otherwise.
template <typename Api, typename Request, typename Response>
Result<Response> Try(System& system, const std::string& person,
                     grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                     const Request& request, const rpc::RetryOptions& retry = kPatient,
                     std::chrono::milliseconds timeout = std::chrono::seconds(8)) {
  rpc::CallOptions options = system.Caller(person);
  options.timeout = timeout;
  const auto stub = system.Stub<Api>();
  return rpc::Call<Response>(
      options,
      [&](grpc::ClientContext& context, Response* response) { return ((*stub).*method)(&context, request, response); },
      retry);
}

template <typename T>
T Get(Result<T> result, const std::string& what) {
  if (!result.ok()) {
    std::string text = what + ": " + result.error().reason + ": " + result.error().message;
    for (const Violation& violation : result.error().violations) {
      text += "\n  " + violation.field + " " + violation.reason;
    }
    throw std::runtime_error(text);
  }
  return std::move(*result);
}

// A refusal ends the test.
template <typename Api, typename Request, typename Response>
Response Insist(System& system, const std::string& person,
                grpc::Status (Api::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) {
  return Get(Try<Api>(system, person, method, request), person + ": " + Request::descriptor()->name());
}

// The clock of one service only; returns before it is quiet.
void MoveAlone(System& system, const std::string& service, Instant moment);
clock::v1::GetClockResponse ClockOf(System& system, const std::string& service);

// UUID-like and the same in every run.
std::string RequestId(int number);
common::v1::DocumentReference Document(const std::string& number, const std::string& day);

// Targets "1" and "2".
registration::v1::Work WorkOf(const Person& person);
registration::v1::Registration RegistrationOf(const Person& person);
// Shares of any hundredths at all levels, one to three items a month.
reporting::v1::Plan PlanOf(const Person& person, std::mt19937& random);
// On all items of these quarters, most of them done.
reporting::v1::Report ReportOf(const Person& person, const reporting::v1::Plan& plan, const std::vector<int>& quarters,
                               std::mt19937& random);

}  // namespace dotpha::faults
