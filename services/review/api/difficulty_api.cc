#include "services/review/api/difficulty_api.h"

#include "libs/base/ids.h"
#include "libs/rpc/wire_time.h"
#include "services/review/api/messages.h"
#include "services/review/domain/difficulty.h"
#include "services/review/store/difficulty_store.h"

namespace dotpha::review::api {
namespace {

constexpr char kDifficultyNotFound[] = "DIFFICULTY_NOT_FOUND";

constexpr std::pair<DifficultyState, v1::DifficultyState> kStates[] = {
    {DifficultyState::kReceived, v1::DIFFICULTY_STATE_RECEIVED},
    {DifficultyState::kForwarded, v1::DIFFICULTY_STATE_FORWARDED},
    {DifficultyState::kDecided, v1::DIFFICULTY_STATE_DECIDED}};

v1::Difficulty ToProto(const std::string& authority, const Difficulty& difficulty) {
  v1::Difficulty to;
  to.set_name(rpc::ResourceName(authority, "difficulties", difficulty.id));
  to.set_difficulty_id(difficulty.id);
  to.set_agency_id(difficulty.agency_id);
  for (const auto& [state, name] : kStates) {
    if (state == difficulty.state) {
      to.set_state(name);
    }
  }
  to.set_text(difficulty.text);
  *to.mutable_reported_at() = rpc::ToWire(difficulty.reported_at);
  to.set_reported_by(difficulty.reported_by);
  to.set_opinion(difficulty.opinion);
  to.set_decision(difficulty.decision);
  if (difficulty.document.signed_on) {
    *to.mutable_document() = api::ToProto(difficulty.document);
  }
  to.set_etag(rpc::EtagOf(difficulty.revision));
  return to;
}

// The difficulty of a name, locked. NOT_FOUND.
Result<Difficulty> LoadNamed(postgres::Transaction& transaction, const rpc::CallContext& call,
                             const std::string& name) {
  DOTPHA_ASSIGN(const std::string id, rpc::IdOf(name, call.authority, "difficulties", kDifficultyNotFound));
  auto difficulty = IsUuid(id) ? store::FindDifficulty(transaction, call.authority, id) : std::optional<Difficulty>{};
  if (!difficulty) {
    return NotFound(kDifficultyNotFound, "there is no such difficulty within the caller's reach");
  }
  return *std::move(difficulty);
}

template <typename Response>
Result<command::Outcome<Response>> Stored(postgres::Transaction& transaction, const rpc::CallContext& call,
                                          const Difficulty& difficulty, const char* action) {
  store::Save(transaction, call.authority, difficulty);
  Response answer;
  *answer.mutable_difficulty() = ToProto(call.authority, difficulty);
  return MakeOutcome(call, std::move(answer), action, rpc::ResourceName(call.authority, "difficulties", difficulty.id),
                     {{"agency_id", difficulty.agency_id}, {"document", difficulty.document.number}}, {});
}

}  // namespace

grpc::Status DifficultyApi::ReportDifficulty(grpc::ServerContext* context, const v1::ReportDifficultyRequest* request,
                                             v1::ReportDifficultyResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ReportDifficultyResponse> {
        return Command<v1::ReportDifficultyResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ReportDifficultyResponse>> {
              DOTPHA_ASSIGN(const Difficulty reported,
                            review::ReportDifficulty(request->agency_id(), request->text(), circumstances));
              return Stored<v1::ReportDifficultyResponse>(transaction, call, reported, "difficulty.report");
            });
      });
}

grpc::Status DifficultyApi::ForwardDifficulty(grpc::ServerContext* context, const v1::ForwardDifficultyRequest* request,
                                              v1::ForwardDifficultyResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ForwardDifficultyResponse> {
        const DifficultyStep step{rpc::RevisionOf(request->etag()), request->opinion(), {}, {}};
        return Command<v1::ForwardDifficultyResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::ForwardDifficultyResponse>> {
              DOTPHA_ASSIGN(const Difficulty difficulty, LoadNamed(transaction, call, request->name()));
              DOTPHA_ASSIGN(const Difficulty forwarded, review::ForwardDifficulty(step, difficulty, circumstances));
              return Stored<v1::ForwardDifficultyResponse>(transaction, call, forwarded, "difficulty.forward");
            });
      });
}

grpc::Status DifficultyApi::DecideDifficulty(grpc::ServerContext* context, const v1::DecideDifficultyRequest* request,
                                             v1::DecideDifficultyResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::DecideDifficultyResponse> {
        DifficultyStep step{rpc::RevisionOf(request->etag()), request->decision(), {}, {}};
        step.document = ReadDocument(request->document(), "document", step.violations);
        return Command<v1::DecideDifficultyResponse>(
            parts_, call, *request,
            [&](postgres::Transaction& transaction,
                const Circumstances& circumstances) -> Result<command::Outcome<v1::DecideDifficultyResponse>> {
              DOTPHA_ASSIGN(const Difficulty difficulty, LoadNamed(transaction, call, request->name()));
              DOTPHA_ASSIGN(const Difficulty decided, review::DecideDifficulty(step, difficulty, circumstances));
              return Stored<v1::DecideDifficultyResponse>(transaction, call, decided, "difficulty.decide");
            });
      });
}

grpc::Status DifficultyApi::ListDifficulties(grpc::ServerContext* context, const v1::ListDifficultiesRequest* request,
                                             v1::ListDifficultiesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListDifficultiesResponse> {
        store::DifficultyFilter filter;
        filter.agency_id = request->agency_id();
        for (const auto& [state, name] : kStates) {
          if (name == request->state()) {
            filter.state = NameOf(state);
          }
        }
        if (filter.state.empty() && request->state() != v1::DIFFICULTY_STATE_UNSPECIFIED) {
          return InvalidArgument("state", "STATE_INVALID", "not a state of difficulties");
        }
        return Read<v1::ListDifficultiesResponse>(
            parts_, call,
            [&](postgres::Transaction& transaction, const Province& province) -> Result<v1::ListDifficultiesResponse> {
              if (call.access.scope() != auth::Scope::kAuthority) {
                filter.agencies = province.AgenciesHeadedBy(call.caller, Date::Of(call.arrived_at));
              }
              v1::ListDifficultiesResponse listed;
              for (const Difficulty& difficulty : store::ListDifficulties(transaction, call.authority, filter)) {
                *listed.add_difficulties() = ToProto(call.authority, difficulty);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::review::api
