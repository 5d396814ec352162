// Events of the reporting service as facts: plans, reports and announcements received, ad hoc reports asked for. A
// first version is a receipt of what it covers; a later one replaces figures and discharges nothing (I-36).
#include <utility>

#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "libs/facts/event_reading.h"
#include "libs/facts/producers.h"

namespace dotpha::facts {
namespace {

namespace v1 = reporting::v1;
using v1::ReportingEvent;

Result<statute::DutyKey> FromWire(const v1::Covered& covered) {
  DOTPHA_TRY(Require({{"covers.duty", &covered.duty()}, {"covers.period", &covered.period()}}));
  DOTPHA_ASSIGN(const auto occasion, OptionalDate(covered.has_occasion(), covered.occasion()));
  return statute::DutyKey{covered.duty(), covered.period(), occasion ? occasion->ToString() : ""};
}

Result<std::vector<statute::DutyKey>> FromWire(const google::protobuf::RepeatedPtrField<v1::Covered>& all) {
  std::vector<statute::DutyKey> covers;
  for (const v1::Covered& covered : all) {
    DOTPHA_ASSIGN(statute::DutyKey key, FromWire(covered));
    covers.push_back(std::move(key));
  }
  return covers;
}

class Adder {
 public:
  Adder(const statute::Learned& learned, Knowledge& knowledge) : learned_(learned), k_(knowledge) {}

  Result<void> Add(const ReportingEvent& event) {
    switch (event.event_case()) {
      case ReportingEvent::kPlanSent:
        return Add(event.plan_sent());
      case ReportingEvent::kReportSent:
        return Add(event.report_sent());
      case ReportingEvent::kAdHocRequested:
        return Add(event.ad_hoc_requested());
      case ReportingEvent::kAdHocRequestCancelled:
        return Add(event.ad_hoc_request_cancelled());
      case ReportingEvent::kAnnouncementRecorded:
        return Add(event.announcement_recorded());
      case ReportingEvent::kStampRecorded:
        return Add(event.stamp_recorded());
      case ReportingEvent::kReportsAppraised:    // no dated duty (R5.2-BODY, R5.2-BTC)
      case ReportingEvent::kYearResultImported:  // figures, no duty
      case ReportingEvent::EVENT_NOT_SET:
        break;
    }
    return Ok{};
  }

 private:
  Result<void> Add(const v1::PlanSent& event) {
    DOTPHA_TRY(Require({{"plan_id", &event.plan_id()}, {"official_id", &event.official_id()}}));
    if (event.version() == 0 || !event.has_received_at()) {
      return Missing(event.version() == 0 ? "version" : "received_at");
    }
    DOTPHA_ASSIGN(statute::DutyKey covered, FromWire(event.covers()));
    if (event.version() == 1) {
      k_.facts.receipts.push_back({learned_,
                                   event.plan_id(),
                                   event.official_id(),
                                   {std::move(covered)},
                                   rpc::FromWire(event.received_at()),
                                   event.document_number(),
                                   std::nullopt});
    }
    return Ok{};
  }

  Result<void> Add(const v1::ReportSent& event) {
    DOTPHA_TRY(Require({{"report_id", &event.report_id()}, {"official_id", &event.official_id()}}));
    if (event.version() == 0 || !event.has_received_at()) {
      return Missing(event.version() == 0 ? "version" : "received_at");
    }
    DOTPHA_ASSIGN(std::vector<statute::DutyKey> covers, FromWire(event.covers()));
    if (event.version() == 1) {
      k_.facts.receipts.push_back({learned_, event.report_id(), event.official_id(), std::move(covers),
                                   rpc::FromWire(event.received_at()), event.document_number(), std::nullopt});
    }
    return Ok{};
  }

