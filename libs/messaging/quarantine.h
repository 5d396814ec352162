// Events that could not be applied (ADR 0005). The stream went on; every dated consequence (O, E, M, flags) for the
// debtors whom such an event names, or for the whole authority when it names none, is held from the event's recorded_at
// until somebody retries it, or skips it with a document (scenario H-18).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/messaging/consumer.h"
#include "libs/messaging/stream.h"

namespace dotpha::messaging {

struct QuarantinedEvent {
  enum class State { kQuarantined, kApplied, kSkipped };
  StreamEvent event;
  State state = State::kQuarantined;
  std::string error;     // reason and message of the last attempt
  std::string document;  // kSkipped: number of the paper that allows it
  Instant quarantined_at;
  std::optional<Instant> resolved_at;
  std::string resolved_by;
};

// All functions run in the caller's transaction (role that sees every authority, or one authority by row-level
// security) and throw what libpqxx throws.

// Ordered by producer, number. `open_only`: those that still hold somebody.
std::vector<QuarantinedEvent> ListQuarantined(postgres::Transaction& transaction, const std::string& authority,
                                              bool open_only);

// Applies the event now, in this transaction. NOT_FOUND EVENT_NOT_QUARANTINED; FAILED_PRECONDITION
// EVENT_ALREADY_RESOLVED; the handler's Error when it is still poison: then the caller rolls back and the event stays.
Result<void> RetryQuarantined(postgres::Transaction& transaction, const std::string& authority,
                              const std::string& producer, std::int64_t stream_seq, const Handler& handler,
                              const std::string& resolved_by, Instant now);

// Leaves the event out for good. INVALID_ARGUMENT DOCUMENT_REQUIRED; else as RetryQuarantined.
Result<void> SkipQuarantined(postgres::Transaction& transaction, const std::string& authority,
                             const std::string& producer, std::int64_t stream_seq, const std::string& document,
                             const std::string& resolved_by, Instant now);

// Since when the debtors' dated consequences are held: the earliest recorded_at of the open events that name the debtor
// or nobody. Who is not held is left out.
std::map<std::string, Instant> HeldFrom(postgres::Transaction& transaction, const std::string& authority,
                                        const std::vector<std::string>& debtors);

}  // namespace dotpha::messaging
