#include "services/notifier/api/notice_api.h"

#include <algorithm>
#include <utility>

#include "libs/base/ids.h"
#include "services/notifier/api/notice_messages.h"

namespace dotpha::notifier {
namespace {

constexpr std::size_t kLongestNumber = 200;
constexpr std::size_t kLongestNote = 1'000;

Result<Instant> InstantOfPageKey(const std::string& key) {
  DOTPHA_ASSIGN(const std::int64_t micros, NumberOfPageKey(key));
  return Instant{std::clamp(micros, Instant::Min().micros, Instant::Max().micros)};
}

// Where a page of (instant, uuid) goes on.
struct After {
  Instant at = Instant::Min();
  std::string id = kNilUuid;
};
Result<After> AfterOf(const rpc::Page& page) {
  DOTPHA_TRY(RequirePageKeys(page, 2));
  if (page.after.empty()) {
    return After{};
  }
  DOTPHA_ASSIGN(const Instant at, InstantOfPageKey(page.after[0]));
  DOTPHA_ASSIGN(const std::string id, UuidOfPageKey(page.after[1]));
  return After{at, id};
}

// What a silence must say; the official and obligation themselves are looked up in the transaction.
Result<Silence> ReadSilence(const v1::Silence& request) {
  std::vector<Violation> violations;
  Silence silence;
  silence.official_id = request.official_id();
  silence.obligation_id = request.obligation_id();
  silence.document_number = request.document_number();
  const auto from = ReadDay(request.has_from(), request.from(), "silence.from", violations);
  const auto to = ReadDay(request.has_to(), request.to(), "silence.to", violations);
  if (silence.official_id.empty()) {
    violations.push_back({"silence.official_id", "OFFICIAL_REQUIRED", "whose duties are to be silent"});
  }
  if (silence.document_number.empty() || silence.document_number.size() > kLongestNumber) {
    violations.push_back({"silence.document_number",
                          silence.document_number.empty() ? "DOCUMENT_REQUIRED" : "FIELD_TOO_LONG",
                          "number of the document that the silence rests on"});
  }
  if (!request.has_from() || !request.has_to()) {
    violations.push_back({request.has_from() ? "silence.to" : "silence.from", "DATE_MISSING", "first and last day"});
  }
  if (from && to && *to < *from) {
    violations.push_back({"silence.to", "PERIOD_BACKWARDS", "must not be before the first day"});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  silence.from = *from;
  silence.to = *to;
  return silence;
}

}  // namespace

grpc::Status NoticeApi::ListNotices(grpc::ServerContext* context, const v1::ListNoticesRequest* request,
                                    v1::ListNoticesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListNoticesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const After after, AfterOf(page));
        std::vector<Violation> violations;
        RequireKnown(v1::NoticeStage_IsValid(request->stage()), "stage", violations);
        RequireKnown(v1::NoticeState_IsValid(request->state()), "state", violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        const Reach reach = ReachOf(call);
        const NoticeFilter filter{request->person_id(),
                                  request->obligation_id(),
                                  static_cast<int>(request->stage()),
                                  static_cast<int>(request->state()),
                                  reach.everything,
                                  reach.bodies,
                                  reach.own};
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListNoticesResponse> {
              v1::ListNoticesResponse answer;
              const auto rows =
                  notifier::ListNotices(transaction, call.authority, filter, after.at, after.id, page.size + 1);
              for (std::size_t i = 0; i < rows.size(); ++i) {
                if (answer.notices_size() == page.size) {
                  answer.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(rows[i - 1].due_at.micros), rows[i - 1].notice_id}));
                  break;
                }
                *answer.add_notices() = ToMessage(call.authority, rows[i]);
              }
              return answer;
            });
      });
}

grpc::Status NoticeApi::ListMessages(grpc::ServerContext* context, const v1::ListMessagesRequest* request,
                                     v1::ListMessagesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListMessagesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const After after, AfterOf(page));
        std::vector<Violation> violations;
        RequireKnown(v1::MessageState_IsValid(request->state()), "state", violations);
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListMessagesResponse> {
              v1::ListMessagesResponse answer;
              const auto rows = notifier::ListMessages(transaction, call.authority, static_cast<int>(request->state()),
                                                       after.at, after.id, page.size + 1);
              for (std::size_t i = 0; i < rows.size(); ++i) {
                if (answer.messages_size() == page.size) {
                  answer.set_next_page_token(
                      rpc::NextPageToken(*request, {std::to_string(rows[i - 1].slot.micros), rows[i - 1].message_id}));
                  break;
                }
                *answer.add_messages() = ToMessage(rows[i]);
              }
              return answer;
            });
      });
}

