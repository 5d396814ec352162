#include "tools/dotpha-play/script.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tools/dotpha-play/requests.h"

namespace dotpha::play {
namespace {

using nlohmann::json;

// Who has to run for an act of the kind.
std::vector<std::string> ServicesOf(const std::string& kind) {
  static const std::map<std::string, std::vector<std::string>> kOwners = {
      {"registration", {"registration"}},
      {"qn", {"registration"}},
      {"personnel", {"registration"}},
      {"deadline", {"registration"}},
      {"obligation", {"registration"}},
      {"opening", {"review"}},
      {"body.propose", {"review"}},
      {"btc.general_report", {"review"}},
      {"btv.assign", {"review"}},
      {"btv.adjust", {"review"}},
      {"btv.conclude", {"review"}},
      {"work", {"review"}},
      {"meeting", {"review"}},
      {"btv.meeting", {"review"}},
      {"delegation", {"review"}},
      {"depart", {"reporting"}},
      {"plan", {"reporting"}},
      {"report", {"reporting"}},
      {"adhoc", {"reporting"}},
      {"announce", {"reporting"}},
      {"body.review", {"reporting"}},
      {"btc.review", {"reporting"}},
      {"opening.year_result", {"reporting", "assessment"}},
      {"appraisal", {"assessment"}},
      {"body.confirm_done", {"assessment"}},
      {"btv.rate", {"assessment"}},
      {"candidate", {"assessment"}},
      {"claim", {"assessment"}},
      {"commend", {"assessment"}},
      {"taskforce", {"assessment"}},
      {"feedback", {"assessment"}}};
  const auto whole = kOwners.find(kind);
  const auto family = kOwners.find(kind.substr(0, kind.find('.')));
  return whole != kOwners.end() ? whole->second : family != kOwners.end() ? family->second : std::vector<std::string>{};
}

// What later acts may name.
std::string Makes(const Act& act) {
  if (act.kind == "adhoc.request") {
    return "request:" + act.payload.value("request_id", "");
  }
  if (act.kind == "personnel.event") {
    return "post:" + act.payload.value("official_id", "") + ":" + act.payload.value("effective_on", "");
  }
  if (act.kind == "claim.submit") {
    return "claim:" + act.payload.value("claim_id", "");
  }
  return act.kind == "candidate.raise" ? "case:" + act.payload.value("candidate_id", "") : "";
}

std::string BuildsOn(const Act& act) {
  if (act.kind == "report.adhoc" && act.payload.contains("request_id")) {
    return "request:" + act.payload["request_id"].get<std::string>();
  }
  if (act.kind == "registration.submit" && act.payload.contains("in_year_post_from")) {
    return "post:" + act.payload.value("official_id", "") + ":" + act.payload.value("in_year_post_from", "");
  }
  if (act.kind == "claim.endorse" || act.kind == "claim.decide") {
    return "claim:" + act.payload.value("claim_id", "");
  }
  const bool of_case = act.kind.starts_with("candidate.") && act.payload.contains("candidate");
  return of_case && act.payload["candidate"].contains("candidate_id")
             ? "case:" + act.payload["candidate"]["candidate_id"].get<std::string>()
             : "";
}

}  // namespace

const std::set<std::string>& LeftOutOfTheYear() {
  static const std::set<std::string> kOfficials = {};
  return kOfficials;
}

Script::Script(const Sample& sample, std::set<std::string> services)
    : sample_(sample),
      services_(std::move(services)),
      whole_year_(services_.contains("review") && services_.contains("reporting") && services_.contains("assessment")) {
  if (whole_year_ && !sample.voluntary) {
    left_out_ = LeftOutOfTheYear();
  }
}

std::string Script::OfficialOf(const Act& act) const {
  const json& payload = act.payload;
  if (payload.contains("candidate")) {
    return payload["candidate"].value("official_id", "");
  }
  if (payload.contains("official_id") && payload["official_id"].is_string()) {
    return payload["official_id"].get<std::string>();
  }
  const auto work = sample_.works.find(payload.value("work_id", ""));
  return work == sample_.works.end() ? "" : work->second.value("official_id", "");
}

Verdict Script::Judge(Act& act) const {
  const std::vector<std::string> needed = ServicesOf(act.kind);
  const bool run = std::all_of(needed.begin(), needed.end(),
                               [this](const std::string& service) { return services_.contains(service); });
  // A part of the year plays its first stage alone: what follows it would miss what lies between.
  const bool beyond = !whole_year_ && act.kind != "registration.submit" && act.kind != "personnel.event" &&
                      !act.kind.starts_with("qn.");
  if (!IsPlayedKind(sample_, act.kind) || !run || beyond) {
    return Verdict::kUnplayedKind;
  }
  if (const std::string token = BuildsOn(act); !token.empty() && missing_.contains(token)) {
    return Verdict::kBuildsOnUnplayed;
  }
  // Who registers needs his running works, whatever becomes of his year.
  if (act.kind == "registration.submit" || act.kind == "personnel.event" || act.kind.starts_with("opening.")) {
    return Verdict::kPlay;
  }
  if (act.payload.contains("items")) {
    json kept = json::array();
    for (const json& item : act.payload["items"]) {
      if (!left_out_.contains(item.at("official_id").get<std::string>())) {
        kept.push_back(item);
      }
    }
    if (kept.empty() && !act.payload["items"].empty()) {
      return Verdict::kLeftOut;
    }
    act.payload["items"] = std::move(kept);
    return Verdict::kPlay;
  }
  return left_out_.contains(OfficialOf(act)) ? Verdict::kLeftOut : Verdict::kPlay;
}

Scene Script::Next(const Act& act) {
  Scene scene{Verdict::kPlay, act};
  scene.verdict = Judge(scene.act);
  if (scene.verdict != Verdict::kPlay) {
    ++unplayed_[act.kind];
    if (const std::string made = Makes(act); !made.empty()) {
      missing_.insert(made);
    }
  }
  return scene;
}

}  // namespace dotpha::play
