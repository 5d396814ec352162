#include "services/review/api/messages.h"

#include <string_view>

#include "libs/rpc/resource_names.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "libs/works/work_message.h"

namespace dotpha::review::api {
namespace {

using rpc::EtagOf;
using rpc::ResourceName;
using rpc::ToWire;

std::string Row(const std::string& list, int index) { return list + "[" + std::to_string(index) + "]"; }

// Enumerations of the API carry the names of the domain behind their prefix.
template <typename Enum>
Enum Named(const std::string& prefix, std::string_view name, bool (*parse)(const std::string&, Enum*)) {
  Enum value{};
  return parse(prefix + std::string(name), &value) ? value : Enum{};
}

template <typename Value, typename Parse>
auto Unprefixed(const std::string& prefix, const std::string& name, Parse parse) -> std::optional<Value> {
  return name.size() <= prefix.size() ? std::nullopt : parse(std::string_view(name).substr(prefix.size()));
}

pb::DecisionBasis ToProto(Basis basis) {
  return Named<pb::DecisionBasis>("DECISION_BASIS_", NameOf(basis), &pb::DecisionBasis_Parse);
}
pb::AssignmentMode ToProto(Mode mode) {
  return Named<pb::AssignmentMode>("ASSIGNMENT_MODE_", NameOf(mode), &pb::AssignmentMode_Parse);
}
pb::WorkSource ToProto(Source source) {
  return Named<pb::WorkSource>("WORK_SOURCE_", NameOf(source), &pb::WorkSource_Parse);
}

constexpr std::pair<TaskKind, pb::TaskKind> kTaskKinds[] = {
    {TaskKind::kConclude, pb::TASK_KIND_CONCLUDE},
    {TaskKind::kPassOn, pb::TASK_KIND_PASS_ON},
    {TaskKind::kNewWork, pb::TASK_KIND_NEW_WORK},
    {TaskKind::kCarryOver, pb::TASK_KIND_CARRY_OVER},
    {TaskKind::kConsiderOtherWork, pb::TASK_KIND_CONSIDER_OTHER_WORK},
    {TaskKind::kOfferCarryOver, pb::TASK_KIND_OFFER_CARRY_OVER}};

WorkOrder ReadOrder(const pb::AssignedItem& from, const std::string& row, std::vector<Violation>& violations) {
  WorkOrder order;
  order.work_id = from.work_id();
  order.mode = Unprefixed<Mode>("ASSIGNMENT_MODE_", pb::AssignmentMode_Name(from.mode()), ParseMode);
  order.source = Unprefixed<Source>("WORK_SOURCE_", pb::WorkSource_Name(from.source()), ParseSource);
  if (from.has_content()) {
    order.content = works::ReadWork(from.content(), row + ".content", violations);
  }
  order.ground = from.ground();
  return order;
}

}  // namespace

DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations) {
  return {document.number(),
          rpc::ReadDate(document.has_signed_on(), document.signed_on(), field + ".signed_on", violations)};
}

dotpha::common::v1::DocumentReference ToProto(const DocumentReference& document) {
  dotpha::common::v1::DocumentReference to;
  to.set_number(document.number);
  if (document.signed_on) {
    *to.mutable_signed_on() = ToWire(*document.signed_on);
  }
  return to;
}

pb::Dossier ToProto(const std::string& authority, const Dossier& dossier) {
  pb::Dossier to;
  to.set_name(ResourceName(authority, "dossiers", dossier.id));
  to.set_dossier_id(dossier.id);
  to.set_body_id(dossier.body_id);
  to.set_cycle(dossier.cycle);
  to.set_state(dossier.state == DossierState::kSent ? pb::DOSSIER_STATE_SENT : pb::DOSSIER_STATE_OPEN);
  *to.mutable_received_at() = ToWire(dossier.received_at);
  to.set_sendings(dossier.sendings);
  to.set_etag(EtagOf(dossier.revision));
  return to;
}

