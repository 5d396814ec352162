#include "libs/messaging/stream_applier.h"

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/except>

#include "libs/base/ids.h"
#include "libs/messaging/consumer_store.h"
#include "libs/observability/log.h"

namespace dotpha::messaging {
namespace {

using observability::Level;
using observability::Log;

constexpr int kConflictAttempts = 5;
constexpr std::size_t kPendingWatermarks = 64;
constexpr std::size_t kErrorLength = 1000;
// Old outbox ids are forgotten in portions of this many.
constexpr std::int64_t kForgetEvery = 1000;

// What a crash undoes is read again from the journal: the position goes back with it (ADR 0014).
const postgres::TransactionOptions kWrite{.role = postgres::Role::kStream, .flush = false};
const postgres::TransactionOptions kReadOnly{.role = postgres::Role::kStream, .read_only = true};

// SQL classes 22 (data exception) and 23 (integrity violation): the event's own fault, the same at every attempt.
bool IsAboutData(const std::string& sqlstate) {
  return sqlstate.compare(0, 2, "22") == 0 || sqlstate.compare(0, 2, "23") == 0;
}

// What can be stored as text, whatever a library put into its message.
Error Storable(Error error) {
  if (!IsValidUtf8(error.message) || error.message.find('\0') != std::string::npos) {
    error.message = "(message is not text)";
  }
  if (error.message.size() > kErrorLength) {
    std::size_t end = kErrorLength;
    while (end > 0 && (static_cast<unsigned char>(error.message[end]) & 0xC0) == 0x80) {
      --end;
    }
    error.message.resize(end);
  }
  return error;
}

}  // namespace

Result<void> StreamApplier::Reconnect() {
  connection_.reset();
  DOTPHA_ASSIGN(connection_, postgres::Connection::Open(options_.database));
  DOTPHA_TRY(postgres::RunTransaction(*connection_, kWrite, [&](postgres::Transaction& transaction) -> Result<void> {
    EnsurePosition(transaction, stream_.producer);
    skipped_ = ReadSkipped(transaction, stream_.producer);
    return Ok{};
  }));
  return Refresh();
}

Result<void> StreamApplier::Refresh() {
  DOTPHA_ASSIGN(const ConsumerPosition current,
                postgres::RunTransaction(*connection_, kReadOnly,
                                         [&](postgres::Transaction& transaction) -> Result<ConsumerPosition> {
                                           return ReadPosition(transaction, stream_.producer);
                                         }));
  Arrive(current.stream_seq, current.watermark);
  return Ok{};
}

void StreamApplier::Want(std::int64_t stream_seq) { wanted_ = std::max(wanted_, stream_seq); }

void StreamApplier::OfferWatermark(const Watermark& watermark) {
  const std::optional<Instant> latest =
      pending_watermarks_.empty() ? watermark_ : std::optional(pending_watermarks_.back().arrived_before);
  if (latest && watermark.arrived_before <= *latest) {
    return;
  }
  // Far behind: the newest is replaced, so that the older ones, which count sooner, still do.
  if (pending_watermarks_.size() == kPendingWatermarks) {
    pending_watermarks_.pop_back();
  }
  pending_watermarks_.push_back(watermark);
}

std::optional<Watermark> StreamApplier::ReadyWatermark(std::int64_t position) const {
  std::optional<Watermark> ready;
  for (const Watermark& pending : pending_watermarks_) {
    if (pending.stream_seq <= position) {
      ready = pending;
    }
  }
  return ready;
}

Result<void> StreamApplier::ApplyDelivered(const std::vector<StreamEvent>& events) {
  for (const StreamEvent& event : events) {
    Want(event.stream_seq);
  }
  DOTPHA_ASSIGN(Batch batch, Run(events, Poison::kStopBefore));
  if (batch.poison) {
    // Perhaps only this message was damaged: its number stays wanted, and the journal has the last word.
    const std::vector<StreamEvent> before(events.begin(), events.begin() + static_cast<std::ptrdiff_t>(*batch.poison));
    DOTPHA_ASSIGN(batch, Run(before, Poison::kStopBefore));
  }
  Accept(std::move(batch));
  return Ok{};
}

Result<void> StreamApplier::ApplyFromJournal(const std::vector<StreamEvent>& events) {
  DOTPHA_ASSIGN(Batch batch, Run(events, Poison::kStopBefore));
  if (batch.poison) {
    DOTPHA_ASSIGN(batch, Run(events, Poison::kQuarantine));
  }
  counts_.fetched += batch.applied.size() + batch.quarantined.size();
  Accept(std::move(batch));
  return Ok{};
}

Result<void> StreamApplier::ApplyWatermarks() {
  if (!ReadyWatermark(position_)) {
    return Ok{};
  }
  DOTPHA_ASSIGN(Batch batch, Run({}, Poison::kStopBefore));
  Accept(std::move(batch));
  return Ok{};
}

Result<StreamApplier::Batch> StreamApplier::Run(const std::vector<StreamEvent>& events, Poison poison) {
  for (int attempt = 1;; ++attempt) {
    Batch batch;
    const Result<void> ran = postgres::RunTransaction(*connection_, kWrite, [&](postgres::Transaction& transaction) {
      return RunIn(transaction, events, poison, batch);
    });
    if (ran.ok() || batch.poison) {
      return batch;
    }
    if (ran.error().reason != postgres::kTransactionConflict || attempt == kConflictAttempts) {
      return ran.error();
    }
  }
}

Result<void> StreamApplier::RunIn(postgres::Transaction& transaction, const std::vector<StreamEvent>& events,
                                  Poison poison, Batch& batch) const {
  batch = {};
  const ConsumerPosition locked = LockPosition(transaction, stream_.producer);
  batch.position = locked.stream_seq;
  batch.watermark = locked.watermark;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const StreamEvent& event = events[i];
    if (event.stream_seq <= batch.position) {
      ++batch.duplicates;
      continue;
    }
    if (event.stream_seq > batch.position + 1) {
      break;  // a gap
    }
    if (skipped_.contains(event.stream_seq)) {
      batch.applied.push_back(event);
      ++batch.position;
      continue;
    }
    if (poison == Poison::kQuarantine) {
      SetSavepoint(transaction);
    }
    if (Result<void> applied = CallHandler(transaction, event); applied.ok()) {
      batch.applied.push_back(event);
      if (poison == Poison::kQuarantine) {
        ReleaseSavepoint(transaction);
      }
    } else if (poison == Poison::kQuarantine) {
      RollbackToSavepoint(transaction);
      const Error error = Storable(std::move(applied).error());
      Quarantine(transaction, event, error);
      batch.quarantined.emplace_back(event, error);
    } else {
      batch.poison = i;
      return std::move(applied).error();
    }
    ++batch.position;
  }
  if (batch.position > locked.stream_seq) {
    MovePosition(transaction, stream_.producer, batch.position);
    RememberApplied(transaction, batch.applied);
    if (const std::int64_t up_to = batch.position - options_.remembered; up_to >= forgotten_ + kForgetEvery) {
      ForgetApplied(transaction, stream_.producer, up_to);
      batch.forgotten = up_to;
    }
  }
  if (const auto ready = ReadyWatermark(batch.position)) {
    MoveWatermark(transaction, stream_.producer, *ready);
    batch.watermark = std::max(batch.watermark.value_or(Instant::Min()), ready->arrived_before);
  }
  return Ok{};
}

