#include "services/assessment/api/task_force_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_fields.h"
#include "libs/rpc/wire_time.h"
#include "services/assessment/api/messages.h"
#include "services/assessment/domain/task_force.h"
#include "services/assessment/store/assessment_store.h"
#include "services/assessment/store/supervision_store.h"

namespace dotpha::assessment::api {
namespace {

constexpr char kNotFoundReason[] = "TASK_FORCE_NOT_FOUND";
constexpr std::string_view kStatePrefix = "TASK_FORCE_STATE_";

v1::TaskForce ToProto(const std::string& authority, const TaskForce& task_force) {
  v1::TaskForce to;
  to.set_name(rpc::ResourceName(authority, "taskForces", task_force.id));
  to.set_task_force_id(task_force.id);
  to.set_body_id(task_force.body_id);
  to.set_cycle(task_force.cycle);
  for (const std::string& id : task_force.member_ids) {
    to.add_member_ids(id);
  }
  for (const std::string& id : task_force.official_ids) {
    to.add_official_ids(id);
  }
  to.set_reason(task_force.reason);
  v1::TaskForceState state = v1::TASK_FORCE_STATE_UNSPECIFIED;
  v1::TaskForceState_Parse(std::string(kStatePrefix) + task_force.state, &state);
  to.set_state(state);
  *to.mutable_proposed_at() = rpc::ToWire(task_force.proposed_at);
  if (task_force.approval.Given()) {
    to.mutable_approval()->set_number(task_force.approval.number);
    *to.mutable_approval()->mutable_signed_on() = rpc::ToWire(*task_force.approval.signed_on);
  }
  to.set_etag(rpc::EtagOf(task_force.revision));
  return to;
}

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                  const TaskForce& task_force, const std::string& action) {
  store::Save(transaction, call.authority, task_force);
  Response response;
  *response.mutable_task_force() = ToProto(call.authority, task_force);
  return MakeOutcome(
      call, std::move(response), action, rpc::ResourceName(call.authority, "taskForces", task_force.id),
      {{"body_id", task_force.body_id}, {"state", task_force.state}, {"document", task_force.approval.number}}, {});
}

Result<const statute::Regulation*> Regulation(const Parts& parts, postgres::Transaction& transaction,
                                              const rpc::CallContext& call, int cycle) {
  std::vector<Violation> violations;
  CheckCycle(cycle, violations);
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  DOTPHA_ASSIGN(const auto law, LawOf(parts, transaction, call.authority));
  return RegulationOfCycle(law, cycle, ActOf(call).day());
}

// What every act on a task force does around its own decision. `decide`: Result<Outcome<Response>>(Transaction&,
// TaskForce, const Regulation&).
template <typename Response, typename Request, typename Decide>
Result<Response> ActOn(const Parts& parts, const rpc::CallContext& call, const Request& request, Decide&& decide) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(request.name(), call.authority, "taskForces", kNotFoundReason));
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        auto found = IsUuid(id) ? store::FindTaskForce(transaction, call.authority, id) : std::nullopt;
        if (!found) {
          return NotFound(kNotFoundReason, "there is no such task force in this authority");
        }
        DOTPHA_ASSIGN(const statute::Regulation* regulation, Regulation(parts, transaction, call, found->cycle));
        return decide(transaction, *std::move(found), *regulation);
      });
}

}  // namespace

grpc::Status TaskForceApi::ProposeTaskForce(grpc::ServerContext* context, const v1::ProposeTaskForceRequest* request,
                                            v1::ProposeTaskForceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ProposeTaskForceResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_TRY(RequireBody(call, request->body_id(), "body_id"));
        return parts_.runner->Execute<v1::ProposeTaskForceResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ProposeTaskForceResponse>> {
              DOTPHA_ASSIGN(const statute::Regulation* regulation,
                            Regulation(parts_, transaction, call, request->cycle()));
              ProposeTaskForceCommand command;
              command.task_force.id = NewUuid();
              command.task_force.body_id = request->body_id();
              command.task_force.cycle = request->cycle();
              command.task_force.member_ids = {request->member_ids().begin(), request->member_ids().end()};
              command.task_force.official_ids = {request->official_ids().begin(), request->official_ids().end()};
              command.task_force.reason = request->reason();
              for (const std::string& official_id : command.task_force.official_ids) {
                DOTPHA_ASSIGN(Subject subject, LoadSubject(parts_, transaction, call, official_id));
                command.subjects.push_back(std::move(subject));
              }
              DOTPHA_ASSIGN(const TaskForce proposed, assessment::ProposeTaskForce(command, *regulation, ActOf(call)));
              return Stored<v1::ProposeTaskForceResponse>(transaction, call, proposed, "task_force.propose");
            });
      });
}

