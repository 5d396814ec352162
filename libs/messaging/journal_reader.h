// A producer's journal as its consumers see it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/messaging/stream.h"

namespace grpc {
class ChannelInterface;
}  // namespace grpc

namespace dotpha::messaging {

struct StreamHead {
  std::int64_t stream_seq = 0;  // greatest number given so far; 0: no event yet
  std::optional<Watermark> watermark;
};

struct JournalPage {
  std::vector<StreamEvent> events;  // in stream order, without a hole
  StreamHead head;
};

class JournalReader {
 public:
  virtual ~JournalReader() = default;
  // At most `limit` events from `from` (>= 1) on.
  virtual Result<JournalPage> Read(std::int64_t from, int limit) = 0;
  virtual Result<StreamHead> Head() = 0;
};

// Over EventJournalService. `bearer_token` is asked for each call (a file may be renewed) and sent as
// `authorization: Bearer <token>`; empty: no credential. Each call is bounded by `timeout`. Give the
// channel a small GRPC_ARG_MAX_RECONNECT_BACKOFF_MS (say 1000): the default of two minutes would outlast any restart.
std::shared_ptr<JournalReader> MakeGrpcJournalReader(std::shared_ptr<grpc::ChannelInterface> channel,
                                                     std::function<std::string()> bearer_token,
                                                     std::chrono::milliseconds timeout = std::chrono::seconds{3});

}  // namespace dotpha::messaging
