#include "libs/messaging/relay.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "libs/messaging/back_off.h"
#include "libs/messaging/publisher.h"
#include "libs/messaging/relay_store.h"
#include "libs/messaging/waker.h"
#include "libs/messaging/watermark_schedule.h"
#include "libs/observability/log.h"

namespace dotpha::messaging {
namespace {

using observability::Level;
using observability::Log;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kFirstWait{100};
constexpr seconds kLongestDatabaseWait{2};
constexpr seconds kLongestBrokerWait{5};
// Rows read for publishing at once.
constexpr int kPage = 200;
// While commits follow one another, this long is gathered for one transaction that numbers, one page and one cursor; a
// commit after a pause is told at once.
constexpr milliseconds kGather{5};
// The cursor follows the confirms at least this often; sooner when nothing is outstanding.
constexpr milliseconds kMoveEvery{50};
// Looks at the transactions that hold a watermark back.
constexpr milliseconds kLookAtWriters{50};
constexpr milliseconds kLookAtWritersVirtual{2};
constexpr seconds kGoodbye{1};

}  // namespace

class Relay::Impl {
 public:
  Impl(RelayOptions options, const CivilClock& civil, const MonotonicClock& monotonic)
      : options_(std::move(options)),
        monotonic_(monotonic),
        publisher_(options_.broker, options_.producer, options_.window, monotonic),
        schedule_(options_.watermark, civil, monotonic),
        thread_([this] { Run(); }) {}