grpc::Status NoticeApi::ResolveMessage(grpc::ServerContext* context, const v1::ResolveMessageRequest* request,
                                       v1::ResolveMessageResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ResolveMessageResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        if (request->note().empty() || request->note().size() > kLongestNote) {
          return InvalidArgument("note", request->note().empty() ? "NOTE_REQUIRED" : "FIELD_TOO_LONG",
                                 "why it is sent again, or left");
        }
        return parts_.runner->Execute<v1::ResolveMessageResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::ResolveMessageResponse>> {
              const auto unknown = [] { return NotFound("MESSAGE_NOT_FOUND", "there is no such message"); };
              if (!IsUuid(request->message_id())) {
                return unknown();
              }
              const auto message = LockMessage(transaction, call.authority, request->message_id());
              if (!message) {
                return unknown();
              }
              const auto state = static_cast<MessageState>(message->state);
              if (state != MessageState::kUncertain && state != MessageState::kFailed) {
                return FailedPrecondition("MESSAGE_NOT_IN_DOUBT", "only an UNCERTAIN or FAILED message is resolved")
                    .With("state", v1::MessageState_Name(static_cast<v1::MessageState>(message->state)));
              }
              notifier::ResolveMessage(transaction, call.authority, message->message_id, request->send_again(),
                                       request->note());
              v1::ResolveMessageResponse answer;
              *answer.mutable_message() = ToMessage(*LockMessage(transaction, call.authority, message->message_id));
              return command::Outcome<v1::ResolveMessageResponse>{
                  std::move(answer),
                  {"message.resolve",
                   ResourceName(call.authority, "messages", message->message_id),
                   {{"send_again", request->send_again() ? "true" : "false"}}},
                  {}};
            });
      });
}

grpc::Status NoticeApi::CreateSilence(grpc::ServerContext* context, const v1::CreateSilenceRequest* request,
                                      v1::CreateSilenceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::CreateSilenceResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(Silence silence, ReadSilence(request->silence()));
        silence.recorded_at = call.received_at;
        if (silence.official_id == call.caller && !call.access.allows_own_matter()) {
          return PermissionDenied("OWN_MATTER", "nobody decides on a matter of his own");
        }
        return parts_.runner->Execute<v1::CreateSilenceResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::CreateSilenceResponse>> {
              if (!ReadDebtor(transaction, {call.authority, silence.official_id})) {
                return NotFound("OFFICIAL_NOT_FOUND", "there is no such official");
              }
              if (!silence.obligation_id.empty()) {
                const auto obligation = FindObligation(transaction, call.authority, silence.obligation_id);
                if (!obligation || obligation->debtor_id != silence.official_id) {
                  return NotFound("OBLIGATION_NOT_FOUND", "the official has no such obligation");
                }
              }
              const SilenceRow row{NewUuid(), silence, call.caller, 1};
              InsertSilence(transaction, call.authority, row);
              v1::CreateSilenceResponse answer;
              *answer.mutable_silence() = ToMessage(call.authority, row);
              return command::Outcome<v1::CreateSilenceResponse>{
                  std::move(answer),
                  {"silence.create",
                   ResourceName(call.authority, "silences", row.silence_id),
                   {{"official_id", silence.official_id},
                    {"from", silence.from.ToString()},
                    {"to", silence.to.ToString()},
                    {"document", silence.document_number}}},
                  {}};
            });
      });
}

grpc::Status NoticeApi::EndSilence(grpc::ServerContext* context, const v1::EndSilenceRequest* request,
                                   v1::EndSilenceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::EndSilenceResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        const auto expected = VersionOf(request->etag());
        if (!expected) {
          return InvalidArgument("etag", "ETAG_REQUIRED", "the etag of the silence as it was read");
        }
        return parts_.runner->Execute<v1::EndSilenceResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::EndSilenceResponse>> {
              DOTPHA_ASSIGN(const std::string id,
                            IdOf(request->name(), call.authority, "silences", "SILENCE_NOT_FOUND"));
              auto row = IsUuid(id) ? LockSilence(transaction, call.authority, id) : std::nullopt;
              if (!row) {
                return NotFound("SILENCE_NOT_FOUND", "there is no such silence");
              }
              if (row->version != *expected) {
                return EtagMismatch(request->name());
              }
              if (row->silence.ended_at) {
                return FailedPrecondition("SILENCE_ENDED", "the silence has been ended before");
              }
              notifier::EndSilence(transaction, call.authority, id, call.received_at);
              row->silence.ended_at = call.received_at;
              ++row->version;
              v1::EndSilenceResponse answer;
              *answer.mutable_silence() = ToMessage(call.authority, *row);
              return command::Outcome<v1::EndSilenceResponse>{
                  std::move(answer), {"silence.end", request->name(), {{"official_id", row->silence.official_id}}}, {}};
            });
      });
}

grpc::Status NoticeApi::ListSilences(grpc::ServerContext* context, const v1::ListSilencesRequest* request,
                                     v1::ListSilencesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListSilencesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        DOTPHA_ASSIGN(const std::string after,
                      page.after.empty() ? Result<std::string>{kNilUuid} : UuidOfPageKey(page.after[0]));
        return postgres::RunTransaction(*parts_.pool, ReadOptions(call),
                                        [&](postgres::Transaction& transaction) -> Result<v1::ListSilencesResponse> {
                                          v1::ListSilencesResponse answer;
                                          const auto rows =
                                              notifier::ListSilences(transaction, call.authority, ReachOf(call),
                                                                     request->official_id(), after, page.size + 1);
                                          for (const SilenceRow& row : rows) {
                                            if (answer.silences_size() == page.size) {
                                              answer.set_next_page_token(rpc::NextPageToken(
                                                  *request, {answer.silences(page.size - 1).silence_id()}));
                                              break;
                                            }
                                            *answer.add_silences() = ToMessage(call.authority, row);
                                          }
                                          return answer;
                                        });
      });
}

}  // namespace dotpha::notifier
