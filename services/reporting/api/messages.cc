#include "services/reporting/api/messages.h"

#include "libs/rpc/resource_names.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::reporting::api {
namespace {

pb::Channel ToProto(Channel channel) { return channel == Channel::kPaper ? pb::CHANNEL_PAPER : pb::CHANNEL_ELECTRONIC; }

pb::PlanState ToProto(PlanState state) {
  switch (state) {
    case PlanState::kDraft:
      return pb::PLAN_STATE_DRAFT;
    case PlanState::kSent:
      return pb::PLAN_STATE_SENT;
    case PlanState::kCorrectionAsked:
      return pb::PLAN_STATE_CORRECTION_ASKED;
  }
  return pb::PLAN_STATE_UNSPECIFIED;
}

pb::ReportState ToProto(ReportState state) {
  switch (state) {
    case ReportState::kSent:
      return pb::REPORT_STATE_SENT;
    case ReportState::kAppraised:
      return pb::REPORT_STATE_APPRAISED;
    case ReportState::kConsolidated:
      return pb::REPORT_STATE_CONSOLIDATED;
  }
  return pb::REPORT_STATE_UNSPECIFIED;
}

pb::AdHocRequestState ToProto(RequestState state) {
  switch (state) {
    case RequestState::kRequested:
      return pb::AD_HOC_REQUEST_STATE_REQUESTED;
    case RequestState::kAnswered:
      return pb::AD_HOC_REQUEST_STATE_ANSWERED;
    case RequestState::kCancelled:
      return pb::AD_HOC_REQUEST_STATE_CANCELLED;
  }
  return pb::AD_HOC_REQUEST_STATE_UNSPECIFIED;
}

PlannedWork ReadWork(const pb::PlannedWork& from) {
  PlannedWork work{from.work_id(), false, {}};
  for (const pb::PlannedYear& y : from.years()) {
    PlannedYear year{y.year(), y.share_e2(), {}};
    for (const pb::PlannedQuarter& q : y.quarters()) {
      PlannedQuarter quarter{q.quarter(), q.share_e2(), {}};
      for (const pb::PlannedMonth& m : q.months()) {
        PlannedMonth month{m.month(), m.share_e2(), {}};
        for (const pb::PlannedItem& i : m.items()) {
          month.items.push_back(
              {i.item_id(), i.text(), i.product(), i.share_e2(), {i.target_ids().begin(), i.target_ids().end()}});
        }
        quarter.months.push_back(std::move(month));
      }
      year.quarters.push_back(std::move(quarter));
    }
    work.years.push_back(std::move(year));
  }
  return work;
}

void Write(const PlannedWork& work, pb::PlannedWork& to) {
  to.set_work_id(work.work_id);
  for (const PlannedYear& y : work.years) {
    auto& year = *to.add_years();
    year.set_year(y.year);
    year.set_share_e2(y.share_e2);
    for (const PlannedQuarter& q : y.quarters) {
      auto& quarter = *year.add_quarters();
      quarter.set_quarter(q.quarter);
      quarter.set_share_e2(q.share_e2);
      for (const PlannedMonth& m : q.months) {
        auto& month = *quarter.add_months();
        month.set_month(m.month);
        month.set_share_e2(m.share_e2);
        for (const PlannedItem& i : m.items) {
          auto& item = *month.add_items();
          item.set_item_id(i.id);
          item.set_text(i.text);
          item.set_product(i.product);
          item.set_share_e2(i.share_e2);
          item.mutable_target_ids()->Assign(i.target_ids.begin(), i.target_ids.end());
        }
      }
    }
  }
}

void Write(const statute::NodeCompletion& node, pb::ProgressNode& to) {
  to.set_level(node.level);
  to.set_label(node.label);
  to.set_share_e2(node.share_e2);
  if (node.completion) {
    to.set_completion_e2(statute::FloorToHundredths(*node.completion));
    to.set_completion_exact(statute::FormatExact(*node.completion));
  }
  if (node.contribution) {
    to.set_contribution_e2(statute::FloorToHundredths(*node.contribution));
  }
  for (const statute::NodeCompletion& child : node.children) {
    Write(child, *to.add_parts());
  }
}

}  // namespace

DocumentReference ReadDocument(const dotpha::common::v1::DocumentReference& document, const std::string& field,
                               std::vector<Violation>& violations) {
  return {document.number(),
          rpc::ReadDate(document.has_signed_on(), document.signed_on(), field + ".signed_on", violations)};
}

