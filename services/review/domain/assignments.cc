#include "services/review/domain/assignments.h"

#include <utility>

#include "libs/statute/work_content.h"

namespace dotpha::review {
namespace {

constexpr std::size_t kMaxAssignments = 1000;

}  // namespace

Result<ImportDecision> ImportAssignments(const ImportCommand& command, const std::set<std::string>& held,
                                         const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "work"));
  Violations violations(command.violations);
  if (command.assignments.empty() || command.assignments.size() > kMaxAssignments) {
    violations.Add("assignments", command.assignments.empty() ? "NO_ITEMS" : "TOO_MANY", "1 to 1000");
    return InvalidArgument(violations.found());
  }
  ImportDecision decision;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < command.assignments.size(); ++i) {
    const ImportedAssignment& one = command.assignments[i];
    const std::string row = "assignments[" + std::to_string(i) + "]";
    if (!circumstances.province.KnowsOfficial(one.official_id)) {
      violations.Add(row + ".official_id", "UNKNOWN_OFFICIAL", "no official of this id is in the directory");
    }
    CheckDocument(one.document, row + ".document", circumstances.today(), violations);
    if (IsBlank(one.regulation_id)) {
      violations.Add(row + ".regulation_id", "REGULATION_REQUIRED", "under which regulation it was assigned");
    }
    violations.CheckLength(row + ".regulation_id", one.regulation_id, statute::kMaxIdLength);
    if (one.content.id.empty()) {
      violations.Add(row + ".content.work_id", "ID_INVALID", "the id by which it is known");
    } else if (!seen.insert(one.content.id).second) {
      violations.Add(row + ".content.work_id", "DUPLICATE_ID", "the request names this work twice");
    } else if (held.contains(one.content.id)) {
      violations.Add(row + ".content.work_id", "WORK_ALREADY_ASSIGNED", "the work is held already");
    }
    // What comes later is decided here, by the Standing Committee (R2.1-HIERARCHY).
    if (const Date live_from = circumstances.province.live_from(); one.document.signed_on >= live_from) {
      violations.Add(row + ".document.signed_on", "DECIDED_AFTER_LIVE_FROM",
                     "only what was assigned before the first day of use, " + live_from.ToString() + ", is imported");
    }
    const int cycle = one.content.start.value_or(circumstances.today()).year();
    AssignedWork work;
    work.content = CheckedWork(one.content, one.content.id, row + ".content", cycle, *regulation,
                               circumstances.province, violations);
    work.id = one.content.id;
    work.official_id = one.official_id;
    work.cycle = cycle;
    work.basis = Basis::kOpening;
    work.source = Source::kOpening;
    work.document_number = one.document.number;
    work.decided_on = one.document.signed_on.value_or(circumstances.today());
    work.regulation_id = one.regulation_id;
    work.terms = TermsOf(*work.content, circumstances.digest_of(*work.content));
    decision.works.push_back(std::move(work));
  }
  DOTPHA_TRY(violations.Check());
  for (const AssignedWork& work : decision.works) {
    decision.versions.push_back({work.id, work.version, work.document_number, work.decided_on, work.content, ""});
    decision.events.emplace_back(
        WorksAssigned{circumstances.new_id(),
                      work.official_id,
                      work.cycle,
                      work.basis,
                      work.decided_on,
                      {},
                      {work},
                      circumstances.province.AgencyOf(work.official_id, circumstances.today())});
  }
  return decision;
}

Result<AmendDecision> AmendWork(const AmendCommand& command, const AssignedWork& work,
                                const Circumstances& circumstances) {
  DOTPHA_ASSIGN(const statute::Regulation* regulation, circumstances.province.RegulationOn(circumstances.today()));
  DOTPHA_TRY(workflow::Find(*regulation, "work"));
  Violations violations(command.violations);
  if (!command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the work as it was read");
  }
  CheckDocument(command.document, "document", circumstances.today(), violations);
  violations.CheckLength("note", command.note, statute::kMaxTextLength);
  AmendDecision decision;
  decision.work = work;
  if (!command.content) {
    violations.Add("content", "CONTENT_REQUIRED", "the whole new content");
  } else {
    decision.work.content =
        CheckedWork(*command.content, work.id, "content", work.cycle, *regulation, circumstances.province, violations);
    decision.work.terms = TermsOf(*decision.work.content, circumstances.digest_of(*decision.work.content));
  }
  DOTPHA_TRY(violations.Check());
  if (*command.expected_revision != work.revision) {
    return EtagMismatch("works/" + work.id);
  }
  if (decision.work.terms.digest == work.terms.digest) {
    return InvalidArgument("content", "NOTHING_CHANGES", "this is the content that the work has");
  }
  DOTPHA_TRY(MayAct(circumstances, *regulation, "work", "", NameOf(work.StateOn(circumstances.today())), "amend",
                    [](const std::string&) { return true; }));
  decision.work.version += 1;
  decision.work.revision += 1;
  const Date amended_on = *command.document.signed_on;
  decision.version = {work.id,    decision.work.version, command.document.number,
                      amended_on, decision.work.content, command.note};
  decision.events.emplace_back(WorkAmended{decision.work, amended_on, command.document.number});
  return decision;
}

}  // namespace dotpha::review
