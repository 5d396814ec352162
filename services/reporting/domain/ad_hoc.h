// Use cases: asking for an ad hoc report, cancelling that, and reporting ad hoc, asked or not (Điều 5 khoản 1 điểm e;
// R5.1-ADHOC, I-10). No form, no deadline of the law; a day named by the requester is soft.
//
// Errors: as listed in report_service.proto; PERMISSION_DENIED REQUESTER_NOT_ALLOWED, ROLE_NOT_ALLOWED.
#pragma once

#include "services/reporting/domain/circumstances.h"
#include "services/reporting/domain/events.h"

namespace dotpha::reporting {

struct RequestAdHocCommand {
  AdHocRequest request;  // id may be empty
  std::vector<Violation> violations;
  std::string new_request_id;
};
struct RequestDecision {
  AdHocRequest request;
  HistoryEntry history;
  std::vector<Event> events;
};
// `taken`: another request has that id.
Result<RequestDecision> RequestAdHocReport(const RequestAdHocCommand& command, bool taken,
                                           const Circumstances& circumstances);

struct CancelRequestCommand {
  std::string note;
  std::optional<std::int64_t> expected_revision;
};
Result<RequestDecision> CancelAdHocRequest(const CancelRequestCommand& command, const AdHocRequest& request,
                                           const Circumstances& circumstances);

struct SubmitAdHocCommand {
  AdHocReport report;
  std::vector<Violation> violations;
  std::string new_report_id;
};
struct AdHocDecision {
  AdHocReport report;
  std::optional<RequestDecision> answered;
  HistoryEntry history;
  std::vector<Delivery> deliveries;
  std::vector<Event> events;
};
// `request`: the one that the report names, of whomever.
Result<AdHocDecision> SubmitAdHocReport(const SubmitAdHocCommand& command, const std::optional<AdHocRequest>& request,
                                        const Circumstances& circumstances);

}  // namespace dotpha::reporting
