#include "services/review/api/delegation_api.h"

#include "libs/rpc/wire_time.h"
#include "services/review/domain/delegate.h"
#include "services/review/store/meeting_store.h"

namespace dotpha::review::api {
namespace {

v1::Delegation ToProto(const std::string& authority, const Delegation& delegation) {
  v1::Delegation to;
  to.set_name(rpc::ResourceName(authority, "delegations", delegation.id));
  to.set_delegation_id(delegation.id);
  to.set_official_id(delegation.official_id);
  to.set_agency_id(delegation.agency_id);
  to.set_cycle(delegation.cycle);
  for (const std::string& name : delegation.work_names) {
    to.add_work_names(name);
  }
  *to.mutable_recorded_at() = rpc::ToWire(delegation.recorded_at);
  to.set_recorded_by(delegation.recorded_by);
  return to;
}

}  // namespace

grpc::Status DelegationApi::RecordDelegation(grpc::ServerContext* context, const v1::RecordDelegationRequest* request,
                                             v1::RecordDelegationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordDelegationResponse> {
        const v1::Delegation& wanted = request->delegation();
        const DelegateCommand command{wanted.official_id(),
                                      wanted.agency_id(),
                                      wanted.cycle(),
                                      {wanted.work_names().begin(), wanted.work_names().end()}};
        return Command<v1::RecordDelegationResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordDelegationResponse>> {
              const bool assigned =
                  store::HasAssignedWork(transaction, call.authority, command.official_id, command.cycle);
              DOTPHA_ASSIGN(const Delegation delegation, review::RecordDelegation(command, assigned, circumstances));
              store::Save(transaction, call.authority, delegation);
              v1::RecordDelegationResponse answer;
              *answer.mutable_delegation() = ToProto(call.authority, delegation);
              return MakeOutcome(call, std::move(answer), "delegation.record",
                                 rpc::ResourceName(call.authority, "delegations", delegation.id),
                                 {{"official_id", delegation.official_id},
                                  {"agency_id", delegation.agency_id},
                                  {"cycle", std::to_string(delegation.cycle)}},
                                 {});
            });
      });
}

grpc::Status DelegationApi::ListDelegations(grpc::ServerContext* context, const v1::ListDelegationsRequest* request,
                                            v1::ListDelegationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListDelegationsResponse> {
        store::DelegationFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        filter.agency_id = request->agency_id();
        return Read<v1::ListDelegationsResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListDelegationsResponse> {
              filter.visible = Reach(call, province).Officials();
              filter.agencies = province.AgenciesHeadedBy(call.caller, Date::Of(call.arrived_at));
              v1::ListDelegationsResponse listed;
              for (const Delegation& delegation : store::ListDelegations(transaction, call.authority, filter)) {
                *listed.add_delegations() = ToProto(call.authority, delegation);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
