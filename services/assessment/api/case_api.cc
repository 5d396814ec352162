#include "services/assessment/api/case_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_fields.h"
#include "services/assessment/api/messages.h"
#include "services/assessment/store/assessment_store.h"
#include "services/assessment/store/case_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr int kMostRows = 200;
constexpr char kNotFoundReason[] = "CASE_NOT_FOUND";

Result<Subject> SubjectOfCase(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                              const Case& violation_case) {
  return violation_case.official_id.empty() ? LoadCollective(parts, transaction, call, violation_case.agency_id)
                                            : LoadSubject(parts, transaction, call, violation_case.official_id);
}

// The case's law: the regulation of the day of the conduct.
Result<const statute::Regulation*> RegulationOfCase(const std::vector<statute::InForce>& law,
                                                    const Case& violation_case) {
  const statute::Regulation* regulation = statute::InForceOn(law, violation_case.conduct_on);
  if (regulation == nullptr) {
    return FailedPrecondition("NO_REGULATION_IN_FORCE", "no regulation was in force on the day of the conduct");
  }
  return regulation;
}

// For reading: the id alone, "" where the law was not told yet.
std::string RegulationIdOf(const std::vector<statute::InForce>& law, const Case& violation_case) {
  const statute::Regulation* regulation = statute::InForceOn(law, violation_case.conduct_on);
  return regulation == nullptr ? "" : regulation->id;
}

Result<std::string> CaseIdOf(const rpc::CallContext& call, const std::string& name) {
  DOTPHA_ASSIGN(std::string id, rpc::IdOf(name, call.authority, "cases", kNotFoundReason));
  if (!IsUuid(id)) {
    return NotFound(kNotFoundReason, "there is no such case in this authority");
  }
  return id;
}

// What every act on a case does around its own decision. `decide`: Result<CaseDecision>(Case, regulation, subject,
// act).
template <typename Response, typename Request, typename Decide>
Result<Response> ActOnCase(const Parts& parts, const rpc::CallContext& call, const Request& request,
                           const std::string& action, Decide&& decide) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  DOTPHA_ASSIGN(const std::string id, CaseIdOf(call, request.name()));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        std::optional<Case> found = store::FindCase(transaction, call.authority, id, true);
        if (!found) {
          return NotFound(kNotFoundReason, "there is no such case in this authority");
        }
        DOTPHA_ASSIGN(const Subject subject, SubjectOfCase(parts, transaction, call, *found));
        DOTPHA_TRY(RequireReach(call, subject));
        DOTPHA_ASSIGN(const auto law, LawOf(parts, transaction, call.authority));
        DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOfCase(law, *found));
        DOTPHA_ASSIGN(const CaseDecision decision, decide(*std::move(found), *regulation, subject, ActOf(call)));
        const Case& moved = decision.violation_case;
        store::SaveCase(transaction, call.authority, decision);
        if (moved.state == "DISMISSED") {
          store::DropFindings(transaction, call.authority, moved.id);
        }
        Response response;
        *response.mutable_violation_case() = ToProto(call.authority, regulation->id, moved);
        return MakeOutcome(call, std::move(response), action, request.name(),
                           {{"state", moved.state},
                            {"official_id", moved.official_id},
                            {"reason", moved.dismissal_reason},
                            {"document", moved.decision.number}},
                           decision.events);
      });
}

Result<std::optional<store::CaseKey>> AfterKey(const rpc::Page& page) {
  DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return std::optional<store::CaseKey>{};
  }
  DOTPHA_ASSIGN(const std::int64_t micros, rpc::NumberOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(std::string id, rpc::UuidOfPageKey(page.after[1]));
  if (micros < Date(1900, 1, 1).At().micros || micros > Date(2200, 1, 1).At().micros) {
    return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
  }
  return std::optional<store::CaseKey>({Instant{micros}, std::move(id)});
}

}  // namespace

