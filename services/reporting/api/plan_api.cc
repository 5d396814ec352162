#include "services/reporting/api/plan_api.h"

#include <algorithm>
#include <set>

#include "libs/rpc/wire_fields.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/domain/change_plan.h"
#include "services/reporting/domain/stamp.h"
#include "services/reporting/store/plan_store.h"
#include "services/reporting/store/report_store.h"

namespace dotpha::reporting::api {
namespace {

constexpr char kNotFound[] = "PLAN_NOT_FOUND";
constexpr int kMostImported = 200;

Error NoSuchPlan() { return NotFound(kNotFound, "there is no such plan within the caller's reach"); }

std::map<std::string, std::string> AuditDetails(const PlanDecision& decision) {
  const Plan& plan = decision.plan;
  std::map<std::string, std::string> details{{"official_id", plan.official_id},
                                             {"cycle", std::to_string(plan.cycle)},
                                             {"from_state", decision.history.from_state},
                                             {"to_state", decision.history.to_state},
                                             {"version", std::to_string(plan.version)}};
  if (plan.occasion) {
    details["occasion"] = plan.occasion->ToString();
  }
  if (plan.received_at) {
    details["received_at"] = FormatRfc3339(*plan.received_at);
  }
  if (!plan.paper_number.empty()) {
    details["paper_number"] = plan.paper_number;
  }
  return details;
}

std::map<std::string, std::string> ImportDetails(const std::vector<SubmitPlanCommand>& commands) {
  std::string plans;
  for (const SubmitPlanCommand& command : commands) {
    plans += (plans.empty() ? "" : ",") + command.official_id + ":" + command.new_plan_id;
  }
  const auto& paper = commands.front().paper;
  return {{"plans", plans}, {"paper_number", paper ? paper->document.number : ""}};
}

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                  const PlanDecision& decision) {
  store::SavePlan(transaction, call.authority, decision);
  Response response;
  *response.mutable_plan() = ToProto(call.authority, decision.plan);
  if constexpr (requires { response.add_deliveries(); }) {
    for (const Delivery& delivery : decision.deliveries) {
      *response.add_deliveries() = ToProto(delivery);
    }
  }
  return MakeOutcome(call, std::move(response), "plan." + decision.history.action,
                     rpc::ResourceName(call.authority, "plans", decision.plan.id), AuditDetails(decision),
                     decision.events);
}

SubmitPlanCommand ReadSubmission(const pb::Plan& plan) {
  SubmitPlanCommand command;
  command.official_id = plan.official_id();
  command.cycle = plan.cycle();
  command.occasion = rpc::ReadDate(plan.has_occasion(), plan.occasion(), "plan.occasion", command.violations);
  command.content = ReadContent(plan);
  command.expected_revision = rpc::RevisionOf(plan.etag());
  return command;
}

Result<PlanDecision> DecideSubmission(postgres::Transaction& transaction, const rpc::CallContext& call,
                                      SubmitPlanCommand& command, const Circumstances& circumstances) {
  command.new_plan_id = NewUuid();
  std::vector<Plan> plans = store::PlansOf(transaction, call.authority, command.official_id);
  std::erase_if(plans, [&](const Plan& plan) { return plan.cycle != command.cycle; });
  return SubmitPlan(command, plans, circumstances);
}

template <typename Response, typename Request>
Result<Response> RunSubmission(const Parts& parts, const rpc::CallContext& call, const Request& request,
                               SubmitPlanCommand command) {
  return RunFor<Response>(parts, call, request, command.official_id,
                          [&](postgres::Transaction& transaction, const OfficialKnowledge&,
                              const Circumstances& circumstances, const Reach&) -> Result<command::Outcome<Response>> {
                            DOTPHA_ASSIGN(const PlanDecision decision,
                                          DecideSubmission(transaction, call, command, circumstances));
                            return Stored<Response>(transaction, call, decision);
                          });
}

std::vector<SubmitPlanCommand> ReadImport(const v1::ImportPlansRequest& request) {
  std::vector<SubmitPlanCommand> commands;
  for (const pb::Plan& plan : request.plans()) {
    SubmitPlanCommand& command = commands.emplace_back(ReadSubmission(plan));
    if (request.has_stamped_at() || request.has_document()) {
      command.paper = ReadPaper(request, command.violations);
    }
  }
  return commands;
}

// Adds why one plan of an import is refused, under its row. An error that concerns the whole call is given back.
Result<void> AddRefusal(Error error, std::size_t index, std::vector<Violation>& found) {
  const std::string row = "plans[" + std::to_string(index) + "]";
  if (error.code == Code::kFailedPrecondition || error.code == Code::kNotFound) {
    for (const auto& [key, value] : error.metadata) {
      error.message += "; " + key + " = " + value;
    }
    found.push_back({row, std::move(error.reason), std::move(error.message)});
    return {};
  }
  if (error.code != Code::kInvalidArgument) {
    return error;
  }
  for (Violation& violation : error.violations) {
    constexpr std::string_view kPlan = "plan";
    if (violation.field == kPlan || violation.field.starts_with("plan.")) {
      violation.field.replace(0, kPlan.size(), row);
    } else if (violation.field != "stamped_at" && !violation.field.starts_with("document")) {
      violation.field = row + "." + violation.field;
    }
    // What is wrong with the stamp is wrong for every row, and said once.
    if (std::find(found.begin(), found.end(), violation) == found.end()) {
      found.push_back(std::move(violation));
    }
  }
  return {};
}

// The official whose plan the name means, before anything is locked: the plan is read again under his lock.
Result<std::string> OfficialOf(const Parts& parts, const rpc::CallContext& call, const std::string& name) {
  DOTPHA_TRY(rpc::RequireAuthority(call));
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "plans", kNotFound));
  if (!IsUuid(id)) {
    return NoSuchPlan();
  }
  return postgres::RunTransaction(*parts.pool, rpc::ReadOptions(call),
                                  [&](postgres::Transaction& transaction) -> Result<std::string> {
                                    const auto plan = store::FindPlan(transaction, call.authority, id, 0);
                                    return plan ? Result<std::string>(plan->official_id) : NoSuchPlan();
                                  });
}

