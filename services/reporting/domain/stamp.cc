#include "services/reporting/domain/stamp.h"

#include "services/reporting/domain/plan_content.h"

namespace dotpha::reporting {
namespace {

// Document: Plan or Report. `workflow` is also its collection's name without the s.
template <typename Decision, typename Document>
Result<Decision> RecordStamp(const RecordStampCommand& command, const std::string& workflow, const Document& document,
                             std::optional<Instant> received_at, Document Decision::*slot,
                             const Circumstances& circumstances) {
  Violations violations(command.violations);
  if (!command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the " + workflow + " as it was read");
  }
  violations.AddAll(CheckPaper(command.paper, circumstances.received_at));
  DOTPHA_TRY(violations.Check());
  if (*command.expected_revision != document.revision) {
    return EtagMismatch(workflow + "s/" + document.id);
  }
  DOTPHA_ASSIGN(const statute::Regulation* regulation,
                RegulationOn(circumstances, Date::Of(circumstances.received_at)));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, workflow, document.official_id, NameOf(document.state),
                       "record_stamp", [](const std::string&) { return true; }));
  if (received_at && *received_at <= *command.paper.stamped_at) {
    return FailedPrecondition("STAMP_NOT_EARLIER", "what was received before the stamp needs no stamp")
        .With("received_at", FormatRfc3339(*received_at));
  }
  Decision decision;
  Document& stamped = decision.*slot;
  stamped = document;
  stamped.received_at = *command.paper.stamped_at;
  stamped.paper_number = command.paper.document.number;
  stamped.revision += 1;
  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action, transition.from, transition.to,
                      stamped.paper_number,     stamped.version};
  return decision;
}

}  // namespace

Result<PlanDecision> RecordPlanStamp(const RecordStampCommand& command, const Plan& plan,
                                     const Circumstances& circumstances) {
  DOTPHA_ASSIGN(PlanDecision decision,
                RecordStamp<PlanDecision>(command, "plan", plan, plan.received_at, &PlanDecision::plan, circumstances));
  const Plan& stamped = decision.plan;
  decision.events.emplace_back(
      StampRecorded{stamped.id, stamped.official_id, {KeyOf(stamped)}, *stamped.received_at, stamped.paper_number});
  return decision;
}

Result<ReportDecision> RecordReportStamp(const RecordStampCommand& command, const Report& report,
                                         const Circumstances& circumstances) {
  DOTPHA_ASSIGN(ReportDecision decision, RecordStamp<ReportDecision>(command, "report", report, report.received_at,
                                                                     &ReportDecision::report, circumstances));
  const Report& stamped = decision.report;
  decision.events.emplace_back(
      StampRecorded{stamped.id, stamped.official_id, stamped.covers, stamped.received_at, stamped.paper_number});
  return decision;
}

}  // namespace dotpha::reporting
