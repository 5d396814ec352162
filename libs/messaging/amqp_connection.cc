#include "libs/messaging/amqp_connection.h"

#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace dotpha::messaging {
namespace {

constexpr amqp_channel_t kChannel = 1;
constexpr int kFrameMax = 131072;
constexpr std::uint8_t kPersistent = 2;
constexpr std::uint8_t kTransient = 1;
constexpr std::chrono::milliseconds kGoodbye{1000};
constexpr char kContentType[] = "application/protobuf";

// A view for the duration of one library call; rabbitmq-c takes void* but does not write.
amqp_bytes_t Bytes(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }

std::string Text(amqp_bytes_t bytes) {
  return bytes.len == 0 ? std::string() : std::string(static_cast<const char*>(bytes.bytes), bytes.len);
}

timeval ToTimeval(std::chrono::milliseconds duration) {
  return {static_cast<time_t>(duration.count() / 1000), static_cast<suseconds_t>(duration.count() % 1000 * 1000)};
}

Error Unreachable(const char* what, int status) {
  return Unavailable("BROKER_UNREACHABLE", fmt::format("{}: {}", what, amqp_error_string2(status)));
}

Error Refused(const char* what, const amqp_method_t& method) {
  if (method.id == AMQP_CONNECTION_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_connection_close_t*>(method.decoded);
    return Unavailable("BROKER_REFUSED", fmt::format("{}: {} {}", what, close->reply_code, Text(close->reply_text)));
  }
  if (method.id == AMQP_CHANNEL_CLOSE_METHOD) {
    const auto* close = static_cast<const amqp_channel_close_t*>(method.decoded);
    return Unavailable("BROKER_REFUSED", fmt::format("{}: {} {}", what, close->reply_code, Text(close->reply_text)));
  }
  return Unavailable("BROKER_REFUSED", fmt::format("{}: method {:#x}", what, method.id));
}

Result<void> Check(const char* what, const amqp_rpc_reply_t& reply) {
  switch (reply.reply_type) {
    case AMQP_RESPONSE_NORMAL:
      return Ok{};
    case AMQP_RESPONSE_SERVER_EXCEPTION:
      return Refused(what, reply.reply);
    case AMQP_RESPONSE_LIBRARY_EXCEPTION:
      return Unreachable(what, reply.library_error);
    case AMQP_RESPONSE_NONE:
      break;
  }
  return Unavailable("BROKER_UNREACHABLE", fmt::format("{}: the connection ended", what));
}

// Owns the nested arrays that an amqp_table_t points to, for one publish.
class HeaderTable {
 public:
  explicit HeaderTable(const std::map<std::string, HeaderValue>& headers) {
    entries_.reserve(headers.size());
    arrays_.reserve(headers.size());
    for (const auto& [name, value] : headers) {
      amqp_table_entry_t entry{};
      entry.key = Bytes(name);
      if (const auto* text = std::get_if<std::string>(&value)) {
        entry.value.kind = AMQP_FIELD_KIND_UTF8;
        entry.value.value.bytes = Bytes(*text);
      } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        entry.value.kind = AMQP_FIELD_KIND_I64;
        entry.value.value.i64 = *number;
      } else {
        std::vector<amqp_field_value_t>& array = arrays_.emplace_back();
        for (const std::string& element : std::get<std::vector<std::string>>(value)) {
          amqp_field_value_t& field = array.emplace_back();
          field.kind = AMQP_FIELD_KIND_UTF8;
          field.value.bytes = Bytes(element);
        }
        entry.value.kind = AMQP_FIELD_KIND_ARRAY;
        entry.value.value.array = {static_cast<int>(array.size()), array.data()};
      }
      entries_.push_back(entry);
    }
  }
  [[nodiscard]] amqp_table_t table() { return {static_cast<int>(entries_.size()), entries_.data()}; }

 private:
  std::vector<amqp_table_entry_t> entries_;
  std::vector<std::vector<amqp_field_value_t>> arrays_;
};