// A draft is nobody's but its own people's.
Result<Plan> LoadNamed(postgres::Transaction& transaction, const rpc::CallContext& call, const Reach& reach,
                       const std::string& name) {
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "plans", kNotFound));
  const auto plan = store::FindPlan(transaction, call.authority, id, 0);
  if (!plan || (plan->state == PlanState::kDraft && !reach.IsOwn(plan->official_id))) {
    return NoSuchPlan();
  }
  return *plan;
}

// What is out of reach is as unknown as what does not exist.
template <typename Response>
Result<Response> Hidden(Result<Response> result) {
  if (!result.ok() && result.error().reason == "OUT_OF_REACH") {
    return NoSuchPlan();
  }
  return result;
}

}  // namespace

grpc::Status PlanApi::SavePlanDraft(grpc::ServerContext* context, const v1::SavePlanDraftRequest* request,
                                    v1::SavePlanDraftResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const rpc::CallContext& call) -> Result<v1::SavePlanDraftResponse> {
                               SubmitPlanCommand command = ReadSubmission(request->plan());
                               command.draft = true;
                               return RunSubmission<v1::SavePlanDraftResponse>(parts_, call, *request, command);
                             });
}

grpc::Status PlanApi::SubmitPlan(grpc::ServerContext* context, const v1::SubmitPlanRequest* request,
                                 v1::SubmitPlanResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SubmitPlanResponse> {
        return RunSubmission<v1::SubmitPlanResponse>(parts_, call, *request, ReadSubmission(request->plan()));
      });
}

grpc::Status PlanApi::EnterPaperPlan(grpc::ServerContext* context, const v1::EnterPaperPlanRequest* request,
                                     v1::EnterPaperPlanResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const rpc::CallContext& call) -> Result<v1::EnterPaperPlanResponse> {
                               SubmitPlanCommand command = ReadSubmission(request->plan());
                               command.paper = ReadPaper(*request, command.violations);
                               return RunSubmission<v1::EnterPaperPlanResponse>(parts_, call, *request, command);
                             });
}

