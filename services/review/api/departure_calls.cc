// What follows when an official leaves or a work has to stop (Điều 2 khoản 4).
#include <set>

#include "services/review/api/assignment_api.h"
#include "services/review/api/messages.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/carry_over_store.h"

namespace dotpha::review::api {
namespace {

constexpr int kMostCarryOvers = 10'000;

}  // namespace

grpc::Status AssignmentApi::ReportStop(grpc::ServerContext* context, const v1::ReportStopRequest* request,
                                       v1::ReportStopResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ReportStopResponse> {
        const StopCommand command = ReadStop(*request);
        return Command<v1::ReportStopResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ReportStopResponse>> {
              if (!Reach(call, circumstances.province).Covers(command.official_id)) {
                return PermissionDenied("OUT_OF_REACH", "this official's works are not the caller's to speak of");
              }
              const HeldWorks held =
                  store::FindWorks(transaction, call.authority, command.work_ids, store::Lock::kForUpdate);
              DOTPHA_ASSIGN(const StopDecision result, review::ReportStop(command, held, circumstances));
              store::Save(transaction, call.authority, result);
              v1::ReportStopResponse answer;
              for (const AssignedWork& work : result.works) {
                *answer.add_works() = ToProto(call.authority, work, circumstances.today());
              }
              return MakeOutcome(call, std::move(answer), "work.report_stop",
                                 "authorities/" + call.authority + "/works",
                                 {{"official_id", command.official_id},
                                  {"work_ids", Joined(command.work_ids)},
                                  {"reason", command.reason},
                                  {"stopped_on", command.stopped_on->ToString()}},
                                 result.events);
            });
      });
}

grpc::Status AssignmentApi::ConcludeWorks(grpc::ServerContext* context, const v1::ConcludeWorksRequest* request,
                                          v1::ConcludeWorksResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ConcludeWorksResponse> {
        const ConcludeCommand command = ReadConclusion(*request);
        return Command<v1::ConcludeWorksResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ConcludeWorksResponse>> {
              std::vector<std::string> ids;
              for (const WorkToConclude& work : command.works) {
                ids.push_back(work.work_id);
              }
              const HeldWorks held = store::FindWorks(transaction, call.authority, ids, store::Lock::kForUpdate);
              DOTPHA_ASSIGN(const ConcludeDecision result, review::ConcludeWorks(command, held, circumstances));
              store::Save(transaction, call.authority, result);
              v1::ConcludeWorksResponse answer;
              for (const Conclusion& conclusion : result.conclusions) {
                *answer.add_conclusions() = ToProto(conclusion);
              }
              for (const AssignedWork& work : result.works) {
                *answer.add_works() = ToProto(call.authority, work, circumstances.today());
              }
              return MakeOutcome(call, std::move(answer), "works.conclude", "authorities/" + call.authority + "/works",
                                 {{"official_id", command.official_id},
                                  {"work_ids", Joined(ids)},
                                  {"document", command.document.number},
                                  {"concluded_on", command.document.signed_on->ToString()}},
                                 result.events);
            });
      });
}

grpc::Status AssignmentApi::ListTasks(grpc::ServerContext* context, const v1::ListTasksRequest* request,
                                      v1::ListTasksResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListTasksResponse> {
        DOTPHA_ASSIGN(const std::optional<TaskKind> wanted, ReadTaskKind(request->kind()));
        return Read<v1::ListTasksResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListTasksResponse> {
              const Date today = Date::Of(call.arrived_at);
              const auto newcomers =
                  Newcomers(province, store::OrdinaryDecisionDay(transaction, call.authority, today.year()), today);
              std::set<std::string> concerned(newcomers.begin(), newcomers.end());
              concerned.merge(province.Departed(today));
              const auto works = store::WaitingWorks(transaction, call.authority, {concerned.begin(), concerned.end()});
              store::CarryOverFilter undecided;
              undecided.state = NameOf(CarryOverState::kProposed);
              undecided.limit = kMostCarryOvers;
              const auto proposed = store::ListCarryOvers(transaction, call.authority, undecided);
              v1::ListTasksResponse listed;
              for (const Task& task : Tasks(works, newcomers, proposed, province, today)) {
                if (!wanted || task.kind == *wanted) {
                  *listed.add_tasks() = ToProto(task);
                }
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
