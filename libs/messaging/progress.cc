#include "libs/messaging/progress.h"

#include <algorithm>
#include <thread>

namespace dotpha::messaging {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};

constexpr postgres::Statement kProducerProgress{
    "messaging.producer_progress",
    R"sql(SELECT (SELECT count(*) FROM outbox WHERE stream_seq IS NULL) AS unnumbered,
                 assigned_seq - published_seq AS unpublished, assigned_seq, watermark_at, watermark_seq
          FROM relay_cursor)sql"};

constexpr postgres::Statement kHead{"messaging.head",
                                    "SELECT assigned_seq, watermark_at, watermark_seq FROM relay_cursor"};

constexpr postgres::Statement kConsumerProgress{"messaging.consumer_progress",
                                                R"sql(SELECT producer, stream_seq, watermark_at,
                 (SELECT count(*) FROM quarantine
                  WHERE quarantine.producer = consumer_position.producer AND state = 'QUARANTINED') AS open_quarantined
          FROM consumer_position ORDER BY producer)sql"};

constexpr postgres::Statement kIsApplied{
    "messaging.is_applied", "SELECT EXISTS (SELECT FROM consumed_event WHERE producer = $1 AND outbox_id = $2)"};

constexpr postgres::Statement kForgetPosition{
    "messaging.forget_position",
    "UPDATE consumer_position SET stream_seq = 0, watermark_at = NULL, watermark_seq = NULL WHERE producer = $1"};
constexpr postgres::Statement kForgetConsumed{"messaging.forget_consumed",
                                              "DELETE FROM consumed_event WHERE producer = $1"};
constexpr postgres::Statement kForgetOpen{"messaging.forget_quarantined",
                                          "DELETE FROM quarantine WHERE producer = $1 AND state = 'QUARANTINED'"};

StreamHead HeadFrom(const pqxx::row& row) {
  StreamHead head;
  head.stream_seq = row["assigned_seq"].as<std::int64_t>();
  if (const auto at = postgres::ReadOptionalInstant(row["watermark_at"])) {
    head.watermark = Watermark{*at, row["watermark_seq"].as<std::int64_t>()};
  }
  return head;
}

}  // namespace

ProducerProgress ReadProducerProgress(postgres::Transaction& transaction) {
  const pqxx::result rows = transaction.Exec(kProducerProgress);
  ProducerProgress progress;
  progress.unnumbered = rows[0]["unnumbered"].as<std::int64_t>();
  progress.unpublished = rows[0]["unpublished"].as<std::int64_t>();
  progress.head = HeadFrom(rows[0]);
  return progress;
}

StreamHead ReadStreamHead(postgres::Transaction& transaction) { return HeadFrom(transaction.Exec(kHead)[0]); }

std::vector<ConsumerProgress> ReadConsumerProgress(postgres::Transaction& transaction) {
  std::vector<ConsumerProgress> all;
  for (const pqxx::row& row : transaction.Exec(kConsumerProgress)) {
    all.push_back({row["producer"].as<std::string>(), row["stream_seq"].as<std::int64_t>(),
                   postgres::ReadOptionalInstant(row["watermark_at"]), row["open_quarantined"].as<std::int64_t>()});
  }
  return all;
}

void ForgetStream(postgres::Transaction& transaction, const std::string& producer) {
  transaction.Exec(kForgetPosition, producer);
  transaction.Exec(kForgetConsumed, producer);
  transaction.Exec(kForgetOpen, producer);
}

bool IsApplied(postgres::Transaction& transaction, const std::string& producer, std::int64_t outbox_id) {
  return transaction.Exec(kIsApplied, producer, outbox_id)[0][0].as<bool>();
}

Result<void> WaitApplied(postgres::Pool& pool, const MonotonicClock& monotonic, const std::string& producer,
                         std::int64_t outbox_id, Micros deadline) {
  const Micros for_the_answer = std::max<Micros>(kLookAgain, (deadline - monotonic.Elapsed()) / 5);
  while (true) {
    DOTPHA_ASSIGN(
        const bool applied,
        postgres::RunTransaction(pool, {.role = postgres::Role::kStream, .deadline = deadline, .read_only = true},
                                 [&](postgres::Transaction& transaction) -> Result<bool> {
                                   return IsApplied(transaction, producer, outbox_id);
                                 }));
    if (applied) {
      return Ok{};
    }
    const Micros left = deadline - monotonic.Elapsed();
    if (left <= for_the_answer) {
      Error behind = Unavailable("PROJECTION_BEHIND", "this service has not learned of your earlier change yet");
      behind.retry_after = std::chrono::seconds{1};
      return std::move(behind).With("producer", producer);
    }
    std::this_thread::sleep_for(kLookAgain);
  }
}

}  // namespace dotpha::messaging
