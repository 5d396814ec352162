// What travels: one event of a producer's dense stream, and the watermark (ARCHITECTURE "Events").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/time.h"

namespace dotpha::events::v1 {
class StreamEvent;
class Watermark;
}  // namespace dotpha::events::v1

namespace dotpha::messaging {

// One event as stored, as published and as read from a journal.
struct StreamEvent {
  std::string producer;         // "registration"
  std::int64_t stream_seq = 0;  // 1, 2, 3, … without a hole
  std::int64_t outbox_id = 0;   // what a consistency token names
  std::string event_id;         // UUID
  std::string type;             // full name of what happened
  std::string authority;
  std::string routing_key;
  std::vector<std::string> debtors;  // empty: everyone of the authority
  Instant recorded_at;               // arrival of the command at its producer
  std::string data;                  // serialised event message of the producer
  std::string traceparent;

  friend bool operator==(const StreamEvent&, const StreamEvent&) = default;
};

// "All that arrived before `arrived_before` is in the stream up to `stream_seq`." It counts once that is applied.
struct Watermark {
  Instant arrived_before;
  std::int64_t stream_seq = 0;

  friend bool operator==(const Watermark&, const Watermark&) = default;
};

inline constexpr char kWatermarkType[] = "dotpha.events.v1.Watermark";

events::v1::StreamEvent ToProto(const StreamEvent& event);
StreamEvent FromProto(const events::v1::StreamEvent& event);
events::v1::Watermark ToProto(const Watermark& watermark);
Watermark FromProto(const events::v1::Watermark& watermark);

}  // namespace dotpha::messaging
