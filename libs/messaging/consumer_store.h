// What the consumer writes about itself: position, watermark in force, remembered outbox ids, quarantine. Internal to
// libs/messaging. All functions throw what libpqxx throws.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/messaging/stream.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging {

struct ConsumerPosition {
  std::int64_t stream_seq = 0;
  std::optional<Instant> watermark;
};

// Makes the row of a producer that was never consumed before.
void EnsurePosition(postgres::Transaction& transaction, const std::string& producer);
// Locked until the transaction ends: of several replicas one applies at a time.
ConsumerPosition LockPosition(postgres::Transaction& transaction, const std::string& producer);
ConsumerPosition ReadPosition(postgres::Transaction& transaction, const std::string& producer);
void MovePosition(postgres::Transaction& transaction, const std::string& producer, std::int64_t stream_seq);
// Ignored unless later than the one in force.
void MoveWatermark(postgres::Transaction& transaction, const std::string& producer, const Watermark& watermark);

// For consistency tokens.
void RememberApplied(postgres::Transaction& transaction, const std::vector<StreamEvent>& events);
// Forgets the events numbered up to `up_to`.
void ForgetApplied(postgres::Transaction& transaction, const std::string& producer, std::int64_t up_to);

// Again in a rebuild: a skipped event stays skipped, any other is open again.
void Quarantine(postgres::Transaction& transaction, const StreamEvent& event, const Error& error);

// Numbers of events that were skipped with a document.
std::set<std::int64_t> ReadSkipped(postgres::Transaction& transaction, const std::string& producer);

// A savepoint around one event, so that a poisonous one leaves nothing behind.
void SetSavepoint(postgres::Transaction& transaction);
void ReleaseSavepoint(postgres::Transaction& transaction);
void RollbackToSavepoint(postgres::Transaction& transaction);

}  // namespace dotpha::messaging
