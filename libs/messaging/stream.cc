#include "libs/messaging/stream.h"

#include <google/protobuf/util/time_util.h>

#include "dotpha/events/v1/event_journal_service.pb.h"

namespace dotpha::messaging {

using google::protobuf::util::TimeUtil;

events::v1::StreamEvent ToProto(const StreamEvent& event) {
  events::v1::StreamEvent proto;
  proto.set_producer(event.producer);
  proto.set_stream_seq(static_cast<std::uint64_t>(event.stream_seq));
  proto.set_event_id(event.event_id);
  proto.set_type(event.type);
  proto.set_authority(event.authority);
  proto.set_routing_key(event.routing_key);
  proto.mutable_debtors()->Assign(event.debtors.begin(), event.debtors.end());
  *proto.mutable_recorded_at() = TimeUtil::MicrosecondsToTimestamp(event.recorded_at.micros);
  proto.set_data(event.data);
  proto.set_traceparent(event.traceparent);
  proto.set_outbox_id(static_cast<std::uint64_t>(event.outbox_id));
  return proto;
}

StreamEvent FromProto(const events::v1::StreamEvent& proto) {
  StreamEvent event;
  event.producer = proto.producer();
  event.stream_seq = static_cast<std::int64_t>(proto.stream_seq());
  event.event_id = proto.event_id();
  event.type = proto.type();
  event.authority = proto.authority();
  event.routing_key = proto.routing_key();
  event.debtors.assign(proto.debtors().begin(), proto.debtors().end());
  event.recorded_at = Instant{TimeUtil::TimestampToMicroseconds(proto.recorded_at())};
  event.data = proto.data();
  event.traceparent = proto.traceparent();
  event.outbox_id = static_cast<std::int64_t>(proto.outbox_id());
  return event;
}

events::v1::Watermark ToProto(const Watermark& watermark) {
  events::v1::Watermark proto;
  *proto.mutable_arrived_before() = TimeUtil::MicrosecondsToTimestamp(watermark.arrived_before.micros);
  proto.set_stream_seq(static_cast<std::uint64_t>(watermark.stream_seq));
  return proto;
}

Watermark FromProto(const events::v1::Watermark& proto) {
  return {Instant{TimeUtil::TimestampToMicroseconds(proto.arrived_before())},
          static_cast<std::int64_t>(proto.stream_seq())};
}

}  // namespace dotpha::messaging
