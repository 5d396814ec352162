#include "services/assessment/domain/claim.h"

#include <algorithm>
#include <utility>

#include "libs/base/violations.h"

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "claim";
constexpr std::size_t kMaxTextLength = 10'000;
constexpr std::size_t kMaxEvidence = 50;

// The paper is checked with the other fields.
bool DocumentOnly(const std::string& guard) { return guard == "DOCUMENT_GIVEN"; }

// The items of the plan for the year of the cycle.
std::vector<std::string> PlannedItems(const KnownWork& work, int cycle) {
  if (!work.tree) {
    return {};
  }
  const statute::WeightNode* year = statute::YearNode(*work.tree, cycle);
  return year == nullptr ? std::vector<std::string>{} : statute::ItemsOf(*year);
}

void CheckItems(const Claim& claim, const KnownWork& work, Violations& violations) {
  const std::vector<std::string> planned = PlannedItems(work, claim.cycle);
  for (std::size_t i = 0; i < claim.item_ids.size(); ++i) {
    const std::string field = "claim.item_ids[" + std::to_string(i) + "]";
    const auto here = claim.item_ids.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(planned.begin(), planned.end(), *here) == planned.end()) {
      violations.Add(field, "UNKNOWN_ITEM", "the plan of this work has no such item in the year of the cycle");
    } else if (std::find(claim.item_ids.begin(), here, *here) != here) {
      violations.Add(field, "DUPLICATE_ITEM", "claimed before in this claim");
    }
  }
}

void CheckEvidence(const Claim& claim, Violations& violations) {
  if (claim.evidence.size() > kMaxEvidence) {
    violations.Add("claim.evidence", "TOO_MANY", "at most 50 records");
    return;
  }
  if (std::all_of(claim.evidence.begin(), claim.evidence.end(), [](const std::string& one) { return IsBlank(one); })) {
    violations.Add("claim.evidence", "EVIDENCE_REQUIRED", "the record that shows what happened");
  }
  for (std::size_t i = 0; i < claim.evidence.size(); ++i) {
    violations.CheckLength("claim.evidence[" + std::to_string(i) + "]", claim.evidence[i], kMaxTextLength);
  }
}

// Who may not act at all is told so first; then what is wrong with the request, then that the claim is not what was
// read, then that its state does not allow it.
Result<workflow::Transition> Checked(Result<workflow::Transition> transition, const Claim& claim,
                                     const std::optional<std::int64_t>& expected, const Violations& violations) {
  if (!transition.ok() && transition.error().code == Code::kPermissionDenied) {
    return transition;
  }
  DOTPHA_TRY(violations.Check());
  if (*expected != claim.revision) {
    return EtagMismatch("claim " + claim.id);
  }
  return transition;
}

ClaimDecision Moved(Claim claim, const workflow::Transition& transition, const Act& act, std::string note) {
  ClaimDecision decision;
  decision.history = {act.arrived_at, act.actor, transition.action, claim.state, transition.to, std::move(note)};
  claim.state = transition.to;
  ++claim.revision;
  decision.claim = std::move(claim);
  return decision;
}

}  // namespace

const statute::ClaimKind* FindClaimKind(const statute::Regulation& regulation, const std::string& code) {
  const auto found = std::find_if(regulation.claim_kinds.begin(), regulation.claim_kinds.end(),
                                  [&](const statute::ClaimKind& kind) { return kind.code == code; });
  return found == regulation.claim_kinds.end() ? nullptr : &*found;
}

Result<ClaimDecision> SubmitClaim(const SubmitClaimCommand& command, const statute::Regulation& regulation,
                                  const Record& record, const Act& act) {
  DOTPHA_ASSIGN(const statute::Workflow* machine, workflow::Find(regulation, kWorkflow));
  const Claim& claim = command.claim;
  Violations violations(command.violations);
  if (FindClaimKind(regulation, claim.kind) == nullptr) {
    violations.Add("claim.kind", "KIND_NOT_NAMED", "the regulation names no such claim (Điều 7 khoản 2)");
  }
  const auto work = std::find_if(record.works.begin(), record.works.end(),
                                 [&](const KnownWork& known) { return known.holding.work_id == claim.work_id; });
  if (work == record.works.end()) {
    violations.Add("claim.work_id", "UNKNOWN_WORK", "no work of this official in this cycle");
  } else {
    CheckItems(claim, *work, violations);
  }
  if (IsBlank(claim.facts)) {
    violations.Add("claim.facts", "FACTS_REQUIRED", "what happened");
  }
  violations.CheckLength("claim.facts", claim.facts, kMaxTextLength);
  CheckEvidence(claim, violations);
  DOTPHA_TRY(violations.Check());
  if (record.assessment.state == kDecided) {
    return FailedPrecondition("ALREADY_DECIDED", "the official's level of this cycle is decided");
  }
  ClaimDecision decision;
  decision.claim = claim;
  decision.claim.state = machine->initial;
  decision.claim.claimed_at = act.received_at;
  decision.claim.claimed_by = act.actor;
  decision.claim.revision = 1;
  decision.history = {act.arrived_at, act.actor, "claim", "", machine->initial, ""};
  return decision;
}

Result<ClaimDecision> EndorseClaim(Claim claim, const EndorseClaimCommand& command,
                                   const statute::Regulation& regulation, const Subject& subject, const Act& act) {
  Violations violations(command.violations);
  if (!command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "of the claim as it was read");
  }
  if (command.opinion.empty()) {
    violations.Add("opinion", "OPINION_REQUIRED", "whether the claim is supported");
  }
  violations.CheckLength("note", command.note, kMaxTextLength);
  const std::string action = command.opinion == kEndorsed ? "endorse" : "decline";
  DOTPHA_ASSIGN(const workflow::Transition transition,
                Checked(MayAct(regulation, kWorkflow, claim.state, action, act, subject, DocumentOnly), claim,
                        command.expected_revision, violations));
  claim.opinion_body = BodyOf(act.roles);
  claim.opinion_note = command.note;
  return Moved(std::move(claim), transition, act, command.note);
}

Result<ClaimDecision> DecideClaim(Claim claim, const DecideClaimCommand& command, const statute::Regulation& regulation,
                                  const Subject& subject, const Act& act) {
  std::vector<Violation> found = command.violations;
  if (!command.expected_revision) {
    found.push_back({"etag", "ETAG_REQUIRED", "of the claim as it was read"});
  }
  if (command.ruling.empty()) {
    found.push_back({"ruling", "RULING_REQUIRED", "whether the claim is accepted"});
  }
  CheckDocument(command.decision, "decision", found);
  CheckDecidedOn(command.decided_on, act.day(), found);
  const bool accepted = command.ruling == kAccepted;
  DOTPHA_ASSIGN(
      const workflow::Transition transition,
      Checked(MayAct(regulation, kWorkflow, claim.state, accepted ? "accept" : "reject", act, subject, DocumentOnly),
              claim, command.expected_revision, Violations(std::move(found))));
  const statute::ClaimKind* kind = FindClaimKind(regulation, claim.kind);
  claim.decided_on = command.decided_on;
  claim.decision = command.decision;
  ClaimDecision decision = Moved(std::move(claim), transition, act, command.decision.number);
  const Claim& decided = decision.claim;
  decision.events.emplace_back(ClaimDecided{decided.id, decided.official_id, decided.work_id, decided.cycle,
                                            decided.kind, accepted, *decided.decided_on,
                                            accepted && kind != nullptr && kind->no_carry_over});
  return decision;
}

}  // namespace dotpha::assessment