grpc::Status TaskForceApi::ApproveTaskForce(grpc::ServerContext* context, const v1::ApproveTaskForceRequest* request,
                                            v1::ApproveTaskForceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ApproveTaskForceResponse> {
        ApproveTaskForceCommand command;
        command.approval = ReadDocument(request->approval(), "approval", command.violations);
        command.expected_revision = rpc::RevisionOf(request->etag());
        return ActOn<v1::ApproveTaskForceResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, TaskForce found,
                const statute::Regulation& regulation) -> Result<command::Outcome<v1::ApproveTaskForceResponse>> {
              DOTPHA_ASSIGN(const TaskForce approved,
                            assessment::ApproveTaskForce(std::move(found), command, regulation, ActOf(call)));
              return Stored<v1::ApproveTaskForceResponse>(transaction, call, approved, "task_force.approve");
            });
      });
}

grpc::Status TaskForceApi::RecordVerification(grpc::ServerContext* context,
                                              const v1::RecordVerificationRequest* request,
                                              v1::RecordVerificationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordVerificationResponse> {
        return ActOn<v1::RecordVerificationResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, const TaskForce& found,
                const statute::Regulation&) -> Result<command::Outcome<v1::RecordVerificationResponse>> {
              BatchEntry<AppraisalItem> entry;
              entry.item.official_id = request->official_id();
              for (const v1::VerifiedValue& item : request->items()) {
                entry.item.verified.push_back({item.work_id(), item.item_id(), item.value_e2(), item.evidence(), ""});
              }
              DOTPHA_ASSIGN(entry.subject, LoadSubject(parts_, transaction, call, entry.item.official_id));
              DOTPHA_TRY(RequireReach(call, entry.subject));
              DOTPHA_ASSIGN(entry.record, store::LoadRecord(transaction, call.authority, entry.item.official_id,
                                                            found.cycle, store::Lock::kForUpdate));
              DOTPHA_ASSIGN(const AssessedRecord verified, assessment::RecordVerification(found, entry, ActOf(call)));
              DOTPHA_TRY(store::Save(transaction, call.authority, verified));
              v1::RecordVerificationResponse answer;
              *answer.mutable_task_force() = ToProto(call.authority, found);
              return MakeOutcome(
                  call, std::move(answer), "task_force.verify", request->name(),
                  {{"official_id", entry.item.official_id}, {"items", std::to_string(entry.item.verified.size())}}, {});
            });
      });
}

grpc::Status TaskForceApi::CloseTaskForce(grpc::ServerContext* context, const v1::CloseTaskForceRequest* request,
                                          v1::CloseTaskForceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CloseTaskForceResponse> {
        return ActOn<v1::CloseTaskForceResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction, TaskForce found,
                const statute::Regulation& regulation) -> Result<command::Outcome<v1::CloseTaskForceResponse>> {
              DOTPHA_ASSIGN(const TaskForce closed,
                            assessment::CloseTaskForce(std::move(found), rpc::RevisionOf(request->etag()), regulation,
                                                       ActOf(call)));
              return Stored<v1::CloseTaskForceResponse>(transaction, call, closed, "task_force.close");
            });
      });
}

grpc::Status TaskForceApi::ListTaskForces(grpc::ServerContext* context, const v1::ListTaskForcesRequest* request,
                                          v1::ListTaskForcesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListTaskForcesResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        std::string state;
        if (request->state() != v1::TASK_FORCE_STATE_UNSPECIFIED) {
          if (!v1::TaskForceState_IsValid(request->state())) {
            return InvalidArgument("state", "STATE_INVALID", "not a state of task forces");
          }
          state = v1::TaskForceState_Name(request->state()).substr(kStatePrefix.size());
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListTaskForcesResponse> {
              v1::ListTaskForcesResponse listed;
              for (const TaskForce& task_force :
                   store::ListTaskForces(transaction, call.authority, request->cycle(), state, OwnBodies(call))) {
                *listed.add_task_forces() = ToProto(call.authority, task_force);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::assessment::api
