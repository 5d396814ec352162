// What the review service told, as the law's calculations want it. The one place that knows its events: where
// libs/facts understands them too, this file goes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libs/messaging/stream.h"
#include "libs/postgres/transaction.h"
#include "services/reporting/domain/circumstances.h"

namespace dotpha::reporting::store {

inline constexpr char kReviewProducer[] = "review";

struct ReviewRow {
  std::string authority;
  std::int64_t stream_seq = 0;
  std::string official_id;
  Instant recorded_at;
  std::string data;
};

// The row of an event about an official's works; nothing for those that do not concern plans and reports.
// INVALID_ARGUMENT EVENT_UNREADABLE, EVENT_KIND_UNKNOWN, EVENT_FIELD_MISSING (metadata `field`), DATE_INVALID.
Result<std::optional<ReviewRow>> ToReviewRow(const messaging::StreamEvent& event);

// Adds a row that ToReviewRow accepted. Rows come in the order of their stream.
Result<void> AddReviewRow(const ReviewRow& row, OfficialKnowledge& knowledge);

// A row that is there already stays as it is.
void InsertReviewRow(postgres::Transaction& transaction, const ReviewRow& row);
std::vector<ReviewRow> ReviewRowsOf(postgres::Transaction& transaction, const std::string& authority,
                                    const std::string& official_id);

}  // namespace dotpha::reporting::store