Result<void> StreamApplier::CallHandler(postgres::Transaction& transaction, const StreamEvent& event) const {
  try {
    return options_.handler(transaction, event);
  } catch (const pqxx::sql_error& error) {
    if (!IsAboutData(error.sqlstate())) {
      throw;
    }
    return Internal("EVENT_DATA_REFUSED", fmt::format("SQLSTATE {}", error.sqlstate()));
  } catch (const pqxx::failure&) {
    throw;
  } catch (const std::exception& error) {
    return Internal("HANDLER_FAILED", error.what());
  }
}

void StreamApplier::Accept(Batch batch) {
  counts_.applied += batch.applied.size();
  counts_.duplicates += batch.duplicates;
  counts_.quarantined += batch.quarantined.size();
  forgotten_ = batch.forgotten.value_or(forgotten_);
  for (const auto& [event, error] : batch.quarantined) {
    Log(Level::kError, "event quarantined", error,
        {{"producer", event.producer}, {"stream_seq", event.stream_seq}, {"type", event.type}});
    if (options_.on_quarantined) {
      options_.on_quarantined(event, error);
    }
  }
  Arrive(batch.position, batch.watermark);
}

void StreamApplier::Arrive(std::int64_t position, std::optional<Instant> watermark) {
  if (position == position_ && watermark == watermark_) {
    return;
  }
  position_ = position;
  watermark_ = watermark;
  std::erase_if(pending_watermarks_,
                [&](const Watermark& pending) { return watermark_ && pending.arrived_before <= *watermark_; });
  if (options_.on_applied) {
    options_.on_applied(stream_.producer, position_, watermark_);
  }
}

StreamApplier::CaughtUp StreamApplier::CatchUp() {
  CaughtUp outcome;
  const std::int64_t from = position_ + 1;
  Result<JournalPage> page = stream_.journal->Read(from, options_.batch);
  if (!page.ok()) {
    outcome.journal = std::move(page).error();
    return outcome;
  }
  if (page->head.stream_seq < wanted_) {
    outcome.promised_too_much = page->head.stream_seq;
    wanted_ = std::max(position_, page->head.stream_seq);
  }
  std::int64_t expected = from;
  for (const StreamEvent& event : page->events) {
    if (event.stream_seq != expected++ || event.producer != stream_.producer) {
      outcome.journal = Internal("JOURNAL_INCONSISTENT", "the producer's journal has a hole or another's events");
      return outcome;
    }
  }
  if (page->events.empty() && behind()) {
    outcome.journal = Internal("JOURNAL_INCONSISTENT", "the producer's journal does not give what its head promises");
    return outcome;
  }
  if (page->head.watermark) {
    OfferWatermark(*page->head.watermark);
  }
  outcome.database = ApplyFromJournal(page->events);
  return outcome;
}

}  // namespace dotpha::messaging
