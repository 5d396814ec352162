#include "services/reporting/domain/ad_hoc.h"

#include <algorithm>

#include "libs/base/violations.h"

namespace dotpha::reporting {
namespace {

constexpr std::size_t kMaxRequestId = 64;

bool IsRequestId(const std::string& id) {
  return id.size() <= kMaxRequestId && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

// The body of the caller's that may ask: BTV, TT, BTC, or one on the official's route; lead before copies.
std::string RequesterBody(const Circumstances& circumstances, const statute::Regulation& regulation,
                          const statute::RouteResult& route) {
  std::vector<std::string> may{regulation.BodyActingAs("BTV"), regulation.BodyActingAs("TT"),
                               regulation.BodyActingAs("BTC")};
  may.push_back(route.lead);
  may.insert(may.end(), route.cc.begin(), route.cc.end());
  for (const std::string& token : circumstances.actor_roles) {
    const auto colon = token.find(':');
    if (colon != std::string::npos && std::find(may.begin(), may.end(), token.substr(colon + 1)) != may.end()) {
      return token.substr(colon + 1);
    }
  }
  return "";
}

bool ActsFor(const Circumstances& circumstances, const std::string& body_id) {
  return std::any_of(circumstances.actor_roles.begin(), circumstances.actor_roles.end(),
                     [&](const std::string& token) { return token.ends_with(":" + body_id); });
}

}  // namespace

Result<RequestDecision> RequestAdHocReport(const RequestAdHocCommand& command, bool taken,
                                           const Circumstances& circumstances) {
  Violations violations(command.violations);
  const AdHocRequest& wanted = command.request;
  const Date today = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, today));
  DOTPHA_TRY(workflow::Find(*regulation, "adhoc_request"));
  violations.AddAll(CheckDocument(wanted.document, "ad_hoc_request.document"));
  if (IsBlank(wanted.subject)) {
    violations.Add("ad_hoc_request.subject", "MISSING_SUBJECT", "what is to be reported on");
  }
  violations.CheckLength("ad_hoc_request.subject", wanted.subject, kMaxNameLength);
  if (wanted.respond_by && *wanted.respond_by < today) {
    violations.Add("ad_hoc_request.respond_by", "RESPOND_BY_IN_PAST", "the day lies before today");
  }
  if (!IsRequestId(wanted.id)) {
    violations.Add("ad_hoc_request.ad_hoc_request_id", "ID_INVALID", "letters, digits, '.', '_', '-'; at most 64");
  }
  if (taken) {
    violations.Add("ad_hoc_request.ad_hoc_request_id", "DUPLICATE_ID", "another request has this id");
  }
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(const statute::RouteResult route, RouteInScope(circumstances, wanted.official_id, today));
  const std::string body = RequesterBody(circumstances, *regulation, route);
  if (body.empty()) {
    return PermissionDenied("REQUESTER_NOT_ALLOWED", "only BTV, TT, BTC and bodies on his route ask an official");
  }
  RequestDecision decision;
  decision.request = wanted;
  if (decision.request.id.empty()) {
    decision.request.id = command.new_request_id;
  }
  decision.request.requester_body_id = body;
  decision.request.state = RequestState::kRequested;
  decision.request.requested_at = circumstances.received_at;
  decision.request.revision = 1;
  decision.history = {
      circumstances.arrived_at, circumstances.actor, "request", "", "REQUESTED", wanted.document.number, 1};
  decision.events.emplace_back(AdHocRequested{decision.request});
  return decision;
}

Result<RequestDecision> CancelAdHocRequest(const CancelRequestCommand& command, const AdHocRequest& request,
                                           const Circumstances& circumstances) {
  Violations violations;
  if (!command.expected_revision) {
    violations.Add("etag", "ETAG_REQUIRED", "the etag of the request as it was read");
  }
  violations.CheckLength("note", command.note, kMaxTextLength);
  DOTPHA_TRY(violations.Check());
  if (*command.expected_revision != request.revision) {
    return EtagMismatch("adHocRequests/" + request.id);
  }
  DOTPHA_ASSIGN(const statute::Regulation* regulation,
                RegulationOn(circumstances, Date::Of(circumstances.received_at)));
  DOTPHA_ASSIGN(const workflow::Transition transition,
                MayAct(circumstances, *regulation, "adhoc_request", request.official_id, NameOf(request.state),
                       "cancel", [&](const std::string& guard) {
                         return guard == "ASKED_BY_OWN_BODY" && ActsFor(circumstances, request.requester_body_id);
                       }));
  RequestDecision decision;
  decision.request = request;
  DOTPHA_ASSIGN(decision.request.state, ParseRequestState(transition.to));
  decision.request.revision += 1;
  decision.history = {circumstances.arrived_at,
                      circumstances.actor,
                      transition.action,
                      transition.from,
                      transition.to,
                      command.note,
                      1};
  decision.events.emplace_back(AdHocRequestCancelled{decision.request});
  return decision;
}

