#include "services/assessment/domain/case.h"

#include <algorithm>
#include <array>

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "case";
constexpr std::array kFactualGrounds = {"DATA_ERROR", "RECEIVED_IN_FACT", "NOT_IN_SCOPE", "OVERRIDE_EXISTS"};
// Duties under which a body watches officials, and so may raise a sign (Điều 11 khoản 1, 4, 6, 7).
constexpr char kInspect[] = "INSPECT";
constexpr std::array kWatching = {"LEAD", "REVIEW", kInspect, "SUPERVISE"};

bool DocumentOnly(const std::string& guard) { return guard == "DOCUMENT_GIVEN"; }

bool HasDuty(const statute::BodyDuty& duty, const std::string& body) {
  return std::find(duty.bodies.begin(), duty.bodies.end(), body) != duty.bodies.end();
}

bool MayRaise(const statute::Regulation& regulation, const std::string& body) {
  return std::any_of(regulation.body_duties.begin(), regulation.body_duties.end(), [&](const statute::BodyDuty& duty) {
    return std::find(kWatching.begin(), kWatching.end(), duty.action) != kWatching.end() && HasDuty(duty, body);
  });
}

bool Inspects(const statute::Regulation& regulation, const std::string& body) {
  return std::any_of(regulation.body_duties.begin(), regulation.body_duties.end(),
                     [&](const statute::BodyDuty& duty) { return duty.action == kInspect && HasDuty(duty, body); });
}

void CheckSubject(const RaiseCommand& command, const Subject& subject, bool agency_known,
                  std::vector<Violation>& violations) {
  if (command.official_id.empty() == command.agency_id.empty()) {
    violations.push_back({"official_id", "SUBJECT_REQUIRED", "either an official or, for a collective, its agency"});
  } else if (!command.official_id.empty() && !subject.known) {
    violations.push_back({"official_id", "UNKNOWN_OFFICIAL", "nobody of this id stands in the directory"});
  } else if (!command.agency_id.empty() && !agency_known) {
    violations.push_back({"agency_id", "UNKNOWN_AGENCY", "no agency of this id stands in the directory"});
  }
}

bool HasEvidence(const RaiseCommand& command) {
  return std::any_of(command.evidence.begin(), command.evidence.end(),
                     [](const std::string& evidence) { return !evidence.empty(); });
}

// Only people raise it, with the place in the report, what was found there, and the evidence (I-36, F-05).
void CheckDishonest(const RaiseCommand& command, const std::optional<SentReport>& report,
                    std::vector<Violation>& violations) {
  const auto add = [&](const char* field, const char* reason, const char* description) {
    violations.push_back({field, reason, description});
  };
  if (!HasEvidence(command)) {
    add("evidence", "EVIDENCE_REQUIRED", "the record that shows the true value");
  }
  if (!command.dishonest || !command.dishonest->verified_e2) {
    add("dishonest_report.verified_e2", "VERIFIED_VALUE_REQUIRED", "what was found in place of what was reported");
  } else if (*command.dishonest->verified_e2 < 0 || *command.dishonest->verified_e2 > 10000) {
    add("dishonest_report.verified_e2", "VALUE_OUT_OF_RANGE", "hundredths of a percent, 0 to 10000");
  }
  if (!command.dishonest || !report || report->official_id != command.official_id) {
    add("dishonest_report.report_id", "UNKNOWN_REPORT", "no such version of a report of this official");
  } else if (!report->item_e2) {
    add("dishonest_report.item_id", "UNKNOWN_ITEM", "this version says nothing of this item");
  } else if (*report->item_e2 != command.dishonest->reported_e2) {
    add("dishonest_report.reported_e2", "REPORTED_VALUE_DIFFERS", "not what this version reported");
  }
}

