// Acts of a sample whose regulation is voluntary (samples/quang-ngai-2024) as calls; and the acts of other regulations
// that it has only to be refused: their requests say whose they are, no more.
#include "tools/dotpha-play/request_maker.h"

namespace dotpha::play {
namespace {

class VoluntaryRequests : public RequestMaker {
 public:
  using RequestMaker::RequestMaker;

  Result<std::vector<Call>> CollectDate() {
    return One("registration.v1.CampaignService.AnnounceCampaign",
               {{"cycle", p_.at("year")}, {"document", Document("ref")}, {"collect_by", DateJson(p_.at("date"))}});
  }

  Result<std::vector<Call>> List() {
    return One("registration.v1.FollowUpService.ReportWorkList",
               {{"cycle", p_.at("year")}, {"document", Document("ref")}});
  }

  Result<std::vector<Call>> Direct() {
    json items = json::array();
    for (const json& direction : p_.at("directions")) {
      items.push_back({{"work_id", direction.at("work_id")}, {"text", direction.at("text")}});
    }
    return One("registration.v1.FollowUpService.RecordDirections",
               {{"items", std::move(items)}, {"document", Document("ref")}});
  }

  Result<std::vector<Call>> Obstacle() {
    return One("registration.v1.FollowUpService.ReportObstacle",
               {{"work_id", p_.at("work_id")}, {"text", Text("text")}});
  }

  Result<std::vector<Call>> Outcome() {
    return One("registration.v1.FollowUpService.RecordResult",
               {{"official_id", p_.at("official_id")}, {"cycle", p_.at("year")}, {"text", Text("text")}});
  }

  Result<std::vector<Call>> AnnualReview() {
    return One("registration.v1.FollowUpService.RecordAnnualGrade", {{"official_id", p_.at("official_id")},
                                                                     {"year", p_.at("review_year")},
                                                                     {"grade", Text("annual_grade")},
                                                                     {"document", Document("ref")}});
  }

  Result<std::vector<Call>> Plan() {
    return One("reporting.v1.PlanService.SubmitPlan",
               {{"plan", {{"official_id", p_.at("official_id")}, {"cycle", sample_.cycle}}}});
  }

  Result<std::vector<Call>> Report() {
    return One("reporting.v1.ReportService.SubmitReport", {{"report", {{"official_id", p_.at("official_id")}}}});
  }

  Result<std::vector<Call>> Raise() {
    return One("assessment.v1.CaseService.RaiseCase", {{"official_id", p_.at("official_id")}, {"kind", p_.at("kind")}});
  }

  // Whoever of the committee acts: its decisions are entered by its recorder.
  Result<std::vector<Call>> Assign() {
    DOTPHA_ASSIGN(std::vector<Call> calls,
                  One("review.v1.AssignmentService.RecordDecision",
                      {{"cycle", sample_.cycle}, {"items", json::array({{{"official_id", p_.at("official_id")}}})}}));
    for (const auto& staff : sample_.roster.staff()) {
      if (staff.body_id() == "BTV" && staff.role() == registration::v1::STAFF_ROLE_CLERK) {
        calls.front().person = staff.staff_id();
      }
    }
    return calls;
  }

  Result<std::vector<Call>> Override() {
    return One(
        "registration.v1.CampaignService.RecordDeadlineOverride",
        {{"deadline_override",
          {{"duty", p_.at("code")}, {"last_on_time_day", DateJson(p_.at("new_L"))}, {"document", Document("ref")}}}});
  }
};

}  // namespace

const Makers& VoluntaryMakers() {
  static const Makers kMakers = {
      {"qn.collect_date", &By<VoluntaryRequests, &VoluntaryRequests::CollectDate>},
      {"qn.list", &By<VoluntaryRequests, &VoluntaryRequests::List>},
      {"qn.direct", &By<VoluntaryRequests, &VoluntaryRequests::Direct>},
      {"qn.obstacle", &By<VoluntaryRequests, &VoluntaryRequests::Obstacle>},
      {"qn.result", &By<VoluntaryRequests, &VoluntaryRequests::Outcome>},
      {"qn.annual_review", &By<VoluntaryRequests, &VoluntaryRequests::AnnualReview>},
      {"plan.submit", &By<VoluntaryRequests, &VoluntaryRequests::Plan>},
      {"report.submit", &By<VoluntaryRequests, &VoluntaryRequests::Report>},
      {"candidate.raise", &By<VoluntaryRequests, &VoluntaryRequests::Raise>},
      {"btv.assign", &By<VoluntaryRequests, &VoluntaryRequests::Assign>},
      {"deadline.override", &By<VoluntaryRequests, &VoluntaryRequests::Override>},
  };
  return kMakers;
}

}  // namespace dotpha::play