grpc::Status PlanApi::RecordPlanStamp(grpc::ServerContext* context, const v1::RecordPlanStampRequest* request,
                                      v1::RecordPlanStampResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordPlanStampResponse> {
        DOTPHA_ASSIGN(const std::string official_id, OfficialOf(parts_, call, request->name()));
        return Hidden(RunFor<v1::RecordPlanStampResponse>(
            parts_, call, *request, official_id,
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach& reach) -> Result<command::Outcome<v1::RecordPlanStampResponse>> {
              DOTPHA_ASSIGN(const Plan plan, LoadNamed(transaction, call, reach, request->name()));
              DOTPHA_ASSIGN(const PlanDecision decision,
                            reporting::RecordPlanStamp(ReadStamp(*request), plan, circumstances));
              return Stored<v1::RecordPlanStampResponse>(transaction, call, decision);
            }));
      });
}

grpc::Status PlanApi::ImportPlans(grpc::ServerContext* context, const v1::ImportPlansRequest* request,
                                  v1::ImportPlansResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ImportPlansResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        if (request->plans().empty() || request->plans_size() > kMostImported) {
          return InvalidArgument("plans", request->plans().empty() ? "NO_ITEMS" : "TOO_MANY",
                                 "1 to " + std::to_string(kMostImported));
        }
        return parts_.runner->Execute<v1::ImportPlansResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ImportPlansResponse>> {
              std::vector<SubmitPlanCommand> commands = ReadImport(*request);
              std::set<std::string> officials;  // in one order, so that two imports never wait for each other
              for (const SubmitPlanCommand& command : commands) {
                officials.insert(command.official_id);
              }
              for (const std::string& official_id : officials) {
                store::LockOfficial(transaction, call.authority, official_id);
              }
              v1::ImportPlansResponse answer;
              std::vector<Violation> refused;
              std::vector<Event> announced;
              for (std::size_t i = 0; i < commands.size(); ++i) {
                auto decision =
                    DecideFor(parts_, call, transaction, commands[i].official_id,
                              [&](const OfficialKnowledge&, const Circumstances& circumstances, const Reach&) {
                                return DecideSubmission(transaction, call, commands[i], circumstances);
                              });
                if (!decision.ok()) {
                  DOTPHA_TRY(AddRefusal(std::move(decision).error(), i, refused));
                  continue;
                }
                // The next plan of the same official sees this one.
                store::SavePlan(transaction, call.authority, *decision);
                *answer.add_plans() = ToProto(call.authority, decision->plan);
                announced.insert(announced.end(), decision->events.begin(), decision->events.end());
              }
              if (!refused.empty()) {
                return InvalidArgument(std::move(refused));
              }
              return MakeOutcome(call, std::move(answer), "plans.import", "authorities/" + call.authority + "/plans",
                                 ImportDetails(commands), announced);
            });
      });
}

grpc::Status PlanApi::CorrectPlan(grpc::ServerContext* context, const v1::CorrectPlanRequest* request,
                                  v1::CorrectPlanResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CorrectPlanResponse> {
        DOTPHA_ASSIGN(const std::string official_id, OfficialOf(parts_, call, request->plan().name()));
        return Hidden(RunFor<v1::CorrectPlanResponse>(
            parts_, call, *request, official_id,
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach& reach) -> Result<command::Outcome<v1::CorrectPlanResponse>> {
              DOTPHA_ASSIGN(const Plan plan, LoadNamed(transaction, call, reach, request->plan().name()));
              SubmitPlanCommand read = ReadSubmission(request->plan());
              const CorrectPlanCommand command{read.official_id, read.cycle,      read.occasion,         read.content,
                                               read.violations,  request->note(), read.expected_revision};
              DOTPHA_ASSIGN(const PlanDecision decision,
                            reporting::CorrectPlan(command, plan,
                                                   store::LoadReportedPeriods(transaction, call.authority, plan,
                                                                              circumstances.known.facts.law),
                                                   circumstances));
              return Stored<v1::CorrectPlanResponse>(transaction, call, decision);
            }));
      });
}

