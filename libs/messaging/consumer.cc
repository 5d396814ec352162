#include "libs/messaging/consumer.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/back_off.h"
#include "libs/messaging/event_codec.h"
#include "libs/messaging/stream_applier.h"
#include "libs/messaging/waker.h"
#include "libs/messaging/watchdog.h"
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
constexpr seconds kLongestJournalWait{2};
// Without a broker the journal's head is asked for more often: it is all there is.
constexpr milliseconds kPollWithoutBroker{250};

}  // namespace

// One producer's stream: the thread, its broker connection and its timers.
class Consumer::Stream {
 public:
  Stream(const ConsumerOptions& options, ConsumedStream stream, const MonotonicClock& monotonic)
      : options_(options),
        stream_(std::move(stream)),
        monotonic_(monotonic),
        watchdog_(options.broker.heartbeat, monotonic),
        applier_(options_, stream_),
        thread_([this] { Run(); }) {}

  ~Stream() {
    stopping_ = true;
    waker_.Wake();
    thread_.join();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  [[nodiscard]] ConsumerCounters Counters() const {
    const std::lock_guard lock(counters_mutex_);
    return counters_;
  }

 private:
  // A delivery not yet acknowledged. 0: nothing to wait for.
  struct Held {
    std::uint64_t tag;
    std::int64_t stream_seq;
  };

  void Run();
  void Turn();
  void ConnectBroker();
  void DropBroker(const Error& error);
  void DropDatabase(const Error& error);
  bool TakeDeliveries(std::vector<StreamEvent>& events, std::vector<Watermark>& watermarks);
  void Take(Delivery delivery, std::vector<StreamEvent>& events, std::vector<Watermark>& watermarks);
  Result<void> Apply(const std::vector<StreamEvent>& events, const std::vector<Watermark>& watermarks);
  Result<void> CatchUp();
  Result<void> PollHead();
  void Acknowledge();
  void Rest(bool busy);
  void Publish();

  const ConsumerOptions& options_;
  const ConsumedStream stream_;
  const MonotonicClock& monotonic_;
  Waker waker_;
  Watchdog watchdog_;
  StreamApplier applier_;
  std::atomic<bool> stopping_{false};

  bool database_up_ = false;
  BackOff database_wait_{kFirstWait, kLongestDatabaseWait};

  std::unique_ptr<AmqpConnection> broker_;
  std::deque<Held> held_;
  BackOff broker_wait_{kFirstWait, kLongestBrokerWait};
  Micros connect_at_{0};

  BackOff journal_wait_{kFirstWait, kLongestJournalWait};
  Micros journal_at_{0};
  Micros poll_at_{0};
  bool fetch_at_poll_ = true;  // after (re)connecting: what was sent before is not in a new queue
  std::int64_t head_at_poll_ = 0;
  std::int64_t position_at_poll_ = -1;

  mutable std::mutex counters_mutex_;
  ConsumerCounters counters_;
  std::uint64_t malformed_ = 0;
  std::uint64_t broker_failures_ = 0;
  std::uint64_t journal_failures_ = 0;
  std::uint64_t database_failures_ = 0;
  std::string last_failure_;

  std::thread thread_;
};

void Consumer::Stream::Run() {
  while (!stopping_) {
    if (!database_up_) {
      if (const Result<void> connected = applier_.Reconnect(); !connected.ok()) {
        DropDatabase(connected.error());
        Publish();
        waker_.Wait({}, database_wait_.Next());
        continue;
      }
      database_up_ = true;
      database_wait_.Reset();
      fetch_at_poll_ = true;
      poll_at_ = Micros{0};
    }
    try {
      Turn();
    } catch (const std::exception& error) {  // of a hook: begin again from what the database says
      DropDatabase(Internal("HOOK_FAILED", error.what()));
    }
    Publish();
  }
  if (broker_) {
    broker_->Close();
  }
}

void Consumer::Stream::Turn() {
  if (!broker_ && monotonic_.Elapsed() >= connect_at_) {
    ConnectBroker();
  }
  std::vector<StreamEvent> events;
  std::vector<Watermark> watermarks;
  const bool delivered = TakeDeliveries(events, watermarks);
  Result<void> applied = Ok{};
  if (delivered) {
    poll_at_ = monotonic_.Elapsed() + options_.idle_poll;
    applied = Apply(events, watermarks);
  }
  if (applied.ok() && monotonic_.Elapsed() >= poll_at_) {
    applied = PollHead();
  }
  bool caught_up = false;
  if (applied.ok() && applier_.behind() && monotonic_.Elapsed() >= journal_at_) {
    applied = CatchUp();
    caught_up = true;
  }
  if (!applied.ok()) {
    DropDatabase(applied.error());
    return;
  }
  Acknowledge();
  Rest(delivered || caught_up);
}

void Consumer::Stream::ConnectBroker() {
  const std::string queue = options_.broker.queue_prefix + "dotpha." + options_.consumer + "." + stream_.producer;
  Result<void> ready = Ok{};
  auto connected = AmqpConnection::Connect(options_.broker, options_.consumer + " consumes " + stream_.producer);
  if (connected.ok()) {
    broker_ = *std::move(connected);
    ready = broker_->DeclareExchange(options_.broker.exchange);
    if (ready.ok()) {
      ready = broker_->ConsumeQueue(queue, options_.broker.exchange, BindingKey(stream_.producer), options_.batch);
    }
  } else {
    ready = std::move(connected).error();
  }
  if (!ready.ok()) {
    DropBroker(ready.error());
    return;
  }
  broker_wait_.Reset();
  fetch_at_poll_ = true;
  poll_at_ = Micros{0};
}

void Consumer::Stream::DropBroker(const Error& error) {
  broker_.reset();
  held_.clear();
  connect_at_ = monotonic_.Elapsed() + broker_wait_.Next();
  ++broker_failures_;
  last_failure_ = error.message;
  Log(Level::kWarning, "consumer lost the broker", error, {{"producer", stream_.producer}});
}

// No consuming without a place to put it: the broker gets its deliveries back, once, and keeps them.
void Consumer::Stream::DropDatabase(const Error& error) {
  database_up_ = false;
  ++database_failures_;
  last_failure_ = error.message;
  Log(Level::kWarning, "consumer lost its database", error, {{"producer", stream_.producer}});
  if (broker_) {
    broker_.reset();
    held_.clear();
    connect_at_ = Micros{0};
  }
}

bool Consumer::Stream::TakeDeliveries(std::vector<StreamEvent>& events, std::vector<Watermark>& watermarks) {
  bool any = false;
  while (broker_ && static_cast<int>(events.size()) < options_.batch) {
    Result<std::optional<Incoming>> next = [&] {
      const Watchdog::Watch watch(watchdog_, *broker_);
      return broker_->Next();
    }();
    if (!next.ok()) {
      DropBroker(next.error());
      break;
    }
    if (!next->has_value()) {
      break;
    }
    if (auto* delivery = std::get_if<Delivery>(&**next)) {
      any = true;
      Take(std::move(*delivery), events, watermarks);
    }
  }
  return any;
}

void Consumer::Stream::Take(Delivery delivery, std::vector<StreamEvent>& events, std::vector<Watermark>& watermarks) {
  const AmqpMessage& message = delivery.message;
  if (message.type == kWatermarkType) {
    held_.push_back({delivery.tag, 0});
    if (const Result<Watermark> watermark = WatermarkFrom(message); watermark.ok()) {
      watermarks.push_back(*watermark);
    } else {
      ++malformed_;
    }
    return;
  }
  Result<StreamEvent> event = EventFrom(message);
  if (event.ok() && event->producer == stream_.producer) {
    held_.push_back({delivery.tag, event->stream_seq});
    events.push_back(*std::move(event));
    return;
  }
  ++malformed_;
  // A damaged event whose number can be read is wanted from the journal; of any other the next one shows the gap.
  const std::int64_t stream_seq = StreamSeqFrom(message).value_or(0);
  held_.push_back({delivery.tag, stream_seq});
  applier_.Want(stream_seq);
  Log(Level::kWarning, "malformed delivery", {{"producer", stream_.producer}, {"stream_seq", stream_seq}});
}

Result<void> Consumer::Stream::Apply(const std::vector<StreamEvent>& events, const std::vector<Watermark>& watermarks) {
  for (const Watermark& watermark : watermarks) {
    // It was published after the events that it covers: if they are not here by now, they are lost on the way.
    applier_.OfferWatermark(watermark);
    applier_.Want(watermark.stream_seq);
  }
  if (!events.empty()) {
    DOTPHA_TRY(applier_.ApplyDelivered(events));
  }
  return applier_.ApplyWatermarks();
}

// What came neither by the broker nor moved between two polls is taken as lost, and the topology as broken.
Result<void> Consumer::Stream::PollHead() {
  poll_at_ = monotonic_.Elapsed() + (broker_ ? options_.idle_poll : std::min(options_.idle_poll, kPollWithoutBroker));
  DOTPHA_TRY(applier_.Refresh());
  const Result<StreamHead> head = stream_.journal->Head();
  if (!head.ok()) {
    ++journal_failures_;
    last_failure_ = head.error().message;
    return Ok{};
  }
  const bool stuck = head_at_poll_ > applier_.position() && applier_.position() == position_at_poll_;
  if (fetch_at_poll_ || !broker_ || stuck) {
    applier_.Want(head->stream_seq);
  }
  if (stuck && broker_ && !fetch_at_poll_) {
    DropBroker(Unavailable("DELIVERIES_MISSING", "the stream went on and the queue stayed empty; declaring it again"));
    connect_at_ = Micros{0};
  }
  fetch_at_poll_ = false;
  head_at_poll_ = head->stream_seq;
  position_at_poll_ = applier_.position();
  if (head->watermark) {
    applier_.OfferWatermark(*head->watermark);
  }
  return applier_.ApplyWatermarks();
}

Result<void> Consumer::Stream::CatchUp() {
  StreamApplier::CaughtUp outcome = applier_.CatchUp();
  if (!outcome.journal.ok()) {
    ++journal_failures_;
    last_failure_ = outcome.journal.error().message;
    journal_at_ = monotonic_.Elapsed() + journal_wait_.Next();
    Log(Level::kWarning, "journal not read", outcome.journal.error(), {{"producer", stream_.producer}});
    return Ok{};
  }
  journal_wait_.Reset();
  if (outcome.promised_too_much) {
    Log(Level::kError, "a delivery is numbered beyond the producer's head", {{"producer", stream_.producer}});
    for (Held& held : held_) {
      if (held.stream_seq > *outcome.promised_too_much) {
        held.stream_seq = 0;
      }
    }
  }
  return std::move(outcome.database);
}

void Consumer::Stream::Acknowledge() {
  std::uint64_t tag = 0;
  while (!held_.empty() && held_.front().stream_seq <= applier_.position()) {
    tag = held_.front().tag;
    held_.pop_front();
  }
  if (!broker_ || tag == 0) {
    return;
  }
  const Result<void> acknowledged = [&] {
    const Watchdog::Watch watch(watchdog_, *broker_);
    return broker_->AckUpTo(tag);
  }();
  if (!acknowledged.ok()) {
    DropBroker(acknowledged.error());
  }
}

void Consumer::Stream::Rest(bool busy) {
  if (busy || stopping_) {
    return;
  }
  Micros until = poll_at_;
  if (broker_) {
    until = std::min(until, monotonic_.Elapsed() + Micros{options_.broker.heartbeat} / 2);
  } else {
    until = std::min(until, connect_at_);
  }
  if (applier_.behind()) {
    until = std::min(until, journal_at_);
  }
  waker_.Wait({broker_ ? broker_->socket() : -1}, until - monotonic_.Elapsed());
}

void Consumer::Stream::Publish() {
  const StreamApplier::Counts& counts = applier_.counts();
  const std::lock_guard lock(counters_mutex_);
  counters_ = {.producer = stream_.producer,
               .connected = broker_ != nullptr,
               .position = applier_.position(),
               .watermark = applier_.watermark(),
               .applied = counts.applied,
               .duplicates = counts.duplicates,
               .fetched = counts.fetched,
               .malformed = malformed_,
               .quarantined = counts.quarantined,
               .broker_failures = broker_failures_,
               .journal_failures = journal_failures_,
               .database_failures = database_failures_,
               .last_failure = last_failure_};
}

Consumer::Consumer(ConsumerOptions options, const MonotonicClock& monotonic)
    : options_(std::make_unique<const ConsumerOptions>(std::move(options))) {
  for (const ConsumedStream& stream : options_->streams) {
    streams_.push_back(std::make_unique<Stream>(*options_, stream, monotonic));
  }
}

Consumer::~Consumer() = default;

std::vector<ConsumerCounters> Consumer::Counters() const {
  std::vector<ConsumerCounters> counters;
  counters.reserve(streams_.size());
  for (const auto& stream : streams_) {
    counters.push_back(stream->Counters());
  }
  return counters;
}

}  // namespace dotpha::messaging
