#include "libs/messaging/journal.h"

#include <fmt/format.h>

#include "libs/messaging/event_row.h"
#include "libs/messaging/progress.h"
#include "libs/postgres/values.h"

namespace dotpha::messaging {
namespace {

constexpr postgres::Statement kReadEvents{
    "messaging.read_events",
    R"sql(SELECT stream_seq, outbox_id, event_id, type, authority, routing_key, debtors, recorded_at, data, traceparent
          FROM (SELECT page.*, sum(length(data)) OVER (ORDER BY stream_seq) - length(data) AS bytes_before
                FROM (SELECT * FROM outbox
                      WHERE stream_seq >= $1 AND ($3::text IS NULL OR authority = $3)
                      ORDER BY stream_seq LIMIT $2) AS page) AS measured
          WHERE bytes_before < $4
          ORDER BY stream_seq)sql"};

}  // namespace

Result<events::v1::ReadEventsResponse> ReadEvents(postgres::Transaction& transaction, const std::string& producer,
                                                  const events::v1::ReadEventsRequest& request,
                                                  const std::optional<std::string>& authority) {
  std::vector<Violation> violations;
  if (request.from_stream_seq() == 0 || request.from_stream_seq() > INT64_MAX) {
    violations.push_back({"from_stream_seq", "STREAM_SEQ_INVALID", "numbers begin at 1"});
  }
  if (request.limit() < 0 || request.limit() > kMaxJournalLimit) {
    violations.push_back({"limit", "LIMIT_OUT_OF_RANGE", fmt::format("must be 1 to {}", kMaxJournalLimit)});
  }
  if (!violations.empty()) {
    return InvalidArgument(std::move(violations));
  }
  const int limit = request.limit() == 0 ? kDefaultJournalLimit : request.limit();
  events::v1::ReadEventsResponse response;
  for (const pqxx::row& row :
       transaction.Exec(kReadEvents, request.from_stream_seq(), limit, authority, kJournalPageBytes)) {
    *response.add_events() = ToProto(EventFromRow(producer, row));
  }
  const StreamHead head = ReadStreamHead(transaction);
  response.set_head_stream_seq(static_cast<std::uint64_t>(head.stream_seq));
  if (head.watermark) {
    *response.mutable_watermark() = ToProto(*head.watermark);
  }
  return response;
}

Result<events::v1::GetStreamHeadResponse> GetStreamHead(postgres::Transaction& transaction) {
  const StreamHead head = ReadStreamHead(transaction);
  events::v1::GetStreamHeadResponse response;
  response.set_head_stream_seq(static_cast<std::uint64_t>(head.stream_seq));
  if (head.watermark) {
    *response.mutable_watermark() = ToProto(*head.watermark);
  }
  return response;
}

}  // namespace dotpha::messaging
