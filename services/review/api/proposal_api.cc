#include "services/review/api/proposal_api.h"

#include <algorithm>
#include <set>

#include "libs/base/ids.h"
#include "services/review/api/messages.h"
#include "services/review/store/proposal_store.h"

namespace dotpha::review::api {
namespace {

constexpr int kMostProposals = 1000;

std::vector<std::string> OfficialsOf(const std::vector<ProposalItem>& items) {
  std::vector<std::string> officials;
  for (const ProposalItem& item : items) {
    officials.push_back(item.official_id);
  }
  return officials;
}

std::map<std::string, std::string> AuditDetails(const SendDecision& decision) {
  std::vector<std::string> officials;
  for (const Proposal& proposal : decision.proposals) {
    officials.push_back(proposal.official_id);
  }
  return {{"body_id", decision.dossier.body_id},
          {"cycle", std::to_string(decision.dossier.cycle)},
          {"sending", std::to_string(decision.dossier.sendings)},
          {"official_ids", Joined(officials)}};
}

// Bodies whose dossiers the caller may see; unset: all.
std::optional<std::vector<std::string>> VisibleBodies(const rpc::CallContext& call) {
  if (call.access.scope() == auth::Scope::kAuthority) {
    return std::nullopt;
  }
  const std::set<std::string> bodies = call.access.routed_bodies();
  return std::vector<std::string>(bodies.begin(), bodies.end());
}

}  // namespace

grpc::Status ProposalApi::SubmitProposals(grpc::ServerContext* context, const v1::SubmitProposalsRequest* request,
                                          v1::SubmitProposalsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitProposalsResponse> {
        DOTPHA_TRY(RequireBody(call, request->body_id()));
        SendCommand command{request->body_id(), request->cycle(), request->supplementary(), {}, {}};
        command.items = ReadItems(request->items(), command.violations);
        return Command<v1::SubmitProposalsResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::SubmitProposalsResponse>> {
              store::LockCycle(transaction, call.authority, command.cycle);
              DOTPHA_ASSIGN(
                  const SendDecision decision,
                  review::SubmitProposals(
                      command, store::FindDossier(transaction, call.authority, command.cycle, command.body_id),
                      store::LoadFiles(transaction, call.authority, command.cycle, OfficialsOf(command.items)),
                      circumstances));
              store::Save(transaction, call.authority, decision, circumstances.arrived_at);
              v1::SubmitProposalsResponse answer;
              *answer.mutable_dossier() = ToProto(call.authority, decision.dossier);
              for (const Proposal& proposal : decision.proposals) {
                *answer.add_proposals() = ToProto(call.authority, proposal);
              }
              return MakeOutcome(call, std::move(answer), command.supplementary ? "dossier.supplement" : "dossier.send",
                                 rpc::ResourceName(call.authority, "dossiers", decision.dossier.id),
                                 AuditDetails(decision), decision.events);
            });
      });
}

grpc::Status ProposalApi::SubmitGeneralReport(grpc::ServerContext* context,
                                              const v1::SubmitGeneralReportRequest* request,
                                              v1::SubmitGeneralReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitGeneralReportResponse> {
        SendCommand command{"", request->cycle(), false, {}, {}};
        command.items = ReadItems(request->items(), command.violations);
        return Command<v1::SubmitGeneralReportResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::SubmitGeneralReportResponse>> {
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            circumstances.province.RegulationOn(circumstances.today()));
              command.body_id = regulation->routing.via;
              store::LockCycle(transaction, call.authority, command.cycle);
              DOTPHA_ASSIGN(
                  const ReportDecision decision,
                  review::SubmitGeneralReport(
                      command, store::FindDossier(transaction, call.authority, command.cycle, command.body_id),
                      store::LoadFiles(transaction, call.authority, command.cycle, OfficialsOf(command.items)),
                      store::LoadOverview(transaction, call.authority, command.cycle), circumstances));
              store::Save(transaction, call.authority, decision, circumstances.arrived_at);
              v1::SubmitGeneralReportResponse answer;
              *answer.mutable_report() = ToProto(call.authority, decision.report);
              for (const Proposal& proposal : decision.sent.proposals) {
                *answer.add_proposals() = ToProto(call.authority, proposal);
              }
              return MakeOutcome(call, std::move(answer), "general_report.send",
                                 rpc::ResourceName(call.authority, "generalReports", std::to_string(command.cycle)),
                                 AuditDetails(decision.sent), decision.sent.events);
            });
      });
}