grpc::Status CaseApi::RaiseCase(grpc::ServerContext* context, const v1::RaiseCaseRequest* request,
                                v1::RaiseCaseResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RaiseCaseResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        RaiseCommand command;
        command.case_id = NewUuid();
        command.official_id = request->official_id();
        command.agency_id = request->agency_id();
        command.kind = request->kind();
        command.conduct_on =
            rpc::ReadDate(request->has_conduct_on(), request->conduct_on(), "conduct_on", command.violations);
        command.facts = request->facts();
        command.evidence = {request->evidence().begin(), request->evidence().end()};
        if (request->has_dishonest_report()) {
          command.dishonest = ReadDishonest(request->dishonest_report());
        }
        return parts_.runner->Execute<v1::RaiseCaseResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RaiseCaseResponse>> {
              const bool collective = command.official_id.empty() && !command.agency_id.empty();
              DOTPHA_ASSIGN(const Subject subject, collective
                                                       ? LoadCollective(parts_, transaction, call, command.agency_id)
                                                       : LoadSubject(parts_, transaction, call, command.official_id));
              if (subject.known) {
                DOTPHA_TRY(RequireReach(call, subject));
              }
              const auto report =
                  command.dishonest ? store::FindReport(transaction, call.authority, *command.dishonest) : std::nullopt;
              DOTPHA_ASSIGN(const auto law, LawOf(parts_, transaction, call.authority));
              DOTPHA_ASSIGN(const CaseDecision decision,
                            assessment::RaiseCase(command, law, parts_.calendars->Of(call.authority), subject,
                                                  collective && subject.known,
                                                  report ? std::optional(report->report) : std::nullopt, ActOf(call)));
              const Case& raised = decision.violation_case;
              store::InsertCase(transaction, call.authority, decision);
              if (raised.dishonest) {
                store::SaveFinding(transaction, call.authority, raised.official_id, report->year,
                                   {raised.dishonest->work_id, raised.dishonest->item_id,
                                    *raised.dishonest->verified_e2, raised.evidence.front(), raised.id},
                                   call.arrived_at);
              }
              v1::RaiseCaseResponse answer;
              *answer.mutable_violation_case() = ToProto(call.authority, RegulationIdOf(law, raised), raised);
              return MakeOutcome(
                  call, std::move(answer), "case.raise", rpc::ResourceName(call.authority, "cases", raised.id),
                  {{"kind", raised.kind}, {"official_id", raised.official_id}, {"agency_id", raised.agency_id}},
                  decision.events);
            });
      });
}

grpc::Status CaseApi::ExplainCase(grpc::ServerContext* context, const v1::ExplainCaseRequest* request,
                                  v1::ExplainCaseResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ExplainCaseResponse> {
        return ActOnCase<v1::ExplainCaseResponse>(
            parts_, call, *request, "case.explain",
            [&](Case found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::ExplainCase(std::move(found), request->text(), regulation, subject, act);
            });
      });
}

grpc::Status CaseApi::ProposeOutcome(grpc::ServerContext* context, const v1::ProposeOutcomeRequest* request,
                                     v1::ProposeOutcomeResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ProposeOutcomeResponse> {
        OutcomeCommand command;
        command.outcome = ReadOutcome(request->outcome(), command.violations);
        command.reason = ReadReason(request->reason(), command.violations);
        command.note = request->note();
        command.expected_revision = rpc::RevisionOf(request->etag());
        return ActOnCase<v1::ProposeOutcomeResponse>(
            parts_, call, *request, "case.propose",
            [&](Case found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::ProposeOutcome(std::move(found), command, regulation, subject, act);
            });
      });
}

grpc::Status CaseApi::DecideCase(grpc::ServerContext* context, const v1::DecideCaseRequest* request,
                                 v1::DecideCaseResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DecideCaseResponse> {
        OutcomeCommand command;
        command.outcome = ReadOutcome(request->outcome(), command.violations);
        command.reason = ReadReason(request->reason(), command.violations);
        command.expected_revision = rpc::RevisionOf(request->etag());
        command.decided_on =
            rpc::ReadDate(request->has_decided_on(), request->decided_on(), "decided_on", command.violations);
        command.decision = ReadDocument(request->decision(), "decision", command.violations);
        return ActOnCase<v1::DecideCaseResponse>(
            parts_, call, *request, "case.decide",
            [&](Case found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::DecideCase(std::move(found), command, regulation, subject, act);
            });
      });
}

