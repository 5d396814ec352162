// Works that were not done to the end: whether they go on in the next cycle (Điều 2 khoản 5).
#include "services/review/api/assignment_api.h"
#include "services/review/api/messages.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/carry_over_store.h"
#include "services/review/store/proposal_store.h"

namespace dotpha::review::api {

grpc::Status AssignmentApi::DecideCarryOvers(grpc::ServerContext* context, const v1::DecideCarryOversRequest* request,
                                             v1::DecideCarryOversResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DecideCarryOversResponse> {
        const CarryOverCommand command = ReadCarryOvers(*request);
        return Command<v1::DecideCarryOversResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::DecideCarryOversResponse>> {
              const KnownCarryOvers known = store::FindCarryOvers(transaction, call.authority, command.items);
              const DecideCommand continuing = ContinuingOf(command, known);
              store::LockCycle(transaction, call.authority, continuing.cycle);
              const DecideState state = store::LoadDecideState(transaction, call.authority, continuing);
              DOTPHA_ASSIGN(const CarryOverDecision result,
                            review::DecideCarryOvers(command, known, state, circumstances));
              store::Save(transaction, call.authority, result.carry_overs);
              v1::DecideCarryOversResponse answer;
              std::vector<std::string> work_ids;
              for (const CarryOver& carry_over : result.carry_overs) {
                *answer.add_carry_overs() = ToProto(carry_over);
                work_ids.push_back(carry_over.work_id);
              }
              std::vector<Event> announced;
              if (result.assigned) {
                store::Save(transaction, call.authority, *result.assigned, circumstances.arrived_at);
                for (const AssignedWork& work : result.assigned->works) {
                  *answer.add_works() = ToProto(call.authority, work, circumstances.today());
                }
                announced = result.assigned->events;
              }
              return MakeOutcome(call, std::move(answer), "carry_overs.decide",
                                 "authorities/" + call.authority + "/works",
                                 {{"work_ids", Joined(work_ids)},
                                  {"cycle", std::to_string(result.carry_overs.front().cycle)},
                                  {"document", command.document.number},
                                  {"decided_on", command.document.signed_on->ToString()}},
                                 announced);
            });
      });
}

grpc::Status AssignmentApi::ListCarryOvers(grpc::ServerContext* context, const v1::ListCarryOversRequest* request,
                                           v1::ListCarryOversResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListCarryOversResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 3));
        const auto state = StateName(request->state());
        if (!state) {
          return InvalidArgument("state", "STATE_INVALID", "not a state of works to be carried over");
        }
        store::CarryOverFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        filter.state = *state;
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, rpc::NumberOfPageKey(page.after[0]));
          filter.after = {static_cast<int>(cycle), page.after[1], page.after[2]};
        }
        return Read<v1::ListCarryOversResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province&) -> Result<v1::ListCarryOversResponse> {
              v1::ListCarryOversResponse listed;
              for (const CarryOver& carry_over : store::ListCarryOvers(transaction, call.authority, filter)) {
                if (listed.carry_overs_size() == page.size) {
                  const auto& last = listed.carry_overs(page.size - 1);
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(last.cycle()), last.official_id(), last.work_id()}));
                  break;
                }
                *listed.add_carry_overs() = ToProto(carry_over);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
