#include "services/registration/api/registration_api.h"

#include "services/registration/api/read_request.h"
#include "services/registration/api/write_response.h"
#include "services/registration/domain/correct.h"
#include "services/registration/domain/return_registration.h"
#include "services/registration/domain/save_draft.h"
#include "services/registration/domain/stamp.h"
#include "services/registration/domain/submit.h"
#include "services/registration/domain/withdraw.h"
#include "services/registration/store/commission_store.h"
#include "services/registration/store/held_work_store.h"
#include "services/registration/store/registration_store.h"

namespace dotpha::registration::api {
namespace {

constexpr char kNotFound[] = "REGISTRATION_NOT_FOUND";

std::map<std::string, std::string> AuditDetails(const RegistrationDecision& decision) {
  const Registration& registration = decision.registration;
  std::map<std::string, std::string> details{{"official_id", registration.official_id},
                                             {"cycle", std::to_string(registration.cycle)},
                                             {"from_state", decision.history.from_state},
                                             {"to_state", decision.history.to_state},
                                             {"version", std::to_string(registration.version)}};
  if (registration.occasion) {
    details["occasion"] = registration.occasion->ToString();
  }
  if (registration.received_at) {
    details["received_at"] = FormatRfc3339(*registration.received_at);
  }
  if (!registration.paper_number.empty()) {
    details["paper_number"] = registration.paper_number;
  }
  return details;
}

template <typename Response>
command::Outcome<Response> Stored(postgres::Transaction& transaction, const rpc::CallContext& call, Response response,
                                  const RegistrationDecision& decision) {
  store::Save(transaction, call.authority, decision);
  *response.mutable_registration() = ToProto(call.authority, decision.registration);
  if constexpr (requires { response.add_deliveries(); }) {
    for (const Delivery& delivery : decision.deliveries) {
      *response.add_deliveries() = ToProto(delivery);
    }
  }
  return MakeOutcome(call, std::move(response), "registration." + decision.history.action,
                     ResourceName(call.authority, "registrations", decision.registration.id), AuditDetails(decision),
                     decision.events);
}

SubmissionState LoadState(postgres::Transaction& transaction, const rpc::CallContext& call, const SubmissionKey& key,
                          const Content& content, const std::string& etag) {
  SubmissionState state;
  state.existing = store::FindLive(transaction, call.authority, key.official_id, key.cycle, key.occasion);
  state.work_ids_elsewhere =
      store::WorkIdsElsewhere(transaction, call.authority, state.existing ? state.existing->id : "", content.works);
  state.expected_revision = RevisionOf(etag);
  state.new_registration_id = NewUuid();
  state.new_work_id = NewUuid;
  return state;
}

// The stored registration of a name, locked, if the caller may act on it; a draft is nobody's but its own people's.
Result<Registration> LoadNamed(postgres::Transaction& transaction, const rpc::CallContext& call,
                               const store::Snapshot& snapshot, const std::string& name, store::Lock lock) {
  DOTPHA_ASSIGN(const std::string id, IdOf(name, call.authority, "registrations", kNotFound));
  std::optional<Registration> found;
  if (IsUuid(id)) {
    found = store::Find(transaction, call.authority, id, lock);
  }
  const Reach reach(call, snapshot);
  if (!found || !reach.Covers(found->official_id) ||
      (found->state == RegistrationState::kDraft && !reach.IsOwn(found->official_id))) {
    return NotFound(kNotFound, "there is no such registration within the caller's reach");
  }
  return *found;
}

// What may be registered depends on what the official holds.
Circumstances WithHeldWorks(const Parts& parts, postgres::Transaction& transaction, const rpc::CallContext& call,
                            const store::Snapshot& snapshot, const std::string& official_id) {
  Circumstances circumstances = MakeCircumstances(parts, call, snapshot);
  if (parts.follows_review) {
    circumstances.held_works = store::HeldWorksOf(transaction, call.authority, official_id);
  }
  return circumstances;
}

template <typename Request, typename Response>
Result<Response> RunSubmission(const Parts& parts, const rpc::CallContext& call, const Request& request,
                               const SubmitCommand& command) {
  return parts.runner->Execute<Response>(
      rpc::ToCommandContext(call), request,
      [&](postgres::Transaction& transaction) -> Result<command::Outcome<Response>> {
        DOTPHA_ASSIGN(const auto snapshot, parts.directory->Load(transaction, call.authority));
        DOTPHA_TRY(Reach(call, *snapshot).Require(command.official_id));
        const Circumstances circumstances = WithHeldWorks(parts, transaction, call, *snapshot, command.official_id);
        DOTPHA_ASSIGN(const SubmissionKey key, CheckSubmission(command, circumstances));
        DOTPHA_ASSIGN(
            const RegistrationDecision decision,
            Submit(command, key, LoadState(transaction, call, key, command.content, request.registration().etag()),
                   circumstances));
        return Stored(transaction, call, Response{}, decision);
      });
}

SubmitCommand ReadSubmission(const pb::Registration& registration) {
  SubmitCommand command;
  command.official_id = registration.official_id();
  command.cycle = registration.cycle();
  command.occasion =
      ReadDate(registration.has_occasion(), registration.occasion(), "registration.occasion", command.violations);
  command.content = ReadContent(registration, command.violations);
  return command;
}

}  // namespace

grpc::Status RegistrationApi::SaveDraft(grpc::ServerContext* context, const v1::SaveDraftRequest* request,
                                        v1::SaveDraftResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SaveDraftResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        SubmitCommand read = ReadSubmission(request->registration());
        const SaveDraftCommand command{read.official_id, read.cycle, read.occasion, std::move(read.content),
                                       std::move(read.violations)};
        return parts_.runner->Execute<v1::SaveDraftResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::SaveDraftResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_TRY(Reach(call, *snapshot).Require(command.official_id));
              const Circumstances circumstances = MakeCircumstances(parts_, call, *snapshot);
              DOTPHA_ASSIGN(const SubmissionKey key, CheckDraft(command, circumstances));
              DOTPHA_ASSIGN(
                  const RegistrationDecision decision,
                  registration::SaveDraft(
                      command, key, LoadState(transaction, call, key, command.content, request->registration().etag()),
                      circumstances));
              return Stored(transaction, call, v1::SaveDraftResponse{}, decision);
            });
      });
}

