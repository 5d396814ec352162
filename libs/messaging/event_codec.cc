#include "libs/messaging/event_codec.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "dotpha/events/v1/event_journal_service.pb.h"
#include "libs/base/ids.h"

namespace dotpha::messaging {
namespace {

constexpr char kSpecVersion[] = "1.0";
constexpr char kSourcePrefix[] = "/dotpha/";
// All headers travel in one frame of 128 KiB. An event for more debtors leaves the list out; its consumers then read it
// from the journal, as they do with every message that lacks a header.
constexpr std::size_t kMaxDebtorBytes = 64 * 1024;

Error Malformed(const std::string& what) { return InvalidArgument(what, "MESSAGE_MALFORMED", "missing or malformed"); }

template <typename T>
Result<T> Header(const AmqpMessage& message, const std::string& name) {
  const auto found = message.headers.find(name);
  if (found == message.headers.end() || !std::holds_alternative<T>(found->second)) {
    return Malformed(name);
  }
  return std::get<T>(found->second);
}

std::string Source(const std::string& producer) { return kSourcePrefix + producer; }

// The third word of the routing key.
std::string Aggregate(const std::string& routing_key) {
  const std::size_t end = routing_key.rfind('.');
  const std::size_t begin = end == std::string::npos || end == 0 ? end : routing_key.rfind('.', end - 1);
  return begin == std::string::npos ? std::string() : routing_key.substr(begin + 1, end - begin - 1);
}

}  // namespace

AmqpMessage ToMessage(const StreamEvent& event) {
  AmqpMessage message;
  message.routing_key = event.routing_key;
  message.type = event.type;
  message.message_id = event.event_id;
  message.body = event.data;
  message.headers = {
      {"specversion", std::string(kSpecVersion)},
      {"id", event.event_id},
      {"source", Source(event.producer)},
      {"type", event.type},
      {"time", FormatRfc3339(event.recorded_at)},
      {"subject", Aggregate(event.routing_key)},
      {"dotphaseq", event.stream_seq},
      {"dotphaoutboxid", event.outbox_id},
      {"dotphaauthority", event.authority},
      {"traceparent", event.traceparent},
  };
  const std::size_t bytes =
      std::accumulate(event.debtors.begin(), event.debtors.end(), std::size_t{0},
                      [](std::size_t sum, const std::string& debtor) { return sum + debtor.size() + 5; });
  if (bytes <= kMaxDebtorBytes) {
    message.headers.emplace("dotphadebtors", event.debtors);
  }
  return message;
}

AmqpMessage ToMessage(const std::string& producer, const Watermark& watermark) {
  AmqpMessage message;
  message.routing_key = "-." + producer + ".stream.watermark";
  message.type = kWatermarkType;
  message.persistent = false;
  message.headers = {
      {"specversion", std::string(kSpecVersion)}, {"source", Source(producer)}, {"type", std::string(kWatermarkType)}};
  ToProto(watermark).SerializeToString(&message.body);
  return message;
}

std::string BindingKey(const std::string& producer) { return "*." + producer + ".#"; }

Result<StreamEvent> EventFrom(const AmqpMessage& message) {
  StreamEvent event;
  DOTPHA_ASSIGN(const std::string version, Header<std::string>(message, "specversion"));
  if (version != kSpecVersion) {
    return Malformed("specversion");
  }
  DOTPHA_ASSIGN(const std::string source, Header<std::string>(message, "source"));
  if (source.rfind(kSourcePrefix, 0) != 0) {
    return Malformed("source");
  }
  event.producer = source.substr(std::size(kSourcePrefix) - 1);
  DOTPHA_ASSIGN(event.event_id, Header<std::string>(message, "id"));
  DOTPHA_ASSIGN(event.type, Header<std::string>(message, "type"));
  DOTPHA_ASSIGN(event.authority, Header<std::string>(message, "dotphaauthority"));
  DOTPHA_ASSIGN(event.traceparent, Header<std::string>(message, "traceparent"));
  DOTPHA_ASSIGN(event.stream_seq, Header<std::int64_t>(message, "dotphaseq"));
  DOTPHA_ASSIGN(event.outbox_id, Header<std::int64_t>(message, "dotphaoutboxid"));
  DOTPHA_ASSIGN(event.debtors, Header<std::vector<std::string>>(message, "dotphadebtors"));
  DOTPHA_ASSIGN(const std::string time, Header<std::string>(message, "time"));
  DOTPHA_ASSIGN(event.recorded_at, ParseRfc3339(time));
  if (event.producer.empty() || event.type.empty() || event.authority.empty() || !IsUuid(event.event_id) ||
      event.stream_seq <= 0 || event.outbox_id <= 0) {
    return Malformed("headers");
  }
  event.routing_key = message.routing_key;
  event.data = message.body;
  return event;
}

Result<Watermark> WatermarkFrom(const AmqpMessage& message) {
  events::v1::Watermark watermark;
  if (!watermark.ParseFromString(message.body) || !watermark.has_arrived_before()) {
    return Malformed("watermark");
  }
  return FromProto(watermark);
}

std::optional<std::int64_t> StreamSeqFrom(const AmqpMessage& message) {
  const Result<std::int64_t> seq = Header<std::int64_t>(message, "dotphaseq");
  if (!seq.ok() || *seq <= 0) {
    return std::nullopt;
  }
  return *seq;
}

}  // namespace dotpha::messaging
