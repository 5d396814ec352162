#include "services/assessment/domain/commend.h"

#include <algorithm>
#include <utility>

#include "libs/base/violations.h"

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "commendation";
constexpr std::size_t kMostNominees = 500;
constexpr std::size_t kMaxTextLength = 10'000;

// The paper is checked with the other fields.
bool DocumentOnly(const std::string& guard) { return guard == "DOCUMENT_GIVEN"; }

std::string IdOf(const Nominee& nominee) {
  return nominee.official_id.empty() ? nominee.agency_id : nominee.official_id;
}

bool ProposedBy(const NomineeEntry& entry, const std::string& body) {
  return entry.commendation && std::find(entry.commendation->proposed_by.begin(), entry.commendation->proposed_by.end(),
                                         body) != entry.commendation->proposed_by.end();
}

void CheckEntry(const CommendCommand& command, std::size_t i, const statute::Regulation& regulation,
                Violations& violations) {
  const NomineeEntry& entry = command.entries[i];
  const Nominee& nominee = entry.nominee;
  const std::string field = "nominees[" + std::to_string(i) + "]";
  const bool individual = !nominee.official_id.empty();
  violations.CheckLength(field + ".reason", nominee.reason, kMaxTextLength);
  if (individual == !nominee.agency_id.empty()) {
    violations.Add(field, "NOMINEE_REQUIRED", "either an official or, for a collective, its agency");
    return;
  }
  if (!entry.subject.known) {
    violations.Add(field + (individual ? ".official_id" : ".agency_id"),
                   individual ? "UNKNOWN_OFFICIAL" : "UNKNOWN_AGENCY", "stands in the directory under no such id");
    return;
  }
  if (std::any_of(command.entries.begin(), command.entries.begin() + static_cast<std::ptrdiff_t>(i),
                  [&](const NomineeEntry& earlier) {
                    return earlier.nominee.official_id == nominee.official_id &&
                           earlier.nominee.agency_id == nominee.agency_id;
                  })) {
    violations.Add(field, "DUPLICATE_NOMINEE", "named before");
  }
  if (command.act == CommendationAct::kPropose && ProposedBy(entry, command.body_id)) {
    violations.Add(field, "ALREADY_PROPOSED", "this body has proposed it");
  }
  const bool proposes =
      command.act == CommendationAct::kPropose || (command.act == CommendationAct::kConsolidate && !entry.commendation);
  const bool at_the_top = individual && entry.decided_level == TopLevel(regulation);
  if (proposes && !at_the_top && IsBlank(nominee.reason)) {
    violations.Add(field + ".reason", "REASON_REQUIRED", "what makes it typical (Điều 9 khoản 2)");
  }
}

Result<Commendation> Next(const CommendCommand& command, const NomineeEntry& entry,
                          const statute::Regulation& regulation, const std::string& initial, const Act& act) {
  const bool individual = !entry.nominee.official_id.empty();
  if (command.act == CommendationAct::kPropose && individual && entry.subject.route.lead != command.body_id) {
    return PermissionDenied("NOT_LEAD_BODY", "another body leads the matters of this official")
        .With("official_id", entry.nominee.official_id)
        .With("lead", entry.subject.route.lead);
  }
  Commendation next = entry.commendation.value_or(
      Commendation{command.cycle, entry.nominee.official_id, entry.nominee.agency_id, initial, {}, "", {}, {}});
  if (command.act == CommendationAct::kPropose) {
    if (next.state != initial) {
      return FailedPrecondition("TRANSITION_NOT_ALLOWED", "the commission's list is made").With("state", next.state);
    }
  } else {
    if (command.act == CommendationAct::kDecide && !entry.commendation) {
      return FailedPrecondition("TRANSITION_NOT_ALLOWED", "nobody proposed it");
    }
    DOTPHA_ASSIGN(
        const workflow::Transition transition,
        MayAct(regulation, kWorkflow, next.state, command.act == CommendationAct::kDecide ? "decide" : "consolidate",
               act, entry.subject, DocumentOnly));
    next.state = transition.to;
  }
  if (next.proposed_by.empty() || (command.act == CommendationAct::kPropose && !ProposedBy(entry, command.body_id))) {
    next.proposed_by.push_back(command.body_id);
  }
  if (!entry.nominee.reason.empty()) {
    next.reason = entry.nominee.reason;
  }
  if (command.act == CommendationAct::kDecide) {
    next.decided_on = command.decided_on;
    next.decision = command.decision;
  }
  return next;
}

}  // namespace

std::string TopLevel(const statute::Regulation& regulation) {
  return regulation.bands.empty() ? "" : regulation.bands.front().level;
}

Result<std::vector<Commendation>> Commend(const CommendCommand& command, const statute::Regulation& regulation,
                                          const Act& act) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, kWorkflow));
  std::vector<Violation> found = command.violations;
  if (command.act == CommendationAct::kDecide) {
    CheckDocument(command.decision, "decision", found);
    CheckDecidedOn(command.decided_on, act.day(), found);
  }
  Violations violations(std::move(found));
  if (command.entries.empty()) {
    violations.Add("nominees", "NOMINEES_REQUIRED", "at least one individual or collective");
  } else if (command.entries.size() > kMostNominees) {
    violations.Add("nominees", "TOO_MANY", "at most 500 at once");
  }
  for (std::size_t i = 0; i < command.entries.size() && i < kMostNominees; ++i) {
    CheckEntry(command, i, regulation, violations);
  }
  DOTPHA_TRY(violations.Check());
  std::vector<Commendation> commendations;
  for (const NomineeEntry& entry : command.entries) {
    auto next = Next(command, entry, regulation, machine->initial, act);
    if (!next.ok()) {
      return std::move(next).error().With("nominee", IdOf(entry.nominee));
    }
    commendations.push_back(*std::move(next));
  }
  return commendations;
}

}  // namespace dotpha::assessment
