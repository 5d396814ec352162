// One hiredis connection (0.14: no TLS, no RESP3; replies can be NULL; a context with an error is dead).
#pragma once

#include <hiredis/hiredis.h>

#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/cache/redis.h"

namespace dotpha::cache {

struct FreeContext {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, FreeContext>;
using RawReply = std::unique_ptr<redisReply, FreeReply>;

// UNAVAILABLE REDIS_UNAVAILABLE.
Result<Context> Connect(const RedisOptions& options);

// Null when the connection broke; the context is dead then.
RawReply Send(redisContext& context, const std::vector<std::string>& words);

Error RedisUnavailable();

}  // namespace dotpha::cache
