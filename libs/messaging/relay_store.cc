#include "libs/messaging/relay_store.h"

#include <pqxx/nontransaction>
#include <pqxx/notification>

#include "libs/messaging/event_row.h"
#include "libs/postgres/transaction.h"

namespace dotpha::messaging {
namespace {

using postgres::Statement;
using postgres::Transaction;

constexpr char kChannel[] = "dotpha_outbox";

constexpr Statement kTryLock{"messaging.relay_lock",
                             "SELECT pg_try_advisory_lock(hashtextextended('dotpha.relay', 0))"};
constexpr Statement kTakeOver{"messaging.take_over",
                              R"sql(UPDATE relay_cursor SET epoch = epoch + 1, renewed_at = clock_timestamp()
          WHERE $1::boolean OR renewed_at < clock_timestamp() - $2::bigint * interval '1 millisecond'
          RETURNING epoch, assigned_seq, published_seq, watermark_at, watermark_seq)sql"};
constexpr Statement kRenew{"messaging.renew_lease",
                           "UPDATE relay_cursor SET renewed_at = clock_timestamp() WHERE epoch = $1 RETURNING epoch"};
constexpr Statement kAnyUnnumbered{"messaging.any_unnumbered",
                                   "SELECT EXISTS (SELECT FROM outbox WHERE stream_seq IS NULL)"};
// Numbers follow outbox ids within a batch. A row whose transaction commits later than rows with greater ids gets a
// later number: the stream stays dense, and nothing waits for anybody.
constexpr Statement kAssign{"messaging.assign",
                            R"sql(WITH fence AS (SELECT assigned_seq FROM relay_cursor WHERE epoch = $1 FOR UPDATE),
               waiting AS (SELECT outbox_id FROM outbox WHERE stream_seq IS NULL ORDER BY outbox_id LIMIT $2),
               batch AS (SELECT outbox_id, row_number() OVER (ORDER BY outbox_id) AS place FROM waiting),
               numbered AS (UPDATE outbox SET stream_seq = fence.assigned_seq + batch.place
                            FROM batch, fence WHERE outbox.outbox_id = batch.outbox_id)
          UPDATE relay_cursor
          SET assigned_seq = fence.assigned_seq + (SELECT count(*) FROM batch), renewed_at = clock_timestamp()
          FROM fence WHERE relay_cursor.epoch = $1
          RETURNING relay_cursor.assigned_seq)sql"};
constexpr Statement kLoad{
    "messaging.load_numbered",
    R"sql(SELECT stream_seq, outbox_id, event_id, type, authority, routing_key, debtors, recorded_at, data, traceparent
          FROM outbox WHERE stream_seq >= $1 ORDER BY stream_seq LIMIT $2)sql"};
constexpr Statement kMovePublished{
    "messaging.move_published",
    R"sql(UPDATE relay_cursor SET published_seq = $2, renewed_at = clock_timestamp() WHERE epoch = $1
          RETURNING set_config('synchronous_commit', 'off', true))sql"};
constexpr Statement kStoreWatermark{
    "messaging.store_watermark",
    R"sql(UPDATE relay_cursor SET watermark_at = $2::timestamptz, watermark_seq = $3, renewed_at = clock_timestamp()
          WHERE epoch = $1 RETURNING epoch)sql"};
// An id of its own is greater than that of every transaction that has begun to write. (The snapshot's xmax would not
// do: it is the last *completed* id plus one, so a running writer may lie beyond it.)
constexpr Statement kOwnTransaction{"messaging.own_transaction", "SELECT pg_current_xact_id()::text"};
constexpr Statement kOldestWriter{"messaging.oldest_writer",
                                  "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8"};

const postgres::TransactionOptions kWrite{.role = postgres::Role::kStream};
const postgres::TransactionOptions kReadOnly{.role = postgres::Role::kStream, .read_only = true};

Error Deposed() { return FailedPrecondition(kRelayDeposed, "another relay has taken over"); }

class Receiver final : public pqxx::notification_receiver {
 public:
  explicit Receiver(pqxx::connection_base& connection) : notification_receiver(connection, kChannel) {}
  // That it woke the poll() on the socket is all there is to it.
  void operator()(const std::string& /*payload*/, int /*backend*/) override {}
};

// The few calls that RunTransaction does not cover.
template <typename Function>
Result<void> Guarded(Function&& function) {
  try {
    function();
    return Ok{};
  } catch (const std::exception& error) {
    return Unavailable(postgres::kDatabaseUnavailable, error.what());
  }
}

}  // namespace

RelayStore::RelayStore(std::unique_ptr<postgres::Connection> connection) : connection_(std::move(connection)) {}

RelayStore::~RelayStore() = default;

Result<std::unique_ptr<RelayStore>> RelayStore::Open(const postgres::ConnectionOptions& options) {
  DOTPHA_ASSIGN(auto connection, postgres::Connection::Open(options));
  return std::unique_ptr<RelayStore>(new RelayStore(std::move(connection)));
}

Result<std::optional<RelayCursor>> RelayStore::TakeOver(std::chrono::milliseconds lease) {
  return postgres::RunTransaction(
      *connection_, kWrite, [&](Transaction& transaction) -> Result<std::optional<RelayCursor>> {
        const bool locked = transaction.Exec(kTryLock)[0][0].as<bool>();
        const pqxx::result rows = transaction.Exec(kTakeOver, locked, lease.count());
        if (rows.empty()) {
          return std::optional<RelayCursor>();
        }
        RelayCursor cursor{rows[0]["epoch"].as<std::int64_t>(), rows[0]["assigned_seq"].as<std::int64_t>(),
                           rows[0]["published_seq"].as<std::int64_t>(), std::nullopt};
        if (const auto at = postgres::ReadOptionalInstant(rows[0]["watermark_at"])) {
          cursor.watermark = Watermark{*at, rows[0]["watermark_seq"].as<std::int64_t>()};
        }
        return std::optional(cursor);
      });
}

Result<void> RelayStore::RenewLease(std::int64_t epoch) {
  return postgres::RunTransaction(*connection_, kWrite, [&](Transaction& transaction) -> Result<void> {
    if (transaction.Exec(kRenew, epoch).empty()) {
      return Deposed();
    }
    return Ok{};
  });
}

Result<std::int64_t> RelayStore::Assign(std::int64_t epoch, std::int64_t assigned_seq, int limit) {
  return postgres::RunTransaction(*connection_, kWrite, [&](Transaction& transaction) -> Result<std::int64_t> {
    if (!transaction.Exec(kAnyUnnumbered)[0][0].as<bool>()) {
      return assigned_seq;
    }
    const pqxx::result rows = transaction.Exec(kAssign, epoch, limit);
    if (rows.empty()) {
      return Deposed();
    }
    return rows[0][0].as<std::int64_t>();
  });
}

Result<std::vector<StreamEvent>> RelayStore::Load(const std::string& producer, std::int64_t from, int limit) {
  return postgres::RunTransaction(*connection_, kReadOnly,
                                  [&](Transaction& transaction) -> Result<std::vector<StreamEvent>> {
                                    std::vector<StreamEvent> events;
                                    for (const pqxx::row& row : transaction.Exec(kLoad, from, limit)) {
                                      events.push_back(EventFromRow(producer, row));
                                    }
                                    return events;
                                  });
}

Result<void> RelayStore::MovePublished(std::int64_t epoch, std::int64_t published_seq) {
  return postgres::RunTransaction(*connection_, kWrite, [&](Transaction& transaction) -> Result<void> {
    if (transaction.Exec(kMovePublished, epoch, published_seq).empty()) {
      return Deposed();
    }
    return Ok{};
  });
}

Result<void> RelayStore::StoreWatermark(std::int64_t epoch, const Watermark& watermark) {
  return postgres::RunTransaction(*connection_, kWrite, [&](Transaction& transaction) -> Result<void> {
    if (transaction.Exec(kStoreWatermark, epoch, watermark.arrived_before, watermark.stream_seq).empty()) {
      return Deposed();
    }
    return Ok{};
  });
}

Result<std::string> RelayStore::WritersBegun() {
  return postgres::RunTransaction(*connection_, kWrite, [](Transaction& transaction) -> Result<std::string> {
    return transaction.Exec(kOwnTransaction)[0][0].as<std::string>();
  });
}

Result<bool> RelayStore::WritersEnded(const std::string& writers_begun) {
  return postgres::RunTransaction(*connection_, kReadOnly, [&](Transaction& transaction) -> Result<bool> {
    return transaction.Exec(kOldestWriter, writers_begun)[0][0].as<bool>();
  });
}

Result<void> RelayStore::Listen() {
  return Guarded([&] { receiver_ = std::make_unique<Receiver>(connection_->raw()); });
}

Result<void> RelayStore::Notify() {
  return Guarded([&] {
    pqxx::nontransaction statement(connection_->raw());
    statement.exec("NOTIFY dotpha_outbox");
  });
}

Result<bool> RelayStore::ReadNotifications() {
  int count = 0;
  DOTPHA_TRY(Guarded([&] { count = connection_->raw().get_notifs(); }));
  return count > 0;
}

int RelayStore::socket() const { return connection_->raw().sock(); }

}  // namespace dotpha::messaging
