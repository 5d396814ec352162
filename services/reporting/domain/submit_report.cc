#include "services/reporting/domain/submit_report.h"

#include <algorithm>

#include "services/reporting/domain/plan_content.h"
#include "services/reporting/domain/progress.h"

namespace dotpha::reporting {
namespace {

constexpr char kNotSentYet[] = "DRAFT";  // state in which the law's workflow begins; reports have no drafts here

bool Always(const std::string& /*guard*/) { return true; }

// The old rows with the new ones over them.
std::vector<ReportedWork> Merged(std::vector<ReportedWork> works, const std::vector<ReportedWork>& changes) {
  for (const ReportedWork& change : changes) {
    auto work = std::find_if(works.begin(), works.end(),
                             [&](const ReportedWork& one) { return one.work_id == change.work_id; });
    if (work == works.end()) {
      works.push_back(change);
      continue;
    }
    if (!change.reason.empty()) {
      work->reason = change.reason;
    }
    for (const ReportedItem& item : change.items) {
      const auto old = std::find_if(work->items.begin(), work->items.end(),
                                    [&](const ReportedItem& one) { return one.id == item.id; });
      if (old == work->items.end()) {
        work->items.push_back(item);
      } else {
        *old = item;
      }
    }
  }
  return works;
}

// What is said anew stands; what is left out stays as it was.
void Overwrite(const Narrative& changes, Narrative& narrative) {
  for (const auto part :
       {&Narrative::results, &Narrative::difficulties, &Narrative::directions, &Narrative::proposals}) {
    if (!IsBlank(changes.*part)) {
      narrative.*part = changes.*part;
    }
  }
}

// The day on which he left, or works stopped, where the report is about that alone.
std::optional<Date> DepartureOf(const statute::Regulation& regulation, const std::vector<DutyKey>& covers) {
  const auto is_departure = [&](const DutyKey& key) { return DepartureDay(regulation, key).has_value(); };
  const bool alone = !covers.empty() && std::all_of(covers.begin(), covers.end(), is_departure);
  return alone ? DepartureDay(regulation, covers.front()) : std::nullopt;
}

// What he leaves behind goes where his papers went on the eve (R2.4-REPORT).
Result<statute::RouteResult> RouteOf(const std::string& official_id, std::optional<Date> left_on,
                                     const ReportBasis& basis, const Circumstances& circumstances, Date day) {
  if (left_on) {
    return RouteOrElse(circumstances, official_id, *left_on - 1, day);
  }
  const std::optional<Instant> planned_at = basis.plans.back().received_at;
  return RouteOrElse(circumstances, official_id, day, planned_at ? std::optional(Date::Of(*planned_at)) : std::nullopt);
}

// A day of completion belongs to a completion report alone.
void RefuseDaysOfCompletion(const std::vector<ReportedWork>& works, Violations& violations) {
  for (std::size_t i = 0; i < works.size(); ++i) {
    if (works[i].completed_on) {
      violations.Add("report.works[" + std::to_string(i) + "].completed_on", "NO_COMPLETION_REPORT",
                     "only a completion report says when a work was complete");
    }
  }
}

// Each work is his, wholly done with what this report says, on a day that can be, and reported so for the first time;
// the levels are those that can be taken by now.
void CheckCompleted(const SubmitReportCommand& command, const statute::Duty& duty,
                    const std::map<std::string, PlannedWork>& planned, const ReportBasis& basis,
                    const Circumstances& circumstances, const statute::Regulation& regulation, Violations& violations) {
  const Date day = Date::Of(circumstances.received_at);
  const std::vector<HeldWork> held = WorksHeld(circumstances, regulation, command.official_id, day.year(), day);
  auto items = basis.items;
  Apply(command.content.works, items);
  std::set<DutyKey> complete = basis.discharged;
  if (command.content.works.empty()) {
    violations.Add("report.works", "WORKS_REQUIRED", "the works that are complete");
  }
  for (std::size_t i = 0; i < command.content.works.size(); ++i) {
    const ReportedWork& work = command.content.works[i];
    const std::string field = "report.works[" + std::to_string(i) + "]";
    const auto his =
        std::find_if(held.begin(), held.end(), [&](const HeldWork& one) { return one.work_id == work.work_id; });
    if (his == held.end()) {
      violations.Add(field + ".work_id", "WORK_NOT_ASSIGNED", "the official does not hold this work");
    }
    if (!work.completed_on) {
      violations.Add(field + ".completed_on", "DATE_MISSING", "the day on which the last item was done");
    } else if (*work.completed_on > day) {
      violations.Add(field + ".completed_on", "DATE_IN_FUTURE", "a completion is reported after it");
    } else if (his != held.end() && *work.completed_on < his->start) {
      violations.Add(field + ".completed_on", "DATE_BEFORE_START", "the work had not begun on that day");
    }
    if (!complete.insert({duty.code, work.work_id, ""}).second) {
      violations.Add(field + ".work_id", "ALREADY_REPORTED",
                     "reported as complete before; correct that report instead");
    }
    if (const auto plan = planned.find(work.work_id); plan != planned.end()) {
      const auto percent = statute::CompletionOf(TreeOf(plan->second), items[work.work_id]);
      if (!percent || statute::FormatExact(*percent) != "100") {
        violations.Add(
            field + ".items", "WORK_NOT_COMPLETE",
            (percent ? statute::FormatHundredths(statute::FloorToHundredths(*percent)) : "0") + " % is done");
      }
    }
  }
  const bool last = std::all_of(held.begin(), held.end(), [&](const HeldWork& work) {
    return complete.count({duty.code, work.work_id, ""}) > 0;
  });
  const SelfLevel& level = command.content.self_level;
  if (!last && !level.overall.empty()) {
    violations.Add("report.self_level.overall", "OVERALL_LEVEL_TOO_EARLY", "other works of the year are not complete");
  }
  for (const statute::RequiredField& rule : regulation.required_fields) {
    if (rule.document != "report" || rule.kind != duty.code || rule.field != "works.self_level") {
      continue;
    }
    const std::string text = "required by " + rule.article + " (" + rule.rule + ")";
    for (const ReportedWork& work : command.content.works) {
      if (level.works.count(work.work_id) == 0) {
        violations.Add("report.self_level.works[" + work.work_id + "]", rule.reason, text);
      }
    }
    if (last && level.overall.empty()) {
      violations.Add("report.self_level.overall", rule.reason, text);
    }
  }
}

// The first version of a report, whatever it covers.
Result<ReportDecision> Sent(const SubmitReportCommand& command, const std::vector<DutyKey>& covers,
                            const std::map<std::string, PlannedWork>& planned, const ReportBasis& basis,
                            const statute::Regulation& regulation, const workflow::Transition& transition,
                            const statute::RouteResult& route, Instant received_at,
                            const Circumstances& circumstances) {
  ReportDecision decision;
  Report& report = decision.report;
  report.id = command.new_report_id;
  report.official_id = command.official_id;
  report.covers = covers;
  DOTPHA_ASSIGN(report.state, ParseReportState(transition.to));
  report.content = command.content;
  report.channel = command.paper ? Channel::kPaper : Channel::kElectronic;
  report.received_at = received_at;
  report.recorded_at = circumstances.arrived_at;
  report.paper_number = command.paper ? command.paper->document.number : "";
  report.version = 1;
  report.regulation_id = regulation.id;
  report.revision = 1;
  auto items = basis.items;
  Apply(command.content.works, items);
  report.completion = CompletionAfter(covers, planned, items, circumstances.known.facts.law);
  report.warnings =
      SelfLevelWarnings(command.content, covers, planned, items, regulation, circumstances.known.facts.law);

  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action, transition.from, transition.to,
                      report.paper_number,      report.version};
  decision.deliveries = DeliveriesOf(route, report.version, command.paper ? circumstances.arrived_at : received_at);
  decision.said = command.content.works;
  decision.discharged = covers;
  decision.events.emplace_back(ReportSent{report, decision.said});
  return decision;
}

}  // namespace

