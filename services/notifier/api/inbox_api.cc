#include "services/notifier/api/inbox_api.h"

#include <utility>

#include "libs/base/ids.h"
#include "services/notifier/api/notice_messages.h"

namespace dotpha::notifier {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1'000};
constexpr int kLooksPerHeartbeat = 15;
constexpr int kMostNames = 1'000;
constexpr int kWatchBatch = 100;

Error UnknownNotice() { return NotFound("NOTICE_NOT_FOUND", "there is no such notice in the caller's inbox"); }

Result<std::string> NoticeIdOf(const std::string& name, const std::string& authority) {
  DOTPHA_ASSIGN(const std::string id, IdOf(name, authority, "notices", "NOTICE_NOT_FOUND"));
  if (!IsUuid(id)) {
    return UnknownNotice();
  }
  return id;
}

}  // namespace

grpc::Status InboxApi::ListInbox(grpc::ServerContext* context, const v1::ListInboxRequest* request,
                                 v1::ListInboxResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListInboxResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 1));
        DOTPHA_ASSIGN(const std::int64_t before,
                      page.after.empty() ? Result<std::int64_t>{0} : NumberOfPageKey(page.after[0]));
        v1::ListInboxResponse answer;
        Preferences preferences;
        DOTPHA_ASSIGN(
            std::vector<NoticeRow> rows,
            postgres::RunTransaction(*parts_.pool, ReadOptions(call),
                                     [&](postgres::Transaction& transaction) -> Result<std::vector<NoticeRow>> {
                                       preferences = LoadPreferences(transaction, call.authority, call.caller);
                                       answer.set_unread_count(UnreadCount(transaction, call.authority, call.caller));
                                       return notifier::ListInbox(transaction, call.authority, call.caller,
                                                                  request->unread_only(), before, page.size + 1);
                                     }));
        if (rows.size() > static_cast<std::size_t>(page.size)) {
          rows.pop_back();
          answer.set_next_page_token(rpc::NextPageToken(*request, {std::to_string(rows.back().inbox_id)}));
        }
        DOTPHA_ASSIGN(const auto notices, WithTexts(parts_, call.authority, preferences.language, rows));
        answer.mutable_notices()->Add(notices.begin(), notices.end());
        return answer;
      });
}

grpc::Status InboxApi::WatchInbox(grpc::ServerContext* context, const v1::WatchInboxRequest* request,
                                  grpc::ServerWriter<v1::WatchInboxResponse>* writer) {
  return parts_.shell->ServerStream(
      context, *request, writer,
      [&](const rpc::CallContext& call, rpc::Stream<v1::WatchInboxResponse>& stream) -> Result<void> {
        DOTPHA_TRY(RequireAuthority(call));
        std::int64_t last = 0;
        std::uint64_t seen = 0;
        bool first = true;
        for (int looks = 0; !stream.ShouldStop(); ++looks) {
          seen = first ? parts_.hub->Wait(call.authority, call.caller, 0, std::chrono::milliseconds{0}) : seen;
          v1::WatchInboxResponse answer;
          Preferences preferences;
          DOTPHA_ASSIGN(const std::vector<NoticeRow> rows,
                        postgres::RunTransaction(
                            *parts_.pool, ReadOptions(call),
                            [&](postgres::Transaction& transaction) -> Result<std::vector<NoticeRow>> {
                              if (first) {
                                last = InboxHead(transaction, call.authority, call.caller);
                              }
                              auto fresh = InboxAfter(transaction, call.authority, call.caller, last, kWatchBatch);
                              if (first || !fresh.empty() || looks % kLooksPerHeartbeat == 0) {
                                preferences = LoadPreferences(transaction, call.authority, call.caller);
                                answer.set_unread_count(UnreadCount(transaction, call.authority, call.caller));
                              }
                              return fresh;
                            }));
          if ((first || (rows.empty() && looks % kLooksPerHeartbeat == 0)) && !stream.Write(answer)) {
            return Ok{};
          }
          first = false;
          DOTPHA_ASSIGN(auto notices, WithTexts(parts_, call.authority, preferences.language, rows));
          for (std::size_t i = 0; i < notices.size(); ++i) {
            *answer.mutable_notice() = std::move(notices[i]);
            if (!stream.Write(answer)) {
              return Ok{};
            }
            last = rows[i].inbox_id;
          }
          if (rows.size() < kWatchBatch) {
            seen = parts_.hub->Wait(call.authority, call.caller, seen, kLookEvery);
          }
        }
        return Ok{};
      });
}

