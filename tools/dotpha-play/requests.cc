#include "tools/dotpha-play/requests.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

namespace dotpha::play {
namespace {

using nlohmann::json;

Error Bad(const Act& act, const std::string& what) {
  return MakeError(Code::kInvalidArgument, "SAMPLE_INVALID",
                   "journal.jsonl: seq " + std::to_string(act.seq) + ": " + what);
}

json DateJson(Date date) { return {{"year", date.year()}, {"month", date.month()}, {"day", date.day()}}; }

// Sample dates are checked when the sample is made; a wrong one is told by its service.
json DateJson(const json& text) {
  const auto date = Date::Parse(text.get<std::string>());
  return date.ok() ? DateJson(*date) : json();
}

// A value as text, "7"; texts as they are.
std::string AsText(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

json Texts(const json& list) {
  json texts = json::array();
  for (const json& value : list) {
    texts.push_back(AsText(value));
  }
  return texts;
}

std::string Lines(const json& text) {
  if (!text.is_array()) {
    return AsText(text);
  }
  std::string joined;
  for (const json& line : text) {
    joined += (joined.empty() ? "" : "\n") + AsText(line);
  }
  return joined;
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

class Mapper {
 public:
  Mapper(const Sample& sample, const Act& act) : sample_(sample), act_(act), p_(act.payload) {}

  Result<std::vector<Call>> Calls() {
    using Make = Result<std::vector<Call>> (Mapper::*)();
    static const std::map<std::string, Make> kMakers = {{"opening.assignment", &Mapper::OpeningAssignment},
                                                        {"opening.year_result", &Mapper::OpeningYearResult},
                                                        {"body.propose", &Mapper::BodyPropose},
                                                        {"btc.general_report", &Mapper::GeneralReport},
                                                        {"btv.assign", &Mapper::Assign},
                                                        {"plan.submit", &Mapper::SubmitPlan},
                                                        {"report.submit", &Mapper::SubmitReport},
                                                        {"report.adhoc", &Mapper::AdHoc},
                                                        {"announce.record", &Mapper::Announce},
                                                        {"body.review", &Mapper::BodyReview},
                                                        {"btc.review", &Mapper::CommissionReview},
                                                        {"appraisal.body", &Mapper::BodyAppraisal},
                                                        {"appraisal.btc", &Mapper::CommissionAppraisal},
                                                        {"btv.rate", &Mapper::Rate},
                                                        {"candidate.explain", &Mapper::Explain},
                                                        {"candidate.propose", &Mapper::ProposeOutcome},
                                                        {"candidate.decide", &Mapper::DecideCase},
                                                        {"candidate.dismiss", &Mapper::Dismiss},
                                                        {"deadline.override", &Mapper::Override},
                                                        {"obligation.waive", &Mapper::Waive}};
    const auto maker = kMakers.find(act_.kind);
    if (maker == kMakers.end()) {
      return Bad(act_, "acts of the kind " + act_.kind + " are not played");
    }
    return (this->*maker->second)();
  }

  static bool Knows(const std::string& kind) {
    static const std::set<std::string> kKinds = {
        "opening.assignment", "opening.year_result", "body.propose",      "btc.general_report", "btv.assign",
        "plan.submit",        "report.submit",       "report.adhoc",      "announce.record",    "body.review",
        "btc.review",         "appraisal.body",      "appraisal.btc",     "btv.rate",           "candidate.explain",
        "candidate.propose",  "candidate.decide",    "candidate.dismiss", "deadline.override",  "obligation.waive"};
    return kKinds.contains(kind);
  }

 private:
  [[nodiscard]] std::string Text(const char* key) const { return p_.contains(key) ? AsText(p_[key]) : ""; }

  [[nodiscard]] json Document(const char* key) const { return DocumentOf(Text(key), Date::Of(act_.at)); }

  // One call, with the act's request id.
  Result<std::vector<Call>> One(const std::string& method, json request, Lookup lookup = Lookup::kNone) const {
    request["request_id"] = act_.request_id;
    return std::vector<Call>{{"dotpha." + method, std::move(request), lookup}};
  }

  Result<json> Work(const std::string& id) const {
    const auto found = sample_.works.find(id);
    if (found == sample_.works.end()) {
      return Bad(act_, "unknown work " + id);
    }
    return found->second;
  }

  // ---- opening ------------------------------------------------------------------------------------------------------

  Result<std::vector<Call>> OpeningAssignment() {
    DOTPHA_ASSIGN(const json work, Work(Text("work_id")));
    json document = Document("decision_ref");
    document["signed_on"] = DateJson(p_.at("decided_on"));
    return One("review.v1.AssignmentService.ImportAssignments", {{"assignments",
                                                                  {{{"official_id", p_.at("official_id")},
                                                                    {"document", document},
                                                                    {"regulation_id", p_.at("regulation")},
                                                                    {"content", WorkJson(work)}}}}});
  }

  Result<std::vector<Call>> OpeningYearResult() {
    DOTPHA_ASSIGN(const json work, Work(Text("work_id")));
    json items = json::array();
    for (const auto& [item, done] : p_.at("leaves").items()) {
      items.push_back({{"item_id", item}, {"completion_e2", done}});
    }
    const json common = {{"request_id", act_.request_id},
                         {"official_id", work.at("official_id")},
                         {"work_id", p_.at("work_id")},
                         {"year", p_.at("year")}};
    json result = common;
    result["items"] = items;
    result["document"] = Document("decision_ref");
    json level = common;
    level["level"] = p_.at("decided_level");
    level["decision"] = Document("decision_ref");
    return std::vector<Call>{
        {"dotpha.reporting.v1.ReportService.ImportYearResult", std::move(result), Lookup::kNone},
        {"dotpha.assessment.v1.AssessmentService.ImportYearLevel", std::move(level), Lookup::kNone}};
  }

  // ---- review -------------------------------------------------------------------------------------------------------

  Result<json> ProposalItems() const {
    json items = json::array();
    for (const json& item : p_.at("items")) {
      json wire = {{"official_id", item.at("official_id")}};
      if (item.value("as_registered", false)) {
        wire["as_registered"] = true;
      } else if (item.value("not_registered", false)) {
        wire["not_registered"] = true;
      } else {
        json works = json::array();
        for (const json& difference : item.at("differs")) {
          DOTPHA_ASSIGN(json proposed, Work(difference.at("work_id").get<std::string>()));
          if (difference.contains("proposed_name")) {
            proposed["name"] = difference["proposed_name"];
          }
          works.push_back({{"work_id", difference.at("work_id")},
                           {"ground", difference.value("reason", "")},
                           {"proposed", WorkJson(proposed)}});
        }
        wire["differences"] = {{"works", works}};
      }
      items.push_back(wire);
    }
    return items;
  }

  Result<std::vector<Call>> BodyPropose() {
    DOTPHA_ASSIGN(json items, ProposalItems());
    return One("review.v1.ProposalService.SubmitProposals", {{"body_id", p_.at("body")},
                                                             {"cycle", p_.at("cycle")},
                                                             {"supplementary", p_.value("supplementary", false)},
                                                             {"items", std::move(items)}});
  }

  Result<std::vector<Call>> GeneralReport() {
    DOTPHA_ASSIGN(json items, ProposalItems());
    return One("review.v1.ProposalService.SubmitGeneralReport",
               {{"cycle", p_.at("cycle")}, {"items", std::move(items)}});
  }

  Result<json> AssignedItem(const json& work) const {
    static const std::map<std::string, std::string> kSources = {{"registered", "WORK_SOURCE_REGISTERED"},
                                                                {"proposed", "WORK_SOURCE_PROPOSED"},
                                                                {"btv", "WORK_SOURCE_STANDING_COMMITTEE"},
                                                                {"predecessor", "WORK_SOURCE_PREDECESSOR"},
                                                                {"carryover", "WORK_SOURCE_CARRY_OVER"}};
    const std::string source = work.value("source", "");
    const auto known = kSources.find(source);
    json wire = {{"work_id", work.at("work_id")},
                 {"mode", "ASSIGNMENT_MODE_" + work.value("mode", "NEW")},
                 {"source", known == kSources.end() ? "WORK_SOURCE_UNSPECIFIED" : known->second},
                 {"ground", work.value("differs_reason", "")}};
    if (source == "btv") {
      DOTPHA_ASSIGN(const json content, Work(work.at("work_id").get<std::string>()));
      wire["content"] = WorkJson(content);
    }
    return wire;
  }

  Result<std::vector<Call>> Assign() {
    json items = json::array();
    for (const json& item : p_.at("items")) {
      json wire = {{"official_id", item.at("official_id")}, {"works", json::array()}};
      if (item.contains("notified_on")) {
        wire["notified_on"] = DateJson(item["notified_on"]);
      }
      for (const json& work : item.at("works")) {
        DOTPHA_ASSIGN(json assigned, AssignedItem(work));
        wire["works"].push_back(std::move(assigned));
      }
      items.push_back(std::move(wire));
    }
    json document = Document("decision_ref");
    if (!document.is_null()) {
      document["signed_on"] = DateJson(p_.at("decided_on"));
    }
    json request = {
        {"cycle", p_.at("cycle")}, {"basis", "DECISION_BASIS_" + Text("basis")}, {"items", std::move(items)}};
    SetUnlessNull(request, "document", document);
    return One("review.v1.AssignmentService.RecordDecision", std::move(request));
  }

  static void SetUnlessNull(json& request, const char* field, json value) {
    if (!value.is_null()) {
      request[field] = std::move(value);
    }
  }

  // ---- reporting ----------------------------------------------------------------------------------------------------

  static json PlannedWork(const json& work) {
    json years = json::array();
    for (const json& year : work.at("years")) {
      json quarters = json::array();
      for (const json& quarter : year.value("quarters", json::array())) {
        json months = json::array();
        for (const json& month : quarter.value("months", json::array())) {
          json items = json::array();
          for (const json& item : month.value("items", json::array())) {
            items.push_back({{"item_id", item.at("id")},
                             {"text", item.value("text", "")},
                             {"product", item.value("product", "")},
                             {"share_e2", item.at("w")},
                             {"target_ids", Texts(item.value("targets", json::array()))}});
          }
          months.push_back({{"month", month.at("m")}, {"share_e2", month.at("w")}, {"items", std::move(items)}});
        }
        quarters.push_back(
            {{"quarter", quarter.at("q")}, {"share_e2", quarter.at("w")}, {"months", std::move(months)}});
      }
      years.push_back({{"year", year.at("year")}, {"share_e2", year.at("w")}, {"quarters", std::move(quarters)}});
    }
    return {{"work_id", work.at("work_id")}, {"years", std::move(years)}};
  }

  Result<std::vector<Call>> SubmitPlan() {
    const auto found = sample_.plans.find(Text("plan_id"));
    if (found == sample_.plans.end()) {
      return Bad(act_, "unknown plan " + Text("plan_id"));
    }
    DOTPHA_ASSIGN(const json plan, MutatedPlan(act_, found->second));
    json wire = {{"official_id", plan.at("official_id")},
                 {"cycle", plan.at("cycle")},
                 {"general_goal", plan.value("general_goal", "")},
                 {"specific_goals", plan.value("specific_goals", json::array())},
                 {"solutions", plan.value("solutions", json::array())},
                 {"roadmap", plan.contains("roadmap") ? Lines(plan["roadmap"]) : ""},
                 {"coordination", json::array()},
                 {"works", json::array()}};
    if (plan.contains("coordination") && plan["coordination"].is_array()) {
      for (const json& entry : plan["coordination"]) {
        wire["coordination"].push_back({{"work_id", entry.at("work_id")},
                                        {"arrangement", entry.value("arrangement", "")},
                                        {"agency_ids", entry.value("agencies", json::array())}});
      }
    }
    for (const json& work : plan.at("works")) {
      wire["works"].push_back(PlannedWork(work));
    }
    return SendOrEnter("reporting.v1.PlanService.", "Plan", "plan", std::move(wire));
  }

  // Electronic, or a paper entered by the commission's clerk.
  Result<std::vector<Call>> SendOrEnter(const std::string& service, const std::string& what, const char* field,
                                        json content) const {
    if (!act_.paper) {
      return One(service + "Submit" + what, {{field, std::move(content)}});
    }
    return One(
        service + "EnterPaper" + what,
        {{field, std::move(content)},
         {"stamped_at", FormatRfc3339(act_.stamped_at)},
         {"document",
          {{"number", "MP-" + std::to_string(act_.seq) + "-BC"}, {"signed_on", DateJson(Date::Of(act_.stamped_at))}}}});
  }

  static json ReportedWork(const json& work) {
    const json estimated = work.value("estimated", json::array());
    json items = json::array();
    for (const auto& [item, done] : work.at("leaves").items()) {
      const bool expected = std::find(estimated.begin(), estimated.end(), json(item)) != estimated.end();
      items.push_back({{"item_id", item}, {"completion_e2", done}, {"estimated", expected}});
    }
    return {{"work_id", work.at("work_id")}, {"items", std::move(items)}, {"reason", work.value("reason", "")}};
  }

  Result<std::vector<Call>> SubmitReport() {
    json report = {{"official_id", p_.at("official_id")}, {"covers", json::array()}, {"works", json::array()}};
    for (const json& cover : p_.at("covers")) {
      const std::string text = cover.get<std::string>();
      const auto colon = text.find(':');
      report["covers"].push_back({{"duty", text.substr(0, colon)}, {"period", text.substr(colon + 1)}});
    }
    for (const json& work : p_.at("works")) {
      report["works"].push_back(ReportedWork(work));
    }
    const json narrative = p_.value("narrative", json::object());
    report["narrative"] = {{"difficulties", narrative.value("difficulties", "")},
                           {"directions", narrative.value("next_tasks", "")},
                           {"proposals", narrative.value("proposals", "")}};
    if (p_.contains("self")) {
      report["self_level"] = {{"overall", p_["self"].value("overall", "")},
                              {"works", p_["self"].value("works", json::object())}};
    }
    return SendOrEnter("reporting.v1.ReportService.", "Report", "report", std::move(report));
  }

  Result<std::vector<Call>> AdHoc() {
    json report = {{"official_id", p_.at("official_id")},
                   {"trigger", "AD_HOC_TRIGGER_" + Text("trigger")},
                   {"subject", Text("subject")},
                   {"work_ids", p_.value("work_ids", json::array())},
                   {"what_happened", Text("what")},
                   {"impact_e2", p_.value("impact_e2", 0)},
                   {"ad_hoc_request_id", Text("request_id")},
                   {"proposal", Text("proposal")}};
    if (p_.contains("event_on")) {
      report["event_on"] = DateJson(p_["event_on"]);
    }
    return One("reporting.v1.ReportService.SubmitAdHocReport", {{"ad_hoc_report", std::move(report)}});
  }

  Result<std::vector<Call>> Announce() {
    return One("reporting.v1.AnnouncementService.RecordAnnouncement", {{"announcement",
                                                                        {{"official_id", p_.at("official_id")},
                                                                         {"cycle", sample_.cycle},
                                                                         {"duty", p_.at("what")},
                                                                         {"announced_on", DateJson(p_.at("on"))},
                                                                         {"form", Text("form")},
                                                                         {"place", Text("place")},
                                                                         {"confirmed_by", Text("confirmed_by")}}}});
  }

  // "Q1" -> "2022-Q1", "H" -> "2022-H1", "Y" -> "2022".
  [[nodiscard]] std::string Period() const {
    const std::string group = Text("group");
    const std::string year = std::to_string(sample_.cycle);
    return group == "H" ? year + "-H1" : group == "Y" ? year : year + "-" + group;
  }

  Result<std::vector<Call>> BodyReview() {
    return One("reporting.v1.ReportService.AppraiseReports",
               {{"body_id", p_.at("body")}, {"period", Period()}, {"remarks", Text("remarks")}});
  }

  Result<std::vector<Call>> CommissionReview() {
    return One("reporting.v1.ReportService.AppraiseAllReports", {{"period", Period()}, {"remarks", Text("remarks")}});
  }

  // ---- assessment ---------------------------------------------------------------------------------------------------

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

  // ---- registration -------------------------------------------------------------------------------------------------

  Result<std::vector<Call>> Override() {
    json moved = {{"duty", p_.at("code")}, {"period", p_.at("period")}, {"last_on_time_day", DateJson(p_.at("new_L"))}};
    SetUnlessNull(moved, "document", Document("ref"));
    return One("registration.v1.CampaignService.RecordDeadlineOverride", {{"deadline_override", std::move(moved)}});
  }

  Result<std::vector<Call>> Waive() {
    json waiver = {{"official_id", p_.at("official_id")},
                   {"duty", p_.at("code")},
                   {"period", p_.at("period")},
                   {"reason", Text("reason")}};
    SetUnlessNull(waiver, "document", Document("ref"));
    return One("registration.v1.CampaignService.RecordWaiver", {{"waiver", std::move(waiver)}});
  }

  const Sample& sample_;
  const Act& act_;
  const json& p_;
};

// One step of a path: a key of an object, or the element of a list that has this number or id.
json* Step(json& node, const std::string& list, const std::string& word) {
  if (!node.is_array()) {
    return node.contains(word) ? &node[word] : nullptr;
  }
  static const std::map<std::string, std::string> kKeys = {
      {"years", "year"}, {"quarters", "q"}, {"months", "m"}, {"items", "id"}};
  const auto key = kKeys.find(list);
  for (json& element : node) {
    if (key != kKeys.end() && element.contains(key->second) && AsText(element[key->second]) == word) {
      return &element;
    }
  }
  return nullptr;
}

Result<void> Edit(const Act& act, json& root, const json& edit) {
  const std::string path = edit.contains("path") ? edit["path"].get<std::string>() : edit.value("field", "");
  std::istringstream words(path);
  std::vector<std::string> steps;
  for (std::string word; std::getline(words, word, '/');) {
    steps.push_back(word);
  }
  if (steps.empty()) {
    return Bad(act, "a mutation names no path");
  }
  json* node = &root;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
    node = Step(*node, i == 0 ? "" : steps[i - 1], steps[i]);
    if (node == nullptr) {
      return Bad(act, "a mutation names no node: " + path);
    }
  }
  const std::string op = edit.value("op", "");
  if (op == "remove") {
    node->erase(steps.back());
  } else if (op == "set") {
    (*node)[steps.back()] = edit.at("value");
  } else if (op == "shift") {
    json* siblings = Step(*node, "", steps.back());
    json* from = siblings == nullptr ? nullptr : Step(*siblings, steps.back(), AsText(edit.at("frm")));
    json* to = siblings == nullptr ? nullptr : Step(*siblings, steps.back(), AsText(edit.at("to")));
    if (from == nullptr || to == nullptr) {
      return Bad(act, "a mutation shifts between no siblings: " + path);
    }
    (*from)["w"] = (*from)["w"].get<int>() - edit.at("value").get<int>();
    (*to)["w"] = (*to)["w"].get<int>() + edit.at("value").get<int>();
  } else {
    return Bad(act, "mutation " + op + " is not known here");
  }
  return Ok{};
}

}  // namespace

bool IsPlayedKind(const std::string& kind) {
  return kind == "registration.submit" || kind == "personnel.event" || Mapper::Knows(kind);
}

Result<std::vector<Call>> RequestsOf(const Sample& sample, const Act& act) { return Mapper(sample, act).Calls(); }

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

Result<json> MutatedPlan(const Act& act, json plan) {
  for (const json& edit : act.payload.value("mutation", json::array())) {
    json* root = &plan;
    if (edit.contains("work_id")) {
      root = nullptr;
      for (json& work : plan.at("works")) {
        root = work.at("work_id") == edit["work_id"] ? &work : root;
      }
      if (root == nullptr) {
        return Bad(act, "a mutation names a work that is not in the plan");
      }
    }
    DOTPHA_TRY(Edit(act, *root, edit));
  }
  return plan;
}

}  // namespace dotpha::play
