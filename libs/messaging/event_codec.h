// StreamEvent and Watermark as AMQP messages: CloudEvents attributes as headers (specversion, id, source, type, time,
// subject; of our own dotphaseq, dotphaoutboxid, dotphaauthority, dotphadebtors) and W3C traceparent; protobuf body.
// Internal to libs/messaging.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "libs/base/result.h"
#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/stream.h"

namespace dotpha::messaging {

AmqpMessage ToMessage(const StreamEvent& event);
// Routing key `-.<producer>.stream.watermark`; transient.
AmqpMessage ToMessage(const std::string& producer, const Watermark& watermark);

// What a queue of `producer` binds: its events and its watermarks.
std::string BindingKey(const std::string& producer);

// INVALID_ARGUMENT MESSAGE_MALFORMED: something that `ToMessage` always writes is missing or bad.
Result<StreamEvent> EventFrom(const AmqpMessage& message);
Result<Watermark> WatermarkFrom(const AmqpMessage& message);

// The number of an event whose other headers may be broken.
std::optional<std::int64_t> StreamSeqFrom(const AmqpMessage& message);

}  // namespace dotpha::messaging
