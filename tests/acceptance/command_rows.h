// How the rows of EveryCommand are written.
#pragma once

#include "tests/acceptance/every_command.h"

namespace dotpha::acceptance {

inline constexpr const char* kOperator = testing::System::kOperator;

template <typename Request>
Command Of(const std::string& person, const std::string& other,
           std::function<Request(Season&, const std::string& person)> make, std::function<void(Request&)> change,
           const std::string& again, grpc::StatusCode again_code = grpc::StatusCode::FAILED_PRECONDITION) {
  const std::string type = Request::descriptor()->name();
  return {type.substr(0, type.size() - std::string("Request").size()),
          person,
          other,
          [make](Season& season, const std::string& who) -> std::unique_ptr<google::protobuf::Message> {
            return std::make_unique<Request>(make(season, who));
          },
          [change](google::protobuf::Message& request) { change(static_cast<Request&>(request)); },
          again,
          again_code};
}

inline common::v1::DocumentReference Document(const std::string& number) {
  common::v1::DocumentReference document;
  document.set_number(number);
  *document.mutable_signed_on() = WireDay("2022-11-01");
  return document;
}

// Different in each run of a command, so that no two acts of it are in each other's way.
inline std::string Fresh(const std::string& prefix) {
  static int number = 0;
  return prefix + std::to_string(++number);
}

void AddFollowUpCommands(std::vector<Command>& all);
void AddReviewCommands(std::vector<Command>& all);
void AddReportingCommands(std::vector<Command>& all);
void AddAssessmentCommands(std::vector<Command>& all);

}  // namespace dotpha::acceptance
