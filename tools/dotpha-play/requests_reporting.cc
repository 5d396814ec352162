// Plans, reports, announcements and appraisals of reports as calls of the reporting service.
#include <algorithm>
#include <set>

#include "tools/dotpha-play/request_maker.h"
#include "tools/dotphactl/plans_jsonl.h"

namespace dotpha::play {
namespace {

class ReportingRequests : public RequestMaker {
 public:
  using RequestMaker::RequestMaker;

  Result<std::vector<Call>> SubmitPlan() {
    const auto found = sample_.plans.find(Text("plan_id"));
    if (found == sample_.plans.end()) {
      return Bad(act_, "unknown plan " + Text("plan_id"));
    }
    DOTPHA_ASSIGN(const json plan, MutatedPlan(act_, found->second));
    json content = ToJson(ctl::ReadPlanContent(plan));
    if (plan.value("version", 1) > 1 || WasSentBefore()) {
      return One("reporting.v1.PlanService.CorrectPlan", {{"plan", std::move(content)}}, Lookup::kPlanWithEtag);
    }
    return SendOrEnter("reporting.v1.PlanService.", "Plan", "plan", std::move(content));
  }

  // Sent again in another shape: meant as its correction. A repeat of the very same act is none.
  [[nodiscard]] bool WasSentBefore() const {
    return act_.expect != "duplicate" && std::any_of(sample_.acts.begin(), sample_.acts.end(), [this](const Act& act) {
             return act.seq < act_.seq && act.kind == act_.kind && act.expect == "accepted" &&
                    act.payload.at("plan_id") == p_.at("plan_id");
           });
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
    DOTPHA_ASSIGN(std::vector<Call> calls,
                  SendOrEnter("reporting.v1.ReportService.", "Report", "report", std::move(report)));
    calls[0].made = "report:" + Text("report_id");
    calls[0].made_field = "report";
    return calls;
  }

  // Completes works: with the last work of his plan comes the level overall.
  Result<std::vector<Call>> ReportDone() {
    json report = {{"official_id", p_.at("official_id")}, {"works", json::array()}};
    std::set<std::string> levels;
    json& level = report["self_level"];
    for (const json& work : p_.at("works")) {
      json row = ReportedWork(work);
      row["completed_on"] = DateJson(work.at("completed_on"));
      report["works"].push_back(std::move(row));
      level["works"][work.at("work_id").get<std::string>()] = work.at("self_level");
      levels.insert(work.at("self_level").get<std::string>());
    }
    const bool all = std::all_of(sample_.plans.begin(), sample_.plans.end(), [&](const auto& plan) {
      return plan.second.at("official_id") != p_.at("official_id") ||
             plan.second.at("works").size() <= p_.at("works").size();
    });
    if (all && levels.size() == 1) {
      level["overall"] = *levels.begin();
    }
    return One("reporting.v1.ReportService.SubmitCompletionReport", {{"report", std::move(report)}});
  }

  Result<std::vector<Call>> CorrectReport() {
    json report = {{"works", json::array()}};
    for (const json& work : p_.at("works")) {
      report["works"].push_back(ReportedWork(work));
    }
    return About("reporting.v1.ReportService.CorrectReport", {{"report", std::move(report)}, {"note", Text("note")}},
                 Lookup::kReport, "report:" + Text("report_id"));
  }

  Result<std::vector<Call>> RequestAdHoc() {
    json asked = {
        {"ad_hoc_request_id", Text("request_id")}, {"official_id", p_.at("official_id")}, {"subject", Text("subject")}};
    SetUnlessNull(asked, "document", Document("ref"));
    if (p_.contains("respond_by")) {
      asked["respond_by"] = DateJson(p_["respond_by"]);
    }
    return One("reporting.v1.ReportService.RequestAdHocReport", {{"ad_hoc_request", std::move(asked)}});
  }

  // Who leaves, or whose work had to stop, reports the result so far.
  Result<std::vector<Call>> ReportDeparture() {
    json report = {{"official_id", p_.at("official_id")},
                   {"covers", json::array({json::object({{"duty", "DEPART_RPT"}})})},
                   {"works", json::array()}};
    for (const json& work : p_.at("works")) {
      report["works"].push_back(ReportedWork(work));
    }
    return One("reporting.v1.ReportService.SubmitReport", {{"report", std::move(report)}}, Lookup::kDeparture);
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
};

}  // namespace

const Makers& ReportingMakers() {
  static const Makers kMakers = {
      {"plan.submit", &By<ReportingRequests, &ReportingRequests::SubmitPlan>},
      {"report.submit", &By<ReportingRequests, &ReportingRequests::SubmitReport>},
      {"report.done", &By<ReportingRequests, &ReportingRequests::ReportDone>},
      {"report.correct", &By<ReportingRequests, &ReportingRequests::CorrectReport>},
      {"adhoc.request", &By<ReportingRequests, &ReportingRequests::RequestAdHoc>},
      {"depart.report", &By<ReportingRequests, &ReportingRequests::ReportDeparture>},
      {"report.adhoc", &By<ReportingRequests, &ReportingRequests::AdHoc>},
      {"announce.record", &By<ReportingRequests, &ReportingRequests::Announce>},
      {"body.review", &By<ReportingRequests, &ReportingRequests::BodyReview>},
      {"btc.review", &By<ReportingRequests, &ReportingRequests::CommissionReview>},
  };
  return kMakers;
}

}  // namespace dotpha::play
