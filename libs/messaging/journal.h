// The producer's side of the journal: committed events in stream order, straight from the outbox. The gRPC service
// EventJournalService of a producer answers with these two functions; it runs them in a read transaction of the role
// that sees every authority.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dotpha/events/v1/event_journal_service.pb.h"
#include "libs/base/result.h"
#include "libs/messaging/stream.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging {

inline constexpr int kDefaultJournalLimit = 500;
inline constexpr int kMaxJournalLimit = 5000;
// A page stops growing beyond this many bytes of data (receivers bound a message to 4 MiB); it has at least one event.
inline constexpr std::int64_t kJournalPageBytes = 2 * 1024 * 1024;

// `authority`: the scope of an agency's feed (others' events are left out, their numbers are skipped); unset: all.
// Errors: INVALID_ARGUMENT STREAM_SEQ_INVALID, LIMIT_OUT_OF_RANGE. Throws what libpqxx throws.
Result<events::v1::ReadEventsResponse> ReadEvents(postgres::Transaction& transaction, const std::string& producer,
                                                  const events::v1::ReadEventsRequest& request,
                                                  const std::optional<std::string>& authority);
Result<events::v1::GetStreamHeadResponse> GetStreamHead(postgres::Transaction& transaction);

}  // namespace dotpha::messaging
