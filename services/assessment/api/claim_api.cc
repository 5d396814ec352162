#include "services/assessment/api/claim_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_fields.h"
#include "services/assessment/api/messages.h"
#include "services/assessment/store/assessment_store.h"
#include "services/assessment/store/claim_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr int kMostRows = 200;
constexpr char kNotFoundReason[] = "CLAIM_NOT_FOUND";

Error NoSuchClaim() { return NotFound(kNotFoundReason, "there is no such claim in this authority"); }

Result<std::string> ClaimIdOf(const rpc::CallContext& call, const std::string& name) {
  DOTPHA_ASSIGN(std::string id, rpc::IdOf(name, call.authority, "claims", kNotFoundReason));
  if (!IsUuid(id)) {
    return NoSuchClaim();
  }
  return id;
}

// What opinion and decision do around their own use case. `decide`: Result<ClaimDecision>(Claim, regulation, subject,
// act).
template <typename Response, typename Request, typename Decide>
Result<Response> ActOnClaim(const Parts& parts, const rpc::CallContext& call, const Request& request,
                            const std::string& action, Decide&& decide) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  DOTPHA_ASSIGN(const std::string id, ClaimIdOf(call, request.name()));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        std::optional<Claim> found = store::FindClaim(transaction, call.authority, id, true);
        if (!found) {
          return NoSuchClaim();
        }
        DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts, transaction, call, found->official_id));
        DOTPHA_TRY(RequireReach(call, subject));
        DOTPHA_ASSIGN(const auto law, LawOf(parts, transaction, call.authority));
        DOTPHA_ASSIGN(const statute::Regulation* regulation, RegulationOfCycle(law, found->cycle, ActOf(call).day()));
        DOTPHA_ASSIGN(const ClaimDecision decision, decide(*std::move(found), *regulation, subject, ActOf(call)));
        store::SaveClaim(transaction, call.authority, decision);
        Response response;
        *response.mutable_claim() = ToProto(call.authority, decision.claim);
        return MakeOutcome(call, std::move(response), action, request.name(),
                           {{"state", decision.claim.state},
                            {"official_id", decision.claim.official_id},
                            {"document", decision.claim.decision.number}},
                           decision.events);
      });
}

Result<std::optional<store::ClaimKey>> AfterKey(const rpc::Page& page) {
  DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return std::optional<store::ClaimKey>{};
  }
  DOTPHA_ASSIGN(const std::int64_t micros, rpc::NumberOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(std::string id, rpc::UuidOfPageKey(page.after[1]));
  if (micros < Date(1900, 1, 1).At().micros || micros > Date(2200, 1, 1).At().micros) {
    return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
  }
  return std::optional<store::ClaimKey>({Instant{micros}, std::move(id)});
}

}  // namespace

grpc::Status ClaimApi::SubmitClaim(grpc::ServerContext* context, const v1::SubmitClaimRequest* request,
                                   v1::SubmitClaimResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitClaimResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        const pb::Claim& from = request->claim();
        SubmitClaimCommand command;
        command.claim.id = NewUuid();
        command.claim.official_id = from.official_id();
        command.claim.cycle = from.cycle();
        command.claim.work_id = from.work_id();
        command.claim.kind = from.kind();
        command.claim.item_ids = {from.item_ids().begin(), from.item_ids().end()};
        command.claim.facts = from.facts();
        command.claim.evidence = {from.evidence().begin(), from.evidence().end()};
        return parts_.runner->Execute<v1::SubmitClaimResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::SubmitClaimResponse>> {
              std::vector<Violation> violations;
              CheckCycle(command.claim.cycle, violations);
              if (!violations.empty()) {
                return InvalidArgument(std::move(violations));
              }
              DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, command.claim.official_id));
              DOTPHA_TRY(RequireReach(call, subject));
              DOTPHA_ASSIGN(const auto law, LawOf(parts_, transaction, call.authority));
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            RegulationOfCycle(law, command.claim.cycle, ActOf(call).day()));
              DOTPHA_ASSIGN(const Record record,
                            store::LoadRecord(transaction, call.authority, command.claim.official_id,
                                              command.claim.cycle, store::Lock::kForUpdate));
              DOTPHA_ASSIGN(const ClaimDecision decision,
                            assessment::SubmitClaim(command, *regulation, record, ActOf(call)));
              store::SaveClaim(transaction, call.authority, decision);
              v1::SubmitClaimResponse answer;
              *answer.mutable_claim() = ToProto(call.authority, decision.claim);
              return MakeOutcome(call, std::move(answer), "claim.submit", answer.claim().name(),
                                 {{"official_id", decision.claim.official_id},
                                  {"work", decision.claim.work_id},
                                  {"kind", decision.claim.kind}},
                                 decision.events);
            });
      });
}