// Who may not act at all is told so first; then what is wrong with the request, then that the case is not what was
// read, then that its state does not allow it.
Result<workflow::Transition> Checked(Result<workflow::Transition> transition, const Case& violation_case,
                                     const std::optional<std::int64_t>& expected,
                                     const std::vector<Violation>& violations) {
  if (!transition.ok() && transition.error().code == Code::kPermissionDenied) {
    return transition;
  }
  if (!violations.empty()) {
    return InvalidArgument(violations);
  }
  if (*expected != violation_case.revision) {
    return EtagMismatch("case " + violation_case.id);
  }
  return transition;
}

void RequireEtag(const std::optional<std::int64_t>& expected, std::vector<Violation>& violations) {
  if (!expected) {
    violations.push_back({"etag", "ETAG_REQUIRED", "of the case as it was read"});
  }
}

void CheckOutcome(const OutcomeCommand& command, std::vector<Violation>& violations) {
  RequireEtag(command.expected_revision, violations);
  if (command.outcome.empty()) {
    violations.push_back({"outcome", "OUTCOME_REQUIRED", "to confirm or to dismiss"});
  } else if (command.outcome == kDismiss && command.reason.empty()) {
    violations.push_back({"reason", "REASON_REQUIRED", "the ground of the dismissal"});
  }
}

CaseDecision Moved(Case violation_case, const workflow::Transition& transition, const Act& act, std::string note,
                   const std::string& reason) {
  CaseDecision decision;
  decision.history = {act.arrived_at,       act.actor,     transition.action,
                      violation_case.state, transition.to, std::move(note)};
  violation_case.state = transition.to;
  ++violation_case.revision;
  decision.events.emplace_back(CaseMoved{violation_case.id, violation_case.official_id, transition.to, reason,
                                         act.day(), violation_case.agency_id});
  decision.violation_case = std::move(violation_case);
  return decision;
}

CaseDecision Opened(Case violation_case, const Act& act) {
  violation_case.state = kRaised;
  CaseDecision decision;
  decision.history = {act.arrived_at, act.actor, "raise", "", kRaised, ""};
  decision.events.emplace_back(CaseOpened{violation_case.id, violation_case.official_id, violation_case.kind,
                                          violation_case.candidate_id, violation_case.agency_id,
                                          violation_case.explain_until});
  decision.violation_case = std::move(violation_case);
  return decision;
}

Result<const statute::Regulation*> RegulationOn(const std::vector<statute::InForce>& law, Date day) {
  const statute::Regulation* regulation = statute::InForceOn(law, day);
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation was in force on the day of the conduct");
  }
  return regulation;
}

}  // namespace

bool IsFactualGround(const std::string& reason) {
  return std::find(kFactualGrounds.begin(), kFactualGrounds.end(), reason) != kFactualGrounds.end();
}

std::vector<ReceivedInFact::Duty> DutiesOf(const std::vector<std::string>& obligation_ids) {
  std::vector<ReceivedInFact::Duty> duties;
  for (const std::string& id : obligation_ids) {
    std::vector<std::string> parts{""};
    for (const char c : id) {
      if (c == ':') {
        parts.emplace_back();
      } else {
        parts.back().push_back(c);
      }
    }
    if (parts.size() < 3) {
      continue;
    }
    ReceivedInFact::Duty duty{parts[1], parts[2], std::nullopt};
    if (parts.size() > 3) {
      if (const auto occasion = Date::Parse(parts[3]); occasion.ok()) {
        duty.occasion = *occasion;
      }
    }
    duties.push_back(std::move(duty));
  }
  return duties;
}