pb::Proposal ToProto(const std::string& authority, const Proposal& proposal) {
  pb::Proposal to;
  to.set_name(ResourceName(authority, "proposals", proposal.id));
  to.set_proposal_id(proposal.id);
  to.set_dossier(ResourceName(authority, "dossiers", proposal.dossier_id));
  to.set_body_id(proposal.body_id);
  to.set_cycle(proposal.cycle);
  auto& item = *to.mutable_item();
  item.set_official_id(proposal.official_id);
  switch (proposal.outcome) {
    case Outcome::kAsRegistered:
      item.set_as_registered(true);
      break;
    case Outcome::kNotRegistered:
      item.set_not_registered(true);
      break;
    case Outcome::kDifferences:
      for (const ProposedDifference& difference : proposal.differences) {
        auto& written = *item.mutable_differences()->add_works();
        written.set_work_id(difference.work_id);
        written.set_ground(difference.ground);
        *written.mutable_proposed() = works::ToMessage(difference.proposed);
      }
      break;
  }
  for (const Judgement& judgement : proposal.judgements) {
    auto& written = *item.add_judgements();
    written.set_work_id(judgement.work_id);
    if (judgement.follows_party_line_and_law) {
      written.set_follows_party_line_and_law(*judgement.follows_party_line_and_law);
    }
    if (judgement.fits_functions) {
      written.set_fits_functions(*judgement.fits_functions);
    }
    if (judgement.arises_from_practice) {
      written.set_arises_from_practice(*judgement.arises_from_practice);
    }
    written.set_remark(judgement.remark);
  }
  for (const std::string& id : proposal.registration_ids) {
    to.add_registration_ids(id);
  }
  *to.mutable_received_at() = ToWire(proposal.received_at);
  to.set_supplementary(proposal.supplementary);
  return to;
}

pb::GeneralReport ToProto(const std::string& authority, const GeneralReport& report) {
  pb::GeneralReport to;
  to.set_name(ResourceName(authority, "generalReports", std::to_string(report.cycle)));
  to.set_report_id(report.id);
  to.set_cycle(report.cycle);
  *to.mutable_received_at() = ToWire(report.received_at);
  for (const std::string& official : report.not_registered) {
    to.add_not_registered_official_ids(official);
  }
  for (const LateBody& late : report.late_bodies) {
    auto& written = *to.add_late_bodies();
    written.set_body_id(late.body_id);
    *written.mutable_last_on_time_day() = ToWire(late.last_on_time_day);
    written.set_days(late.days);
    written.set_missing(late.missing);
  }
  for (const std::string& official : report.without_proposal) {
    to.add_without_proposal_official_ids(official);
  }
  to.set_dossier(ResourceName(authority, "dossiers", report.dossier_id));
  for (const std::string& official : report.not_judged) {
    to.add_not_judged_official_ids(official);
  }
  return to;
}

pb::Matter ToProto(const std::string& authority, const store::ListedMatter& listed) {
  pb::Matter to;
  to.set_official_id(listed.matter.official_id);
  to.set_cycle(listed.matter.cycle);
  to.set_state(Named<pb::MatterState>("MATTER_STATE_", NameOf(listed.matter.state), &pb::MatterState_Parse));
  for (const std::string& id : listed.registration_ids) {
    to.add_registration_ids(id);
  }
  if (listed.registered_at) {
    *to.mutable_registered_at() = ToWire(*listed.registered_at);
  }
  if (!listed.proposal_id.empty()) {
    to.set_proposal(ResourceName(authority, "proposals", listed.proposal_id));
  }
  for (const std::string& id : listed.decision_ids) {
    to.add_decisions(ResourceName(authority, "decisions", id));
  }
  to.set_etag(EtagOf(listed.matter.revision));
  return to;
}

