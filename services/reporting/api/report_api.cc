#include "services/reporting/api/report_api.h"

#include <algorithm>

#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/domain/import_year_result.h"
#include "services/reporting/domain/progress.h"
#include "services/reporting/domain/stamp.h"
#include "services/reporting/domain/submit_report.h"
#include "services/reporting/store/plan_store.h"
#include "services/reporting/store/report_store.h"

namespace dotpha::reporting::api {
namespace {

constexpr char kNotFound[] = "REPORT_NOT_FOUND";

Error NoSuchReport() { return NotFound(kNotFound, "there is no such report within the caller's reach"); }

std::map<std::string, std::string> AuditDetails(const ReportDecision& decision) {
  const Report& report = decision.report;
  std::string covers;
  for (const DutyKey& key : report.covers) {
    covers += (covers.empty() ? "" : ",") + key.duty + ":" + key.period;
  }
  std::map<std::string, std::string> details{
      {"official_id", report.official_id},         {"covers", covers},
      {"from_state", decision.history.from_state}, {"to_state", decision.history.to_state},
      {"version", std::to_string(report.version)}, {"received_at", FormatRfc3339(report.received_at)}};
  if (!report.paper_number.empty()) {
    details["paper_number"] = report.paper_number;
  }
  return details;
}

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                  const ReportDecision& decision) {
  store::SaveReport(transaction, call.authority, decision);
  Response response;
  *response.mutable_report() = ToProto(call.authority, decision.report);
  if constexpr (requires { response.add_deliveries(); }) {
    for (const Delivery& delivery : decision.deliveries) {
      *response.add_deliveries() = ToProto(delivery);
    }
  }
  return MakeOutcome(call, std::move(response), "report." + decision.history.action,
                     rpc::ResourceName(call.authority, "reports", decision.report.id), AuditDetails(decision),
                     decision.events);
}

// His sent plans, and what was reported on their works.
ReportBasis BasisOf(postgres::Transaction& transaction, const std::string& authority, const std::string& official_id) {
  std::vector<Plan> plans = store::PlansOf(transaction, authority, official_id);
  std::erase_if(plans, [](const Plan& plan) { return plan.state == PlanState::kDraft; });
  return store::LoadBasis(transaction, authority, official_id, std::move(plans));
}

SubmitReportCommand ReadSubmission(const pb::Report& report) {
  SubmitReportCommand command;
  command.official_id = report.official_id();
  command.covers = ReadCovers(report, command.violations);
  command.content = ReadContent(report, command.violations);
  return command;
}

// `submit`: SubmitReport, or ReportCompletion.
template <typename Response, typename Request>
Result<Response> RunSubmission(const Parts& parts, const rpc::CallContext& call, const Request& request,
                               SubmitReportCommand command, decltype(reporting::SubmitReport)* submit) {
  return RunFor<Response>(
      parts, call, request, command.official_id,
      [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
          const Reach&) -> Result<command::Outcome<Response>> {
        command.new_report_id = NewUuid();
        DOTPHA_ASSIGN(const ReportDecision decision,
                      submit(command, BasisOf(transaction, call.authority, command.official_id), circumstances));
        return Stored<Response>(transaction, call, decision);
      });
}

// A command on a stored report. decide: Result<ReportDecision>(Transaction&, const Report&, const Circumstances&).
template <typename Response, typename Request, typename Decide>
Result<Response> RunForReport(const Parts& parts, const rpc::CallContext& call, const Request& request,
                              const std::string& name, Decide&& decide) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "reports", kNotFound));
  if (!IsUuid(id)) {
    return NoSuchReport();
  }
  // Whose it is, before he is locked; read again under the lock.
  DOTPHA_ASSIGN(const std::string official_id,
                postgres::RunTransaction(*parts.pool, rpc::ReadOptions(call),
                                         [&](postgres::Transaction& transaction) -> Result<std::string> {
                                           const auto found = store::FindReport(transaction, call.authority, id, 0);
                                           return found ? Result<std::string>(found->official_id) : NoSuchReport();
                                         }));
  auto result =
      RunFor<Response>(parts, call, request, official_id,
                       [&](postgres::Transaction& transaction, const OfficialKnowledge&,
                           const Circumstances& circumstances, const Reach&) -> Result<command::Outcome<Response>> {
                         const auto report = store::FindReport(transaction, call.authority, id, 0);
                         if (!report) {
                           return NoSuchReport();
                         }
                         DOTPHA_ASSIGN(const ReportDecision decision, decide(transaction, *report, circumstances));
                         return Stored<Response>(transaction, call, decision);
                       });
  if (!result.ok() && result.error().reason == "OUT_OF_REACH") {
    return NoSuchReport();
  }
  return result;
}

}  // namespace