Result<AdHocDecision> SubmitAdHocReport(const SubmitAdHocCommand& command, const std::optional<AdHocRequest>& request,
                                        const Circumstances& circumstances) {
  Violations violations(command.violations);
  const AdHocReport& wanted = command.report;
  const Date today = Date::Of(circumstances.received_at);
  DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOn(circumstances, today));
  DOTPHA_TRY(workflow::Find(*regulation, "adhoc_request"));
  const auto demand = [&](const std::string& field, bool there) {
    for (const statute::RequiredField& rule : regulation->required_fields) {
      if (rule.document == "adhoc_report" && rule.field == field && !there) {
        violations.Add("ad_hoc_report." + field, rule.reason, "required by " + rule.article + " (" + rule.rule + ")");
      }
    }
  };
  demand("subject", !IsBlank(wanted.subject));
  demand("works", !wanted.work_ids.empty());
  demand("trigger", wanted.trigger.has_value());
  demand("what_happened", !IsBlank(wanted.what_happened));
  demand("impact", wanted.impact_e2.has_value());
  demand("proposal", !IsBlank(wanted.proposal));
  violations.CheckLength("ad_hoc_report.subject", wanted.subject, kMaxNameLength);
  violations.CheckLength("ad_hoc_report.what_happened", wanted.what_happened, kMaxTextLength);
  violations.CheckLength("ad_hoc_report.proposal", wanted.proposal, kMaxTextLength);
  if (wanted.impact_e2 && (*wanted.impact_e2 < 0 || *wanted.impact_e2 > kWholeE2)) {
    violations.Add("ad_hoc_report.impact_e2", "IMPACT_OUT_OF_RANGE", "0 to 10000 hundredths of a percent");
  }
  const auto held = WorksHeld(circumstances, *regulation, wanted.official_id, today.year(), today);
  for (const std::string& work_id : wanted.work_ids) {
    if (std::none_of(held.begin(), held.end(), [&](const HeldWork& work) { return work.work_id == work_id; })) {
      violations.Add("ad_hoc_report.work_ids", "WORK_NOT_ASSIGNED", "the official does not hold the work " + work_id);
    }
  }
  if (wanted.trigger == AdHocTrigger::kEvent) {
    if (!wanted.event_on) {
      violations.Add("ad_hoc_report.event_on", "MISSING_EVENT_DATE", "the day on which the matter arose");
    } else if (*wanted.event_on > today) {
      violations.Add("ad_hoc_report.event_on", "EVENT_IN_FUTURE", "the day lies after today");
    }
  }
  const bool asked = wanted.trigger == AdHocTrigger::kRequest;
  if (asked && (!request || request->official_id != wanted.official_id)) {
    violations.Add("ad_hoc_report.ad_hoc_request_id", "REQUEST_UNKNOWN", "no such request to this official");
  }
  DOTPHA_TRY(violations.Check());
  DOTPHA_ASSIGN(const statute::RouteResult route, RouteInScope(circumstances, wanted.official_id, today));

  AdHocDecision decision;
  decision.report = wanted;
  decision.report.id = command.new_report_id;
  decision.report.received_at = circumstances.received_at;
  decision.report.recorded_at = circumstances.arrived_at;
  if (asked) {
    DOTPHA_ASSIGN(const workflow::Transition transition,
                  MayAct(circumstances, *regulation, "adhoc_request", request->official_id, NameOf(request->state),
                         "answer", [](const std::string&) { return true; }));
    RequestDecision answered{*request, {}, {}};
    DOTPHA_ASSIGN(answered.request.state, ParseRequestState(transition.to));
    answered.request.revision += 1;
    answered.history = {
        circumstances.arrived_at, circumstances.actor, transition.action, transition.from, transition.to, "", 1};
    decision.answered = std::move(answered);
  } else {
    decision.report.request_id.clear();
  }
  decision.history = {circumstances.arrived_at, circumstances.actor, "send", "", "RECEIVED", "", 1};
  decision.deliveries = DeliveriesOf(route, 1, circumstances.received_at);
  decision.events.emplace_back(AdHocReportSent{decision.report});
  return decision;
}

}  // namespace dotpha::reporting