grpc::Status ClaimApi::EndorseClaim(grpc::ServerContext* context, const v1::EndorseClaimRequest* request,
                                    v1::EndorseClaimResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::EndorseClaimResponse> {
        EndorseClaimCommand command;
        command.opinion = ReadOpinion(request->opinion(), command.violations);
        command.note = request->note();
        command.expected_revision = rpc::RevisionOf(request->etag());
        return ActOnClaim<v1::EndorseClaimResponse>(
            parts_, call, *request, "claim.endorse",
            [&](Claim found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::EndorseClaim(std::move(found), command, regulation, subject, act);
            });
      });
}

grpc::Status ClaimApi::DecideClaim(grpc::ServerContext* context, const v1::DecideClaimRequest* request,
                                   v1::DecideClaimResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DecideClaimResponse> {
        DecideClaimCommand command;
        command.ruling = ReadRuling(request->ruling(), command.violations);
        command.decided_on =
            rpc::ReadDate(request->has_decided_on(), request->decided_on(), "decided_on", command.violations);
        command.decision = ReadDocument(request->decision(), "decision", command.violations);
        command.expected_revision = rpc::RevisionOf(request->etag());
        return ActOnClaim<v1::DecideClaimResponse>(
            parts_, call, *request, "claim.decide",
            [&](Claim found, const statute::Regulation& regulation, const Subject& subject, const Act& act) {
              return assessment::DecideClaim(std::move(found), command, regulation, subject, act);
            });
      });
}

grpc::Status ClaimApi::GetClaim(grpc::ServerContext* context, const v1::GetClaimRequest* request,
                                v1::GetClaimResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetClaimResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const std::string id, ClaimIdOf(call, request->name()));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetClaimResponse> {
              const std::optional<Claim> found = store::FindClaim(transaction, call.authority, id, false);
              if (!found) {
                return NoSuchClaim();
              }
              DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, found->official_id));
              DOTPHA_TRY(RequireReach(call, subject));
              v1::GetClaimResponse answer;
              *answer.mutable_claim() = ToProto(call.authority, *found);
              for (const HistoryEntry& entry : store::LoadClaimHistory(transaction, call.authority, id)) {
                *answer.mutable_claim()->add_history() = ToProto(entry);
              }
              return answer;
            });
      });
}

grpc::Status ClaimApi::ListClaims(grpc::ServerContext* context, const v1::ListClaimsRequest* request,
                                  v1::ListClaimsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListClaimsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request, 50, kMostRows));
        DOTPHA_ASSIGN(auto after, AfterKey(page));
        std::vector<Violation> violations;
        const store::ClaimFilter filter{request->official_id(), request->work_id(), request->cycle(),
                                        ReadState(request->state(), violations)};
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListClaimsResponse> {
              v1::ListClaimsResponse answer;
              std::optional<store::ClaimKey> from = after;
              std::vector<std::string> last_shown;
              for (;;) {
                const std::vector<Claim> claims =
                    store::ListClaims(transaction, call.authority, filter, from, page.size + 1);
                for (const Claim& found : claims) {
                  from = store::ClaimKey{found.claimed_at, found.id};
                  DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, found.official_id));
                  if (!Covers(call, subject)) {
                    continue;
                  }
                  if (answer.claims_size() == page.size) {
                    answer.set_next_page_token(rpc::NextPageToken(*request, last_shown));
                    return answer;
                  }
                  *answer.add_claims() = ToProto(call.authority, found);
                  last_shown = {std::to_string(found.claimed_at.micros), found.id};
                }
                if (static_cast<int>(claims.size()) <= page.size) {
                  return answer;
                }
              }
            });
      });
}

}  // namespace dotpha::assessment::api
