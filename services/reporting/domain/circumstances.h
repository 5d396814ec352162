// What every act on an official's plans and reports may see besides the document itself, and the questions that all
// acts ask of the law: who may act, where the papers go, which works he holds, what he owes (Điều 2 khoản 4, Điều 4
// khoản 4, Điều 5 khoản 1; I-02, I-08, I-10).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/statute/directory.h"
#include "libs/statute/obligation.h"
#include "libs/statute/scope.h"
#include "libs/workflow/workflow.h"
#include "services/reporting/domain/types.h"

namespace dotpha::reporting {

// What an assignment says of a work beyond its dates.
struct WorkDetail {
  std::vector<std::string> target_ids;
  bool multi_agency = false;
  std::optional<Instant> amended_at;  // last amendment by the Standing Committee (R5.2-ADJUST)
};

// What other services told of one official: his assignments among it.
struct OfficialKnowledge {
  statute::Facts facts;
  statute::Directory directory;
  // Of the whole authority: a plan may name any as a partner (R4.4a-MULTI), `facts` hold the official's own.
  std::shared_ptr<const std::vector<statute::AgencyFact>> agencies;
  std::map<std::string, WorkDetail> works;  // by work id
};

struct Circumstances {
  const OfficialKnowledge& known;
  const statute::Calendar& calendar;
  std::string actor;                     // who the credential says
  std::vector<std::string> actor_roles;  // tokens: "official", "clerk:BTC", ...
  Instant received_at;                   // legal arrival of the call: what lateness is judged by (I-02)
  Instant arrived_at;                    // arrival of this very call: when the system learned of it
};

// A work in the hands of the official.
struct HeldWork {
  std::string work_id;
  bool stage = false;
  Date start;
  Date end;
  int assigned_cycle = 0;
  Date decided_on;
};

// FAILED_PRECONDITION NO_REGULATION_IN_FORCE.
Result<const statute::Regulation*> RegulationOn(const Circumstances& circumstances, Date day);
// The official's route on the day. FAILED_PRECONDITION NOT_IN_SCOPE with the reason.
Result<statute::RouteResult> RouteInScope(const Circumstances& circumstances, const std::string& official_id, Date day);
// Where a document of his goes: the route of the day; who has left since still corrects and reports what he owes: then
// the route of `otherwise`.
Result<statute::RouteResult> RouteOrElse(const Circumstances& circumstances, const std::string& official_id, Date day,
                                         std::optional<Date> otherwise);
// One delivery to the via (BTC, for BTV) and one to each body with a copy, all at the same moment.
std::vector<Delivery> DeliveriesOf(const statute::RouteResult& route, int version, Instant at);

// May this caller take the action on this official's matter? The caller's tokens, `official` only for his own matter,
// and the relative ones: "<role>:*lead*", "<role>:*route*", "clerk:*agency*". Errors: as workflow::Apply;
// those of workflow::Find.
Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& workflow, const std::string& official_id, std::string_view state,
                                    const std::string& action, const workflow::GuardEvaluator& holds);

// All works that he holds in the year's cycle and has not lost by that day, by id; a work that begins later is held
// too.
std::vector<HeldWork> WorksHeld(const Circumstances& circumstances, const statute::Regulation& regulation,
                                const std::string& official_id, int cycle, Date day);

// The plans that he owes for the cycle: by occasion, none for the ordinary one.
std::vector<statute::DerivedObligation> PlanDuties(const Circumstances& circumstances, const std::string& official_id,
                                                   int cycle);
// The works that the plan of this occasion is for: the decision's own; of the ordinary plan all others.
std::vector<HeldWork> WorksOfPlan(const Circumstances& circumstances, const statute::Regulation& regulation,
                                  const std::string& official_id, int cycle, std::optional<Date> occasion, Date day);
// The periodic, stage and departure reports that he owes in the years around `day`, by date.
bool IsReport(const statute::Duty& duty);
std::vector<statute::DerivedObligation> ReportDuties(const Circumstances& circumstances, const std::string& official_id,
                                                     Date day);

// The day on which he left, or a work of his stopped, that the key of a departure report names; else nothing.
std::optional<Date> DepartureDay(const statute::Regulation& regulation, const DutyKey& key);
// The works that the departure or stop of that day met, by id (R2.4-EVENTS).
std::set<std::string> WorksMet(const Circumstances& circumstances, const statute::Regulation& regulation,
                               const std::string& official_id, Date effective_on);

// A paper's fields. DOCUMENT_REQUIRED, STAMP_MISSING, STAMP_IN_FUTURE, FIELD_TOO_LONG.
std::vector<Violation> CheckPaper(const PaperStamp& paper, Instant now);
// DOCUMENT_REQUIRED unless number and date are given; FIELD_TOO_LONG.
std::vector<Violation> CheckDocument(const DocumentReference& document, const std::string& field);

}  // namespace dotpha::reporting
