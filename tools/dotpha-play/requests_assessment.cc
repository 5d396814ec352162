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

  Result<std::vector<Call>> ConfirmDone() {
    return One("assessment.v1.AssessmentService.ConfirmCompletion", {{"body_id", p_.at("body")},
                                                                     {"official_id", p_.at("official_id")},
                                                                     {"cycle", sample_.cycle},
                                                                     {"work_ids", p_.at("works")},
                                                                     {"proposed_level", Text("proposed_level")}});
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

  // The case that a person raised; "": the one of the system's candidate, which the player looks up.
  [[nodiscard]] std::string CaseName() const {
    const std::string id = p_.at("candidate").value("candidate_id", "");
    return id.empty() ? "" : "case:" + id;
  }

  Result<std::vector<Call>> Explain() {
    return About("assessment.v1.CaseService.ExplainCase", {{"text", Text("text")}}, Lookup::kCase, CaseName());
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
    return About("assessment.v1.CaseService.ProposeOutcome", std::move(request), Lookup::kCaseWithEtag, CaseName());
  }

  Result<std::vector<Call>> DecideCase() {
    json request = {{"outcome", OutcomeName()}, {"decided_on", DateJson(p_.at("decided_on"))}};
    AddReason(request);
    SetUnlessNull(request, "decision", Document("ref"));
    return About("assessment.v1.CaseService.DecideCase", std::move(request), Lookup::kCaseWithEtag, CaseName());
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
    return About("assessment.v1.CaseService.DismissCase", std::move(request), Lookup::kCaseWithEtag, CaseName());
  }

  // Collectives are proposed for what their agency achieved; the journal gives no words for it.
  [[nodiscard]] json Nominees() const {
    json nominees = json::array();
    for (const json& official : p_.at("individuals")) {
      nominees.push_back({{"official_id", official}});
    }
    for (const json& agency : p_.at("collectives")) {
      nominees.push_back({{"agency_id", agency}, {"reason", "Tập thể tiêu biểu"}});
    }
    return nominees;
  }

  Result<std::vector<Call>> ProposeCommendations() {
    return One("assessment.v1.CommendationService.ProposeCommendations",
               {{"body_id", p_.at("body")}, {"cycle", sample_.cycle}, {"nominees", Nominees()}});
  }

  Result<std::vector<Call>> ConsolidateCommendations() {
    return One("assessment.v1.CommendationService.ConsolidateCommendations",
               {{"cycle", sample_.cycle}, {"nominees", Nominees()}});
  }

  Result<std::vector<Call>> DecideCommendations() {
    json request = {{"cycle", sample_.cycle}, {"decided_on", DateJson(p_.at("decided_on"))}, {"nominees", Nominees()}};
    SetUnlessNull(request, "decision", Document("ref"));
    return One("assessment.v1.CommendationService.DecideCommendations", std::move(request));
  }

  Result<std::vector<Call>> Raise() {
    json request = {{"official_id", Text("official_id")},
                    {"agency_id", Text("collective")},
                    {"kind", p_.at("kind")},
                    {"facts", Text("facts")},
                    {"evidence", p_.value("evidence", json::array())}};
    const std::string made = "case:" + Text("candidate_id");
    if (!p_.contains("report_id")) {
      return Making("assessment.v1.CaseService.RaiseCase", std::move(request), made, "violation_case");
    }
    json& report = request["dishonest_report"];
    report = {{"report_version", p_.at("report_version")},
              {"work_id", p_.at("work_id")},
              {"item_id", p_.at("leaf")},
              {"reported_e2", p_.at("reported")}};
    if (p_.contains("verified")) {
      report["verified_e2"] = p_["verified"];
    }
    return Making("assessment.v1.CaseService.RaiseCase", std::move(request), made, "violation_case", Lookup::kReportId,
                  "report:" + Text("report_id"));
  }

  [[nodiscard]] std::string ClaimName() const { return "claim:" + Text("claim_id"); }

  Result<std::vector<Call>> SubmitClaim() {
    json claim = {{"official_id", p_.at("official_id")},
                  {"cycle", sample_.cycle},
                  {"work_id", p_.at("work_id")},
                  {"kind", p_.at("type")},
                  {"facts", Text("facts")},
                  {"evidence", p_.value("evidence", json::array())}};
    if (p_.at("leaves").is_array()) {  // else "*": the whole work
      claim["item_ids"] = p_["leaves"];
    }
    return Making("assessment.v1.ClaimService.SubmitClaim", {{"claim", std::move(claim)}}, ClaimName(), "claim");
  }

  Result<std::vector<Call>> EndorseClaim() {
    return About("assessment.v1.ClaimService.EndorseClaim", {{"opinion", "CLAIM_OPINION_" + Text("result")}},
                 Lookup::kClaimWithEtag, ClaimName());
  }

  Result<std::vector<Call>> DecideClaim() {
    json request = {{"ruling", "CLAIM_RULING_" + Text("result")}, {"decided_on", DateJson(p_.at("decided_on"))}};
    SetUnlessNull(request, "decision", Document("ref"));
    return About("assessment.v1.ClaimService.DecideClaim", std::move(request), Lookup::kClaimWithEtag, ClaimName());
  }

  Result<std::vector<Call>> ProposeTaskForce() {
    return One("assessment.v1.TaskForceService.ProposeTaskForce", {{"body_id", p_.at("body")},
                                                                   {"cycle", sample_.cycle},
                                                                   {"member_ids", p_.at("members")},
                                                                   {"official_ids", p_.at("officials")}});
  }

  Result<std::vector<Call>> ApproveTaskForce() {
    json request = json::object();
    SetUnlessNull(request, "approval", Document("ref"));
    return One("assessment.v1.TaskForceService.ApproveTaskForce", std::move(request), Lookup::kTaskForce);
  }

  Result<std::vector<Call>> Feedback() {
    return One("assessment.v1.FeedbackService.RecordFeedback", {{"feedback",
                                                                 {{"body_id", p_.at("body")},
                                                                  {"official_id", p_.at("about")},
                                                                  {"text", Text("text")},
                                                                  {"source", Text("source")}}}});
  }
};

}  // namespace