  ~Impl() {
    stopping_ = true;
    waker_.Wake();
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void Wake() const { waker_.Wake(); }

  [[nodiscard]] RelayCounters Counters() const {
    const std::lock_guard lock(counters_mutex_);
    return counters_;
  }

 private:
  // A watermark whose writers have begun and not all ended.
  struct Held {
    Instant at;
    std::string writers_begun;
  };

  void Run();
  Result<void> Serve();
  Result<void> Lead();
  Result<void> NumberWhenDue();
  Result<void> Number();
  Result<void> Announce();
  Result<void> MoveCursor();
  Result<void> RenewLease();
  Result<void> FeedBroker();
  Result<void> Send();
  Result<void> FillPage();
  void LoseBroker(const Error& error);
  Result<void> Rest();
  void Publish();

  const RelayOptions options_;
  const MonotonicClock& monotonic_;
  Waker waker_;
  std::atomic<bool> stopping_{false};

  std::unique_ptr<RelayStore> store_;
  BackOff database_wait_{kFirstWait, kLongestDatabaseWait};
  bool active_ = false;
  RelayCursor cursor_;
  bool look_ = false;  // something may have been committed
  Micros look_at_{0};
  Micros gathered_at_{0};  // not before
  Micros renewed_at_{0};

  Publisher publisher_;
  BackOff broker_wait_{kFirstWait, kLongestBrokerWait};
  Micros connect_at_{0};
  std::deque<StreamEvent> page_;  // read and not yet sent
  std::int64_t loaded_seq_ = 0;   // last number read into a page
  std::int64_t sent_seq_ = 0;
  std::optional<Watermark> unsent_watermark_;
  Micros moved_at_{0};

  WatermarkSchedule schedule_;
  std::optional<Held> held_;

  mutable std::mutex counters_mutex_;
  RelayCounters counters_;  // as last published
  RelayCounters running_;

  std::thread thread_;
};

void Relay::Impl::Run() {
  while (!stopping_) {
    const Result<void> served = Serve();
    active_ = false;
    store_.reset();
    publisher_.Drop();
    if (!served.ok() && !stopping_) {
      ++running_.database_failures;
      running_.last_failure = served.error().message;
      Log(Level::kWarning, "relay stopped", served.error(), {{"producer", options_.producer}});
      Publish();
      waker_.Wait({}, database_wait_.Next());
    }
  }
}

// Until the database fails, another relay takes over, or the service stops.
Result<void> Relay::Impl::Serve() {
  DOTPHA_ASSIGN(store_, RelayStore::Open(options_.database));
  bool woken = false;
  while (!stopping_) {
    DOTPHA_ASSIGN(const std::optional<RelayCursor> cursor, store_->TakeOver(options_.lease));
    database_wait_.Reset();
    if (cursor) {
      cursor_ = *cursor;
      return Lead();
    }
    if (woken) {
      DOTPHA_TRY(store_->Notify());
    }
    Publish();
    woken = waker_.Wait({}, options_.poll);
  }
  return Ok{};
}

Result<void> Relay::Impl::Lead() {
  Log(Level::kInfo, "relay is active", {{"producer", options_.producer}, {"epoch", cursor_.epoch}});
  active_ = true;
  held_.reset();
  unsent_watermark_ = cursor_.watermark;
  schedule_.Start(cursor_.watermark ? std::optional(cursor_.watermark->arrived_before) : std::nullopt);
  DOTPHA_TRY(store_->Listen());
  renewed_at_ = monotonic_.Elapsed();
  look_ = true;
  while (!stopping_) {
    DOTPHA_TRY(NumberWhenDue());
    DOTPHA_TRY(Announce());
    DOTPHA_TRY(FeedBroker());
    DOTPHA_TRY(RenewLease());
    Publish();
    DOTPHA_TRY(Rest());
  }
  publisher_.Close(kGoodbye);
  return MoveCursor();
}

Result<void> Relay::Impl::NumberWhenDue() {
  const Micros now = monotonic_.Elapsed();
  return now >= (look_ ? gathered_at_ : look_at_) ? Number() : Ok{};
}

Result<void> Relay::Impl::Number() {
  DOTPHA_ASSIGN(const std::int64_t assigned, store_->Assign(cursor_.epoch, cursor_.assigned_seq, options_.batch));
  const std::int64_t count = assigned - cursor_.assigned_seq;
  running_.assigned += static_cast<std::uint64_t>(count);
  cursor_.assigned_seq = assigned;
  look_ = count == options_.batch;
  const Micros now = monotonic_.Elapsed();
  look_at_ = now + options_.poll;
  gathered_at_ = look_ ? now : now + kGather;
  return Ok{};
}

// Snapshot, wait for the oldest writer, number the rest, store: only then is the watermark true (ADR 0004).
Result<void> Relay::Impl::Announce() {
  if (!held_) {
    const std::optional<Instant> ready = schedule_.Ready();
    if (!ready) {
      return Ok{};
    }
    DOTPHA_ASSIGN(std::string writers, store_->WritersBegun());
    held_ = Held{*ready, std::move(writers)};
  }
  DOTPHA_ASSIGN(const bool ended, store_->WritersEnded(held_->writers_begun));
  if (!ended) {
    return Ok{};
  }
  do {
    DOTPHA_TRY(Number());
  } while (look_);
  const Watermark watermark{held_->at, cursor_.assigned_seq};
  DOTPHA_TRY(store_->StoreWatermark(cursor_.epoch, watermark));
  schedule_.Announced(watermark.arrived_before);
  held_.reset();
  unsent_watermark_ = watermark;
  ++running_.watermarks;
  return Ok{};
}

// An Error is the database's; the broker's failures end here.
Result<void> Relay::Impl::FeedBroker() {
  if (!publisher_.connected()) {
    if (monotonic_.Elapsed() < connect_at_) {
      return Ok{};
    }
    if (const Result<void> connected = publisher_.Connect(cursor_.published_seq); !connected.ok()) {
      LoseBroker(connected.error());
      return Ok{};
    }
    broker_wait_.Reset();
    page_.clear();
    loaded_seq_ = sent_seq_ = cursor_.published_seq;
  }
  DOTPHA_TRY(FillPage());
  Result<void> done = Send();
  if (done.ok()) {
    done = publisher_.Pump();
  }
  const bool due = monotonic_.Elapsed() - moved_at_ >= kMoveEvery;
  if (!done.ok() || due || publisher_.outstanding() == 0) {
    DOTPHA_TRY(MoveCursor());
  }
  if (!done.ok()) {
    LoseBroker(done.error());
  }
  return Ok{};
}

Result<void> Relay::Impl::FillPage() {
  if (!page_.empty() || loaded_seq_ >= cursor_.assigned_seq || !publisher_.has_room()) {
    return Ok{};
  }
  DOTPHA_ASSIGN(std::vector<StreamEvent> events, store_->Load(options_.producer, loaded_seq_ + 1, kPage));
  if (events.empty()) {
    return Internal("OUTBOX_INCONSISTENT", "numbered rows are missing from the outbox");
  }
  loaded_seq_ = events.back().stream_seq;
  page_.assign(std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
  return Ok{};
}

Result<void> Relay::Impl::Send() {
  while (!page_.empty() && publisher_.has_room()) {
    DOTPHA_TRY(publisher_.Publish(page_.front()));
    sent_seq_ = page_.front().stream_seq;
    page_.pop_front();
  }
  // After the rows that it covers: a consumer that gets it and lacks one of them knows that it was lost.
  if (unsent_watermark_ && unsent_watermark_->stream_seq <= sent_seq_ && publisher_.has_room()) {
    DOTPHA_TRY(publisher_.Publish(*unsent_watermark_));
    unsent_watermark_.reset();
  }
  return Ok{};
}

Result<void> Relay::Impl::MoveCursor() {
  if (publisher_.confirmed_seq() <= cursor_.published_seq) {
    return Ok{};
  }
  DOTPHA_TRY(store_->MovePublished(cursor_.epoch, publisher_.confirmed_seq()));
  cursor_.published_seq = publisher_.confirmed_seq();
  moved_at_ = renewed_at_ = monotonic_.Elapsed();
  return Ok{};
}

Result<void> Relay::Impl::RenewLease() {
  if (monotonic_.Elapsed() - renewed_at_ < Micros{options_.lease} / 3) {
    return Ok{};
  }
  DOTPHA_TRY(store_->RenewLease(cursor_.epoch));
  renewed_at_ = monotonic_.Elapsed();
  return Ok{};
}

void Relay::Impl::LoseBroker(const Error& error) {
  publisher_.Drop();
  connect_at_ = monotonic_.Elapsed() + broker_wait_.Next();
  ++running_.broker_failures;
  running_.last_failure = error.message;
  Log(Level::kWarning, "relay lost the broker", error, {{"producer", options_.producer}});
}

Result<void> Relay::Impl::Rest() {
  const bool can_send = publisher_.connected() && publisher_.has_room() &&
                        (!page_.empty() || loaded_seq_ < cursor_.assigned_seq || unsent_watermark_);
  // Also what came along with the answers to queries: the socket is silent about that.
  DOTPHA_ASSIGN(const bool notified, store_->ReadNotifications());
  look_ = look_ || notified;
  const Micros now = monotonic_.Elapsed();
  Micros rest = (look_ ? gathered_at_ : look_at_) - now;
  if (can_send || rest <= Micros{0}) {
    return Ok{};
  }
  rest = std::min(rest, schedule_.NextLook());
  if (held_) {
    rest = std::min<Micros>(rest, options_.watermark.no_call_in_flight_before ? kLookAtWritersVirtual : kLookAtWriters);
  }
  if (!publisher_.connected()) {
    rest = std::min(rest, connect_at_ - now);
  } else {
    rest = std::min(rest, Micros{options_.broker.heartbeat} / 2);
    if (publisher_.confirmed_seq() > cursor_.published_seq) {
      rest = std::min(rest, moved_at_ + kMoveEvery - now);
    }
  }
  if (look_) {  // what else is committed meanwhile is seen then
    waker_.WaitDeaf({publisher_.socket(), store_->socket()}, rest);
  } else {
    look_ = waker_.Wait({publisher_.socket(), store_->socket()}, rest);
  }
  return Ok{};
}

void Relay::Impl::Publish() {
  const Publisher::Counts& counts = publisher_.counts();
  running_.active = active_;
  running_.connected = publisher_.connected();
  running_.published = counts.published;
  running_.confirmed = counts.confirmed;
  running_.nacked = counts.nacked;
  running_.returned = counts.returned;
  running_.watchdog_trips = publisher_.watchdog_trips();
  const std::lock_guard lock(counters_mutex_);
  counters_ = running_;
}

Relay::Relay(RelayOptions options, const CivilClock& civil, const MonotonicClock& monotonic)
    : impl_(std::make_unique<Impl>(std::move(options), civil, monotonic)) {}

Relay::~Relay() = default;

void Relay::Wake() { impl_->Wake(); }

RelayCounters Relay::Counters() const { return impl_->Counters(); }

}  // namespace dotpha::messaging
