// Ad hoc requests and reports (Điều 5 khoản 1 điểm e).
#include "libs/rpc/wire_fields.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/api/report_api.h"
#include "services/reporting/store/ad_hoc_store.h"

namespace dotpha::reporting::api {
namespace {

constexpr char kRequestNotFound[] = "AD_HOC_REQUEST_NOT_FOUND";

Error NoSuchRequest() { return NotFound(kRequestNotFound, "there is no such request within the caller's reach"); }

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                  const RequestDecision& decision) {
  store::SaveRequest(transaction, call.authority, decision);
  Response response;
  *response.mutable_ad_hoc_request() = ToProto(call.authority, decision.request);
  return MakeOutcome(call, std::move(response), "ad_hoc_request." + decision.history.action,
                     rpc::ResourceName(call.authority, "adHocRequests", decision.request.id),
                     {{"official_id", decision.request.official_id},
                      {"requester_body_id", decision.request.requester_body_id},
                      {"to_state", decision.history.to_state}},
                     decision.events);
}

}  // namespace

grpc::Status ReportApi::RequestAdHocReport(grpc::ServerContext* context, const v1::RequestAdHocReportRequest* request,
                                           v1::RequestAdHocReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RequestAdHocReportResponse> {
        const v1::AdHocRequest& wanted = request->ad_hoc_request();
        return RunFor<v1::RequestAdHocReportResponse>(
            parts_, call, *request, wanted.official_id(),
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach&) -> Result<command::Outcome<v1::RequestAdHocReportResponse>> {
              RequestAdHocCommand command;
              command.request.id = wanted.ad_hoc_request_id();
              command.request.official_id = wanted.official_id();
              command.request.subject = wanted.subject();
              command.request.document = ReadDocument(wanted.document(), "ad_hoc_request.document", command.violations);
              command.request.respond_by = rpc::ReadDate(wanted.has_respond_by(), wanted.respond_by(),
                                                         "ad_hoc_request.respond_by", command.violations);
              command.new_request_id = NewUuid();
              const bool taken =
                  !command.request.id.empty() && store::FindRequest(transaction, call.authority, command.request.id);
              DOTPHA_ASSIGN(const RequestDecision decision,
                            reporting::RequestAdHocReport(command, taken, circumstances));
              return Stored<v1::RequestAdHocReportResponse>(transaction, call, decision);
            });
      });
}

grpc::Status ReportApi::CancelAdHocRequest(grpc::ServerContext* context, const v1::CancelAdHocRequestRequest* request,
                                           v1::CancelAdHocRequestResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CancelAdHocRequestResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const std::string id,
                      rpc::IdOf(request->name(), call.authority, "adHocRequests", kRequestNotFound));
        // Whose it is, before he is locked; read again under the lock.
        DOTPHA_ASSIGN(const std::string official_id,
                      postgres::RunTransaction(*parts_.pool, rpc::ReadOptions(call),
                                               [&](postgres::Transaction& transaction) -> Result<std::string> {
                                                 const auto found = store::FindRequest(transaction, call.authority, id);
                                                 return found ? Result<std::string>(found->official_id)
                                                              : NoSuchRequest();
                                               }));
        auto result = RunFor<v1::CancelAdHocRequestResponse>(
            parts_, call, *request, official_id,
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach&) -> Result<command::Outcome<v1::CancelAdHocRequestResponse>> {
              const auto found = store::FindRequest(transaction, call.authority, id);
              if (!found) {
                return NoSuchRequest();
              }
              DOTPHA_ASSIGN(const RequestDecision decision,
                            reporting::CancelAdHocRequest({request->note(), rpc::RevisionOf(request->etag())}, *found,
                                                          circumstances));
              return Stored<v1::CancelAdHocRequestResponse>(transaction, call, decision);
            });
        if (!result.ok() && result.error().reason == "OUT_OF_REACH") {
          return NoSuchRequest();
        }
        return result;
      });
}

grpc::Status ReportApi::ListAdHocRequests(grpc::ServerContext* context, const v1::ListAdHocRequestsRequest* request,
                                          v1::ListAdHocRequestsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListAdHocRequestsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListAdHocRequestsResponse> {
              v1::ListAdHocRequestsResponse listed;
              for (const AdHocRequest& found : store::ListRequests(transaction, call.authority, request->official_id(),
                                                                   Reach(call, transaction).Visible())) {
                *listed.add_ad_hoc_requests() = ToProto(call.authority, found);
              }
              return listed;
            });
      });
}

grpc::Status ReportApi::SubmitAdHocReport(grpc::ServerContext* context, const v1::SubmitAdHocReportRequest* request,
                                          v1::SubmitAdHocReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitAdHocReportResponse> {
        return RunFor<v1::SubmitAdHocReportResponse>(
            parts_, call, *request, request->ad_hoc_report().official_id(),
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach&) -> Result<command::Outcome<v1::SubmitAdHocReportResponse>> {
              SubmitAdHocCommand command;
              command.report = ReadAdHocReport(request->ad_hoc_report(), command.violations);
              command.new_report_id = NewUuid();
              const auto asked = command.report.request_id.empty()
                                     ? std::nullopt
                                     : store::FindRequest(transaction, call.authority, command.report.request_id);
              DOTPHA_ASSIGN(const AdHocDecision decision, reporting::SubmitAdHocReport(command, asked, circumstances));
              store::SaveAdHocReport(transaction, call.authority, decision);
              v1::SubmitAdHocReportResponse sent;
              *sent.mutable_ad_hoc_report() = ToProto(call.authority, decision.report);
              for (const Delivery& delivery : decision.deliveries) {
                *sent.add_deliveries() = ToProto(delivery);
              }
              return MakeOutcome(call, std::move(sent), "ad_hoc_report.send",
                                 rpc::ResourceName(call.authority, "adHocReports", decision.report.id),
                                 {{"official_id", decision.report.official_id},
                                  {"ad_hoc_request_id", decision.report.request_id},
                                  {"received_at", FormatRfc3339(decision.report.received_at)}},
                                 decision.events);
            });
      });
}

grpc::Status ReportApi::ListAdHocReports(grpc::ServerContext* context, const v1::ListAdHocReportsRequest* request,
                                         v1::ListAdHocReportsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListAdHocReportsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListAdHocReportsResponse> {
              v1::ListAdHocReportsResponse listed;
              for (const AdHocReport& report : store::ListAdHocReports(
                       transaction, call.authority, request->official_id(), Reach(call, transaction).Visible())) {
                *listed.add_ad_hoc_reports() = ToProto(call.authority, report);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::reporting::api
