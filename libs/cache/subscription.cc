#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string_view>
#include <thread>
#include <utility>

#include "libs/cache/connection.h"
#include "libs/cache/redis.h"

namespace dotpha::cache {
namespace {

constexpr int kPingEveryMs = 5'000;

std::string_view TextOf(const redisReply& reply) { return {reply.str, reply.len}; }

}  // namespace

struct Subscription::State {
  RedisOptions options;
  std::string channel;
  Handlers handlers;
  // Readable once the subscription is to end.
  int ending = eventfd(0, EFD_CLOEXEC);
  std::thread thread;

  void Run();
  void Listen(redisContext& context);
  bool TakeReplies(redisContext& context);
  // Waits for `descriptor` (or -1) to become readable; false when the subscription is to end.
  bool Wait(int descriptor, int milliseconds, bool& readable) const;
};

bool Subscription::State::Wait(int descriptor, int milliseconds, bool& readable) const {
  std::array<pollfd, 2> watched{pollfd{ending, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
  const int count = poll(watched.data(), watched.size(), milliseconds);
  readable = count > 0 && watched[1].revents != 0;
  return watched[0].revents == 0;
}

void Subscription::State::Run() {
  for (;;) {
    auto context = Connect(options);
    if (context.ok() &&
        redisAppendCommand(context->get(), "SUBSCRIBE %b", channel.data(), channel.size()) == REDIS_OK) {
      Listen(**context);
    }
    bool readable = false;
    if (!Wait(-1, static_cast<int>(options.pause_after_failure.count()), readable)) {
      return;
    }
  }
}

// Until the connection breaks, stays silent over a ping, or the subscription ends.
void Subscription::State::Listen(redisContext& context) {
  bool pinged = false;
  for (;;) {
    for (int unsent = 1; unsent != 0 && context.err == 0;) {
      int finished = 0;
      redisBufferWrite(&context, &finished);
      unsent = finished == 0 ? 1 : 0;
    }
    bool readable = false;
    if (context.err != 0 || !Wait(context.fd, kPingEveryMs, readable)) {
      return;
    }
    if (readable) {
      if (redisBufferRead(&context) != REDIS_OK || !TakeReplies(context)) {
        return;
      }
      pinged = false;
    } else if (pinged || redisAppendCommand(&context, "PING") != REDIS_OK) {
      return;
    } else {
      pinged = true;
    }
  }
}

bool Subscription::State::TakeReplies(redisContext& context) {
  for (;;) {
    void* raw = nullptr;
    if (redisGetReplyFromReader(&context, &raw) != REDIS_OK) {
      return false;
    }
    const RawReply reply(static_cast<redisReply*>(raw));
    if (!reply) {
      return true;
    }
    if (reply->type == REDIS_REPLY_ERROR) {
      return false;
    }
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3) {
      continue;  // pong
    }
    const std::string_view kind = TextOf(*reply->element[0]);
    if (kind == "subscribe" && handlers.on_listening) {
      handlers.on_listening();
    } else if (kind == "message" && handlers.on_message) {
      handlers.on_message(std::string(TextOf(*reply->element[2])));
    }
  }
}

Subscription::Subscription(RedisOptions options, std::string channel, Handlers handlers) : state_(new State) {
  state_->channel = options.prefix + channel;
  state_->options = std::move(options);
  state_->handlers = std::move(handlers);
  if (!state_->options.address.empty()) {
    state_->thread = std::thread([state = state_.get()] { state->Run(); });
  }
}

Subscription::~Subscription() {
  eventfd_write(state_->ending, 1);
  if (state_->thread.joinable()) {
    state_->thread.join();
  }
  close(state_->ending);
}

}  // namespace dotpha::cache
