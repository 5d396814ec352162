#include "services/assessment/domain/appraise.h"

#include <algorithm>

namespace dotpha::assessment {
namespace {

constexpr char kWorkflow[] = "assessment";
constexpr char kAppraised[] = "APPRAISED";

bool NoGuards(const std::string& /*guard*/) { return false; }

}  // namespace

void CheckVerified(const std::vector<VerifiedItem>& items, const Record& record, const std::string& list,
                   std::vector<Violation>& violations) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const VerifiedItem& verified = items[i];
    const std::string field = list + "[" + std::to_string(i) + "]";
    if (verified.evidence.empty()) {
      violations.push_back({field + ".evidence", "EVIDENCE_REQUIRED", "the record that shows the value"});
    }
    if (verified.value_e2 < 0 || verified.value_e2 > 10000) {
      violations.push_back({field + ".value_e2", "VALUE_OUT_OF_RANGE", "hundredths of a percent, 0 to 10000"});
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (items[j].work_id == verified.work_id && items[j].item_id == verified.item_id) {
        violations.push_back({field + ".item_id", "DUPLICATE_ITEM", "named before"});
        break;
      }
    }
    const auto work = std::find_if(record.works.begin(), record.works.end(),
                                   [&](const KnownWork& known) { return known.holding.work_id == verified.work_id; });
    if (work == record.works.end()) {
      violations.push_back({field + ".work_id", "UNKNOWN_WORK", "no work of this official in this cycle"});
      continue;
    }
    const std::vector<std::string> planned = work->tree ? statute::ItemsOf(*work->tree) : std::vector<std::string>{};
    if (std::find(planned.begin(), planned.end(), verified.item_id) == planned.end()) {
      violations.push_back({field + ".item_id", "UNKNOWN_ITEM", "the plan of this work has no such item"});
    }
  }
}

void TakeOver(const std::vector<VerifiedItem>& items, Record& record) {
  for (const VerifiedItem& verified : items) {
    std::erase_if(record.verified, [&](const VerifiedItem& known) {
      return known.case_id.empty() && known.work_id == verified.work_id && known.item_id == verified.item_id;
    });
    record.verified.push_back(verified);
  }
}

Result<AppraisalDecision> Appraise(const AppraisalCommand& command, const statute::Regulation& regulation,
                                   const Act& act) {
  DOTPHA_TRY(workflow::Find(regulation, kWorkflow));
  std::vector<Violation> violations = command.violations;
  if (!command.general || !command.entries.empty()) {
    CheckOfficials(command.entries, violations);
  }
  for (std::size_t i = 0; i < command.entries.size(); ++i) {
    const auto& entry = command.entries[i];
    const std::string path = "items[" + std::to_string(i) + "]";
    CheckLevel(regulation, entry.item.proposed_level, path + ".proposed_level", violations);
    CheckVerified(entry.item.verified, entry.record, path + ".verified", violations);
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  AppraisalDecision decision;
  for (const auto& entry : command.entries) {
    // Whom no body appraised remains with the Organisation Commission.
    const bool remaining = command.general && entry.record.assessment.state != kAppraised;
    if (entry.subject.route.lead != command.body_id && !remaining) {
      return PermissionDenied("NOT_LEAD_BODY", "another body leads the matters of this official")
          .With("official_id", entry.item.official_id)
          .With("lead", entry.subject.route.lead);
    }
    const std::string state = entry.record.assessment.state;
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(regulation, kWorkflow, state, command.general ? "consolidate" : "appraise", act, entry.subject,
                         NoGuards));
    if (entry.item.expected_revision && *entry.item.expected_revision != entry.record.assessment.revision) {
      return EtagMismatch("assessment of " + entry.item.official_id);
    }
    Record record = entry.record;
    TakeOver(entry.item.verified, record);
    record.assessment.state = transition.to;
    record.assessment.proposed_level = entry.item.proposed_level;
    record.assessment.proposed_by = command.body_id;
    ++record.assessment.revision;
    decision.records.push_back(
        {std::move(record), {act.arrived_at, act.actor, transition.action, state, transition.to, ""}});
  }
  decision.events.emplace_back(AppraisalSent{command.body_id, command.cycle, act.received_at, command.general});
  return decision;
}

Result<AssessedRecord> Consolidate(Record record, const statute::Regulation& regulation, const Act& act,
                                   const Subject& subject) {
  const std::string state = record.assessment.state;
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(regulation, kWorkflow, state, "consolidate", act, subject, NoGuards));
  record.assessment.state = transition.to;
  ++record.assessment.revision;
  return AssessedRecord{std::move(record), {act.arrived_at, act.actor, transition.action, state, transition.to, ""}};
}

Result<ConfirmedCompletion> ConfirmCompletion(const ConfirmCompletionCommand& command,
                                              const statute::Regulation& regulation, const Subject& subject,
                                              Record record, const Act& act) {
  DOTPHA_TRY(workflow::Find(regulation, kWorkflow));
  std::vector<Violation> violations;
  CheckLevel(regulation, command.proposed_level, "proposed_level", violations);
  if (command.work_ids.empty()) {
    violations.push_back({"work_ids", "WORKS_REQUIRED", "the works that are complete"});
  }
  for (std::size_t i = 0; i < command.work_ids.size(); ++i) {
    const std::string field = "work_ids[" + std::to_string(i) + "]";
    const auto here = command.work_ids.begin() + static_cast<std::ptrdiff_t>(i);
    const auto work = std::find_if(record.works.begin(), record.works.end(),
                                   [&](const KnownWork& known) { return known.holding.work_id == *here; });
    if (work == record.works.end()) {
      violations.push_back({field, "UNKNOWN_WORK", "no work of this official in this cycle"});
    } else if (std::find(command.work_ids.begin(), here, *here) != here) {
      violations.push_back({field, "DUPLICATE_WORK", "named before"});
    } else if (!work->completion || work->completion->completed_on.year() != record.assessment.cycle) {
      violations.push_back(
          {field, "NOT_REPORTED_COMPLETE", "the official has not reported it as complete in the cycle"});
    } else if (!work->completion->confirmed_by.empty()) {
      violations.push_back({field, "ALREADY_CONFIRMED", "a body has confirmed it"});
    } else {
      work->completion->confirmed_by = command.body_id;
      work->completion->proposed_level = command.proposed_level;
    }
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  if (subject.route.lead != command.body_id) {
    return PermissionDenied("NOT_LEAD_BODY", "another body leads the matters of this official")
        .With("official_id", subject.official_id)
        .With("lead", subject.route.lead);
  }
  const std::string state = record.assessment.state;
  // It is appraising, ahead of the year's end: who may do the one may do the other.
  DOTPHA_TRY(MayAct(regulation, kWorkflow, state, "appraise", act, subject, NoGuards));
  if (command.expected_revision && *command.expected_revision != record.assessment.revision) {
    return EtagMismatch("assessment of " + subject.official_id);
  }
  ++record.assessment.revision;
  std::string works;
  for (const std::string& work_id : command.work_ids) {
    works += (works.empty() ? "" : ",") + work_id;
  }
  return ConfirmedCompletion{
      {std::move(record), {act.arrived_at, act.actor, "confirm_completion", state, state, std::move(works)}},
      command.work_ids};
}

}  // namespace dotpha::assessment