grpc::Status ReportApi::SubmitReport(grpc::ServerContext* context, const v1::SubmitReportRequest* request,
                                     v1::SubmitReportResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const rpc::CallContext& call) -> Result<v1::SubmitReportResponse> {
                               return RunSubmission<v1::SubmitReportResponse>(
                                   parts_, call, *request, ReadSubmission(request->report()), &reporting::SubmitReport);
                             });
}

grpc::Status ReportApi::SubmitCompletionReport(grpc::ServerContext* context,
                                               const v1::SubmitCompletionReportRequest* request,
                                               v1::SubmitCompletionReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitCompletionReportResponse> {
        return RunSubmission<v1::SubmitCompletionReportResponse>(
            parts_, call, *request, ReadSubmission(request->report()), &reporting::ReportCompletion);
      });
}

grpc::Status ReportApi::EnterPaperReport(grpc::ServerContext* context, const v1::EnterPaperReportRequest* request,
                                         v1::EnterPaperReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::EnterPaperReportResponse> {
        SubmitReportCommand command = ReadSubmission(request->report());
        command.paper = ReadPaper(*request, command.violations);
        return RunSubmission<v1::EnterPaperReportResponse>(parts_, call, *request, command, &reporting::SubmitReport);
      });
}

grpc::Status ReportApi::RecordReportStamp(grpc::ServerContext* context, const v1::RecordReportStampRequest* request,
                                          v1::RecordReportStampResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordReportStampResponse> {
        return RunForReport<v1::RecordReportStampResponse>(
            parts_, call, *request, request->name(),
            [&](postgres::Transaction&, const Report& report, const Circumstances& circumstances) {
              return reporting::RecordReportStamp(ReadStamp(*request), report, circumstances);
            });
      });
}

grpc::Status ReportApi::CorrectReport(grpc::ServerContext* context, const v1::CorrectReportRequest* request,
                                      v1::CorrectReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CorrectReportResponse> {
        return RunForReport<v1::CorrectReportResponse>(
            parts_, call, *request, request->report().name(),
            [&](postgres::Transaction& transaction, const Report& report, const Circumstances& circumstances) {
              CorrectReportCommand command;
              command.official_id = request->report().official_id();
              command.covers = ReadCovers(request->report(), command.violations);
              const ReportContent content = ReadContent(request->report(), command.violations);
              command.works = content.works;
              if (request->report().has_narrative()) {
                command.narrative = content.narrative;
              }
              if (request->report().has_self_level()) {
                command.self_level = content.self_level;
              }
              command.note = request->note();
              command.expected_revision = rpc::RevisionOf(request->report().etag());
              return reporting::CorrectReport(command, report, BasisOf(transaction, call.authority, report.official_id),
                                              circumstances);
            });
      });
}

grpc::Status ReportApi::GetReport(grpc::ServerContext* context, const v1::GetReportRequest* request,
                                  v1::GetReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetReportResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetReportResponse> {
              DOTPHA_ASSIGN(const std::string id, rpc::IdOf(request->name(), call.authority, "reports", kNotFound));
              const auto newest = IsUuid(id) ? store::FindReport(transaction, call.authority, id, 0) : std::nullopt;
              if (!newest) {
                return NoSuchReport();
              }
              DOTPHA_ASSIGN(const OfficialKnowledge known,
                            store::LoadKnowledge(transaction, *parts_.knowledge, call.authority, newest->official_id));
              const Reach reach(call, transaction);
              const auto deliveries = store::Deliveries(transaction, call.authority, id);
              if (!reach.Covers(newest->official_id, known) && !reach.CoversDocument(deliveries)) {
                return NoSuchReport();
              }
              const auto report = store::FindReport(transaction, call.authority, id, request->version());
              if (!report) {
                return NotFound("VERSION_NOT_FOUND", "the report has no such version");
              }
              v1::GetReportResponse found;
              *found.mutable_report() = ToProto(call.authority, *report);
              for (const Delivery& delivery : deliveries) {
                *found.add_deliveries() = ToProto(delivery);
              }
              for (const HistoryEntry& entry : store::History(transaction, call.authority, id)) {
                *found.add_history() = ToProto(entry);
              }
              return found;
            });
      });
}

