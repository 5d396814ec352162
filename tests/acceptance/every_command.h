// Every command of the services with a request that is good right now: for what must hold of all of them alike.
#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/acceptance/season.h"

namespace dotpha::acceptance {

struct Command {
  std::string method;
  // Two people who may do it. For an operator's commands the second is nobody who may.
  std::string person;
  std::string other;
  // A request of this person that will be done; brings about first what it needs. The request id is not set.
  std::function<std::unique_ptr<google::protobuf::Message>(Season&, const std::string& person)> make;
  // Makes another payload of it.
  std::function<void(google::protobuf::Message&)> change;
  // What the same request says under a new request id, after it was done, with the etag as it is now; empty: it is done
  // once more.
  std::string again;
  grpc::StatusCode again_code = grpc::StatusCode::FAILED_PRECONDITION;
  // Where `other` changes the same thing: its etag by then.
  std::function<std::string(Season&)> fresh_etag = {};
};

// By name; a command that is missing here makes the test that walks the contracts fail.
const std::vector<Command>& EveryCommand();

// The season in which all of them are possible, at 09:00 on 04/11/2022: a first reminder has gone out, nothing is due.
SeasonOptions CommandSeason();

// The field `etag` of a request or answer, in it or in a message directly in it; null where it has none.
struct EtagField {
  google::protobuf::Message* holder;
  const google::protobuf::FieldDescriptor* field;
  [[nodiscard]] std::string Get() const { return holder->GetReflection()->GetString(*holder, field); }
  void Set(const std::string& etag) const { holder->GetReflection()->SetString(holder, field, etag); }
};
std::unique_ptr<EtagField> EtagOf(google::protobuf::Message& message);

}  // namespace dotpha::acceptance
