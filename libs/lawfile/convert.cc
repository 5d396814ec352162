#include "libs/lawfile/convert.h"

#include <cassert>

namespace dotpha::lawfile {
namespace {

namespace pb = dotpha::regulation::v1;

std::vector<std::string> Words(const google::protobuf::RepeatedPtrField<std::string>& words) {
  return {words.begin(), words.end()};
}

// Enumerations of the schema and of the model list the same values in the same order; the schema's begins with
// "unspecified" at 0.
template <typename Value>
Value AfterUnspecified(int number) {
  assert(number >= 1);
  return static_cast<Value>(number - 1);
}

static_assert(static_cast<int>(statute::Capacity::kMember) == pb::CAPACITY_MEMBER - 1);
static_assert(static_cast<int>(statute::PostBasis::kDesignated) == pb::POST_BASIS_DESIGNATED - 1);
static_assert(static_cast<int>(statute::ScopeVerdict::kNeedsConfirmation) == pb::SCOPE_VERDICT_NEEDS_CONFIRMATION - 1);
static_assert(static_cast<int>(statute::Trigger::kCompletion) == pb::TRIGGER_COMPLETION - 1);
static_assert(static_cast<int>(statute::Debtor::kNamedBody) == pb::DEBTOR_NAMED_BODY - 1);
static_assert(static_cast<int>(statute::Unit::kMonths) == pb::UNIT_MONTHS - 1);
static_assert(static_cast<int>(statute::Anchor::kRequested) == pb::ANCHOR_REQUESTED - 1);
static_assert(static_cast<int>(statute::Shift::kNextWorkingDay) == pb::SHIFT_NEXT_WORKING_DAY);
static_assert(static_cast<int>(statute::ClosingKind::kFirstOfNextMonth) == pb::CLOSING_KIND_FIRST_OF_NEXT_MONTH);

std::vector<statute::PostBasis> Bases(const google::protobuf::RepeatedField<int>& bases) {
  std::vector<statute::PostBasis> result;
  for (const int basis : bases) {
    result.push_back(AfterUnspecified<statute::PostBasis>(basis));
  }
  return result;
}

statute::Condition From(const pb::Condition& message) {
  statute::Condition condition;
  condition.workplace_classes = Words(message.workplace_classes());
  condition.vertical_fields = Words(message.vertical_fields());
  condition.excluded_vertical_fields = Words(message.excluded_vertical_fields());
  for (const int capacity : message.capacities()) {
    condition.capacities.push_back(AfterUnspecified<statute::Capacity>(capacity));
  }
  if (message.has_managed()) {
    condition.managed = message.managed();
  }
  if (message.has_committee_member()) {
    condition.committee_member = message.committee_member();
  }
  if (message.has_standing_member()) {
    condition.standing_member = message.standing_member();
  }
  if (message.has_has_post()) {
    condition.has_post = message.has_post();
  }
  condition.assessed_by = Words(message.assessed_by());
  for (const auto& alternative : message.any_of()) {
    condition.any_of.push_back(From(alternative));
  }
  for (const auto& other : message.with_other()) {
    condition.with_other.push_back(From(other));
  }
  for (const auto& other : message.without_other()) {
    condition.without_other.push_back(From(other));
  }
  return condition;
}

statute::Routing From(const pb::Routing& message) {
  statute::Routing routing;
  routing.to = message.to();
  routing.via = message.via();
  routing.fallback_lead = message.fallback_lead();
  routing.fallback_row = message.fallback_row();
  routing.fallback_article = message.fallback_article();
  for (const auto& row : message.rows()) {
    statute::RouteRow& added = routing.rows.emplace_back();
    added.row = row.row();
    added.rule = row.rule();
    added.article = row.article();
    added.when = From(row.when());
    added.body = row.body();
    if (row.has_to()) {
      added.to = row.to();
    }
    if (row.has_via()) {
      added.via = row.via();
    }
    added.to_assessor = row.to_assessor();
  }
  return routing;
}

statute::FixedDate From(const pb::FixedDate& message) {
  statute::FixedDate date;
  date.year_offset = message.year_offset();
  date.month = message.month();
  date.day = message.day();
  date.shift = static_cast<statute::Shift>(message.shift());
  date.month_of_stage_end = message.month_of_stage_end();
  return date;
}

statute::Deadline From(const pb::Deadline& message) {
  statute::Deadline deadline;
  deadline.when.assignment_bases = Words(message.when().assignment_bases());
  if (message.when().has_assigned_before_cycle()) {
    deadline.when.assigned_before_cycle = message.when().assigned_before_cycle();
  }
  deadline.when.post_bases = Bases(message.when().post_bases());
  if (message.has_fixed()) {
    deadline.fixed = From(message.fixed());
  }
  if (message.has_period()) {
    statute::Period& period = deadline.period.emplace();
    period.count = message.period().count();
    period.unit = AfterUnspecified<statute::Unit>(message.period().unit());
    period.anchor = AfterUnspecified<statute::Anchor>(message.period().anchor());
    period.shift = static_cast<statute::Shift>(message.period().shift());
  }
  deadline.set_by_requester = message.set_by_requester();
  deadline.hard = message.hard();
  deadline.occasion_in_id = message.occasion_in_id();
  deadline.basis = message.basis();
  deadline.article = message.article();
  deadline.wording = message.wording();
  return deadline;
}

statute::Duty From(const pb::Duty& message) {
  statute::Duty duty;
  duty.code = message.code();
  duty.rule = message.rule();
  duty.article = message.article();
  duty.name = message.name();
  duty.trigger = AfterUnspecified<statute::Trigger>(message.trigger());
  duty.debtor = AfterUnspecified<statute::Debtor>(message.debtor());
  duty.named_body = message.named_body();
  duty.stage = message.stage();
  for (const auto& entry : message.schedule()) {
    statute::ScheduleEntry& added = duty.schedule.emplace_back();
    added.period_suffix = entry.period_suffix();
    if (entry.last_month() != 0) {
      added.first_month = entry.first_month();
      added.last_month = entry.last_month();
    }
    for (const auto& deadline : entry.deadlines()) {
      added.deadlines.push_back(From(deadline));
    }
  }
  duty.closing.kind = static_cast<statute::ClosingKind>(message.closing().kind());
  if (message.closing().has_fixed()) {
    duty.closing.fixed = From(message.closing().fixed());
  }
  duty.closing.grace_working_days = message.closing().grace_working_days();
  if (message.has_candidate()) {
    statute::CandidateRule& candidate = duty.candidate.emplace();
    candidate.violation_kind = message.candidate().violation_kind();
    candidate.sub_code = message.candidate().sub_code();
    candidate.not_for_stage_holders = message.candidate().not_for_stage_holders();
    candidate.one_per_date = message.candidate().one_per_date();
  }
  duty.stage_holder_soft_ladder = message.stage_holder_soft_ladder();
  duty.cycle_of_late_post_month = message.cycle_of_late_post_month();
  duty.cycle_of_late_post_day = message.cycle_of_late_post_day();
  duty.after_duty = message.after_duty();
  duty.includes = Words(message.includes());
  return duty;
}

statute::Workflow From(const pb::Workflow& message) {
  statute::Workflow workflow;
  workflow.name = message.name();
  workflow.rule = message.rule();
  workflow.article = message.article();
  workflow.initial = message.initial();
  workflow.states = Words(message.states());
  for (const auto& transition : message.transitions()) {
    workflow.transitions.push_back({transition.action(), Words(transition.from()), transition.to(),
                                    Words(transition.roles()), Words(transition.guards()), transition.rule(),
                                    transition.article()});
  }
  return workflow;
}

void ConvertLists(const pb::Regulation& message, statute::Regulation& law) {
  for (const auto& band : message.bands()) {
    law.bands.push_back({band.level(), band.name(), band.article(), band.at_least_e2()});
  }
  for (const auto& violation : message.violations()) {
    law.violations.push_back({violation.kind(), violation.name(), violation.rule(), violation.article()});
  }
  for (const auto& duration : message.durations()) {
    law.durations.push_back({duration.code(), duration.name(), duration.years(), duration.stage()});
  }
  for (const auto& category : message.categories()) {
    law.categories.push_back({category.code(), category.name()});
  }
  for (const auto& weight : message.weights()) {
    law.weights.push_back(
        {weight.rule(), weight.parent(), weight.children(), weight.total_e2(), weight.max_children()});
  }
  for (const auto& required : message.required_fields()) {
    law.required_fields.push_back({required.document(), required.kind(), required.field(), required.reason(),
                                   required.rule(), required.article(), std::max(1, required.min_count()),
                                   required.category()});
  }
  for (const auto& kind : message.registration_kinds()) {
    law.registration_kinds.push_back({kind.kind(), kind.needs_works(), kind.needs_adjusts(), kind.needs_reason(),
                                      kind.stage_holders_only(), kind.rule(), kind.article(),
                                      kind.works_optional_when_late()});
  }
  for (const auto& article : message.articles()) {
    law.articles.push_back({article.cite(), article.text()});
  }
  for (const auto& body : message.bodies()) {
    law.bodies.push_back({body.code(), body.name(), body.reviewing(), body.family(), body.acts_as()});
  }
  for (const auto& duty : message.body_duties()) {
    law.body_duties.push_back({duty.rule(), duty.article(), Words(duty.bodies()), duty.action()});
  }
  for (const auto& ground : message.difference_grounds()) {
    law.difference_grounds.push_back(
        {ground.code(), ground.name(), Words(ground.acts()), ground.rule(), ground.article()});
  }
  for (const auto& event : message.stop_events()) {
    law.stop_events.push_back(
        {event.code(), event.name(), Bases(event.new_work_bases()), event.rule(), event.article()});
  }
  for (const auto& claim : message.claim_kinds()) {
    law.claim_kinds.push_back(
        {claim.code(), claim.name(), claim.leaves_percentage(), claim.no_carry_over(), claim.rule(), claim.article()});
  }
  for (const auto& form : message.forms()) {
    law.forms.push_back({form.number(), form.document(), form.title(), form.rule(), form.article()});
  }
}

}  // namespace

statute::Regulation Convert(const pb::Regulation& message, const std::string& file) {
  statute::Regulation law;
  law.id = message.id();
  law.title = message.title();
  law.document = message.document();
  law.file = file;
  law.supersedes = Words(message.supersedes());
  law.workplace_classes = Words(message.workplace_classes());
  law.vertical_fields = Words(message.vertical_fields());
  for (const auto& rule : message.scope()) {
    law.scope.push_back({rule.rule(), rule.article(), From(rule.when()),
                         AfterUnspecified<statute::ScopeVerdict>(rule.verdict()), rule.reason()});
  }
  law.routing = From(message.routing());
  for (const auto& duty : message.duties()) {
    law.duties.push_back(From(duty));
  }
  for (const auto& workflow : message.workflows()) {
    law.workflows.push_back(From(workflow));
  }
  ConvertLists(message, law);
  law.classifications = Words(message.classifications());
  law.explain_working_days = message.explain_working_days();
  if (!message.unknown_act_reason().empty()) {
    law.unknown_act_reason = message.unknown_act_reason();
  }
  if (message.has_early_completion()) {
    law.early_completion = {From(message.early_completion().before()), message.early_completion().rule(),
                            message.early_completion().article()};
  }
  if (message.has_result_use()) {
    const auto& use = message.result_use();
    law.result_use = {use.wording(), use.supports_top_grade_only(), use.rule(), use.article(),
                      use.condition_of_top_grade()};
  }
  return law;
}

}  // namespace dotpha::lawfile