pb::AssignedWorkRecord ToProto(const std::string& authority, const AssignedWork& work, Date today) {
  pb::AssignedWorkRecord to;
  to.set_name(ResourceName(authority, "works", work.id));
  to.set_work_id(work.id);
  to.set_official_id(work.official_id);
  to.set_cycle(work.cycle);
  to.set_state(Named<pb::WorkState>("WORK_STATE_", NameOf(work.StateOn(today)), &pb::WorkState_Parse));
  to.set_basis(ToProto(work.basis));
  to.set_mode(ToProto(work.mode));
  to.set_source(ToProto(work.source));
  to.set_ground(work.ground);
  if (!work.decision_id.empty()) {
    to.set_decision(ResourceName(authority, "decisions", work.decision_id));
  }
  to.mutable_document()->set_number(work.document_number);
  *to.mutable_document()->mutable_signed_on() = ToWire(work.decided_on);
  to.set_regulation_id(work.regulation_id);
  if (work.notified_on) {
    *to.mutable_notified_on() = ToWire(*work.notified_on);
  }
  to.set_duration(work.terms.duration);
  if (work.terms.start) {
    *to.mutable_start_on() = ToWire(*work.terms.start);
  }
  if (work.terms.end) {
    *to.mutable_end_on() = ToWire(*work.terms.end);
  }
  for (const std::string& target : work.terms.target_ids) {
    to.add_target_ids(target);
  }
  to.set_multi_agency(work.terms.multi_agency);
  to.set_content_digest(work.terms.digest);
  if (work.content) {
    *to.mutable_content() = works::ToMessage(*work.content);
  }
  to.set_version(work.version);
  to.set_etag(EtagOf(work.revision));
  to.set_registration_id(work.registration_id);
  if (work.stop) {
    to.mutable_stop()->set_reason(work.stop->reason);
    *to.mutable_stop()->mutable_stopped_on() = ToWire(work.stop->stopped_on);
    to.mutable_stop()->set_facts(work.stop->facts);
  }
  return to;
}

pb::Conclusion ToProto(const Conclusion& conclusion) {
  pb::Conclusion to;
  to.set_work_id(conclusion.work_id);
  to.set_official_id(conclusion.official_id);
  to.mutable_document()->set_number(conclusion.document_number);
  *to.mutable_document()->mutable_signed_on() = ToWire(conclusion.concluded_on);
  to.set_completion_e2(conclusion.completion_e2);
  to.set_result(
      Named<pb::ConclusionResult>("CONCLUSION_RESULT_", NameOf(conclusion.result), &pb::ConclusionResult_Parse));
  *to.mutable_effective_on() = ToWire(conclusion.effective_on);
  return to;
}

pb::Task ToProto(const Task& task) {
  pb::Task to;
  for (const auto& [kind, name] : kTaskKinds) {
    if (kind == task.kind) {
      to.set_kind(name);
    }
  }
  to.set_official_id(task.official_id);
  *to.mutable_effective_on() = ToWire(task.effective_on);
  for (const std::string& work_id : task.work_ids) {
    to.add_work_ids(work_id);
  }
  to.set_successor_id(task.successor_id);
  return to;
}

pb::CarryOver ToProto(const CarryOver& carry_over) {
  pb::CarryOver to;
  to.set_work_id(carry_over.work_id);
  to.set_cycle(carry_over.cycle);
  to.set_official_id(carry_over.official_id);
  to.set_by_duty(carry_over.by_duty);
  *to.mutable_rated_on() = ToWire(carry_over.rated_on);
  to.set_state(Named<pb::CarryOverState>("CARRY_OVER_STATE_", NameOf(carry_over.state), &pb::CarryOverState_Parse));
  if (carry_over.outcome) {
    to.set_outcome(
        Named<pb::CarryOverOutcome>("CARRY_OVER_OUTCOME_", NameOf(*carry_over.outcome), &pb::CarryOverOutcome_Parse));
  }
  if (carry_over.other_work) {
    to.set_other_work(Named<pb::OtherWork>("OTHER_WORK_", NameOf(*carry_over.other_work), &pb::OtherWork_Parse));
  }
  to.set_reason(carry_over.reason);
  if (carry_over.document.signed_on) {
    *to.mutable_document() = ToProto(carry_over.document);
  }
  return to;
}

pb::WorkVersion ToProto(const WorkVersion& version) {
  pb::WorkVersion to;
  to.set_version(version.version);
  to.mutable_document()->set_number(version.document_number);
  *to.mutable_document()->mutable_signed_on() = ToWire(version.decided_on);
  *to.mutable_decided_on() = ToWire(version.decided_on);
  if (version.content) {
    *to.mutable_content() = works::ToMessage(*version.content);
  }
  to.set_note(version.note);
  return to;
}