PlanContent ReadContent(const pb::Plan& plan) {
  PlanContent content;
  content.general_goal = plan.general_goal();
  content.specific_goals = {plan.specific_goals().begin(), plan.specific_goals().end()};
  content.solutions = {plan.solutions().begin(), plan.solutions().end()};
  content.roadmap = plan.roadmap();
  for (const pb::Coordination& entry : plan.coordination()) {
    content.coordination.push_back(
        {entry.work_id(), entry.arrangement(), {entry.agency_ids().begin(), entry.agency_ids().end()}});
  }
  for (const pb::PlannedWork& work : plan.works()) {
    content.works.push_back(ReadWork(work));
  }
  return content;
}

ReportContent ReadContent(const pb::Report& report, std::vector<Violation>& violations) {
  ReportContent content;
  for (const pb::ReportedWork& from : report.works()) {
    ReportedWork work{from.work_id(), {}, from.reason()};
    work.completed_on =
        rpc::ReadDate(from.has_completed_on(), from.completed_on(),
                      "report.works[" + std::to_string(content.works.size()) + "].completed_on", violations);
    for (const pb::ReportedItem& item : from.items()) {
      work.items.push_back({item.item_id(), item.completion_e2(), item.estimated(), item.product()});
    }
    content.works.push_back(std::move(work));
  }
  content.narrative = {report.narrative().results(), report.narrative().difficulties(), report.narrative().directions(),
                       report.narrative().proposals()};
  content.self_level.overall = report.self_level().overall();
  content.self_level.works = {report.self_level().works().begin(), report.self_level().works().end()};
  return content;
}

std::vector<DutyKey> ReadCovers(const pb::Report& report, std::vector<Violation>& violations) {
  std::vector<DutyKey> covers;
  for (int i = 0; i < report.covers_size(); ++i) {
    const pb::Covered& covered = report.covers(i);
    const auto occasion = rpc::ReadDate(covered.has_occasion(), covered.occasion(),
                                        "report.covers[" + std::to_string(i) + "].occasion", violations);
    covers.push_back({covered.duty(), covered.period(), occasion ? occasion->ToString() : ""});
  }
  return covers;
}

AdHocReport ReadAdHocReport(const pb::AdHocReport& from, std::vector<Violation>& violations) {
  AdHocReport report;
  report.official_id = from.official_id();
  if (from.trigger() == pb::AD_HOC_TRIGGER_EVENT) {
    report.trigger = AdHocTrigger::kEvent;
  } else if (from.trigger() == pb::AD_HOC_TRIGGER_REQUEST) {
    report.trigger = AdHocTrigger::kRequest;
  }
  report.request_id = from.ad_hoc_request_id();
  report.event_on = rpc::ReadDate(from.has_event_on(), from.event_on(), "ad_hoc_report.event_on", violations);
  report.subject = from.subject();
  report.work_ids = {from.work_ids().begin(), from.work_ids().end()};
  report.what_happened = from.what_happened();
  if (from.has_impact_e2()) {
    report.impact_e2 = from.impact_e2();
  }
  report.proposal = from.proposal();
  return report;
}

Evidence ReadEvidence(const pb::Evidence& from) {
  Evidence evidence;
  evidence.official_id = from.official_id();
  evidence.work_id = from.work_id();
  evidence.item_id = from.item_id();
  evidence.file_name = from.file_name();
  evidence.content_type = from.content_type();
  evidence.classification = from.classification();
  evidence.sha256 = from.sha256();
  return evidence;
}

pb::Plan ToProto(const std::string& authority, const Plan& plan) {
  pb::Plan to;
  to.set_name(rpc::ResourceName(authority, "plans", plan.id));
  to.set_plan_id(plan.id);
  to.set_official_id(plan.official_id);
  to.set_cycle(plan.cycle);
  if (plan.occasion) {
    *to.mutable_occasion() = rpc::ToWire(*plan.occasion);
  }
  to.set_state(ToProto(plan.state));
  to.set_general_goal(plan.content.general_goal);
  to.mutable_specific_goals()->Assign(plan.content.specific_goals.begin(), plan.content.specific_goals.end());
  to.mutable_solutions()->Assign(plan.content.solutions.begin(), plan.content.solutions.end());
  to.set_roadmap(plan.content.roadmap);
  for (const Coordination& entry : plan.content.coordination) {
    auto& written = *to.add_coordination();
    written.set_work_id(entry.work_id);
    written.set_arrangement(entry.arrangement);
    written.mutable_agency_ids()->Assign(entry.agency_ids.begin(), entry.agency_ids.end());
  }
  for (const PlannedWork& work : plan.content.works) {
    Write(work, *to.add_works());
  }
  to.set_channel(ToProto(plan.channel));
  if (plan.received_at) {
    *to.mutable_received_at() = rpc::ToWire(*plan.received_at);
  }
  *to.mutable_recorded_at() = rpc::ToWire(plan.recorded_at);
  to.set_paper_number(plan.paper_number);
  to.set_version(plan.version);
  to.set_etag(rpc::EtagOf(plan.revision));
  return to;
}

