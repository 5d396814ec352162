// Appraising reports (Điều 5 khoản 2).
#include <algorithm>

#include "libs/statute/scope.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/api/report_api.h"
#include "services/reporting/store/report_store.h"

namespace dotpha::reporting::api {
namespace {

constexpr char kCommission[] = "BTC";

template <typename Response, typename Request>
Result<Response> RunAppraisal(const Parts& parts, const rpc::CallContext& call, const Request& request,
                              AppraiseCommand command) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  if (command.body_id.empty()) {
    return InvalidArgument("body_id", "BODY_REQUIRED", "the body that appraises");
  }
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        command.new_appraisal_id = NewUuid();
        DOTPHA_ASSIGN(const auto shared, parts.knowledge->LoadAuthority(transaction, call.authority));
        const Date today = Date::Of(call.received_at);
        const statute::Regulation* regulation = statute::InForceOn(shared->facts.law, today);
        if (regulation == nullptr) {
          return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation of this authority is in force today");
        }
        if (command.general) {
          command.body_id = regulation->BodyActingAs(kCommission);
        }
        if (!call.access.Has("*:" + command.body_id)) {
          return PermissionDenied("OUT_OF_REACH", "a body appraises for itself alone").With("body_id", command.body_id);
        }
        const std::vector<DutyKey> duties = DutiesOf(command.period, shared->facts.law);
        std::map<std::string, std::string> leads;
        std::vector<ReportInQuestion> reports;
        for (Report& report : store::ReportsCovering(transaction, call.authority, duties, command.period)) {
          auto lead = leads.find(report.official_id);
          if (lead == leads.end()) {
            DOTPHA_ASSIGN(const OfficialKnowledge known,
                          store::LoadKnowledge(transaction, *parts.knowledge, call.authority, report.official_id));
            statute::RouteResult route = statute::RouteOn(known.facts, report.official_id, today, Instant::Max());
            if (route.scope != statute::ScopeVerdict::kIn) {  // left since: his body of then
              route = statute::RouteOn(known.facts, report.official_id, Date::Of(report.received_at), Instant::Max());
            }
            lead = leads.emplace(report.official_id, route.lead).first;
          }
          reports.push_back({std::move(report), lead->second});
        }
        DOTPHA_ASSIGN(const AppraisalDecision decision, Appraise(command, duties, reports, *regulation, call.caller,
                                                                 call.roles, call.received_at, call.arrived_at));
        store::SaveAppraisal(transaction, call.authority, decision);
        Response response;
        *response.mutable_appraisal() = ToProto(decision.appraisal);
        return MakeOutcome(call, std::move(response), command.general ? "reports.consolidate" : "reports.appraise",
                           rpc::ResourceName(call.authority, "appraisals", decision.appraisal.id),
                           {{"body_id", command.body_id},
                            {"period", command.period},
                            {"reports", std::to_string(decision.appraisal.report_count)}},
                           decision.events);
      });
}

}  // namespace

grpc::Status ReportApi::AppraiseReports(grpc::ServerContext* context, const v1::AppraiseReportsRequest* request,
                                        v1::AppraiseReportsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AppraiseReportsResponse> {
        return RunAppraisal<v1::AppraiseReportsResponse>(
            parts_, call, *request, {request->body_id(), request->period(), request->remarks(), false, ""});
      });
}

grpc::Status ReportApi::AppraiseAllReports(grpc::ServerContext* context, const v1::AppraiseAllReportsRequest* request,
                                           v1::AppraiseAllReportsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AppraiseAllReportsResponse> {
        return RunAppraisal<v1::AppraiseAllReportsResponse>(
            parts_, call, *request, {kCommission, request->period(), request->remarks(), true, ""});
      });
}

grpc::Status ReportApi::ListReportAppraisals(grpc::ServerContext* context,
                                             const v1::ListReportAppraisalsRequest* request,
                                             v1::ListReportAppraisalsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListReportAppraisalsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListReportAppraisalsResponse> {
              v1::ListReportAppraisalsResponse listed;
              for (const Appraisal& appraisal : store::ListAppraisals(transaction, call.authority, request->period())) {
                *listed.add_appraisals() = ToProto(appraisal);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::reporting::api
