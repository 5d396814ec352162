#include "services/review/api/assignment_api.h"

#include <set>

#include "libs/base/ids.h"
#include "services/review/api/messages.h"
#include "services/review/store/assignment_store.h"
#include "services/review/store/proposal_store.h"

namespace dotpha::review::api {
namespace {

constexpr char kWorkNotFound[] = "WORK_NOT_FOUND";
constexpr char kDecisionNotFound[] = "DECISION_NOT_FOUND";

// The assigned work of a name. NOT_FOUND WORK_NOT_FOUND.
Result<AssignedWork> LoadNamed(postgres::Transaction& transaction, const rpc::CallContext& call,
                               const std::string& name, store::Lock lock) {
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "works", kWorkNotFound));
  auto works = store::FindWorks(transaction, call.authority, {id}, lock);
  if (works.empty()) {
    return NotFound(kWorkNotFound, "there is no such assigned work within the caller's reach");
  }
  return std::move(works.begin()->second);
}

// The decision of a name. NOT_FOUND DECISION_NOT_FOUND.
Result<Decision> LoadDecision(postgres::Transaction& transaction, const rpc::CallContext& call,
                              const std::string& name) {
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "decisions", kDecisionNotFound));
  auto decision = IsUuid(id) ? store::FindDecision(transaction, call.authority, id) : std::optional<Decision>{};
  if (!decision) {
    return NotFound(kDecisionNotFound, "there is no such decision within the caller's reach");
  }
  return *std::move(decision);
}

std::map<std::string, std::string> AuditDetails(const std::vector<AssignedWork>& works) {
  std::vector<std::string> ids;
  std::set<std::string> officials;
  for (const AssignedWork& work : works) {
    ids.push_back(work.id);
    officials.insert(work.official_id);
  }
  return {{"work_ids", Joined(ids)}, {"official_ids", Joined({officials.begin(), officials.end()})}};
}

}  // namespace

grpc::Status AssignmentApi::RecordDecision(grpc::ServerContext* context, const v1::RecordDecisionRequest* request,
                                           v1::RecordDecisionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordDecisionResponse> {
        const DecideCommand command = ReadDecision(*request);
        return Command<v1::RecordDecisionResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordDecisionResponse>> {
              store::LockCycle(transaction, call.authority, command.cycle);
              DOTPHA_ASSIGN(const DecideDecision result,
                            review::RecordDecision(
                                command, store::LoadDecideState(transaction, call.authority, command), circumstances));
              store::Save(transaction, call.authority, result, circumstances.arrived_at);
              v1::RecordDecisionResponse answer;
              *answer.mutable_decision() = ToProto(call.authority, result.decision);
              for (const AssignedWork& work : result.works) {
                *answer.add_works() = ToProto(call.authority, work, circumstances.today());
              }
              auto details = AuditDetails(result.works);
              details["cycle"] = std::to_string(result.decision.cycle);
              details["basis"] = NameOf(result.decision.basis);
              details["document"] = result.decision.document_number;
              details["decided_on"] = result.decision.decided_on.ToString();
              return MakeOutcome(call, std::move(answer), "decision.record",
                                 rpc::ResourceName(call.authority, "decisions", result.decision.id), std::move(details),
                                 result.events);
            });
      });
}

grpc::Status AssignmentApi::RecordNotification(grpc::ServerContext* context,
                                               const v1::RecordNotificationRequest* request,
                                               v1::RecordNotificationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordNotificationResponse> {
        const NotifyCommand command = ReadNotification(*request);
        return Command<v1::RecordNotificationResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::RecordNotificationResponse>> {
              DOTPHA_ASSIGN(const Decision decision, LoadDecision(transaction, call, request->name()));
              // Read again under the lock: two clerks at once must not both believe that the other's are still to be
              // told.
              store::LockCycle(transaction, call.authority, decision.cycle);
              DOTPHA_ASSIGN(const Decision locked, LoadDecision(transaction, call, request->name()));
              DOTPHA_ASSIGN(const NotifyDecision result, review::RecordNotification(command, locked, circumstances));
              store::Save(transaction, call.authority, result);
              v1::RecordNotificationResponse answer;
              *answer.mutable_decision() = ToProto(call.authority, result.decision);
              std::vector<std::string> officials;
              for (const Notification& told : result.notifications) {
                officials.push_back(told.official_id);
              }
              return MakeOutcome(call, std::move(answer), "decision.notify",
                                 rpc::ResourceName(call.authority, "decisions", result.decision.id),
                                 {{"official_ids", Joined(officials)},
                                  {"notified_on", command.notified_on->ToString()},
                                  {"document", command.document.number}},
                                 result.events);
            });
      });
}

grpc::Status AssignmentApi::ImportAssignments(grpc::ServerContext* context, const v1::ImportAssignmentsRequest* request,
                                              v1::ImportAssignmentsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ImportAssignmentsResponse> {
        const ImportCommand command = ReadImport(*request);
        return Command<v1::ImportAssignmentsResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ImportAssignmentsResponse>> {
              std::vector<std::string> ids;
              for (const ImportedAssignment& one : command.assignments) {
                ids.push_back(one.content.id);
              }
              std::set<std::string> held;
              for (const auto& [id, work] :
                   store::FindWorks(transaction, call.authority, ids, store::Lock::kForUpdate)) {
                held.insert(id);
              }
              DOTPHA_ASSIGN(const ImportDecision result, review::ImportAssignments(command, held, circumstances));
              store::Save(transaction, call.authority, result);
              v1::ImportAssignmentsResponse answer;
              for (const AssignedWork& work : result.works) {
                *answer.add_works() = ToProto(call.authority, work, circumstances.today());
              }
              return MakeOutcome(call, std::move(answer), "assignments.import",
                                 "authorities/" + call.authority + "/works", AuditDetails(result.works), result.events);
            });
      });
}

