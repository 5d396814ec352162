// Cases of Điều 10 (R10-KINDS, R10-SUBJECT, R11-UBKT, R11-SUPERVISE, I-34 to I-36): people raise, explain, propose,
// decide and dismiss. Nobody clears himself; a matter of judgement is never cleared by whoever raised it, but by the
// Standing Committee on a proposal. No sanction is ever recorded (R10-CONSEQUENCE).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libs/statute/calendar.h"
#include "services/assessment/domain/circumstances.h"
#include "services/assessment/domain/events.h"

namespace dotpha::assessment {

struct CaseDecision {
  Case violation_case;  // the new state; revision already counted up
  HistoryEntry history;
  std::vector<Event> events;
};

// A version of a report as it was sent: what DISHONEST_REPORT is held against.
struct SentReport {
  std::string official_id;
  Instant received_at;
  std::optional<int> item_e2;  // value of the item in question; unset: not in this version
};

struct RaiseCommand {
  std::string case_id;  // new
  std::string official_id;
  std::string agency_id;
  std::string kind;
  std::optional<Date> conduct_on;
  std::string facts;
  std::vector<std::string> evidence;
  std::optional<DishonestReport> dishonest;
  std::vector<Violation> violations;  // of reading
};
// `report`: the version that the command names, if there is one. `agency_known`: of a collective.
Result<CaseDecision> RaiseCase(const RaiseCommand& command, const std::vector<statute::InForce>& law,
                               const statute::Calendar& calendar, const Subject& subject, bool agency_known,
                               const std::optional<SentReport>& report, const Act& act);

// A candidate of the notifier opens its case.
struct Candidate {
  std::string candidate_id;
  std::string official_id;
  std::string kind;
  std::string sub_code;
  Instant raised_at;
  std::optional<Date> last_on_time_day;
  std::vector<std::string> obligation_ids;
  Date explain_until;
};
// Needs no law: the candidate may come before the directory's events, and its acts ask the law then.
CaseDecision OpenCase(const Candidate& candidate, const std::string& case_id, Instant recorded_at);

Result<CaseDecision> ExplainCase(Case violation_case, const std::string& text, const statute::Regulation& regulation,
                                 const Subject& subject, const Act& act);

struct OutcomeCommand {
  std::string outcome;  // CONFIRM, DISMISS; "": not said
  std::string reason;   // of a dismissal
  std::string note;
  std::optional<std::int64_t> expected_revision;
  std::optional<Date> decided_on;  // decisions only
  DocumentReference decision;      // decisions only
  std::vector<Violation> violations;
};
Result<CaseDecision> ProposeOutcome(Case violation_case, const OutcomeCommand& command,
                                    const statute::Regulation& regulation, const Subject& subject, const Act& act);
Result<CaseDecision> DecideCase(Case violation_case, const OutcomeCommand& command,
                                const statute::Regulation& regulation, const Subject& subject, const Act& act);

struct DismissCommand {
  std::string reason;
  std::string evidence;
  std::optional<Instant> received_at;
  DocumentReference received_document;
  std::optional<std::int64_t> expected_revision;
  std::vector<Violation> violations;
};
Result<CaseDecision> DismissCase(Case violation_case, const DismissCommand& command,
                                 const statute::Regulation& regulation, const Subject& subject, const Act& act);

// DATA_ERROR, RECEIVED_IN_FACT, NOT_IN_SCOPE, OVERRIDE_EXISTS: what a register can show (I-35).
bool IsFactualGround(const std::string& reason);

// Duties out of obligation ids, `<debtor>:<duty>:<period>[:<occasion>]`.
std::vector<ReceivedInFact::Duty> DutiesOf(const std::vector<std::string>& obligation_ids);

}  // namespace dotpha::assessment
