// What the makers of requests share; internal to the mapping of acts to calls (requests.h).
#pragma once

#include <google/protobuf/message.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/dotpha-play/requests.h"

namespace dotpha::play {

using nlohmann::json;

// Makes the calls of one act.
using Make = Result<std::vector<Call>> (*)(const Sample& sample, const Act& act);
using Makers = std::map<std::string, Make>;  // by kind

const Makers& ReviewMakers();
const Makers& ReportingMakers();
const Makers& AssessmentMakers();
const Makers& RegistrationMakers();
const Makers& VoluntaryMakers();

inline Error Bad(const Act& act, const std::string& what) {
  return MakeError(Code::kInvalidArgument, "SAMPLE_INVALID",
                   "journal.jsonl: seq " + std::to_string(act.seq) + ": " + what);
}

inline json DateJson(Date date) { return {{"year", date.year()}, {"month", date.month()}, {"day", date.day()}}; }

// Sample dates are checked when the sample is made; a wrong one is told by its service.
inline json DateJson(const json& text) {
  const auto date = Date::Parse(text.get<std::string>());
  return date.ok() ? DateJson(*date) : json();
}

// A value as text, "7"; texts as they are.
inline std::string AsText(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

json ToJson(const google::protobuf::Message& message);

// dotpha.registration.v1.Work: the decided content.
json WorkJson(const json& work);

class RequestMaker {
 public:
  RequestMaker(const Sample& sample, const Act& act) : sample_(sample), act_(act), p_(act.payload) {}

 protected:
  [[nodiscard]] std::string Text(const char* key) const { return p_.contains(key) ? AsText(p_[key]) : ""; }

  [[nodiscard]] json Document(const char* key) const { return DocumentOf(Text(key), Date::Of(act_.at)); }

  // One call, with the act's request id.
  Result<std::vector<Call>> One(const std::string& method, json request, Lookup lookup = Lookup::kNone) const {
    request["request_id"] = act_.request_id;
    return std::vector<Call>{{"dotpha." + method, std::move(request), lookup}};
  }

  // One call that makes something which later acts name.
  Result<std::vector<Call>> Making(const std::string& method, json request, const std::string& made,
                                   const std::string& field, Lookup lookup = Lookup::kNone,
                                   const std::string& sought = "") const {
    request["request_id"] = act_.request_id;
    return std::vector<Call>{{"dotpha." + method, std::move(request), lookup, sought, made, field}};
  }

  // One call about what an earlier act made.
  Result<std::vector<Call>> About(const std::string& method, json request, Lookup lookup,
                                  const std::string& sought) const {
    request["request_id"] = act_.request_id;
    return std::vector<Call>{{"dotpha." + method, std::move(request), lookup, sought}};
  }

  Result<json> Work(const std::string& id) const {
    const auto found = sample_.works.find(id);
    if (found == sample_.works.end()) {
      return Bad(act_, "unknown work " + id);
    }
    return found->second;
  }

  static void SetUnlessNull(json& request, const char* field, json value) {
    if (!value.is_null()) {
      request[field] = std::move(value);
    }
  }

  const Sample& sample_;
  const Act& act_;
  const json& p_;
};

// The maker of one kind: a method of a class that is made from sample and act.
template <typename Class, Result<std::vector<Call>> (Class::*method)()>
Result<std::vector<Call>> By(const Sample& sample, const Act& act) {
  return (Class(sample, act).*method)();
}

}  // namespace dotpha::play
