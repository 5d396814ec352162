#include "services/assessment/api/commendation_api.h"

#include <algorithm>

#include "libs/rpc/wire_fields.h"
#include "services/assessment/api/messages.h"
#include "services/assessment/store/commendation_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr char kCommission[] = "BTC";
constexpr char kStandingCommittee[] = "BTV";
constexpr char kEligible[] = "ELIGIBLE";
constexpr int kMostNominees = 500;

// The law under which the cycle is judged.
Result<const statute::Regulation*> LawOfCycle(const Parts& parts, postgres::Transaction& transaction,
                                              const rpc::CallContext& call, int cycle) {
  std::vector<Violation> violations;
  CheckCycle(cycle, violations);
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  DOTPHA_ASSIGN(const auto law, LawOf(parts, transaction, call.authority));
  return RegulationOfCycle(law, cycle, ActOf(call).day());
}

Result<NomineeEntry> LoadNominee(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                                 const pb::Nominee& from, int cycle) {
  NomineeEntry entry;
  entry.nominee = {from.official_id(), from.agency_id(), from.reason()};
  if (!from.official_id().empty()) {
    DOTPHA_ASSIGN(entry.subject, LoadSubject(parts, transaction, call, from.official_id()));
    if (entry.subject.known) {
      DOTPHA_TRY(RequireReach(call, entry.subject));
    }
    entry.decided_level = store::DecidedLevel(transaction, call.authority, from.official_id(), cycle);
  } else {
    DOTPHA_ASSIGN(entry.subject, LoadCollective(parts, transaction, call, from.agency_id()));
  }
  entry.commendation = store::FindCommendation(transaction, call.authority, cycle, entry.nominee);
  return entry;
}

// What all three acts do around the decision; `command` says which act it is.
template <typename Response, typename Request>
Result<Response> Run(const Parts& parts, const rpc::CallContext& call, const Request& request,
                     const std::string& action, CommendCommand command) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  command.cycle = request.cycle();
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        DOTPHA_ASSIGN(const statute::Regulation* regulation, LawOfCycle(parts, transaction, call, command.cycle));
        if (request.nominees_size() > kMostNominees) {
          return InvalidArgument("nominees", "TOO_MANY", "at most 500 at once");
        }
        store::LockCommendations(transaction, call.authority, command.cycle);
        CommendCommand loaded = command;
        loaded.body_id = regulation->BodyActingAs(command.body_id);
        for (const pb::Nominee& nominee : request.nominees()) {
          DOTPHA_ASSIGN(NomineeEntry entry, LoadNominee(parts, transaction, call, nominee, command.cycle));
          loaded.entries.push_back(std::move(entry));
        }
        DOTPHA_ASSIGN(const std::vector<Commendation> commendations, Commend(loaded, *regulation, ActOf(call)));
        Response answer;
        for (const Commendation& commendation : commendations) {
          store::SaveCommendation(transaction, call.authority, commendation);
          *answer.add_commendations() = ToProto(commendation);
        }
        return MakeOutcome(call, std::move(answer), action,
                           rpc::ResourceName(call.authority, "commendations", std::to_string(command.cycle)),
                           {{"body", loaded.body_id},
                            {"nominees", std::to_string(commendations.size())},
                            {"document", command.decision.number}},
                           {});
      });
}

}  // namespace

grpc::Status CommendationApi::ProposeCommendations(grpc::ServerContext* context,
                                                   const v1::ProposeCommendationsRequest* request,
                                                   v1::ProposeCommendationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ProposeCommendationsResponse> {
        if (request->body_id().empty()) {
          return InvalidArgument("body_id", "BODY_REQUIRED", "the body that proposes");
        }
        if (request->body_id() != BodyOf(call.roles)) {
          return PermissionDenied("NOT_LEAD_BODY", "a body proposes in its own name");
        }
        CommendCommand command;
        command.act = CommendationAct::kPropose;
        command.body_id = request->body_id();
        return Run<v1::ProposeCommendationsResponse>(parts_, call, *request, "commendation.propose", command);
      });
}

grpc::Status CommendationApi::ConsolidateCommendations(grpc::ServerContext* context,
                                                       const v1::ConsolidateCommendationsRequest* request,
                                                       v1::ConsolidateCommendationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ConsolidateCommendationsResponse> {
        CommendCommand command;
        command.act = CommendationAct::kConsolidate;
        command.body_id = kCommission;
        return Run<v1::ConsolidateCommendationsResponse>(parts_, call, *request, "commendation.consolidate", command);
      });
}

grpc::Status CommendationApi::DecideCommendations(grpc::ServerContext* context,
                                                  const v1::DecideCommendationsRequest* request,
                                                  v1::DecideCommendationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DecideCommendationsResponse> {
        CommendCommand command;
        command.act = CommendationAct::kDecide;
        command.body_id = kStandingCommittee;
        command.decision = ReadDocument(request->decision(), "decision", command.violations);
        command.decided_on =
            rpc::ReadDate(request->has_decided_on(), request->decided_on(), "decided_on", command.violations);
        return Run<v1::DecideCommendationsResponse>(parts_, call, *request, "commendation.decide", command);
      });
}

grpc::Status CommendationApi::ListCommendations(grpc::ServerContext* context,
                                                const v1::ListCommendationsRequest* request,
                                                v1::ListCommendationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListCommendationsResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        std::vector<Violation> violations;
        const std::string state = ReadState(request->state(), violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListCommendationsResponse> {
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            LawOfCycle(parts_, transaction, call, request->cycle()));
              std::vector<Commendation> all = store::ListCommendations(transaction, call.authority, request->cycle());
              for (const std::string& official_id :
                   store::OfficialsRated(transaction, call.authority, request->cycle(), TopLevel(*regulation))) {
                const auto place = std::find_if(all.begin(), all.end(), [&](const Commendation& one) {
                  return one.official_id.empty() || one.official_id >= official_id;
                });
                if (place == all.end() || place->official_id != official_id) {
                  all.insert(place, {request->cycle(), official_id, "", kEligible, {}, "", {}, {}});
                }
              }
              v1::ListCommendationsResponse answer;
              const auto bodies = call.access.routed_bodies();
              for (const Commendation& one : all) {
                if (!state.empty() && one.state != state) {
                  continue;
                }
                bool visible = call.access.scope() == auth::Scope::kAuthority;
                if (!visible && one.official_id.empty()) {
                  visible = std::any_of(one.proposed_by.begin(), one.proposed_by.end(),
                                        [&](const std::string& body) { return bodies.contains(body); });
                } else if (!visible) {
                  DOTPHA_ASSIGN(const Subject subject, LoadSubject(parts_, transaction, call, one.official_id));
                  visible = Covers(call, subject);
                }
                if (visible) {
                  *answer.add_commendations() = ToProto(one);
                }
              }
              return answer;
            });
      });
}

}  // namespace dotpha::assessment::api
