#include "tools/dotpha-play/requests.h"

#include <google/protobuf/util/json_util.h>

#include <cstdio>

#include "tools/dotpha-play/request_maker.h"
#include "tools/dotphactl/works_jsonl.h"

namespace dotpha::play {
namespace {

// What a voluntary sample plays is its own; of the other acts it has only the shells that must be refused.
Make Find(const std::string& kind, bool voluntary) {
  const std::vector<const Makers*> makers_of_kind =
      voluntary ? std::vector{&VoluntaryMakers()}
                : std::vector{&ReviewMakers(), &ReportingMakers(), &AssessmentMakers(), &RegistrationMakers()};
  for (const Makers* makers : makers_of_kind) {
    if (const auto found = makers->find(kind); found != makers->end()) {
      return found->second;
    }
  }
  return nullptr;
}

}  // namespace

bool IsPlayedKind(const Sample& sample, const std::string& kind) {
  return kind == "registration.submit" || kind == "qn.register" || kind == "personnel.event" || kind == "law.preview" ||
         Find(kind, sample.voluntary) != nullptr;
}

Result<std::vector<Call>> RequestsOf(const Sample& sample, const Act& act) {
  const Make make = Find(act.kind, sample.voluntary);
  return make != nullptr ? make(sample, act) : Bad(act, "acts of the kind " + act.kind + " are not played");
}

json DocumentOf(const std::string& text, Date otherwise) {
  if (text.empty()) {
    return {};
  }
  static const std::string kDated = " ngày ";
  const auto at = text.rfind(kDated);
  if (at == std::string::npos) {
    return {{"number", text}, {"signed_on", DateJson(otherwise)}};
  }
  int day = 0;
  int month = 0;
  int year = 0;
  if (std::sscanf(text.c_str() + at + kDated.size(), "%d/%d/%d", &day, &month, &year) != 3) {
    return {{"number", text}, {"signed_on", DateJson(otherwise)}};
  }
  return {{"number", text.substr(0, at)}, {"signed_on", {{"year", year}, {"month", month}, {"day", day}}}};
}

json ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? json::parse(text) : json();
}

json WorkJson(const json& work) { return ToJson(ctl::ReadWorkContent(work)); }

}  // namespace dotpha::play
