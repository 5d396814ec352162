// Levels and cases as calls of the assessment service.
#include <optional>
#include <regex>

#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

class AssessmentRequests : public RequestMaker {
 public:
  using RequestMaker::RequestMaker;

  [[nodiscard]] json AppraisalItems() const {
    json items = json::array();
    for (const json& item : p_.at("items")) {
      json verified = json::array();
      for (const json& found : item.value("verified", json::array())) {
        verified.push_back({{"work_id", found.at("work_id")},
                            {"item_id", found.at("leaf")},
                            {"value_e2", found.at("value")},
                            {"evidence", found.value("evidence", "")}});
      }
      items.push_back({{"official_id", item.at("official_id")},
                       {"proposed_level", item.value("proposed_level", "")},
                       {"verified", std::move(verified)}});
    }
    return items;
  }

  Result<std::vector<Call>> BodyAppraisal() {
    return One("assessment.v1.AssessmentService.SubmitAppraisal",
               {{"body_id", p_.at("body")}, {"cycle", p_.at("cycle")}, {"items", AppraisalItems()}});
  }

  Result<std::vector<Call>> CommissionAppraisal() {
    return One("assessment.v1.AssessmentService.SubmitGeneralAppraisal",
               {{"cycle", p_.at("cycle")}, {"items", AppraisalItems()}});
  }

  Result<std::vector<Call>> Rate() {
    json items = json::array();
    for (const json& item : p_.at("items")) {
      json wire = {{"official_id", item.at("official_id")}, {"level", item.value("level", "")}};
      if (item.contains("reason")) {
        wire["difference_reason"] = "DIFFERENCE_REASON_" + item["reason"].get<std::string>();
        SetUnlessNull(wire, "difference_document", DocumentOf(item.value("reason_ref", ""), Date::Of(act_.at)));
      }
      for (const json& work : item.value("works", json::array())) {
        wire["works"].push_back({{"work_id", work.at("work_id")}, {"level", work.value("level", "")}});
      }
      items.push_back(std::move(wire));
    }
    json request = {{"kind", "RATING_KIND_" + Text("kind")},
                    {"cycle", p_.at("cycle")},
                    {"decided_on", DateJson(p_.at("decided_on"))},
                    {"items", std::move(items)}};
    SetUnlessNull(request, "decision", Document("decision_ref"));
    return One("assessment.v1.AssessmentService.RecordRatings", std::move(request));
  }

  Result<std::vector<Call>> Explain() {
    return One("assessment.v1.CaseService.ExplainCase", {{"text", Text("text")}}, Lookup::kCase);
  }

  // "CONFIRMED" and "CONFIRM", "DISMISSED" and "DISMISS" are one.
  [[nodiscard]] std::string OutcomeName() const {
    return Text("result").starts_with("CONFIRM") ? "CASE_OUTCOME_CONFIRM" : "CASE_OUTCOME_DISMISS";
  }

  void AddReason(json& request) const {
    if (p_.contains("reason")) {
      request["reason"] = "DISMISSAL_REASON_" + Text("reason");
    }
  }

  Result<std::vector<Call>> ProposeOutcome() {
    json request = {{"outcome", OutcomeName()}};
    AddReason(request);
    return One("assessment.v1.CaseService.ProposeOutcome", std::move(request), Lookup::kCaseWithEtag);
  }

  Result<std::vector<Call>> DecideCase() {
    json request = {{"outcome", OutcomeName()}, {"decided_on", DateJson(p_.at("decided_on"))}};
    AddReason(request);
    SetUnlessNull(request, "decision", Document("ref"));
    return One("assessment.v1.CaseService.DecideCase", std::move(request), Lookup::kCaseWithEtag);
  }

  // The stamp of a paper of the official that was entered before this act: what the register shows.
  [[nodiscard]] std::optional<Instant> StampOfPaper() const {
    const std::string official = p_.at("candidate").value("official_id", "");
    std::optional<Instant> stamp;
    for (const Act& act : sample_.acts) {
      if (act.paper && act.seq < act_.seq && act.payload.value("official_id", "") == official) {
        stamp = act.stamped_at;
      }
    }
    return stamp;
  }

  Result<std::vector<Call>> Dismiss() {
    const std::string evidence = Text("evidence");
    json request = {{"evidence", evidence}};
    AddReason(request);
    // "số đến 118 ngày 23/3/2022".
    static const std::regex kEntry(R"(số đến (\S+) ngày (\d{1,2})/(\d{1,2})/(\d{4}))");
    std::smatch found;
    if (std::regex_search(evidence, found, kEntry)) {
      request["received_document"] = {
          {"number", found[1].str()},
          {"signed_on", {{"year", std::stoi(found[4])}, {"month", std::stoi(found[3])}, {"day", std::stoi(found[2])}}}};
      if (const auto stamp = StampOfPaper()) {
        request["received_at"] = FormatRfc3339(*stamp);
      }
    }
    return One("assessment.v1.CaseService.DismissCase", std::move(request), Lookup::kCaseWithEtag);
  }
};

}  // namespace

const Makers& AssessmentMakers() {
  static const Makers kMakers = {
      {"appraisal.body", &By<AssessmentRequests, &AssessmentRequests::BodyAppraisal>},
      {"appraisal.btc", &By<AssessmentRequests, &AssessmentRequests::CommissionAppraisal>},
      {"btv.rate", &By<AssessmentRequests, &AssessmentRequests::Rate>},
      {"candidate.explain", &By<AssessmentRequests, &AssessmentRequests::Explain>},
      {"candidate.propose", &By<AssessmentRequests, &AssessmentRequests::ProposeOutcome>},
      {"candidate.decide", &By<AssessmentRequests, &AssessmentRequests::DecideCase>},
      {"candidate.dismiss", &By<AssessmentRequests, &AssessmentRequests::Dismiss>},
  };
  return kMakers;
}

}  // namespace dotpha::play
