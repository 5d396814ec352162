// Openings, proposals, the general report and decisions as calls of the review service (and the two that keep a past
// year).
#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

class ReviewRequests : public RequestMaker {
 public:
  using RequestMaker::RequestMaker;

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
};

}  // namespace

const Makers& ReviewMakers() {
  static const Makers kMakers = {
      {"opening.assignment", &By<ReviewRequests, &ReviewRequests::OpeningAssignment>},
      {"opening.year_result", &By<ReviewRequests, &ReviewRequests::OpeningYearResult>},
      {"body.propose", &By<ReviewRequests, &ReviewRequests::BodyPropose>},
      {"btc.general_report", &By<ReviewRequests, &ReviewRequests::GeneralReport>},
      {"btv.assign", &By<ReviewRequests, &ReviewRequests::Assign>},
  };
  return kMakers;
}

}  // namespace dotpha::play
