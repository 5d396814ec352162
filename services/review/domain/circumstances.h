// What every act of review may see besides its own matter, and the questions that all of them ask: who may act, whom a
// body leads, whether a document was named, whether a work is written as the regulation demands.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "libs/workflow/workflow.h"
#include "services/review/domain/events.h"
#include "services/review/domain/province.h"
#include "services/review/domain/types.h"

namespace dotpha::review {

struct Circumstances {
  const Province& province;
  const statute::Calendar& calendar;
  std::string actor;                     // who the credential says
  std::vector<std::string> actor_roles;  // tokens: "official", "clerk:BTV", ...
  Instant received_at;                   // legal arrival of the call (I-02)
  Instant arrived_at;                    // arrival of this very call
  // What the pure rules are given from outside.
  std::function<std::string()> new_id;                     // a random UUID
  std::function<std::string(const Work& work)> digest_of;  // works::ContentDigest

  [[nodiscard]] Date today() const { return Date::Of(received_at); }
};

// May the caller take the action in this state of the regulation's workflow? His tokens, "<role>:*lead*" for those of
// `lead`, and `official` only for `official_id`'s own matter. Errors: as workflow::Apply; those of workflow::Find.
Result<workflow::Transition> MayAct(const Circumstances& circumstances, const statute::Regulation& regulation,
                                    const std::string& workflow, const std::string& lead, std::string_view state,
                                    const std::string& action, const workflow::GuardEvaluator& holds,
                                    const std::string& official_id = "");

// The caller heads the agency, or the Organisation Commission enters it for whoever does.
bool SpeaksForAgency(const Circumstances& circumstances, const std::string& agency_id);

// First day after which the holder had left, by that day, if the work was his before and not given him for what came
// after (R2.4-EVENTS).
std::optional<Date> HolderLeftOn(const AssignedWork& work, Date day, const Province& province);

// DOCUMENT_REQUIRED without a number or a date, FIELD_TOO_LONG, DATE_IN_FUTURE after `today`.
void CheckDocument(const DocumentReference& document, const std::string& field, Date today, Violations& violations);

// CYCLE_OUT_OF_RANGE: a cycle is decided upon in the year before it, in it, or in the year after.
void CheckCycle(int cycle, Date day, Violations& violations);

// A work written out by a body or by the Standing Committee: the same demands as on one that is registered. Completed
// (target ids, classification), with its id set.
Work CheckedWork(Work work, const std::string& work_id, const std::string& row, int cycle,
                 const statute::Regulation& regulation, const Province& province, Violations& violations);

// The ground is one that the regulation gives for this act ("proposal", "decision").
bool GroundAllowed(const statute::Regulation& regulation, const std::string& ground, const std::string& act);

// "a,b,c"
std::string Joined(const std::vector<std::string>& words);

}  // namespace dotpha::review