const Makers& AssessmentMakers() {
  static const Makers kMakers = {
      {"appraisal.body", &By<AssessmentRequests, &AssessmentRequests::BodyAppraisal>},
      {"appraisal.btc", &By<AssessmentRequests, &AssessmentRequests::CommissionAppraisal>},
      {"body.confirm_done", &By<AssessmentRequests, &AssessmentRequests::ConfirmDone>},
      {"btv.rate", &By<AssessmentRequests, &AssessmentRequests::Rate>},
      {"taskforce.propose", &By<AssessmentRequests, &AssessmentRequests::ProposeTaskForce>},
      {"taskforce.approve", &By<AssessmentRequests, &AssessmentRequests::ApproveTaskForce>},
      {"feedback.record", &By<AssessmentRequests, &AssessmentRequests::Feedback>},
      {"candidate.explain", &By<AssessmentRequests, &AssessmentRequests::Explain>},
      {"candidate.propose", &By<AssessmentRequests, &AssessmentRequests::ProposeOutcome>},
      {"candidate.decide", &By<AssessmentRequests, &AssessmentRequests::DecideCase>},
      {"candidate.dismiss", &By<AssessmentRequests, &AssessmentRequests::Dismiss>},
      {"candidate.raise", &By<AssessmentRequests, &AssessmentRequests::Raise>},
      {"commend.propose", &By<AssessmentRequests, &AssessmentRequests::ProposeCommendations>},
      {"commend.consolidate", &By<AssessmentRequests, &AssessmentRequests::ConsolidateCommendations>},
      {"commend.decide", &By<AssessmentRequests, &AssessmentRequests::DecideCommendations>},
      {"claim.submit", &By<AssessmentRequests, &AssessmentRequests::SubmitClaim>},
      {"claim.endorse", &By<AssessmentRequests, &AssessmentRequests::EndorseClaim>},
      {"claim.decide", &By<AssessmentRequests, &AssessmentRequests::DecideClaim>},
  };
  return kMakers;
}

}  // namespace dotpha::play