grpc::Status AssignmentApi::AmendWork(grpc::ServerContext* context, const v1::AmendWorkRequest* request,
                                      v1::AmendWorkResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AmendWorkResponse> {
        const AmendCommand command = ReadAmendment(*request);
        return Command<v1::AmendWorkResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::AmendWorkResponse>> {
              DOTPHA_ASSIGN(const AssignedWork work,
                            LoadNamed(transaction, call, request->name(), store::Lock::kForUpdate));
              DOTPHA_ASSIGN(const AmendDecision result, review::AmendWork(command, work, circumstances));
              store::Save(transaction, call.authority, result);
              v1::AmendWorkResponse answer;
              *answer.mutable_work() = ToProto(call.authority, result.work, circumstances.today());
              auto details = AuditDetails({result.work});
              details["version"] = std::to_string(result.work.version);
              details["document"] = result.version.document_number;
              return MakeOutcome(call, std::move(answer), "work.amend",
                                 rpc::ResourceName(call.authority, "works", result.work.id), std::move(details),
                                 result.events);
            });
      });
}

grpc::Status AssignmentApi::GetWork(grpc::ServerContext* context, const v1::GetWorkRequest* request,
                                    v1::GetWorkResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetWorkResponse> {
        return Read<v1::GetWorkResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::GetWorkResponse> {
              DOTPHA_ASSIGN(const AssignedWork work, LoadNamed(transaction, call, request->name(), store::Lock::kNone));
              if (!Reach(call, province).Covers(work.official_id)) {
                return NotFound(kWorkNotFound, "there is no such assigned work within the caller's reach");
              }
              v1::GetWorkResponse found;
              *found.mutable_work() = ToProto(call.authority, work, Date::Of(call.arrived_at));
              for (const WorkVersion& version : store::Versions(transaction, call.authority, work.id)) {
                *found.add_versions() = ToProto(version);
              }
              for (const Conclusion& conclusion : store::Conclusions(transaction, call.authority, {work.id})) {
                *found.add_conclusions() = ToProto(conclusion);
              }
              return found;
            });
      });
}

grpc::Status AssignmentApi::ListWorks(grpc::ServerContext* context, const v1::ListWorksRequest* request,
                                      v1::ListWorksResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListWorksResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 2));
        const auto state = StateName(request->state());
        if (!state) {
          return InvalidArgument("state", "STATE_INVALID", "not a state of works");
        }
        store::WorkFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        filter.state = *state;
        filter.on = Date::Of(call.arrived_at);
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          filter.after = {page.after[0], page.after[1]};
        }
        return Read<v1::ListWorksResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListWorksResponse> {
              filter.visible = Reach(call, province).Officials();
              v1::ListWorksResponse listed;
              for (const AssignedWork& work : store::ListWorks(transaction, call.authority, filter)) {
                if (listed.works_size() == page.size) {
                  const auto& last = listed.works(page.size - 1);
                  listed.set_next_page_token(rpc::NextPageToken(*request, {last.official_id(), last.work_id()}));
                  break;
                }
                *listed.add_works() = ToProto(call.authority, work, filter.on);
              }
              return listed;
            });
      });
}

grpc::Status AssignmentApi::GetDecision(grpc::ServerContext* context, const v1::GetDecisionRequest* request,
                                        v1::GetDecisionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetDecisionResponse> {
        return Read<v1::GetDecisionResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::GetDecisionResponse> {
              DOTPHA_ASSIGN(Decision decision, LoadDecision(transaction, call, request->name()));
              const Reach reach(call, province);
              std::erase_if(decision.items,
                            [&reach](const DecisionItem& item) { return !reach.Covers(item.official_id); });
              if (decision.items.empty()) {
                return NotFound(kDecisionNotFound, "there is no such decision within the caller's reach");
              }
              v1::GetDecisionResponse found;
              *found.mutable_decision() = ToProto(call.authority, decision);
              return found;
            });
      });
}

grpc::Status AssignmentApi::ListDecisions(grpc::ServerContext* context, const v1::ListDecisionsRequest* request,
                                          v1::ListDecisionsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListDecisionsResponse> {
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(rpc::RequirePageKeys(page, 3));
        store::DecisionFilter filter;
        filter.cycle = request->cycle();
        filter.limit = page.size + 1;
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, rpc::NumberOfPageKey(page.after[0]));
          const auto day = Date::Parse(page.after[1]);
          DOTPHA_ASSIGN(const std::string id, rpc::UuidOfPageKey(page.after[2]));
          if (!day.ok()) {
            return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "not a token that this list gave");
          }
          filter.after = {static_cast<int>(cycle), *day, id};
        }
        return Read<v1::ListDecisionsResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListDecisionsResponse> {
              filter.visible = Reach(call, province).Officials();
              const auto rows = store::ListDecisions(transaction, call.authority, filter);
              v1::ListDecisionsResponse listed;
              for (std::size_t i = 0; i < rows.size(); ++i) {
                if (listed.decisions_size() == page.size) {
                  const Decision& last = rows[i - 1];
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(last.cycle), last.decided_on.ToString(), last.id}));
                  break;
                }
                *listed.add_decisions() = ToProto(call.authority, rows[i]);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