grpc::Status CaseApi::DismissCase(grpc::ServerContext* context, const v1::DismissCaseRequest* request,
                                  v1::DismissCaseResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DismissCaseResponse> {
        DismissCommand command;
        command.reason = ReadReason(request->reason(), command.violations);
        command.evidence = request->evidence();
        command.received_at =
            rpc::ReadInstant(request->has_received_at(), request->received_at(), "received_at", command.violations);
        command.received_document = ReadDocument(request->received_document(), "received_document", command.violations);
        command.expected_revision = rpc::RevisionOf(request->etag());
        return ActOnCase<v1::DismissCaseResponse>(
            parts_, call, *request, "case.dismiss",
            [&](Case found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::DismissCase(std::move(found), command, regulation, subject, act);
            });
      });
}

grpc::Status CaseApi::GetCase(grpc::ServerContext* context, const v1::GetCaseRequest* request,
                              v1::GetCaseResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetCaseResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const std::string id, CaseIdOf(call, request->name()));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetCaseResponse> {
              const std::optional<Case> found = store::FindCase(transaction, call.authority, id, false);
              if (!found) {
                return NotFound(kNotFoundReason, "there is no such case in this authority");
              }
              DOTPHA_ASSIGN(const Subject subject, SubjectOfCase(parts_, transaction, call, *found));
              DOTPHA_TRY(RequireReach(call, subject));
              DOTPHA_ASSIGN(const auto law, LawOf(parts_, transaction, call.authority));
              v1::GetCaseResponse answer;
              *answer.mutable_violation_case() = ToProto(call.authority, RegulationIdOf(law, *found), *found);
              for (const HistoryEntry& entry : store::LoadCaseHistory(transaction, call.authority, id)) {
                *answer.mutable_violation_case()->add_history() = ToProto(entry);
              }
              return answer;
            });
      });
}

grpc::Status CaseApi::ListCases(grpc::ServerContext* context, const v1::ListCasesRequest* request,
                                v1::ListCasesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListCasesResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request, 50, kMostRows));
        DOTPHA_ASSIGN(auto after, AfterKey(page));
        std::vector<Violation> violations;
        store::CaseFilter filter;
        filter.official_id = request->official_id();
        filter.kind = request->kind();
        filter.raised_on = rpc::ReadDate(request->has_raised_on(), request->raised_on(), "raised_on", violations);
        filter.state = ReadState(request->state(), violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListCasesResponse> {
              DOTPHA_ASSIGN(const auto law, LawOf(parts_, transaction, call.authority));
              v1::ListCasesResponse answer;
              std::optional<store::CaseKey> from = after;
              std::vector<std::string> last_shown;
              for (;;) {
                const std::vector<Case> cases =
                    store::ListCases(transaction, call.authority, filter, from, page.size + 1);
                for (const Case& found : cases) {
                  from = store::CaseKey{found.raised_at, found.id};
                  DOTPHA_ASSIGN(const Subject subject, SubjectOfCase(parts_, transaction, call, found));
                  if (!Covers(call, subject)) {
                    continue;
                  }
                  if (answer.cases_size() == page.size) {
                    answer.set_next_page_token(rpc::NextPageToken(*request, last_shown));
                    return answer;
                  }
                  *answer.add_cases() = ToProto(call.authority, RegulationIdOf(law, found), found);
                  last_shown = {std::to_string(found.raised_at.micros), found.id};
                }
                if (static_cast<int>(cases.size()) <= page.size) {
                  return answer;
                }
              }
            });
      });
}

}  // namespace dotpha::assessment::api