grpc::Status PlanApi::AskPlanCorrection(grpc::ServerContext* context, const v1::AskPlanCorrectionRequest* request,
                                        v1::AskPlanCorrectionResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AskPlanCorrectionResponse> {
        DOTPHA_ASSIGN(const std::string official_id, OfficialOf(parts_, call, request->name()));
        return Hidden(RunFor<v1::AskPlanCorrectionResponse>(
            parts_, call, *request, official_id,
            [&](postgres::Transaction& transaction, const OfficialKnowledge&, const Circumstances& circumstances,
                const Reach& reach) -> Result<command::Outcome<v1::AskPlanCorrectionResponse>> {
              DOTPHA_ASSIGN(const Plan plan, LoadNamed(transaction, call, reach, request->name()));
              DOTPHA_ASSIGN(const PlanDecision decision,
                            reporting::AskPlanCorrection({request->note(), rpc::RevisionOf(request->etag())}, plan,
                                                         circumstances));
              return Stored<v1::AskPlanCorrectionResponse>(transaction, call, decision);
            }));
      });
}

grpc::Status PlanApi::GetPlan(grpc::ServerContext* context, const v1::GetPlanRequest* request,
                              v1::GetPlanResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetPlanResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetPlanResponse> {
              DOTPHA_ASSIGN(const std::string id, rpc::IdOf(request->name(), call.authority, "plans", kNotFound));
              const auto newest = IsUuid(id) ? store::FindPlan(transaction, call.authority, id, 0) : std::nullopt;
              if (!newest) {
                return NoSuchPlan();
              }
              DOTPHA_ASSIGN(const OfficialKnowledge known,
                            store::LoadKnowledge(transaction, *parts_.knowledge, call.authority, newest->official_id));
              const Reach reach(call, transaction);
              const auto deliveries = store::Deliveries(transaction, call.authority, id);
              const bool draft = newest->state == PlanState::kDraft;
              if (draft ? !reach.IsOwn(newest->official_id)
                        : !reach.Covers(newest->official_id, known) && !reach.CoversDocument(deliveries)) {
                return NoSuchPlan();
              }
              const auto plan = store::FindPlan(transaction, call.authority, id, request->version());
              if (!plan) {
                return NotFound("VERSION_NOT_FOUND", "the plan has no such version");
              }
              v1::GetPlanResponse found;
              *found.mutable_plan() = ToProto(call.authority, *plan);
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

grpc::Status PlanApi::ListPlans(grpc::ServerContext* context, const v1::ListPlansRequest* request,
                                v1::ListPlansResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListPlansResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        store::PlanFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        if (request->state() != v1::PLAN_STATE_UNSPECIFIED) {
          const std::string name = v1::PlanState_Name(request->state());
          const auto state = ParsePlanState(name.empty() ? name : name.substr(std::string_view("PLAN_STATE_").size()));
          if (!state.ok()) {
            return InvalidArgument("state", "STATE_INVALID", "not a state of plans");
          }
          filter.state = *state;
        }
        filter.limit = page.size + 1;
        DOTPHA_TRY(rpc::RequirePageKeys(page, 3));
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, rpc::NumberOfPageKey(page.after[0]));
          DOTPHA_ASSIGN(const std::string plan_id, rpc::UuidOfPageKey(page.after[2]));
          filter.after = {static_cast<int>(cycle), page.after[1], plan_id};
        }
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListPlansResponse> {
              filter.visible = Reach(call, transaction).Visible();
              v1::ListPlansResponse listed;
              for (const Plan& plan : store::ListPlans(transaction, call.authority, filter)) {
                if (listed.plans_size() == page.size) {
                  const auto& last = listed.plans(page.size - 1);
                  listed.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(last.cycle()), last.official_id(), last.plan_id()}));
                  break;
                }
                *listed.add_plans() = ToProto(call.authority, plan);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::reporting::api
