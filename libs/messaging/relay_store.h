// What the relay reads and writes: the fence, the numbering, the cursor, the watermark. Internal to libs/messaging.
// Every write names the epoch; a relay that was deposed meanwhile gets FAILED_PRECONDITION RELAY_DEPOSED and writes
// nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/messaging/stream.h"
#include "libs/postgres/connection.h"

namespace pqxx {
class notification_receiver;
}  // namespace pqxx

namespace dotpha::messaging {

inline constexpr char kRelayDeposed[] = "RELAY_DEPOSED";

struct RelayCursor {
  std::int64_t epoch = 0;
  std::int64_t assigned_seq = 0;
  std::int64_t published_seq = 0;
  std::optional<Watermark> watermark;
};

class RelayStore {
 public:
  static Result<std::unique_ptr<RelayStore>> Open(const postgres::ConnectionOptions& options);
  ~RelayStore();
  RelayStore(const RelayStore&) = delete;
  RelayStore& operator=(const RelayStore&) = delete;

  // Becomes the active relay, if the advisory lock is free or its holder let the lease lapse; nothing otherwise.
  Result<std::optional<RelayCursor>> TakeOver(std::chrono::milliseconds lease);
  Result<void> RenewLease(std::int64_t epoch);

  // Numbers committed rows, at most `limit`; returns the last number given so far.
  Result<std::int64_t> Assign(std::int64_t epoch, std::int64_t assigned_seq, int limit);
  Result<std::vector<StreamEvent>> Load(const std::string& producer, std::int64_t from, int limit);
  // Not durable on its own: a crash at worst publishes again what it forgot to have published.
  Result<void> MovePublished(std::int64_t epoch, std::int64_t published_seq);
  Result<void> StoreWatermark(std::int64_t epoch, const Watermark& watermark);

  // Transaction ids of every transaction that has begun to write by now are below this.
  Result<std::string> WritersBegun();
  // All of those have ended.
  Result<bool> WritersEnded(const std::string& writers_begun);

  // NOTIFY: from a relay that waits to the one that is active, which listens.
  Result<void> Listen();
  Result<void> Notify();
  // Takes what has been notified off the connection; true if there was something.
  Result<bool> ReadNotifications();
  [[nodiscard]] int socket() const;

 private:
  explicit RelayStore(std::unique_ptr<postgres::Connection> connection);
  std::unique_ptr<postgres::Connection> connection_;
  std::unique_ptr<pqxx::notification_receiver> receiver_;
};

}  // namespace dotpha::messaging