pb::Report ToProto(const std::string& authority, const Report& report) {
  pb::Report to;
  to.set_name(rpc::ResourceName(authority, "reports", report.id));
  to.set_report_id(report.id);
  to.set_official_id(report.official_id);
  for (const DutyKey& key : report.covers) {
    *to.add_covers() = ToProto(key);
  }
  for (const ReportedWork& work : report.content.works) {
    auto& written = *to.add_works();
    written.set_work_id(work.work_id);
    written.set_reason(work.reason);
    if (work.completed_on) {
      *written.mutable_completed_on() = rpc::ToWire(*work.completed_on);
    }
    for (const ReportedItem& item : work.items) {
      auto& row = *written.add_items();
      row.set_item_id(item.id);
      row.set_completion_e2(item.completion_e2);
      row.set_estimated(item.estimated);
      row.set_product(item.product);
    }
  }
  const Narrative& narrative = report.content.narrative;
  to.mutable_narrative()->set_results(narrative.results);
  to.mutable_narrative()->set_difficulties(narrative.difficulties);
  to.mutable_narrative()->set_directions(narrative.directions);
  to.mutable_narrative()->set_proposals(narrative.proposals);
  const SelfLevel& level = report.content.self_level;
  if (!level.overall.empty() || !level.works.empty()) {
    to.mutable_self_level()->set_overall(level.overall);
    to.mutable_self_level()->mutable_works()->insert(level.works.begin(), level.works.end());
  }
  to.set_state(ToProto(report.state));
  to.set_channel(ToProto(report.channel));
  *to.mutable_received_at() = rpc::ToWire(report.received_at);
  *to.mutable_recorded_at() = rpc::ToWire(report.recorded_at);
  to.set_paper_number(report.paper_number);
  to.set_version(report.version);
  to.set_etag(rpc::EtagOf(report.revision));
  for (const YearCompletion& year : report.completion) {
    auto& written = *to.add_completion();
    written.set_work_id(year.work_id);
    written.set_year(year.year);
    written.set_completion_e2(year.completion_e2);
    written.set_completion_exact(year.completion_exact);
  }
  for (const Warning& warning : report.warnings) {
    auto& written = *to.add_warnings();
    written.set_reason(warning.reason);
    written.set_field(warning.field);
    written.set_description(warning.description);
  }
  return to;
}

pb::AdHocRequest ToProto(const std::string& authority, const AdHocRequest& request) {
  pb::AdHocRequest to;
  to.set_name(rpc::ResourceName(authority, "adHocRequests", request.id));
  to.set_ad_hoc_request_id(request.id);
  to.set_official_id(request.official_id);
  to.set_requester_body_id(request.requester_body_id);
  to.set_subject(request.subject);
  to.mutable_document()->set_number(request.document.number);
  if (request.document.signed_on) {
    *to.mutable_document()->mutable_signed_on() = rpc::ToWire(*request.document.signed_on);
  }
  if (request.respond_by) {
    *to.mutable_respond_by() = rpc::ToWire(*request.respond_by);
  }
  to.set_state(ToProto(request.state));
  *to.mutable_requested_at() = rpc::ToWire(request.requested_at);
  to.set_etag(rpc::EtagOf(request.revision));
  return to;
}