  // One more receipt of the same document: the legally earliest counts.
  Result<void> Add(const v1::StampRecorded& event) {
    DOTPHA_TRY(Require({{"document_id", &event.document_id()}, {"official_id", &event.official_id()}}));
    if (event.covers().empty() || !event.has_received_at()) {
      return Missing(event.covers().empty() ? "covers" : "received_at");
    }
    DOTPHA_ASSIGN(std::vector<statute::DutyKey> covers, FromWire(event.covers()));
    k_.facts.receipts.push_back({learned_, event.document_id(), event.official_id(), std::move(covers),
                                 rpc::FromWire(event.received_at()), event.document_number(), std::nullopt});
    return Ok{};
  }

  Result<void> Add(const v1::AdHocRequested& event) {
    DOTPHA_TRY(Require({{"request_id", &event.request_id()}, {"official_id", &event.official_id()}}));
    DOTPHA_ASSIGN(const Date requested_on, rpc::FromWire(event.requested_on()));
    DOTPHA_ASSIGN(const auto respond_by, OptionalDate(event.has_respond_by(), event.respond_by()));
    k_.facts.requests.push_back({learned_, event.request_id(), event.official_id(), requested_on, respond_by});
    return Ok{};
  }

  Result<void> Add(const v1::AdHocRequestCancelled& event) {
    DOTPHA_TRY(Require({{"request_id", &event.request_id()}, {"official_id", &event.official_id()}}));
    for (statute::RequestFact& request : k_.facts.requests) {
      if (request.id == event.request_id() && !request.revoked) {
        request.revoked = learned_;
      }
    }
    return Ok{};
  }

  Result<void> Add(const v1::AnnouncementRecorded& event) {
    DOTPHA_TRY(Require({{"announcement_id", &event.announcement_id()},
                        {"official_id", &event.official_id()},
                        {"duty", &event.duty()}}));
    if (event.cycle() == 0) {
      return Missing("cycle");
    }
    DOTPHA_ASSIGN(const Date announced_on, rpc::FromWire(event.announced_on()));
    k_.facts.receipts.push_back({learned_,
                                 event.announcement_id(),
                                 event.official_id(),
                                 {{event.duty(), std::to_string(event.cycle()), ""}},
                                 announced_on.At(),
                                 "",
                                 std::nullopt});
    return Ok{};
  }

  const statute::Learned& learned_;
  Knowledge& k_;
};

Result<void> Place(FactRow& row) {
  DOTPHA_ASSIGN(const ReportingEvent event, ParseRow<ReportingEvent>(row));
  switch (event.event_case()) {
    case ReportingEvent::kPlanSent:
      row.subject = event.plan_sent().official_id();
      break;
    case ReportingEvent::kReportSent:
      row.subject = event.report_sent().official_id();
      break;
    case ReportingEvent::kAdHocRequested:
      row.subject = event.ad_hoc_requested().official_id();
      break;
    case ReportingEvent::kAdHocRequestCancelled:
      row.subject = event.ad_hoc_request_cancelled().official_id();
      break;
    case ReportingEvent::kAnnouncementRecorded:
      row.subject = event.announcement_recorded().official_id();
      break;
    case ReportingEvent::kReportsAppraised:
      row.subject = event.reports_appraised().body_id();
      break;
    case ReportingEvent::kStampRecorded:
      row.subject = event.stamp_recorded().official_id();
      break;
    case ReportingEvent::kYearResultImported:
      row.subject = event.year_result_imported().official_id();
      break;
    case ReportingEvent::EVENT_NOT_SET:
      break;
  }
  return row.subject.empty() ? Result<void>{Missing("official_id")} : Result<void>{Ok{}};
}

Result<void> Add(const FactRow& row, const statute::Learned& learned, const FindRegulation& /*find_regulation*/,
                 Knowledge& knowledge) {
  DOTPHA_ASSIGN(const ReportingEvent event, ParseEvent<ReportingEvent>(row.data));
  return Adder(learned, knowledge).Add(event);
}

}  // namespace

const Producer kReporting{"reporting", &Place, &Add};

}  // namespace dotpha::facts
