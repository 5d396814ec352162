#include "libs/cache/redis.h"

#include <fmt/format.h>

#include <charconv>
#include <csignal>
#include <mutex>
#include <utility>

#include "libs/cache/connection.h"

namespace dotpha::cache {
namespace {

using std::chrono::milliseconds;

// Answers the milliseconds to wait. A bucket that is full again is the same as none, so it ends by itself.
constexpr char kTakeToken[] = R"(
local now = redis.call('TIME')
now = now[1] * 1000 + now[2] / 1000
local rate = tonumber(ARGV[1]) / 1000
local burst = tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1]) or burst
local at = tonumber(bucket[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local wait = 0
if tokens >= 1 then
  tokens = tokens - 1
else
  wait = math.ceil((1 - tokens) / rate)
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate) + 1000)
return wait
)";

constexpr char kAddIfPresent[] = R"(
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
return redis.call('INCRBY', KEYS[1], ARGV[1])
)";

timeval ToTimeval(milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000), static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

}  // namespace

Error RedisUnavailable() { return Unavailable("REDIS_UNAVAILABLE", "Redis does not answer"); }

Result<Context> Connect(const RedisOptions& options) {
  const auto colon = options.address.rfind(':');
  int port = 0;
  if (colon != std::string::npos) {
    const char* end = options.address.data() + options.address.size();
    std::from_chars(options.address.data() + colon + 1, end, port);
  }
  const std::string host = options.address.substr(0, colon);
  Context context(redisConnectWithTimeout(host.c_str(), port, ToTimeval(options.connect_timeout)));
  if (!context || context->err != 0 || redisSetTimeout(context.get(), ToTimeval(options.command_timeout)) != REDIS_OK) {
    return RedisUnavailable();
  }
  redisEnableKeepAlive(context.get());
  return context;
}

RawReply Send(redisContext& context, const std::vector<std::string>& words) {
  std::vector<const char*> starts;
  std::vector<std::size_t> lengths;
  for (const std::string& word : words) {
    starts.push_back(word.data());
    lengths.push_back(word.size());
  }
  return RawReply(static_cast<redisReply*>(
      redisCommandArgv(&context, static_cast<int>(words.size()), starts.data(), lengths.data())));
}

struct Redis::Reply {
  RawReply raw;
};

struct Redis::State {
  RedisOptions options;
  const MonotonicClock& clock;
  std::mutex mutex;
  std::vector<Context> idle;
  Micros silent_until{0};

  Result<Context> Take() {
    {
      const std::scoped_lock lock(mutex);
      if (!idle.empty()) {
        Context context = std::move(idle.back());
        idle.pop_back();
        return context;
      }
      if (clock.Elapsed() < silent_until) {
        return RedisUnavailable();
      }
    }
    auto connected = Connect(options);
    if (!connected.ok()) {
      Failed();
    }
    return connected;
  }
  void Return(Context context) {
    const std::scoped_lock lock(mutex);
    if (idle.size() < options.most_idle_connections) {
      idle.push_back(std::move(context));
    }
  }
  // One broken connection tells that the others are most likely broken, too.
  void Failed() {
    const std::scoped_lock lock(mutex);
    idle.clear();
    silent_until = clock.Elapsed() + options.pause_after_failure;
  }
  [[nodiscard]] std::string Key(const std::string& key) const { return options.prefix + key; }
};

Redis::Redis(RedisOptions options, const MonotonicClock& clock)
    : state_(new State{std::move(options), clock, {}, {}, Micros{0}}) {
  // hiredis writes without MSG_NOSIGNAL: a server that went away must not end the process.
  std::signal(SIGPIPE, SIG_IGN);
}

Redis::~Redis() = default;

bool Redis::configured() const { return !state_->options.address.empty(); }

Result<Redis::Reply> Redis::Command(const std::vector<std::string>& words) {
  if (!configured()) {
    return Unavailable("REDIS_ABSENT", "no Redis is configured");
  }
  DOTPHA_ASSIGN(Context context, state_->Take());
  RawReply reply = Send(*context, words);
  if (!reply || context->err != 0) {
    state_->Failed();
    return RedisUnavailable();
  }
  state_->Return(std::move(context));
  if (reply->type == REDIS_REPLY_ERROR) {
    return Internal("REDIS_ERROR", std::string(reply->str, reply->len));
  }
  return Reply{std::move(reply)};
}

Result<milliseconds> Redis::TakeToken(const std::string& bucket, double per_second, double burst) {
  DOTPHA_ASSIGN(const Reply reply, Command({"EVAL", kTakeToken, "1", state_->Key(bucket), fmt::format("{}", per_second),
                                            fmt::format("{}", burst)}));
  return milliseconds{reply.raw->integer};
}

Result<std::optional<std::int64_t>> Redis::GetNumber(const std::string& key) {
  DOTPHA_ASSIGN(const Reply reply, Command({"GET", state_->Key(key)}));
  if (reply.raw->type == REDIS_REPLY_NIL) {
    return std::optional<std::int64_t>();
  }
  std::int64_t value = 0;
  const char* end = reply.raw->str + reply.raw->len;
  if (std::from_chars(reply.raw->str, end, value).ptr != end) {
    return Internal("REDIS_ERROR", "what is cached there is no number");
  }
  return std::optional<std::int64_t>(value);
}

Result<void> Redis::PutNumber(const std::string& key, std::int64_t value, std::chrono::seconds keep_for) {
  DOTPHA_TRY(Command({"SET", state_->Key(key), std::to_string(value), "EX", std::to_string(keep_for.count())}));
  return Ok{};
}

Result<std::optional<std::int64_t>> Redis::AddIfPresent(const std::string& key, std::int64_t delta) {
  DOTPHA_ASSIGN(const Reply reply, Command({"EVAL", kAddIfPresent, "1", state_->Key(key), std::to_string(delta)}));
  return reply.raw->type == REDIS_REPLY_NIL ? std::optional<std::int64_t>()
                                            : std::optional<std::int64_t>(reply.raw->integer);
}

Result<void> Redis::Forget(const std::string& key) {
  DOTPHA_TRY(Command({"DEL", state_->Key(key)}));
  return Ok{};
}

Result<void> Redis::Publish(const std::string& channel, const std::string& payload) {
  DOTPHA_TRY(Command({"PUBLISH", state_->Key(channel), payload}));
  return Ok{};
}

}  // namespace dotpha::cache
