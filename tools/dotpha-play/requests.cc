#include "tools/dotpha-play/requests.h"

#include <cstdio>

#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

Make Find(const std::string& kind) {
  for (const Makers* makers : {&ReviewMakers(), &ReportingMakers(), &AssessmentMakers(), &RegistrationMakers()}) {
    if (const auto found = makers->find(kind); found != makers->end()) {
      return found->second;
    }
  }
  return nullptr;
}

}  // namespace

bool IsPlayedKind(const std::string& kind) {
  return kind == "registration.submit" || kind == "personnel.event" || Find(kind) != nullptr;
}

Result<std::vector<Call>> RequestsOf(const Sample& sample, const Act& act) {
  const Make make = Find(act.kind);
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

// dotpha.registration.v1.Work: the decided content.
json WorkJson(const json& work) {
  json wire = {{"work_id", work.at("work_id")},
               {"duration", work.at("kind")},
               {"start_on", DateJson(work.at("start"))},
               {"end_on", DateJson(work.at("end"))},
               {"category", work.at("category")},
               {"display_name", work.at("name")},
               {"basis", work.value("basis", "")},
               {"goals", work.value("goals", "")},
               {"roadmap", work.value("roadmap", "")},
               {"classification", work.value("classification", "")},
               {"multi_agency", work.value("multi_agency", false)},
               {"partner_agency_ids", work.value("partner_agencies", json::array())},
               {"targets", json::array()}};
  for (const json& target : work.value("targets", json::array())) {
    wire["targets"].push_back({{"target_id", AsText(target.at("id"))},
                               {"text", target.value("text", "")},
                               {"value", target.contains("value") ? AsText(target["value"]) : ""},
                               {"unit", target.value("unit", "")}});
  }
  return wire;
}

}  // namespace dotpha::play
