#include "libs/messaging/publisher.h"

#include <utility>

#include "libs/messaging/event_codec.h"
#include "libs/messaging/waker.h"

namespace dotpha::messaging {

Publisher::Publisher(BrokerOptions options, std::string producer, int window, const MonotonicClock& monotonic)
    : options_(std::move(options)),
      producer_(std::move(producer)),
      limit_(static_cast<std::size_t>(window)),
      monotonic_(monotonic),
      watchdog_(options_.heartbeat, monotonic) {}

Result<void> Publisher::Connect(std::int64_t published_seq) {
  DOTPHA_ASSIGN(auto connection, AmqpConnection::Connect(options_, producer_ + " relay"));
  DOTPHA_TRY(connection->DeclareExchange(options_.exchange));
  DOTPHA_TRY(connection->SelectConfirms());
  connection_ = std::move(connection);
  window_.Restart(published_seq);
  return Ok{};
}

Result<void> Publisher::Publish(const StreamEvent& event) { return Send(ToMessage(event), event.stream_seq); }

Result<void> Publisher::Publish(const Watermark& watermark) { return Send(ToMessage(producer_, watermark), 0); }

Result<void> Publisher::Send(const AmqpMessage& message, std::int64_t stream_seq) {
  window_.Sent(stream_seq, monotonic_.Elapsed());
  const Watchdog::Watch watch(watchdog_, *connection_);
  DOTPHA_TRY(connection_->Publish(options_.exchange, message));
  ++counts_.published;
  return Ok{};
}

Result<void> Publisher::Pump() {
  while (true) {
    Result<std::optional<Incoming>> next = [&] {
      const Watchdog::Watch watch(watchdog_, *connection_);
      return connection_->Next();
    }();
    DOTPHA_ASSIGN(const std::optional<Incoming> incoming, std::move(next));
    if (!incoming) {
      break;
    }
    if (std::holds_alternative<Returned>(*incoming)) {
      ++counts_.returned;
    } else if (const auto* confirm = std::get_if<Confirm>(&*incoming)) {
      if (!confirm->accepted) {
        ++counts_.nacked;
        return Unavailable("BROKER_NACKED", "the broker refused a message; publishing again from the cursor");
      }
      const std::size_t before = window_.outstanding();
      if (!window_.Confirmed(confirm->tag, confirm->multiple)) {
        return Unavailable("BROKER_CONFUSED", "a confirm for something never published");
      }
      counts_.confirmed += before - window_.outstanding();
    }
  }
  if (window_.oldest(monotonic_.Elapsed()) > options_.heartbeat) {
    return Unavailable("BROKER_SILENT", "no confirm within the heartbeat");
  }
  return Ok{};
}

void Publisher::Close(Micros most) {
  if (!connection_) {
    return;
  }
  const Micros until = monotonic_.Elapsed() + most;
  Waker never;
  while (window_.outstanding() > 0 && monotonic_.Elapsed() < until) {
    if (!Pump().ok()) {
      Drop();
      return;
    }
    if (window_.outstanding() > 0) {
      never.Wait({connection_->socket()}, until - monotonic_.Elapsed());
    }
  }
  connection_->Close();
  Drop();
}

}  // namespace dotpha::messaging
