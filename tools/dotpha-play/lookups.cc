#include "tools/dotpha-play/lookups.h"

namespace dotpha::play {
namespace {

using nlohmann::json;

Result<json> Work(const Caller& caller, const Sample& sample, const Act& act, const json& work_id) {
  const std::string name = "authorities/" + sample.authority + "/works/" + work_id.get<std::string>();
  DOTPHA_ASSIGN(const json answer,
                caller.Call(act.actor, "dotpha.review.v1.AssignmentService.GetWork", {{"name", name}}));
  return answer.at("work");
}

// The newest one that he owes.
Result<json> DepartureReport(const Caller& caller, const Act& act) {
  DOTPHA_ASSIGN(const json answer, caller.Call(act.actor, "dotpha.reporting.v1.ReportService.PreviewCoverage",
                                               {{"official_id", act.payload.at("official_id")}}));
  json found;
  for (const json& duty : answer.value("duties", json::array())) {
    if (duty.at("covered").at("duty") == "DEPART_RPT") {
      found = duty["covered"]["period"];
    }
  }
  return found.is_null() ? Result<json>(NotFound("DEPARTURE_NOT_FOUND", "he owes no report on leaving")) : found;
}

// The newest one that waits.
Result<json> Waiting(const Caller& caller, const Act& act, const char* method, const char* state, const char* list) {
  DOTPHA_ASSIGN(const json answer, caller.Call(act.actor, method, {{"state", state}}));
  const json waiting = answer.value(list, json::array());
  return waiting.empty() ? Result<json>(NotFound("NOTHING_WAITS", "nothing of this kind is proposed")) : waiting.back();
}

Result<json> Named(const Caller& caller, const Sample& sample, const Act& act, Lookup lookup) {
  switch (lookup) {
    case Lookup::kMeeting:
      return Waiting(caller, act, "dotpha.review.v1.MeetingService.ListMeetings", "MEETING_STATE_PLANNED", "meetings");
    case Lookup::kTaskForce:
      return Waiting(caller, act, "dotpha.assessment.v1.TaskForceService.ListTaskForces", "TASK_FORCE_STATE_PROPOSED",
                     "task_forces");
    default:
      return Work(caller, sample, act, act.payload.at("work_id"));
  }
}

Result<json> OrdinaryPlan(const Caller& caller, const Sample& sample, const Act& act) {
  DOTPHA_ASSIGN(const json plans,
                caller.All(act.actor, "dotpha.reporting.v1.PlanService.ListPlans",
                           {{"official_id", act.payload.at("official_id")}, {"cycle", sample.cycle}}, "plans"));
  for (const json& plan : plans) {
    if (!plan.contains("occasion") || plan["occasion"].is_null()) {
      return plan;
    }
  }
  return NotFound("PLAN_NOT_FOUND", "he has sent no ordinary plan");
}

}  // namespace

bool IsAboutWorks(Lookup lookup) {
  return lookup == Lookup::kWorkWithEtag || lookup == Lookup::kWorkEtags || lookup == Lookup::kPlanWithEtag ||
         lookup == Lookup::kMeeting || lookup == Lookup::kTaskForce || lookup == Lookup::kDeparture;
}

Result<void> FillInWorks(const Caller& caller, const Sample& sample, const Act& act, Lookup lookup, json* request) {
  if (lookup == Lookup::kDeparture) {
    DOTPHA_ASSIGN((*request)["report"]["covers"][0]["period"], DepartureReport(caller, act));
  } else if (lookup == Lookup::kPlanWithEtag) {
    DOTPHA_ASSIGN(const json plan, OrdinaryPlan(caller, sample, act));
    (*request)["plan"]["name"] = plan.at("name");
    (*request)["plan"]["etag"] = plan.at("etag");
  } else if (lookup == Lookup::kWorkEtags) {
    for (json& concluded : (*request)["works"]) {
      DOTPHA_ASSIGN(const json work, Work(caller, sample, act, concluded.at("work_id")));
      concluded["etag"] = work.at("etag");
    }
  } else {
    DOTPHA_ASSIGN(const json thing, Named(caller, sample, act, lookup));
    (*request)["name"] = thing.at("name");
    (*request)["etag"] = thing.at("etag");
  }
  return {};
}

}  // namespace dotpha::play
