#include "services/reporting/events/outbox_mapping.h"

#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::reporting::events {
namespace {

namespace pb = dotpha::reporting::v1;

// What one domain event becomes.
struct Announced {
  pb::ReportingEvent body;
  std::string type;       // the message's name
  std::string aggregate;  // third routing word
  std::string event;      // fourth routing word
  std::vector<std::string> debtors;
};

void Write(const std::vector<ReportedItem>& items, pb::WorkCompletion& to) {
  for (const ReportedItem& item : items) {
    auto& written = *to.add_items();
    written.set_item_id(item.id);
    written.set_completion_e2(item.completion_e2);
    written.set_estimated(item.estimated);
  }
}

void Write(const PlannedWork& work, pb::WorkShares& to) {
  to.set_work_id(work.work_id);
  for (const PlannedYear& year : work.years) {
    auto& year_share = *to.add_years();
    year_share.set_year(year.year);
    year_share.set_share_e2(year.share_e2);
    for (const PlannedQuarter& quarter : year.quarters) {
      auto& quarter_share = *year_share.add_quarters();
      quarter_share.set_quarter(quarter.quarter);
      quarter_share.set_share_e2(quarter.share_e2);
      for (const PlannedMonth& month : quarter.months) {
        auto& month_share = *quarter_share.add_months();
        month_share.set_month(month.month);
        month_share.set_share_e2(month.share_e2);
        for (const PlannedItem& item : month.items) {
          auto& item_share = *month_share.add_items();
          item_share.set_item_id(item.id);
          item_share.set_share_e2(item.share_e2);
        }
      }
    }
  }
}

pb::Covered ToCovered(const DutyKey& key) {
  pb::Covered covered;
  covered.set_duty(key.duty);
  covered.set_period(key.period);
  if (const auto occasion = Date::Parse(key.occasion); occasion.ok()) {
    *covered.mutable_occasion() = rpc::ToWire(*occasion);
  }
  return covered;
}

class Mapper {
 public:
  Announced operator()(const PlanSent& event) const {
    const Plan& plan = event.plan;
    Announced result{{}, "PlanSent", "plan", "sent", {plan.official_id}};
    auto& body = *result.body.mutable_plan_sent();
    body.set_plan_id(plan.id);
    body.set_official_id(plan.official_id);
    body.set_cycle(plan.cycle);
    body.set_version(plan.version);
    *body.mutable_covers() = ToCovered(KeyOf(plan));
    if (plan.received_at) {
      *body.mutable_received_at() = rpc::ToWire(*plan.received_at);
    }
    body.set_document_number(plan.paper_number);
    for (const PlannedWork& work : plan.content.works) {
      Write(work, *body.add_works());
    }
    return result;
  }
  Announced operator()(const ReportSent& event) const {
    const Report& report = event.report;
    Announced result{{}, "ReportSent", "report", report.version == 1 ? "sent" : "corrected", {report.official_id}};
    auto& body = *result.body.mutable_report_sent();
    body.set_report_id(report.id);
    body.set_official_id(report.official_id);
    body.set_version(report.version);
    for (const DutyKey& key : report.covers) {
      *body.add_covers() = ToCovered(key);
    }
    *body.mutable_received_at() = rpc::ToWire(report.received_at);
    body.set_document_number(report.paper_number);
    for (const ReportedWork& work : event.works) {
      auto& written = *body.add_works();
      written.set_work_id(work.work_id);
      Write(work.items, written);
      if (work.completed_on) {
        *written.mutable_completed_on() = rpc::ToWire(*work.completed_on);
      }
    }
    const SelfLevel& level = report.content.self_level;
    if (!level.overall.empty() || !level.works.empty()) {
      body.mutable_self_level()->set_overall(level.overall);
      body.mutable_self_level()->mutable_works()->insert(level.works.begin(), level.works.end());
    }
    return result;
  }
  Announced operator()(const StampRecorded& event) const {
    Announced result{{}, "StampRecorded", "document", "stamped", {event.official_id}};
    auto& body = *result.body.mutable_stamp_recorded();
    body.set_document_id(event.document_id);
    body.set_official_id(event.official_id);
    for (const DutyKey& key : event.covers) {
      *body.add_covers() = ToCovered(key);
    }
    *body.mutable_received_at() = rpc::ToWire(event.received_at);
    body.set_document_number(event.paper_number);
    return result;
  }
  Announced operator()(const AdHocReportSent& event) const {
    const AdHocReport& report = event.report;
    Announced result{{}, "ReportSent", "report", "sent", {report.official_id}};
    auto& body = *result.body.mutable_report_sent();
    body.set_report_id(report.id);
    body.set_official_id(report.official_id);
    body.set_version(1);
    if (!report.request_id.empty()) {
      auto& covered = *body.add_covers();
      covered.set_duty("RPT_ADHOC");
      covered.set_period(report.request_id);
    }
    *body.mutable_received_at() = rpc::ToWire(report.received_at);
    return result;
  }
  Announced operator()(const AdHocRequested& event) const {
    Announced result{{}, "AdHocRequested", "ad_hoc_request", "requested", {event.request.official_id}};
    auto& body = *result.body.mutable_ad_hoc_requested();
    body.set_request_id(event.request.id);
    body.set_official_id(event.request.official_id);
    *body.mutable_requested_on() = rpc::ToWire(Date::Of(event.request.requested_at));
    if (event.request.respond_by) {
      *body.mutable_respond_by() = rpc::ToWire(*event.request.respond_by);
    }
    return result;
  }
  Announced operator()(const AdHocRequestCancelled& event) const {
    Announced result{{}, "AdHocRequestCancelled", "ad_hoc_request", "cancelled", {event.request.official_id}};
    result.body.mutable_ad_hoc_request_cancelled()->set_request_id(event.request.id);
    result.body.mutable_ad_hoc_request_cancelled()->set_official_id(event.request.official_id);
    return result;
  }
  Announced operator()(const AnnouncementRecorded& event) const {
    const Announcement& announcement = event.announcement;
    Announced result{{}, "AnnouncementRecorded", "announcement", "recorded", {announcement.official_id}};
    auto& body = *result.body.mutable_announcement_recorded();
    body.set_announcement_id(announcement.id);
    body.set_official_id(announcement.official_id);
    body.set_cycle(announcement.cycle);
    body.set_duty(announcement.duty);
    if (announcement.announced_on) {
      *body.mutable_announced_on() = rpc::ToWire(*announcement.announced_on);
    }
    return result;
  }
  Announced operator()(const ReportsAppraised& event) const {
    Announced result{{}, "ReportsAppraised", "appraisal", "recorded", {event.appraisal.body_id}};
    auto& body = *result.body.mutable_reports_appraised();
    body.set_body_id(event.appraisal.body_id);
    body.set_period(event.appraisal.period);
    *body.mutable_appraised_on() = rpc::ToWire(Date::Of(event.appraisal.appraised_at));
    return result;
  }
  Announced operator()(const YearResultImported& event) const {
    Announced result{{}, "YearResultImported", "year_result", "imported", {event.result.official_id}};
    auto& body = *result.body.mutable_year_result_imported();
    body.set_official_id(event.result.official_id);
    body.set_year(event.result.year);
    body.mutable_work()->set_work_id(event.result.work_id);
    Write(event.result.items, *body.mutable_work());
    return result;
  }
};

}  // namespace

std::vector<messaging::OutboxEntry> ToOutbox(const std::vector<Event>& events, const std::string& traceparent) {
  std::vector<messaging::OutboxEntry> entries;
  entries.reserve(events.size());
  for (const Event& event : events) {
    Announced announced = std::visit(Mapper{}, event);
    entries.push_back({NewUuid(), "dotpha.reporting.v1." + announced.type, announced.aggregate, announced.event,
                       std::move(announced.debtors), announced.body.SerializeAsString(), traceparent});
  }
  return entries;
}

}  // namespace dotpha::reporting::events
