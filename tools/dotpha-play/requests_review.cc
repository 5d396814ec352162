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
    json request = {
        {"cycle", p_.at("cycle")}, {"basis", "DECISION_BASIS_" + Text("basis")}, {"items", std::move(items)}};
    SetUnlessNull(request, "document", DatedDocument("decision_ref", "decided_on"));
    return One("review.v1.AssignmentService.RecordDecision", std::move(request));
  }

  // The document of the act, of the day on which it was decided.
  [[nodiscard]] json DatedDocument(const char* key, const char* day) const {
    json document = Document(key);
    if (!document.is_null()) {
      document["signed_on"] = DateJson(p_.at(day));
    }
    return document;
  }

  Result<std::vector<Call>> StopWorks() {
    return One("review.v1.AssignmentService.ReportStop", {{"official_id", p_.at("official_id")},
                                                          {"work_ids", p_.at("works")},
                                                          {"reason", p_.at("reason")},
                                                          {"stopped_on", DateJson(p_.at("stopped_on"))},
                                                          {"facts", Text("facts")}});
  }

  Result<std::vector<Call>> Conclude() {
    json works = json::array();
    for (const json& work : p_.at("works")) {
      works.push_back({{"work_id", work.at("work_id")},
                       {"completion_e2", work.at("percent_year_e2")},
                       {"result", "CONCLUSION_RESULT_" + work.value("result", "")}});
    }
    json request = {{"official_id", p_.at("official_id")}, {"works", std::move(works)}};
    SetUnlessNull(request, "document", DatedDocument("conclusion_ref", "concluded_on"));
    return One("review.v1.AssignmentService.ConcludeWorks", std::move(request), Lookup::kWorkEtags);
  }

  // The work as it was assigned, with the new values of its targets.
  Result<std::vector<Call>> Adjust() {
    DOTPHA_ASSIGN(json work, Work(Text("work_id")));
    for (const json& change : p_.at("target_changes")) {
      for (json& target : work["targets"]) {
        if (AsText(target.at("id")) == AsText(change.at("id"))) {
          target["value"] = change.at("new");
        }
      }
    }
    json request = {{"content", WorkJson(work)}, {"note", Text("note")}};
    SetUnlessNull(request, "document", DatedDocument("ref", "adjusted_on"));
    return One("review.v1.AssignmentService.AmendWork", std::move(request), Lookup::kWorkWithEtag);
  }

  Result<std::vector<Call>> DecideCarryOvers() {
    json items = json::array();
    for (const json& item : p_.at("items")) {
      items.push_back({{"work_id", item.at("work_id")},
                       {"cycle", sample_.cycle},
                       {"outcome", "CARRY_OVER_OUTCOME_" + item.value("result", "")},
                       {"other_work", "OTHER_WORK_" + item.value("other_work", "")}});
    }
    json request = {{"items", std::move(items)}};
    SetUnlessNull(request, "document", DatedDocument("ref", "decided_on"));
    return One("review.v1.AssignmentService.DecideCarryOvers", std::move(request));
  }

  Result<std::vector<Call>> ProposeMeeting() {
    json request = {{"body_id", p_.at("body")}, {"cycle", sample_.cycle}, {"reason", Text("reason")}};
    SetUnlessNull(request, "document", Document("ref"));
    return One("review.v1.MeetingService.ProposeMeeting", std::move(request));
  }

  Result<std::vector<Call>> Meet() {
    const std::string kind = Text("type");
    json request = {{"kind", "MEETING_KIND_" + (kind == "H1" ? "HALF_YEAR" : kind)},
                    {"cycle", sample_.cycle},
                    {"held_on", DateJson(p_.at("held_on"))},
                    {"directions", p_.value("directions", json::array())}};
    SetUnlessNull(request, "minutes", Document("minutes_ref"));
    return One("review.v1.MeetingService.RecordMeeting", std::move(request),
               kind == "NEEDED" ? Lookup::kMeeting : Lookup::kNone);
  }

  Result<std::vector<Call>> Delegate() {
    return One("review.v1.DelegationService.RecordDelegation", {{"delegation",
                                                                 {{"official_id", p_.at("official_id")},
                                                                  {"agency_id", p_.at("authority")},
                                                                  {"cycle", sample_.cycle},
                                                                  {"work_names", p_.at("work_names")}}}});
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
      {"btv.adjust", &By<ReviewRequests, &ReviewRequests::Adjust>},
      {"carryover.decide", &By<ReviewRequests, &ReviewRequests::DecideCarryOvers>},
      {"btv.conclude", &By<ReviewRequests, &ReviewRequests::Conclude>},
      {"meeting.propose", &By<ReviewRequests, &ReviewRequests::ProposeMeeting>},
      {"btv.meeting", &By<ReviewRequests, &ReviewRequests::Meet>},
      {"delegation.record", &By<ReviewRequests, &ReviewRequests::Delegate>},
      {"work.stop", &By<ReviewRequests, &ReviewRequests::StopWorks>},
  };
  return kMakers;
}

}  // namespace dotpha::play
