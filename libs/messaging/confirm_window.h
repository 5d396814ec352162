// Which published messages the broker has taken. The broker confirms out of order and several at once; only the prefix
// without a hole counts. Internal to libs/messaging.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "libs/base/time.h"

namespace dotpha::messaging {

class ConfirmWindow {
 public:
  // A new channel: tags begin at 1 again, nothing is outstanding; the prefix stands at `confirmed_seq`.
  void Restart(std::int64_t confirmed_seq) {
    sent_.clear();
    first_tag_ = 1;
    confirmed_seq_ = confirmed_seq;
  }

  // In the order of publishing. `stream_seq` 0: a message that has no number, such as a watermark.
  void Sent(std::int64_t stream_seq, Micros now) { sent_.push_back({stream_seq, now, false}); }

  // False: the broker confirmed what was never sent.
  [[nodiscard]] bool Confirmed(std::uint64_t tag, bool multiple) {
    if (tag == 0 && multiple) {  // AMQP: "all outstanding"
      tag = first_tag_ + sent_.size() - 1;
    }
    if (tag < first_tag_ && multiple) {
      return true;
    }
    if (tag < first_tag_ || tag - first_tag_ >= sent_.size()) {
      return false;
    }
    const auto last = static_cast<std::size_t>(tag - first_tag_);
    for (std::size_t i = multiple ? 0 : last; i <= last; ++i) {
      sent_[i].confirmed = true;
    }
    while (!sent_.empty() && sent_.front().confirmed) {
      if (sent_.front().stream_seq != 0) {
        confirmed_seq_ = sent_.front().stream_seq;
      }
      sent_.pop_front();
      ++first_tag_;
    }
    return true;
  }

  // Greatest number up to which everything is confirmed.
  [[nodiscard]] std::int64_t confirmed_seq() const { return confirmed_seq_; }
  [[nodiscard]] std::size_t outstanding() const { return sent_.size(); }
  // How long the oldest unconfirmed message has been waiting.
  [[nodiscard]] Micros oldest(Micros now) const { return sent_.empty() ? Micros{0} : now - sent_.front().sent_at; }

 private:
  struct Entry {
    std::int64_t stream_seq;
    Micros sent_at;
    bool confirmed;
  };
  std::deque<Entry> sent_;
  std::uint64_t first_tag_ = 1;
  std::int64_t confirmed_seq_ = 0;
};

}  // namespace dotpha::messaging