Result<CaseDecision> RaiseCase(const RaiseCommand& command, const std::vector<statute::InForce>& law,
                               const statute::Calendar& calendar, const Subject& subject, bool agency_known,
                               const std::optional<SentReport>& report, const Act& act) {
  std::vector<Violation> violations = command.violations;
  CheckSubject(command, subject, agency_known, violations);
  const bool dishonest = command.kind == kDishonestReport;
  const Date conduct_on = command.conduct_on.value_or(dishonest && report ? Date::Of(report->received_at) : act.day());
  if (conduct_on > act.day()) {
    violations.push_back({"conduct_on", "DATE_IN_FUTURE", "a sign is raised after the conduct"});
  }
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(law, conduct_on));
  DOTPHA_TRY(workflow::Find(*regulation, "case"));
  if (std::none_of(regulation->violations.begin(), regulation->violations.end(),
                   [&](const statute::ViolationKind& kind) { return kind.kind == command.kind; })) {
    violations.push_back({"kind", "KIND_NOT_NAMED", "the regulation of that day names no such violation (Điều 10)"});
  }
  if (dishonest) {
    CheckDishonest(command, report, violations);
  } else if (command.facts.empty()) {
    violations.push_back({"facts", "FACTS_REQUIRED", "what was done or left undone"});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  const std::string body = BodyOf(act.roles);
  if (!MayRaise(*regulation, body)) {
    return PermissionDenied("MAY_NOT_RAISE", "the regulation gives this body no such duty (Điều 11)")
        .With("body", body);
  }
  Case raised;
  raised.id = command.case_id;
  raised.official_id = command.official_id;
  raised.agency_id = command.agency_id;
  raised.kind = command.kind;
  raised.conduct_on = conduct_on;
  raised.raised_on = act.day();
  raised.raised_at = act.received_at;
  raised.raised_by_body = body;
  raised.raised_by = act.actor;
  raised.facts = command.facts;
  raised.evidence = command.evidence;
  if (dishonest) {
    raised.dishonest = command.dishonest;
  }
  raised.explain_until = calendar.AddWorkingDays(raised.raised_on, regulation->explain_working_days);
  return Opened(std::move(raised), act);
}

CaseDecision OpenCase(const Candidate& candidate, const std::string& case_id, Instant recorded_at) {
  Case opened;
  opened.id = case_id;
  opened.official_id = candidate.official_id;
  opened.kind = candidate.kind;
  opened.sub_code = candidate.sub_code;
  opened.raised_at = candidate.raised_at;
  opened.raised_on = Date::Of(candidate.raised_at);
  opened.conduct_on = candidate.last_on_time_day.value_or(opened.raised_on);
  opened.candidate_id = candidate.candidate_id;
  opened.last_on_time_day = candidate.last_on_time_day;
  opened.obligation_ids = candidate.obligation_ids;
  opened.explain_until = candidate.explain_until;
  return Opened(std::move(opened), {"service:notifier", {}, candidate.raised_at, recorded_at});
}

Result<CaseDecision> ExplainCase(Case violation_case, const std::string& text, const statute::Regulation& regulation,
                                 const Subject& subject, const Act& act) {
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(regulation, kWorkflow, violation_case.state, "explain", act, subject, DocumentOnly));
  if (text.empty()) {
    return InvalidArgument("text", "TEXT_REQUIRED", "the explanation");
  }
  const bool late = act.day() > violation_case.explain_until;
  violation_case.explanations.push_back({text, act.received_at, late, act.actor});
  return Moved(std::move(violation_case), transition, act, late ? "late" : "", "");
}

Result<CaseDecision> ProposeOutcome(Case violation_case, const OutcomeCommand& command,
                                    const statute::Regulation& regulation, const Subject& subject, const Act& act) {
  std::vector<Violation> violations = command.violations;
  CheckOutcome(command, violations);
  DOTPHA_ASSIGN(const workflow::Transition transition,
                Checked(MayAct(regulation, kWorkflow, violation_case.state, "propose", act, subject, DocumentOnly),
                        violation_case, command.expected_revision, violations));
  violation_case.proposed_outcome = command.outcome;
  violation_case.proposed_reason = command.outcome == kDismiss ? command.reason : "";
  violation_case.proposal_note = command.note;
  const std::string reason = violation_case.proposed_reason;
  return Moved(std::move(violation_case), transition, act, command.outcome + (reason.empty() ? "" : "(" + reason + ")"),
               reason);
}

