#include "services/notifier/api/quarantine_api.h"

#include <charconv>
#include <utility>

#include "services/notifier/api/notice_messages.h"

namespace dotpha::notifier {
namespace {

constexpr std::size_t kLongestNumber = 200;

struct Place {
  std::string producer;
  std::int64_t stream_seq = 0;
};

// "registration/12".
Result<Place> PlaceOf(const std::string& id) {
  const auto slash = id.find('/');
  Place place;
  if (slash != std::string::npos && slash > 0) {
    place.producer = id.substr(0, slash);
    const char* end = id.data() + id.size();
    const auto read = std::from_chars(id.data() + slash + 1, end, place.stream_seq);
    if (read.ec == std::errc{} && read.ptr == end && place.stream_seq > 0) {
      return place;
    }
  }
  return NotFound("EVENT_NOT_QUARANTINED", "no such event is in quarantine here");
}

// The tables of the stream belong to the engine's role; the command's own rows to the app's.
template <typename Function>
Result<void> AsEngine(postgres::Transaction& transaction, Function&& function) {
  TakeEngineRole(transaction);
  const Result<void> done = function();
  if (!transaction.failed()) {
    TakeAppRole(transaction);
  }
  return done;
}

// Whose ledger the event was about has to be looked at again.
void MarkConcerned(postgres::Transaction& transaction, const messaging::QuarantinedEvent& event) {
  if (event.event.debtors.empty()) {
    MarkAuthorityDirty(transaction, event.event.authority);
  }
  for (const std::string& debtor : event.event.debtors) {
    MarkDirty(transaction, {event.event.authority, debtor});
  }
}

std::optional<messaging::QuarantinedEvent> Find(postgres::Transaction& transaction, const std::string& authority,
                                                const Place& place) {
  for (messaging::QuarantinedEvent& event : messaging::ListQuarantined(transaction, authority, false)) {
    if (event.event.producer == place.producer && event.event.stream_seq == place.stream_seq) {
      return std::move(event);
    }
  }
  return std::nullopt;
}

}  // namespace

grpc::Status QuarantineApi::ListQuarantinedEvents(grpc::ServerContext* context,
                                                  const v1::ListQuarantinedEventsRequest* request,
                                                  v1::ListQuarantinedEventsResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListQuarantinedEventsResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_TRY(RequirePageKeys(page, 2));
        Place after;
        if (!page.after.empty()) {
          after.producer = page.after[0];
          DOTPHA_ASSIGN(after.stream_seq, NumberOfPageKey(page.after[1]));
        }
        return postgres::RunTransaction(
            *parts_.pool, ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListQuarantinedEventsResponse> {
              v1::ListQuarantinedEventsResponse answer;
              for (const auto& event : messaging::ListQuarantined(transaction, call.authority, true)) {
                if (std::pair{event.event.producer, event.event.stream_seq} <=
                    std::pair{after.producer, after.stream_seq}) {
                  continue;
                }
                if (answer.events_size() == page.size) {
                  const auto& last = answer.events(page.size - 1);
                  answer.set_next_page_token(
                      rpc::NextPageToken(*request, {last.producer(), std::to_string(last.stream_seq())}));
                  break;
                }
                *answer.add_events() = ToMessage(event);
              }
              return answer;
            });
      });
}

grpc::Status QuarantineApi::RetryQuarantinedEvent(grpc::ServerContext* context,
                                                  const v1::RetryQuarantinedEventRequest* request,
                                                  v1::RetryQuarantinedEventResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::RetryQuarantinedEventResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        auto answered = parts_.runner->Execute<v1::RetryQuarantinedEventResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::RetryQuarantinedEventResponse>> {
              DOTPHA_ASSIGN(const Place place, PlaceOf(request->quarantine_id()));
              v1::RetryQuarantinedEventResponse answer;
              DOTPHA_TRY(AsEngine(transaction, [&]() -> Result<void> {
                const auto event = Find(transaction, call.authority, place);
                const Result<void> applied =
                    messaging::RetryQuarantined(transaction, call.authority, place.producer, place.stream_seq,
                                                parts_.intake, call.caller, call.received_at);
                if (applied.ok()) {
                  MarkConcerned(transaction, *event);
                  answer.set_applied(true);
                  return Ok{};
                }
                // Still poison: the intake found that before it wrote anything.
                if (applied.error().code != Code::kInvalidArgument) {
                  return applied.error();
                }
                answer.set_error(applied.error().reason);
                return Ok{};
              }));
              const std::string applied = answer.applied() ? "true" : "false";
              return command::Outcome<v1::RetryQuarantinedEventResponse>{
                  std::move(answer),
                  {"quarantine.retry",
                   ResourceName(call.authority, "quarantine", request->quarantine_id()),
                   {{"applied", applied}}},
                  {}};
            });
        parts_.wake_work();
        return answered;
      });
}

grpc::Status QuarantineApi::SkipQuarantinedEvent(grpc::ServerContext* context,
                                                 const v1::SkipQuarantinedEventRequest* request,
                                                 v1::SkipQuarantinedEventResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::SkipQuarantinedEventResponse> {
        DOTPHA_TRY(RequireAuthority(call));
        const std::string& number = request->document().number();
        if (number.empty() || number.size() > kLongestNumber) {
          return InvalidArgument("document.number", number.empty() ? "DOCUMENT_REQUIRED" : "FIELD_TOO_LONG",
                                 "number of the document that allows it");
        }
        auto answered = parts_.runner->Execute<v1::SkipQuarantinedEventResponse>(
            rpc::ToCommandContext(call), *request,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::SkipQuarantinedEventResponse>> {
              DOTPHA_ASSIGN(const Place place, PlaceOf(request->quarantine_id()));
              DOTPHA_TRY(AsEngine(transaction, [&]() -> Result<void> {
                const auto event = Find(transaction, call.authority, place);
                const Result<void> skipped =
                    messaging::SkipQuarantined(transaction, call.authority, place.producer, place.stream_seq, number,
                                               call.caller, call.received_at);
                if (skipped.ok()) {
                  MarkConcerned(transaction, *event);
                }
                return skipped;
              }));
              return command::Outcome<v1::SkipQuarantinedEventResponse>{
                  {},
                  {"quarantine.skip",
                   ResourceName(call.authority, "quarantine", request->quarantine_id()),
                   {{"document", number}}},
                  {}};
            });
        parts_.wake_work();
        return answered;
      });
}

}  // namespace dotpha::notifier