pb::Decision ToProto(const std::string& authority, const Decision& decision) {
  pb::Decision to;
  to.set_name(ResourceName(authority, "decisions", decision.id));
  to.set_decision_id(decision.id);
  to.set_cycle(decision.cycle);
  to.set_basis(ToProto(decision.basis));
  to.mutable_document()->set_number(decision.document_number);
  *to.mutable_document()->mutable_signed_on() = ToWire(decision.decided_on);
  for (const DecisionItem& item : decision.items) {
    auto& written = *to.add_items();
    written.set_official_id(item.official_id);
    if (item.notified_on) {
      *written.mutable_notified_on() = ToWire(*item.notified_on);
    }
    for (const DecidedWork& work : item.works) {
      auto& one = *written.add_works();
      one.set_work_id(work.work_id);
      one.set_mode(ToProto(work.mode));
      one.set_source(ToProto(work.source));
      one.set_ground(work.ground);
      if (work.content) {
        *one.mutable_content() = works::ToMessage(*work.content);
      }
    }
  }
  *to.mutable_recorded_at() = ToWire(decision.recorded_at);
  return to;
}

std::vector<ProposalItem> ReadItems(const google::protobuf::RepeatedPtrField<pb::ProposalItem>& items,
                                    std::vector<Violation>& violations) {
  std::vector<ProposalItem> read;
  for (int i = 0; i < items.size(); ++i) {
    const pb::ProposalItem& from = items[i];
    ProposalItem item;
    item.official_id = from.official_id();
    switch (from.outcome_case()) {
      case pb::ProposalItem::kAsRegistered:
        item.outcome = from.as_registered() ? std::optional(Outcome::kAsRegistered) : std::nullopt;
        break;
      case pb::ProposalItem::kNotRegistered:
        item.outcome = from.not_registered() ? std::optional(Outcome::kNotRegistered) : std::nullopt;
        break;
      case pb::ProposalItem::kDifferences:
        item.outcome = Outcome::kDifferences;
        for (int k = 0; k < from.differences().works_size(); ++k) {
          const pb::ProposedDifference& work = from.differences().works(k);
          const std::string row = Row(Row("items", i) + ".differences.works", k) + ".proposed";
          item.differences.push_back(
              {work.work_id(), work.ground(), works::ReadWork(work.proposed(), row, violations), ""});
        }
        break;
      case pb::ProposalItem::OUTCOME_NOT_SET:
        break;
    }
    for (const pb::WorkJudgement& judged : from.judgements()) {
      Judgement judgement{judged.work_id(), {}, {}, {}, judged.remark()};
      if (judged.has_follows_party_line_and_law()) {
        judgement.follows_party_line_and_law = judged.follows_party_line_and_law();
      }
      if (judged.has_fits_functions()) {
        judgement.fits_functions = judged.fits_functions();
      }
      if (judged.has_arises_from_practice()) {
        judgement.arises_from_practice = judged.arises_from_practice();
      }
      item.judgements.push_back(std::move(judgement));
    }
    read.push_back(std::move(item));
  }
  return read;
}

DecideCommand ReadDecision(const pb::RecordDecisionRequest& request) {
  DecideCommand command;
  command.cycle = request.cycle();
  command.basis = Unprefixed<Basis>("DECISION_BASIS_", pb::DecisionBasis_Name(request.basis()), ParseBasis);
  command.document = ReadDocument(request.document(), "document", command.violations);
  for (int i = 0; i < request.items_size(); ++i) {
    const pb::DecisionItem& from = request.items(i);
    const std::string row = Row("items", i);
    OrderItem item;
    item.official_id = from.official_id();
    item.notified_on =
        rpc::ReadDate(from.has_notified_on(), from.notified_on(), row + ".notified_on", command.violations);
    for (int k = 0; k < from.works_size(); ++k) {
      item.works.push_back(ReadOrder(from.works(k), Row(row + ".works", k), command.violations));
    }
    command.items.push_back(std::move(item));
  }
  return command;
}

NotifyCommand ReadNotification(const pb::RecordNotificationRequest& request) {
  NotifyCommand command;
  command.official_ids = {request.official_ids().begin(), request.official_ids().end()};
  command.notified_on =
      rpc::ReadDate(request.has_notified_on(), request.notified_on(), "notified_on", command.violations);
  command.document = ReadDocument(request.document(), "document", command.violations);
  return command;
}