grpc::Status RegistrationApi::SubmitRegistration(grpc::ServerContext* context,
                                                 const v1::SubmitRegistrationRequest* request,
                                                 v1::SubmitRegistrationResponse* response) {
  return parts_.shell->Unary(context, *request, response,
                             [&](const rpc::CallContext& call) -> Result<v1::SubmitRegistrationResponse> {
                               DOTPHA_TRY(RequireAuthority(call));
                               return RunSubmission<v1::SubmitRegistrationRequest, v1::SubmitRegistrationResponse>(
                                   parts_, call, *request, ReadSubmission(request->registration()));
                             });
}

grpc::Status RegistrationApi::EnterPaperRegistration(grpc::ServerContext* context,
                                                     const v1::EnterPaperRegistrationRequest* request,
                                                     v1::EnterPaperRegistrationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::EnterPaperRegistrationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        SubmitCommand command = ReadSubmission(request->registration());
        PaperStamp paper;
        paper.stamped_at =
            ReadInstant(request->has_stamped_at(), request->stamped_at(), "stamped_at", command.violations);
        paper.document = ReadDocument(request->document(), "document", command.violations);
        command.paper = paper;
        return RunSubmission<v1::EnterPaperRegistrationRequest, v1::EnterPaperRegistrationResponse>(parts_, call,
                                                                                                    *request, command);
      });
}

grpc::Status RegistrationApi::RecordRegistrationStamp(grpc::ServerContext* context,
                                                      const v1::RecordRegistrationStampRequest* request,
                                                      v1::RecordRegistrationStampResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RecordRegistrationStampResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        RecordStampCommand command;
        command.paper.stamped_at =
            ReadInstant(request->has_stamped_at(), request->stamped_at(), "stamped_at", command.violations);
        command.paper.document = ReadDocument(request->document(), "document", command.violations);
        command.expected_revision = RevisionOf(request->etag());
        return parts_.runner->Execute<v1::RecordRegistrationStampResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RecordRegistrationStampResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_ASSIGN(const Registration registration,
                            LoadNamed(transaction, call, *snapshot, request->name(), store::Lock::kForUpdate));
              DOTPHA_ASSIGN(const RegistrationDecision decision,
                            RecordStamp(command, registration, MakeCircumstances(parts_, call, *snapshot)));
              return Stored(transaction, call, v1::RecordRegistrationStampResponse{}, decision);
            });
      });
}

grpc::Status RegistrationApi::CorrectRegistration(grpc::ServerContext* context,
                                                  const v1::CorrectRegistrationRequest* request,
                                                  v1::CorrectRegistrationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CorrectRegistrationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        SubmitCommand read = ReadSubmission(request->registration());
        return parts_.runner->Execute<v1::CorrectRegistrationResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::CorrectRegistrationResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_ASSIGN(
                  const Registration registration,
                  LoadNamed(transaction, call, *snapshot, request->registration().name(), store::Lock::kForUpdate));
              CorrectCommand command{
                  read.official_id, read.cycle, read.occasion, read.content, read.violations, request->note(), {}, {},
                  NewUuid};
              command.expected_revision = RevisionOf(request->registration().etag());
              command.work_ids_elsewhere =
                  store::WorkIdsElsewhere(transaction, call.authority, registration.id, command.content.works);
              DOTPHA_ASSIGN(const RegistrationDecision decision,
                            Correct(command, registration,
                                    WithHeldWorks(parts_, transaction, call, *snapshot, registration.official_id)));
              return Stored(transaction, call, v1::CorrectRegistrationResponse{}, decision);
            });
      });
}