Result<ReportDecision> SubmitReport(const SubmitReportCommand& command, const ReportBasis& basis,
                                    const Circumstances& circumstances) {
  Violations violations(command.violations);
  Instant received_at = circumstances.received_at;
  if (command.paper) {
    violations.AddAll(CheckPaper(*command.paper, circumstances.received_at));
    received_at = command.paper->stamped_at.value_or(received_at);
  }
  const Date day = Date::Of(received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, day));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "report", command.official_id, kNotSentYet,
                       command.paper ? "enter_paper" : "send", Always));
  const auto planned = PlannedWorks(basis.plans);
  const std::optional<Date> left_on = DepartureOf(*regulation, command.covers);
  if (planned.empty() && !left_on) {
    return FailedPrecondition("PLAN_MISSING", "a report compares with the plan, and the official has sent none (I-08)");
  }
  const auto covered = CheckCovers(command.covers, command.official_id, basis, circumstances, day, violations);
  RefuseDaysOfCompletion(command.content.works, violations);
  CheckReportRows(command.content, planned, *regulation, violations);
  CheckReportComplete(command.content, covered, planned, command.official_id, circumstances, *regulation, day,
                      left_on.has_value(), violations);
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(const statute::RouteResult route, RouteOf(command.official_id, left_on, basis, circumstances, day));
  return Sent(command, command.covers, planned, basis, *regulation, transition, route, received_at, circumstances);
}