ImportCommand ReadImport(const pb::ImportAssignmentsRequest& request) {
  ImportCommand command;
  for (int i = 0; i < request.assignments_size(); ++i) {
    const pb::ImportedAssignment& from = request.assignments(i);
    const std::string row = Row("assignments", i);
    command.assignments.push_back(
        {from.official_id(), ReadDocument(from.document(), row + ".document", command.violations), from.regulation_id(),
         works::ReadWork(from.content(), row + ".content", command.violations)});
  }
  return command;
}

AmendCommand ReadAmendment(const pb::AmendWorkRequest& request) {
  AmendCommand command;
  command.expected_revision = rpc::RevisionOf(request.etag());
  command.document = ReadDocument(request.document(), "document", command.violations);
  if (request.has_content()) {
    command.content = works::ReadWork(request.content(), "content", command.violations);
  }
  command.note = request.note();
  return command;
}

StopCommand ReadStop(const pb::ReportStopRequest& request) {
  StopCommand command;
  command.official_id = request.official_id();
  command.work_ids = {request.work_ids().begin(), request.work_ids().end()};
  command.reason = request.reason();
  command.stopped_on = rpc::ReadDate(request.has_stopped_on(), request.stopped_on(), "stopped_on", command.violations);
  command.facts = request.facts();
  return command;
}

ConcludeCommand ReadConclusion(const pb::ConcludeWorksRequest& request) {
  ConcludeCommand command;
  command.official_id = request.official_id();
  command.document = ReadDocument(request.document(), "document", command.violations);
  for (const pb::ConcludedWork& work : request.works()) {
    command.works.push_back(
        {work.work_id(), rpc::RevisionOf(work.etag()),
         work.has_completion_e2() ? std::optional(work.completion_e2()) : std::nullopt,
         Unprefixed<ConclusionResult>("CONCLUSION_RESULT_", pb::ConclusionResult_Name(work.result()),
                                      ParseConclusionResult)});
  }
  return command;
}

CarryOverCommand ReadCarryOvers(const pb::DecideCarryOversRequest& request) {
  CarryOverCommand command;
  command.document = ReadDocument(request.document(), "document", command.violations);
  for (const pb::CarryOverItem& item : request.items()) {
    command.items.push_back(
        {item.work_id(), item.cycle(),
         Unprefixed<CarryOverOutcome>("CARRY_OVER_OUTCOME_", pb::CarryOverOutcome_Name(item.outcome()),
                                      ParseCarryOverOutcome),
         Unprefixed<OtherWork>("OTHER_WORK_", pb::OtherWork_Name(item.other_work()), ParseOtherWork), item.reason()});
  }
  return command;
}

Result<std::optional<TaskKind>> ReadTaskKind(pb::TaskKind kind) {
  for (const auto& [known, name] : kTaskKinds) {
    if (name == kind) {
      return std::optional(known);
    }
  }
  if (kind == pb::TASK_KIND_UNSPECIFIED) {
    return std::optional<TaskKind>();
  }
  return InvalidArgument("kind", "KIND_INVALID", "not a kind of tasks");
}

std::optional<std::string> StateName(pb::MatterState state) {
  const std::string name = pb::MatterState_Name(state);
  if (state == pb::MATTER_STATE_UNSPECIFIED) {
    return "";
  }
  return name.empty() ? std::nullopt : std::optional(name.substr(std::string_view("MATTER_STATE_").size()));
}

std::optional<std::string> StateName(pb::CarryOverState state) {
  const std::string name = pb::CarryOverState_Name(state);
  if (state == pb::CARRY_OVER_STATE_UNSPECIFIED) {
    return "";
  }
  return name.empty() ? std::nullopt : std::optional(name.substr(std::string_view("CARRY_OVER_STATE_").size()));
}

std::optional<std::string> StateName(pb::WorkState state) {
  const std::string name = pb::WorkState_Name(state);
  if (state == pb::WORK_STATE_UNSPECIFIED) {
    return "";
  }
  return name.empty() ? std::nullopt : std::optional(name.substr(std::string_view("WORK_STATE_").size()));
}

}  // namespace dotpha::review::api
