// Applies one producer's stream to this service's database: duplicates, order, gaps, poison, watermarks. Knows the
// database and the journal, not the broker. For one thread. Internal to libs/messaging.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/result.h"
#include "libs/messaging/consumer.h"
#include "libs/messaging/journal_reader.h"
#include "libs/messaging/stream.h"

namespace dotpha::messaging {

class StreamApplier {
 public:
  struct Counts {
    std::uint64_t applied = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t fetched = 0;
    std::uint64_t quarantined = 0;
  };

  // The options must outlive the applier.
  StreamApplier(const ConsumerOptions& options, const ConsumedStream& stream) : options_(options), stream_(stream) {}

  // An Error of any function but CatchUp() means the database; Reconnect() before going on.
  Result<void> Reconnect();
  // Reads the position again: another replica, or a rebuild, may have moved it.
  Result<void> Refresh();

  // Events as the broker delivered them. Applies those that continue the position; a gap, or an event that its handler
  // refuses in this form, becomes wanted from the journal.
  Result<void> ApplyDelivered(const std::vector<StreamEvent>& events);
  // Puts every pending watermark whose events are applied into force.
  Result<void> ApplyWatermarks();

  // "The stream goes up to here": to be read from the journal unless it comes otherwise.
  void Want(std::int64_t stream_seq);
  void OfferWatermark(const Watermark& watermark);
  [[nodiscard]] bool behind() const { return position_ < wanted_; }
  // Reads one page of what is wanted and applies it. The outcome of the journal's call comes apart from the database's.
  struct CaughtUp {
    Result<void> journal;
    Result<void> database;
    // Set when more was wanted than the producer has: its head. Nothing beyond it is wanted any more.
    std::optional<std::int64_t> promised_too_much;
  };
  CaughtUp CatchUp();

  [[nodiscard]] std::int64_t position() const { return position_; }
  [[nodiscard]] std::optional<Instant> watermark() const { return watermark_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }

 private:
  enum class Poison {
    kStopBefore,  // the whole batch is rolled back, and it is told which event it was
    kQuarantine,  // each event in a savepoint; a bad one goes to quarantine
  };
  struct Batch {
    std::int64_t position = 0;
    std::optional<Instant> watermark;
    std::vector<StreamEvent> applied;
    std::vector<std::pair<StreamEvent, Error>> quarantined;
    std::uint64_t duplicates = 0;
    std::optional<std::size_t> poison;      // kStopBefore: index of the event that was refused
    std::optional<std::int64_t> forgotten;  // outbox ids up to this number were
  };
  Result<Batch> Run(const std::vector<StreamEvent>& events, Poison poison);
  Result<void> RunIn(postgres::Transaction& transaction, const std::vector<StreamEvent>& events, Poison poison,
                     Batch& batch) const;
  Result<void> CallHandler(postgres::Transaction& transaction, const StreamEvent& event) const;
  Result<void> ApplyFromJournal(const std::vector<StreamEvent>& events);
  void Accept(Batch batch);
  void Arrive(std::int64_t position, std::optional<Instant> watermark);
  [[nodiscard]] std::optional<Watermark> ReadyWatermark(std::int64_t position) const;

  const ConsumerOptions& options_;
  const ConsumedStream& stream_;
  std::unique_ptr<postgres::Connection> connection_;
  std::int64_t position_ = 0;
  std::int64_t wanted_ = 0;
  std::set<std::int64_t> skipped_;  // left out with a document; met again only in a rebuild
  std::int64_t forgotten_ = 0;
  std::optional<Instant> watermark_;
  std::deque<Watermark> pending_watermarks_;  // ascending, later than the one in force
  Counts counts_;
};

}  // namespace dotpha::messaging