grpc::Status RegistrationApi::WithdrawRegistration(grpc::ServerContext* context,
                                                   const v1::WithdrawRegistrationRequest* request,
                                                   v1::WithdrawRegistrationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::WithdrawRegistrationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return parts_.runner->Execute<v1::WithdrawRegistrationResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::WithdrawRegistrationResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_ASSIGN(const Registration registration,
                            LoadNamed(transaction, call, *snapshot, request->name(), store::Lock::kForUpdate));
              const auto overrides = store::OverridesOf(transaction, call.authority, kRegistrationDuty,
                                                        std::to_string(registration.cycle), registration.official_id);
              DOTPHA_ASSIGN(const RegistrationDecision decision,
                            Withdraw({request->note(), RevisionOf(request->etag())}, registration, overrides,
                                     MakeCircumstances(parts_, call, *snapshot)));
              return Stored(transaction, call, v1::WithdrawRegistrationResponse{}, decision);
            });
      });
}

grpc::Status RegistrationApi::ReturnRegistration(grpc::ServerContext* context,
                                                 const v1::ReturnRegistrationRequest* request,
                                                 v1::ReturnRegistrationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ReturnRegistrationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return parts_.runner->Execute<v1::ReturnRegistrationResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ReturnRegistrationResponse>> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_ASSIGN(const Registration registration,
                            LoadNamed(transaction, call, *snapshot, request->name(), store::Lock::kForUpdate));
              DOTPHA_TRY(RequireNotOwn(call, *snapshot, registration.official_id));
              DOTPHA_ASSIGN(const RegistrationDecision decision,
                            registration::ReturnRegistration({request->note(), RevisionOf(request->etag())},
                                                             registration, MakeCircumstances(parts_, call, *snapshot)));
              return Stored(transaction, call, v1::ReturnRegistrationResponse{}, decision);
            });
      });
}

grpc::Status RegistrationApi::GetRegistration(grpc::ServerContext* context, const v1::GetRegistrationRequest* request,
                                              v1::GetRegistrationResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetRegistrationResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::GetRegistrationResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              DOTPHA_ASSIGN(const Registration registration,
                            LoadNamed(transaction, call, *snapshot, request->name(), store::Lock::kNone));
              v1::GetRegistrationResponse found;
              *found.mutable_registration() = ToProto(call.authority, registration);
              for (const Delivery& delivery : store::Deliveries(transaction, call.authority, registration.id)) {
                *found.add_deliveries() = ToProto(delivery);
              }
              for (const HistoryEntry& entry : store::History(transaction, call.authority, registration.id)) {
                *found.add_history() = ToProto(entry);
              }
              return found;
            });
      });
}

grpc::Status RegistrationApi::ListRegistrations(grpc::ServerContext* context,
                                                const v1::ListRegistrationsRequest* request,
                                                v1::ListRegistrationsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListRegistrationsResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        store::RegistrationFilter filter;
        filter.cycle = request->cycle();
        filter.official_id = request->official_id();
        if (request->state() != v1::REGISTRATION_STATE_UNSPECIFIED) {
          const std::string name = v1::RegistrationState_Name(request->state());
          const auto state =
              ParseRegistrationState(name.empty() ? name : name.substr(std::string_view("REGISTRATION_STATE_").size()));
          if (!state.ok()) {
            return InvalidArgument("state", "STATE_INVALID", "not a state of registrations");
          }
          filter.state = *state;
        }
        filter.limit = page.size + 1;
        DOTPHA_TRY(RequirePageKeys(page, 3));
        if (!page.after.empty()) {
          DOTPHA_ASSIGN(const std::int64_t cycle, NumberOfPageKey(page.after[0]));
          DOTPHA_ASSIGN(const std::string registration_id, UuidOfPageKey(page.after[2]));
          filter.after = {static_cast<int>(cycle), page.after[1], registration_id};
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListRegistrationsResponse> {
              DOTPHA_ASSIGN(const auto snapshot, parts_.directory->Load(transaction, call.authority));
              const Reach reach(call, *snapshot);
              filter.visible = reach.Officials();
              filter.own = reach.own();
              const auto rows = store::List(transaction, call.authority, filter);
              v1::ListRegistrationsResponse listed;
              for (const Registration& registration : rows) {
                if (listed.registrations_size() == page.size) {
                  const auto& last = listed.registrations(page.size - 1);
                  listed.set_next_page_token(rpc::NextPageToken(
                      *request, {std::to_string(last.cycle()), last.official_id(), last.registration_id()}));
                  break;
                }
                *listed.add_registrations() = ToProto(call.authority, registration);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::registration::api