grpc::Status ProposalApi::GetDossier(grpc::ServerContext* context, const v1::GetDossierRequest* request,
                                     v1::GetDossierResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetDossierResponse> {
        return Read<v1::GetDossierResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::GetDossierResponse> {
              DOTPHA_ASSIGN(const std::string id,
                            rpc::IdOf(request->name(), call.authority, "dossiers", "DOSSIER_NOT_FOUND"));
              const auto dossier =
                  IsUuid(id) ? store::FindDossier(transaction, call.authority, id) : std::optional<Dossier>{};
              const auto visible = VisibleBodies(call);
              if (!dossier ||
                  (visible && std::find(visible->begin(), visible->end(), dossier->body_id) == visible->end())) {
                return NotFound("DOSSIER_NOT_FOUND", "there is no such dossier within the caller's reach");
              }
              v1::GetDossierResponse found;
              *found.mutable_dossier() = ToProto(call.authority, *dossier);
              store::ProposalFilter filter;
              filter.dossier_id = id;
              filter.visible = Reach(call, province).Officials();
              filter.limit = kMostProposals;
              for (const auto& row : store::ListProposals(transaction, call.authority, filter)) {
                *found.add_proposals() = ToProto(call.authority, row.proposal);
              }
              return found;
            });
      });
}

grpc::Status ProposalApi::ListDossiers(grpc::ServerContext* context, const v1::ListDossiersRequest* request,
                                       v1::ListDossiersResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListDossiersResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
        store::DossierFilter filter;
        filter.cycle = request->cycle();
        filter.body_id = request->body_id();
        filter.bodies = VisibleBodies(call);
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, rpc::NumberOfPageKey(page.after[0]));
          filter.after = {static_cast<int>(cycle), page.after[1]};
        }
        return Read<v1::ListDossiersResponse>(
            parts_, call, [&](postgres::Transaction& transaction, const Province&) -> Result<v1::ListDossiersResponse> {
              v1::ListDossiersResponse listed;
              for (const Dossier& dossier : store::ListDossiers(transaction, call.authority, filter)) {
                if (listed.dossiers_size() == page.size) {
                  const auto& last = listed.dossiers(page.size - 1);
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(last.cycle()), last.body_id()}));
                  break;
                }
                *listed.add_dossiers() = ToProto(call.authority, dossier);
              }
              return listed;
            });
      });
}

grpc::Status ProposalApi::ListProposals(grpc::ServerContext* context, const v1::ListProposalsRequest* request,
                                        v1::ListProposalsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListProposalsResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 1));
        store::ProposalFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(filter.after, rpc::NumberOfPageKey(page.after[0]));
        }
        return Read<v1::ListProposalsResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListProposalsResponse> {
              filter.visible = Reach(call, province).Officials();
              v1::ListProposalsResponse listed;
              std::int64_t last = 0;
              for (const auto& row : store::ListProposals(transaction, call.authority, filter)) {
                if (listed.proposals_size() == page.size) {
                  listed.set_next_page_token(rpc::NextPageToken(*request, {std::to_string(last)}));
                  break;
                }
                last = row.number;
                *listed.add_proposals() = ToProto(call.authority, row.proposal);
              }
              return listed;
            });
      });
}

grpc::Status ProposalApi::GetGeneralReport(grpc::ServerContext* context, const v1::GetGeneralReportRequest* request,
                                           v1::GetGeneralReportResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetGeneralReportResponse> {
        return Read<v1::GetGeneralReportResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province&) -> Result<v1::GetGeneralReportResponse> {
              DOTPHA_ASSIGN(const std::string id,
                            rpc::IdOf(request->name(), call.authority, "generalReports", "GENERAL_REPORT_NOT_FOUND"));
              const auto cycle = rpc::NumberOfPageKey(id);
              std::optional<GeneralReport> report;
              if (cycle.ok() && *cycle > 0 && *cycle < 10'000) {
                report = store::FindReport(transaction, call.authority, static_cast<int>(*cycle));
              }
              if (!report) {
                return NotFound("GENERAL_REPORT_NOT_FOUND", "no general report of this cycle has been sent");
              }
              v1::GetGeneralReportResponse found;
              *found.mutable_report() = ToProto(call.authority, *report);
              return found;
            });
      });
}

grpc::Status ProposalApi::ListMatters(grpc::ServerContext* context, const v1::ListMattersRequest* request,
                                      v1::ListMattersResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListMattersResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
        const auto state = StateName(request->state());
        if (!state) {
          return InvalidArgument("state", "STATE_INVALID", "not a state of matters");
        }
        store::MatterFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        filter.state = *state;
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, rpc::NumberOfPageKey(page.after[0]));
          filter.after = {static_cast<int>(cycle), page.after[1]};
        }
        return Read<v1::ListMattersResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListMattersResponse> {
              filter.visible = Reach(call, province).Officials();
              v1::ListMattersResponse listed;
              for (const auto& matter : store::ListMatters(transaction, call.authority, filter)) {
                if (listed.matters_size() == page.size) {
                  const auto& last = listed.matters(page.size - 1);
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(last.cycle()), last.official_id()}));
                  break;
                }
                *listed.add_matters() = ToProto(call.authority, matter);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