grpc::Status ReportApi::ListReports(grpc::ServerContext* context, const v1::ListReportsRequest* request,
                                    v1::ListReportsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListReportsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        store::ReportFilter filter;
        filter.official_id = request->official_id();
        filter.duty = request->duty();
        filter.period = request->period();
        if (request->state() != v1::REPORT_STATE_UNSPECIFIED) {
          const std::string name = v1::ReportState_Name(request->state());
          const auto state =
              ParseReportState(name.empty() ? name : name.substr(std::string_view("REPORT_STATE_").size()));
          if (!state.ok()) {
            return InvalidArgument("state", "STATE_INVALID", "not a state of reports");
          }
          filter.state = *state;
        }
        filter.limit = page.size + 1;
        DOTPHA_ASSIGN(filter.after, AfterRow(page));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListReportsResponse> {
              filter.visible = Reach(call, transaction).Visible();
              v1::ListReportsResponse listed;
              for (const Report& report : store::ListReports(transaction, call.authority, filter)) {
                if (listed.reports_size() == page.size) {
                  const auto& last = listed.reports(page.size - 1);
                  listed.set_next_page_token(rpc::NextPageToken(
                      *request, {std::to_string(rpc::FromWire(last.received_at()).micros), last.report_id()}));
                  break;
                }
                *listed.add_reports() = ToProto(call.authority, report);
              }
              return listed;
            });
      });
}

grpc::Status ReportApi::PreviewCoverage(grpc::ServerContext* context, const v1::PreviewCoverageRequest* request,
                                        v1::PreviewCoverageResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::PreviewCoverageResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::PreviewCoverageResponse> {
              const std::string& official_id = request->official_id();
              DOTPHA_ASSIGN(const OfficialKnowledge known,
                            store::LoadKnowledge(transaction, *parts_.knowledge, call.authority, official_id));
              DOTPHA_TRY(Reach(call, transaction).Require(official_id, known));
              const Date today = Date::Of(call.arrived_at);
              v1::PreviewCoverageResponse preview;
              for (const CoverableDuty& duty :
                   OpenReports(BasisOf(transaction, call.authority, official_id).discharged, official_id,
                               MakeCircumstances(parts_, call, known), today)) {
                auto& row = *preview.add_duties();
                *row.mutable_covered() = ToProto(duty.duty.key);
                *row.mutable_last_on_time_day() = rpc::ToWire(*duty.duty.last_on_time_day);
                row.set_hard(duty.duty.hard);
                row.set_preselected(duty.preselected);
                row.set_display_name(duty.duty.duty->name);
              }
              return preview;
            });
      });
}

grpc::Status ReportApi::GetProgress(grpc::ServerContext* context, const v1::GetProgressRequest* request,
                                    v1::GetProgressResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetProgressResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetProgressResponse> {
              const std::string& official_id = request->official_id();
              DOTPHA_ASSIGN(const OfficialKnowledge known,
                            store::LoadKnowledge(transaction, *parts_.knowledge, call.authority, official_id));
              DOTPHA_TRY(Reach(call, transaction).Require(official_id, known));
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            RegulationOn(MakeCircumstances(parts_, call, known), Date::Of(call.arrived_at)));
              DOTPHA_ASSIGN(const Progress progress, ProgressOf(BasisOf(transaction, call.authority, official_id),
                                                                request->cycle(), *regulation));
              return ToProto(progress);
            });
      });
}

grpc::Status ReportApi::ImportYearResult(grpc::ServerContext* context, const v1::ImportYearResultRequest* request,
                                         v1::ImportYearResultResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ImportYearResultResponse> {
        return RunFor<v1::ImportYearResultResponse>(
            parts_, call, *request, request->official_id(),
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach&) -> Result<command::Outcome<v1::ImportYearResultResponse>> {
              std::vector<Violation> violations;
              YearResult wanted{request->official_id(), request->work_id(), request->year(), {}, {}};
              for (const v1::ItemCompletion& item : request->items()) {
                wanted.items.push_back({item.item_id(), item.completion_e2(), item.estimated(), ""});
              }
              wanted.document = ReadDocument(request->document(), "document", violations);
              DOTPHA_ASSIGN(const YearResultDecision decision,
                            reporting::ImportYearResult(
                                wanted, violations,
                                store::YearResultImported(transaction, call.authority, wanted.work_id, wanted.year),
                                circumstances));
              store::SaveYearResult(transaction, call.authority, decision.result, call.arrived_at);
              return MakeOutcome(call, v1::ImportYearResultResponse{}, "year_result.import",
                                 rpc::ResourceName(call.authority, "works", wanted.work_id),
                                 {{"official_id", wanted.official_id},
                                  {"year", std::to_string(wanted.year)},
                                  {"document_number", wanted.document.number}},
                                 decision.events);
            });
      });
}

}  // namespace dotpha::reporting::api