grpc::Status InboxApi::MarkRead(grpc::ServerContext* context, const v1::MarkReadRequest* request,
                                v1::MarkReadResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::MarkReadResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        if (request->names().empty() || request->names_size() > kMostNames) {
          return InvalidArgument("names", request->names().empty() ? "NAMES_REQUIRED" : "TOO_MANY",
                                 "between 1 and 1000 names");
        }
        return parts_.runner->Execute<v1::MarkReadResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::MarkReadResponse>> {
              for (const std::string& name : request->names()) {
                DOTPHA_ASSIGN(const std::string id, NoticeIdOf(name, call.authority));
                if (!FindInInbox(transaction, call.authority, call.caller, id)) {
                  return UnknownNotice();
                }
                notifier::MarkRead(transaction, call.authority, call.caller, id, call.received_at);
              }
              v1::MarkReadResponse answer;
              answer.set_unread_count(UnreadCount(transaction, call.authority, call.caller));
              return command::Outcome<v1::MarkReadResponse>{std::move(answer),
                                                            {"inbox.mark_read",
                                                             ResourceName(call.authority, "inboxes", call.caller),
                                                             {{"notices", std::to_string(request->names_size())}}},
                                                            {}};
            });
      });
}

grpc::Status InboxApi::AcknowledgeNotice(grpc::ServerContext* context, const v1::AcknowledgeNoticeRequest* request,
                                         v1::AcknowledgeNoticeResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::AcknowledgeNoticeResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        if (request->channel() != "inbox" && request->channel() != kEmailChannel) {
          return InvalidArgument("channel", "CHANNEL_UNKNOWN", "must be inbox or email");
        }
        return parts_.runner->Execute<v1::AcknowledgeNoticeResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::AcknowledgeNoticeResponse>> {
              DOTPHA_ASSIGN(const std::string id, NoticeIdOf(request->name(), call.authority));
              Acknowledge(transaction, call.authority, call.caller, id, request->channel(), call.received_at);
              const auto row = FindInInbox(transaction, call.authority, call.caller, id);
              if (!row) {
                return UnknownNotice();
              }
              v1::AcknowledgeNoticeResponse answer;
              *answer.mutable_notice() = ToMessage(call.authority, *row);
              return command::Outcome<v1::AcknowledgeNoticeResponse>{
                  std::move(answer), {"notice.acknowledge", request->name(), {{"channel", request->channel()}}}, {}};
            });
      });
}

grpc::Status InboxApi::GetPreferences(grpc::ServerContext* context, const v1::GetPreferencesRequest* request,
                                      v1::GetPreferencesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::GetPreferencesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        return postgres::RunTransaction(*parts_.pool, ReadOptions(call),
                                        [&](postgres::Transaction& transaction) -> Result<v1::GetPreferencesResponse> {
                                          v1::GetPreferencesResponse answer;
                                          *answer.mutable_preferences() =
                                              ToMessage(LoadPreferences(transaction, call.authority, call.caller));
                                          return answer;
                                        });
      });
}

grpc::Status InboxApi::UpdatePreferences(grpc::ServerContext* context, const v1::UpdatePreferencesRequest* request,
                                         v1::UpdatePreferencesResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::UpdatePreferencesResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        const auto expected = VersionOf(request->preferences().etag());
        std::vector<Violation> violations;
        if (!expected) {
          violations.push_back({"preferences.etag", "ETAG_REQUIRED", "the etag of the preferences as they were read"});
        }
        if (!parts_.templates->Speaks(request->preferences().language())) {
          violations.push_back({"preferences.language", "LANGUAGE_UNKNOWN", "must be vi or en"});
        }
        if (!violations.empty()) {
          return InvalidArgument(std::move(violations));
        }
        return parts_.runner->Execute<v1::UpdatePreferencesResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::UpdatePreferencesResponse>> {
              const std::string resource = ResourceName(call.authority, "preferences", call.caller);
              const Preferences wanted{request->preferences().reminders_by_email(), request->preferences().language(),
                                       0};
              if (!SavePreferences(transaction, call.authority, call.caller, wanted, *expected)) {
                return EtagMismatch(resource);
              }
              v1::UpdatePreferencesResponse answer;
              *answer.mutable_preferences() = ToMessage(LoadPreferences(transaction, call.authority, call.caller));
              return command::Outcome<v1::UpdatePreferencesResponse>{
                  std::move(answer), {"preferences.update", resource, {{"language", wanted.language}}}, {}};
            });
      });
}

}  // namespace dotpha::notifier