pb::AdHocReport ToProto(const std::string& authority, const AdHocReport& report) {
  pb::AdHocReport to;
  to.set_name(rpc::ResourceName(authority, "adHocReports", report.id));
  to.set_report_id(report.id);
  to.set_official_id(report.official_id);
  to.set_trigger(report.trigger == AdHocTrigger::kRequest ? pb::AD_HOC_TRIGGER_REQUEST : pb::AD_HOC_TRIGGER_EVENT);
  to.set_ad_hoc_request_id(report.request_id);
  if (report.event_on) {
    *to.mutable_event_on() = rpc::ToWire(*report.event_on);
  }
  to.set_subject(report.subject);
  to.mutable_work_ids()->Assign(report.work_ids.begin(), report.work_ids.end());
  to.set_what_happened(report.what_happened);
  if (report.impact_e2) {
    to.set_impact_e2(*report.impact_e2);
  }
  to.set_proposal(report.proposal);
  *to.mutable_received_at() = rpc::ToWire(report.received_at);
  return to;
}

pb::ReportAppraisal ToProto(const Appraisal& appraisal) {
  pb::ReportAppraisal to;
  to.set_appraisal_id(appraisal.id);
  to.set_body_id(appraisal.body_id);
  to.set_period(appraisal.period);
  to.set_general(appraisal.general);
  to.set_remarks(appraisal.remarks);
  *to.mutable_appraised_at() = rpc::ToWire(appraisal.appraised_at);
  to.set_appraised_by(appraisal.appraised_by);
  to.set_report_count(appraisal.report_count);
  return to;
}

pb::Announcement ToProto(const Announcement& announcement) {
  pb::Announcement to;
  to.set_announcement_id(announcement.id);
  to.set_official_id(announcement.official_id);
  to.set_cycle(announcement.cycle);
  to.set_duty(announcement.duty);
  if (announcement.announced_on) {
    *to.mutable_announced_on() = rpc::ToWire(*announcement.announced_on);
  }
  to.set_form(announcement.form);
  to.set_place(announcement.place);
  to.set_confirmed_by(announcement.confirmed_by);
  to.set_recorded_by(announcement.recorded_by);
  *to.mutable_recorded_at() = rpc::ToWire(announcement.recorded_at);
  return to;
}

pb::Evidence ToProto(const std::string& authority, const Evidence& evidence) {
  pb::Evidence to;
  to.set_name(rpc::ResourceName(authority, "evidence", evidence.id));
  to.set_evidence_id(evidence.id);
  to.set_official_id(evidence.official_id);
  to.set_work_id(evidence.work_id);
  to.set_item_id(evidence.item_id);
  to.set_file_name(evidence.file_name);
  to.set_content_type(evidence.content_type);
  to.set_classification(evidence.classification);
  to.set_size_bytes(evidence.size_bytes);
  to.set_sha256(evidence.sha256);
  to.set_uploaded_by(evidence.uploaded_by);
  *to.mutable_uploaded_at() = rpc::ToWire(evidence.uploaded_at);
  return to;
}

pb::Delivery ToProto(const Delivery& delivery) {
  pb::Delivery to;
  to.set_version(delivery.version);
  to.set_body_id(delivery.body_id);
  to.set_role(delivery.role == DeliveryRole::kVia ? pb::DELIVERY_ROLE_VIA : pb::DELIVERY_ROLE_COPY);
  *to.mutable_delivered_at() = rpc::ToWire(delivery.delivered_at);
  return to;
}

pb::Covered ToProto(const DutyKey& key) {
  pb::Covered to;
  to.set_duty(key.duty);
  to.set_period(key.period);
  return to;
}

dotpha::common::v1::HistoryEntry ToProto(const HistoryEntry& entry) {
  dotpha::common::v1::HistoryEntry to;
  *to.mutable_recorded_at() = rpc::ToWire(entry.recorded_at);
  to.set_actor(entry.actor);
  to.set_action(entry.action);
  to.set_from_state(entry.from_state);
  to.set_to_state(entry.to_state);
  to.set_note(entry.note);
  to.set_version(entry.version);
  return to;
}

pb::GetProgressResponse ToProto(const Progress& progress) {
  pb::GetProgressResponse to;
  for (const WorkProgress& work : progress.works) {
    auto& row = *to.add_works();
    row.set_work_id(work.work_id);
    Write(work.tree, *row.mutable_tree());
    if (work.year) {
      row.set_year_e2(statute::FloorToHundredths(*work.year));
      row.set_year_exact(statute::FormatExact(*work.year));
    }
    row.set_band(work.band);
  }
  if (progress.mean) {
    to.set_mean_e2(statute::FloorToHundredths(*progress.mean));
    to.set_mean_exact(statute::FormatExact(*progress.mean));
  }
  to.set_suggested_band(progress.suggested_band);
  return to;
}

}  // namespace dotpha::reporting::api