Result<ReportDecision> ReportCompletion(const SubmitReportCommand& command, const ReportBasis& basis,
                                        const Circumstances& circumstances) {
  const Date day = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, day));
  const auto duty = std::find_if(regulation->duties.begin(), regulation->duties.end(),
                                 [](const statute::Duty& one) { return one.trigger == statute::Trigger::kCompletion; });
  if (duty == regulation->duties.end()) {
    return workflow::NotInRegulation(*regulation, "completion_report");
  }
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "report", command.official_id, kNotSentYet, "send", Always));
  const auto planned = PlannedWorks(basis.plans);
  if (planned.empty()) {
    return FailedPrecondition("PLAN_MISSING", "a report compares with the plan, and the official has sent none (I-08)");
  }
  Violations violations(command.violations);
  if (!command.covers.empty()) {
    violations.Add("report.covers", "COVERS_NOT_ALLOWED", "a completion report covers the completion of its works");
  }
  CheckReportRows(command.content, planned, *regulation, violations);
  CheckCompleted(command, *duty, planned, basis, circumstances, *regulation, violations);
  DOTPHA_TRY(violations.Check());
  std::vector<DutyKey> covers;
  for (const ReportedWork& work : command.content.works) {
    covers.push_back({duty->code, work.work_id, ""});
  }
  DOTPHA_ASSIGN(const statute::RouteResult route,
                RouteOf(command.official_id, std::nullopt, basis, circumstances, day));
  return Sent(command, covers, planned, basis, *regulation, transition, route, circumstances.received_at,
              circumstances);
}

Result<ReportDecision> CorrectReport(const CorrectReportCommand& command, const Report& report,
                                     const ReportBasis& basis, const Circumstances& circumstances) {
  Violations violations(command.violations);
  if (!command.expected_revision) {
    violations.Add("report.etag", "ETAG_REQUIRED", "the etag of the report as it was read");
  }
  if (IsBlank(command.note)) {
    violations.Add("note", "NOTE_REQUIRED", "what is corrected and why");
  }
  violations.CheckLength("note", command.note, kMaxTextLength);
  if (!command.official_id.empty() && command.official_id != report.official_id) {
    violations.Add("report.official_id", "FIELD_IMMUTABLE", "a correction does not change whose it is");
  }
  if (!command.covers.empty() && command.covers != report.covers) {
    violations.Add("report.covers", "FIELD_IMMUTABLE", "a correction discharges nothing more (I-36)");
  }
  if (command.works.empty() && !command.narrative && !command.self_level) {
    violations.Add("report", "NOTHING_CHANGED", "the correction says nothing new");
  }
  const Date day = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, day));
  const auto planned = PlannedWorks(basis.plans);
  const ReportContent changes{command.works, command.narrative.value_or(Narrative{}),
                              command.self_level.value_or(SelfLevel{})};
  RefuseDaysOfCompletion(command.works, violations);
  CheckReportRows(changes, planned, *regulation, violations);
  DOTPHA_TRY(violations.Check());
  if (*command.expected_revision != report.revision) {
    return EtagMismatch("reports/" + report.id);
  }
  DOTPHA_ASSIGN(const workflow::Transition transition, MayAct(circumstances, *regulation, "report", report.official_id,
                                                              NameOf(report.state), "correct", Always));
  DOTPHA_ASSIGN(const statute::RouteResult route,
                RouteOrElse(circumstances, report.official_id, day, Date::Of(report.received_at)));

  ReportDecision decision;
  decision.report = report;
  DOTPHA_ASSIGN(decision.report.state, ParseReportState(transition.to));
  ReportContent& content = decision.report.content;
  content.works = Merged(std::move(content.works), command.works);
  Overwrite(changes.narrative, content.narrative);
  if (!changes.self_level.overall.empty()) {
    content.self_level.overall = changes.self_level.overall;
  }
  for (const auto& [work_id, level] : changes.self_level.works) {
    content.self_level.works[work_id] = level;
  }
  decision.report.recorded_at = circumstances.arrived_at;
  decision.report.version += 1;
  decision.report.revision += 1;
  auto items = basis.items;
  Apply(command.works, items);
  decision.report.completion = CompletionAfter(report.covers, planned, items, circumstances.known.facts.law);
  decision.report.warnings =
      SelfLevelWarnings(content, report.covers, planned, items, *regulation, circumstances.known.facts.law);
  decision.history = {circumstances.arrived_at, circumstances.actor, transition.action,
                      transition.from,          transition.to,       command.note,
                      decision.report.version};
  decision.deliveries = DeliveriesOf(route, decision.report.version, circumstances.received_at);
  decision.said = command.works;
  decision.events.emplace_back(ReportSent{decision.report, command.works});
  return decision;
}

}  // namespace dotpha::reporting