std::optional<HeaderValue> FromField(const amqp_field_value_t& field) {
  switch (field.kind) {
    case AMQP_FIELD_KIND_UTF8:
    case AMQP_FIELD_KIND_BYTES:
      return Text(field.value.bytes);
    case AMQP_FIELD_KIND_I64:
      return field.value.i64;
    case AMQP_FIELD_KIND_I32:
      return std::int64_t{field.value.i32};
    case AMQP_FIELD_KIND_ARRAY: {
      std::vector<std::string> elements;
      for (int i = 0; i < field.value.array.num_entries; ++i) {
        elements.push_back(Text(field.value.array.entries[i].value.bytes));
        if (field.value.array.entries[i].kind != AMQP_FIELD_KIND_UTF8) {
          return std::nullopt;
        }
      }
      return elements;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

AmqpConnection::AmqpConnection(std::chrono::milliseconds timeout) : timeout_(timeout), state_(amqp_new_connection()) {}

AmqpConnection::~AmqpConnection() {
  Abort();
  {
    const std::lock_guard lock(abort_mutex_);
    if (abort_descriptor_ >= 0) {
      ::close(abort_descriptor_);
      abort_descriptor_ = -1;
    }
  }
  amqp_destroy_connection(state_);
}

Result<std::unique_ptr<AmqpConnection>> AmqpConnection::Connect(const BrokerOptions& options, const std::string& name) {
  std::unique_ptr<AmqpConnection> connection(new AmqpConnection(options.connect_timeout));
  DOTPHA_TRY(connection->Open(options, name));
  return connection;
}

Result<void> AmqpConnection::Open(const BrokerOptions& options, const std::string& name) {
  std::string url = options.url;  // amqp_parse_url cuts it into pieces in place
  amqp_connection_info info{};
  amqp_default_connection_info(&info);
  if (amqp_parse_url(url.data(), &info) != AMQP_STATUS_OK) {
    return InvalidArgument("amqp-url", "BROKER_URL_INVALID", "must be amqp://user@host:port/vhost or amqps://…");
  }
  amqp_socket_t* socket = nullptr;
  if (info.ssl != 0) {
    socket = amqp_ssl_socket_new(state_);
    if (socket == nullptr || amqp_ssl_socket_set_cacert(socket, options.ca_file.c_str()) != AMQP_STATUS_OK) {
      return InvalidArgument("amqp-ca-file", "BROKER_CA_INVALID", "not a readable PEM file of certificates");
    }
    amqp_ssl_socket_set_verify_peer(socket, 1);
    amqp_ssl_socket_set_verify_hostname(socket, 1);
    amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST);
  } else {
    socket = amqp_tcp_socket_new(state_);
  }
  const timeval timeout = ToTimeval(timeout_);
  amqp_set_handshake_timeout(state_, &timeout);
  amqp_set_rpc_timeout(state_, &timeout);
  if (const int status = amqp_socket_open_noblock(socket, info.host, info.port, &timeout); status != AMQP_STATUS_OK) {
    return Unreachable("connect", status);
  }
  {
    const std::lock_guard lock(abort_mutex_);
    abort_descriptor_ = ::dup(amqp_get_sockfd(state_));
  }
  std::array<amqp_table_entry_t, 1> capability{};
  capability[0].key = amqp_cstring_bytes("consumer_cancel_notify");
  capability[0].value.kind = AMQP_FIELD_KIND_BOOLEAN;
  capability[0].value.value.boolean = 1;
  std::array<amqp_table_entry_t, 2> properties{};
  properties[0].key = amqp_cstring_bytes("connection_name");
  properties[0].value.kind = AMQP_FIELD_KIND_UTF8;
  properties[0].value.value.bytes = Bytes(name);
  properties[1].key = amqp_cstring_bytes("capabilities");
  properties[1].value.kind = AMQP_FIELD_KIND_TABLE;
  properties[1].value.value.table = {static_cast<int>(capability.size()), capability.data()};
  const amqp_table_t table{static_cast<int>(properties.size()), properties.data()};
  const char* vhost = info.vhost == nullptr || *info.vhost == '\0' ? "/" : info.vhost;
  const char* password = options.password.empty() ? info.password : options.password.c_str();
  const int heartbeat = static_cast<int>(std::max<std::int64_t>(options.heartbeat.count(), 2));
  DOTPHA_TRY(Check("log in", amqp_login_with_properties(state_, vhost, 1, kFrameMax, heartbeat, &table,
                                                        AMQP_SASL_METHOD_PLAIN, info.user, password)));
  amqp_channel_open(state_, kChannel);
  return Check("open channel", amqp_get_rpc_reply(state_));
}

Result<void> AmqpConnection::DeclareExchange(const std::string& exchange) {
  amqp_exchange_declare(state_, kChannel, Bytes(exchange), amqp_cstring_bytes("topic"), 0, 1, 0, 0, amqp_empty_table);
  return Check("declare exchange", amqp_get_rpc_reply(state_));
}

Result<void> AmqpConnection::SelectConfirms() {
  amqp_confirm_select(state_, kChannel);
  return Check("select confirms", amqp_get_rpc_reply(state_));
}

Result<void> AmqpConnection::ConsumeQueue(const std::string& queue, const std::string& exchange,
                                          const std::string& binding, int prefetch) {
  // Of several replicas one consumes; the others would only tear holes into each other's streams.
  amqp_table_entry_t single{};
  single.key = amqp_cstring_bytes("x-single-active-consumer");
  single.value.kind = AMQP_FIELD_KIND_BOOLEAN;
  single.value.value.boolean = 1;
  const amqp_table_t arguments{1, &single};
  amqp_queue_declare(state_, kChannel, Bytes(queue), 0, 1, 0, 0, arguments);
  DOTPHA_TRY(Check("declare queue", amqp_get_rpc_reply(state_)));
  amqp_queue_bind(state_, kChannel, Bytes(queue), Bytes(exchange), Bytes(binding), amqp_empty_table);
  DOTPHA_TRY(Check("bind queue", amqp_get_rpc_reply(state_)));
  amqp_basic_qos(state_, kChannel, 0, static_cast<std::uint16_t>(prefetch), 0);
  DOTPHA_TRY(Check("set prefetch", amqp_get_rpc_reply(state_)));
  amqp_basic_consume(state_, kChannel, Bytes(queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
  return Check("consume", amqp_get_rpc_reply(state_));
}

Result<void> AmqpConnection::Publish(const std::string& exchange, const AmqpMessage& message) {
  HeaderTable headers(message.headers);
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_TYPE_FLAG |
                      AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_HEADERS_FLAG;
  properties.content_type = amqp_cstring_bytes(kContentType);
  properties.delivery_mode = message.persistent ? kPersistent : kTransient;
  properties.type = Bytes(message.type);
  properties.message_id = Bytes(message.message_id);
  properties.headers = headers.table();
  const int status = amqp_basic_publish(state_, kChannel, Bytes(exchange), Bytes(message.routing_key), 1, 0,
                                        &properties, Bytes(message.body));
  if (status != AMQP_STATUS_OK) {
    return Unreachable("publish", status);
  }
  return Ok{};
}

Result<void> AmqpConnection::AckUpTo(std::uint64_t tag) {
  if (const int status = amqp_basic_ack(state_, kChannel, tag, 1); status != AMQP_STATUS_OK) {
    return Unreachable("ack", status);
  }
  return Ok{};
}

Result<std::optional<Incoming>> AmqpConnection::Next() {
  while (true) {
    if (!assembly_) {
      amqp_maybe_release_buffers(state_);
    }
    amqp_frame_t frame{};
    const timeval now{0, 0};
    const int status = amqp_simple_wait_frame_noblock(state_, &frame, &now);
    if (status == AMQP_STATUS_TIMEOUT) {
      return std::optional<Incoming>();
    }
    if (status != AMQP_STATUS_OK) {
      return Unreachable("receive", status);
    }
    std::optional<Incoming> incoming;
    if (frame.frame_type == AMQP_FRAME_METHOD) {
      DOTPHA_ASSIGN(incoming, OnMethod(frame.payload.method));
    } else if (frame.frame_type == AMQP_FRAME_HEADER && assembly_) {
      incoming = OnHeader(frame);
    } else if (frame.frame_type == AMQP_FRAME_BODY && assembly_) {
      incoming = OnBody(frame);
    }
    if (incoming) {
      return incoming;
    }
  }
}

Result<std::optional<Incoming>> AmqpConnection::OnMethod(const amqp_method_t& method) {
  switch (method.id) {
    case AMQP_BASIC_ACK_METHOD: {
      const auto* ack = static_cast<const amqp_basic_ack_t*>(method.decoded);
      return std::optional<Incoming>(Confirm{ack->delivery_tag, ack->multiple != 0, true});
    }
    case AMQP_BASIC_NACK_METHOD: {
      const auto* nack = static_cast<const amqp_basic_nack_t*>(method.decoded);
      return std::optional<Incoming>(Confirm{nack->delivery_tag, nack->multiple != 0, false});
    }
    case AMQP_BASIC_RETURN_METHOD:
      assembly_.emplace();
      assembly_->returned = true;
      return std::optional<Incoming>();
    case AMQP_BASIC_DELIVER_METHOD: {
      const auto* deliver = static_cast<const amqp_basic_deliver_t*>(method.decoded);
      assembly_.emplace();
      assembly_->delivery.tag = deliver->delivery_tag;
      assembly_->delivery.redelivered = deliver->redelivered != 0;
      assembly_->delivery.message.routing_key = Text(deliver->routing_key);
      return std::optional<Incoming>();
    }
    case AMQP_CHANNEL_CLOSE_METHOD:
    case AMQP_CONNECTION_CLOSE_METHOD:
      return Refused("closed by the broker", method);
    case AMQP_BASIC_CANCEL_METHOD:
      return Unavailable("BROKER_REFUSED", "the queue is gone");
    default:  // connection.blocked and its like: the watchdog bounds what follows from them
      return std::optional<Incoming>();
  }
}

std::optional<Incoming> AmqpConnection::OnHeader(const amqp_frame_t& frame) {
  assembly_->header_seen = true;
  assembly_->body_left = frame.payload.properties.body_size;
  const auto* properties = static_cast<const amqp_basic_properties_t*>(frame.payload.properties.decoded);
  AmqpMessage& message = assembly_->delivery.message;
  if ((properties->_flags & AMQP_BASIC_TYPE_FLAG) != 0) {
    message.type = Text(properties->type);
  }
  if ((properties->_flags & AMQP_BASIC_MESSAGE_ID_FLAG) != 0) {
    message.message_id = Text(properties->message_id);
  }
  message.persistent =
      (properties->_flags & AMQP_BASIC_DELIVERY_MODE_FLAG) != 0 && properties->delivery_mode == kPersistent;
  if ((properties->_flags & AMQP_BASIC_HEADERS_FLAG) != 0) {
    for (int i = 0; i < properties->headers.num_entries; ++i) {
      const amqp_table_entry_t& entry = properties->headers.entries[i];
      if (auto value = FromField(entry.value)) {
        message.headers.insert_or_assign(Text(entry.key), *std::move(value));
      }
    }
  }
  return FinishAssembly();
}

std::optional<Incoming> AmqpConnection::OnBody(const amqp_frame_t& frame) {
  const amqp_bytes_t fragment = frame.payload.body_fragment;
  assembly_->delivery.message.body.append(static_cast<const char*>(fragment.bytes), fragment.len);
  assembly_->body_left -= std::min<std::uint64_t>(assembly_->body_left, fragment.len);
  return FinishAssembly();
}

std::optional<Incoming> AmqpConnection::FinishAssembly() {
  if (!assembly_->header_seen || assembly_->body_left > 0) {
    return std::nullopt;
  }
  Assembly done = *std::move(assembly_);
  assembly_.reset();
  if (done.returned) {
    return Returned{};
  }
  return std::move(done.delivery);
}

int AmqpConnection::socket() const { return amqp_get_sockfd(state_); }

void AmqpConnection::Abort() {
  const std::lock_guard lock(abort_mutex_);
  if (abort_descriptor_ >= 0) {
    ::shutdown(abort_descriptor_, SHUT_RDWR);
  }
}

void AmqpConnection::Close() {
  const timeval goodbye = ToTimeval(std::min(timeout_, kGoodbye));
  amqp_set_rpc_timeout(state_, &goodbye);
  amqp_connection_close(state_, AMQP_REPLY_SUCCESS);
}

}  // namespace dotpha::messaging