Result<CaseDecision> DecideCase(Case violation_case, const OutcomeCommand& command,
                                const statute::Regulation& regulation, const Subject& subject, const Act& act) {
  std::vector<Violation> violations = command.violations;
  CheckOutcome(command, violations);
  CheckDocument(command.decision, "decision", violations);
  CheckDecidedOn(command.decided_on, act.day(), violations);
  const std::string action = command.outcome == kDismiss ? "decide_dismiss" : "decide_confirm";
  const auto holds = [&](const std::string& guard) {
    if (guard == "RAISED_BY_INSPECTION") {
      return Inspects(regulation, violation_case.raised_by_body);
    }
    if (guard == "EXPLAINED_OR_TIME_OVER") {
      return !violation_case.explanations.empty() || act.day() > violation_case.explain_until;
    }
    return DocumentOnly(guard);
  };
  DOTPHA_ASSIGN(const workflow::Transition transition,
                Checked(MayAct(regulation, kWorkflow, violation_case.state, action, act, subject, holds),
                        violation_case, command.expected_revision, violations));
  if (act.actor == violation_case.raised_by) {
    return PermissionDenied("RAISER_ALONE", "whoever raised a sign does not decide about it");
  }
  violation_case.decided_on = command.decided_on;
  violation_case.decision = command.decision;
  if (command.outcome == kDismiss) {
    violation_case.dismissal_reason = command.reason;
  }
  const std::string reason = violation_case.dismissal_reason;
  return Moved(std::move(violation_case), transition, act, command.decision.number, reason);
}

Result<CaseDecision> DismissCase(Case violation_case, const DismissCommand& command,
                                 const statute::Regulation& regulation, const Subject& subject, const Act& act) {
  std::vector<Violation> violations = command.violations;
  RequireEtag(command.expected_revision, violations);
  const bool received = command.reason == kReceivedInFact;
  if (command.reason.empty()) {
    violations.push_back({"reason", "REASON_REQUIRED", "the ground of the dismissal"});
  }
  if (command.evidence.empty()) {
    violations.push_back({"evidence", "EVIDENCE_REQUIRED", "the record that shows the error"});
  }
  if (received) {
    if (!command.received_at) {
      violations.push_back({"received_at", "RECEIVED_AT_REQUIRED", "the stamp of arrival"});
    } else if (*command.received_at >= violation_case.raised_at) {
      violations.push_back({"received_at", "RECEIVED_TOO_LATE", "it came only after the sign was raised"});
    }
    CheckDocument(command.received_document, "received_document", violations);
  }
  DOTPHA_ASSIGN(
      const workflow::Transition transition,
      Checked(MayAct(regulation, kWorkflow, violation_case.state, "dismiss", act, subject,
                     // Told apart here, with reasons of their own.
                     [](const std::string& guard) { return guard == "FACTUAL_GROUND" || guard == "EVIDENCE_GIVEN"; }),
              violation_case, command.expected_revision, violations));
  if (!command.reason.empty() && !IsFactualGround(command.reason)) {
    return FailedPrecondition(
               "DISMISS_REASON_NEEDS_BTV",
               "a matter of judgement: the Inspection Commission proposes, the Standing Committee decides")
        .With("reason", command.reason);
  }
  if (received && violation_case.obligation_ids.empty()) {
    return FailedPrecondition("NOTHING_WAS_MISSED", "this sign is not about something that did not come");
  }
  violation_case.dismissal_reason = command.reason;
  violation_case.dismissal_evidence = command.evidence;
  if (received) {
    violation_case.received_at = command.received_at;
    violation_case.received_document = command.received_document;
  }
  CaseDecision decision = Moved(std::move(violation_case), transition, act, command.evidence, command.reason);
  if (received) {
    const Case& dismissed = decision.violation_case;
    decision.events.emplace_back(ReceivedInFact{dismissed.id, dismissed.official_id, DutiesOf(dismissed.obligation_ids),
                                                *command.received_at, command.received_document.number});
  }
  return decision;
}

}  // namespace dotpha::assessment
