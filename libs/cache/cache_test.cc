#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "libs/cache/redis.h"

namespace dotpha::cache {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kPatience{20};

// A Redis server of this test alone; killed at the end.
class OwnRedis {
 public:
  OwnRedis() : port_(FreePort()) {}
  ~OwnRedis() { Signal(SIGKILL); }
  OwnRedis(const OwnRedis&) = delete;
  OwnRedis& operator=(const OwnRedis&) = delete;

  void Start() {
    const std::string port = std::to_string(port_);
    const std::string folder = std::filesystem::temp_directory_path();
    pid_ = fork();
    if (pid_ == 0) {
      execlp("redis-server", "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", folder.c_str(), "--loglevel", "warning", "--logfile", "/dev/null", nullptr);
      _exit(127);
    }
    const Micros deadline = MonotonicClock::Steady().Elapsed() + kPatience;
    RedisOptions options = Options();
    options.pause_after_failure = milliseconds{0};
    Redis probe(options);
    while (!probe.Forget("probe").ok()) {
      ASSERT_LT(MonotonicClock::Steady().Elapsed(), deadline) << "redis-server does not start";
      std::this_thread::yield();
    }
  }
  void Signal(int signal) {
    if (pid_ > 0) {
      kill(pid_, signal);
      if (signal == SIGKILL) {
        waitpid(pid_, nullptr, 0);
        pid_ = 0;
      }
    }
  }
  [[nodiscard]] RedisOptions Options() const {
    RedisOptions options;
    options.address = "127.0.0.1:" + std::to_string(port_);
    options.pause_after_failure = milliseconds{50};
    return options;
  }

 private:
  static int FreePort() {
    const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    bind(descriptor, reinterpret_cast<sockaddr*>(&address), length);
    getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
    close(descriptor);
    return ntohs(address.sin_port);
  }
  int port_;
  pid_t pid_ = 0;
};

struct FakeSteady final : MonotonicClock {
  Micros elapsed{seconds{100}};
  [[nodiscard]] Micros Elapsed() const override { return elapsed; }
};

class RedisTest : public testing::Test {
 protected:
  void SetUp() override { server.Start(); }
  OwnRedis server;
};

TEST_F(RedisTest, ABucketIsSharedByReplicasAndRefills) {
  Redis one(server.Options());
  Redis other(server.Options());
  EXPECT_EQ(*one.TakeToken("smtp", 1.0, 2), milliseconds{0});
  EXPECT_EQ(*other.TakeToken("smtp", 1.0, 2), milliseconds{0});
  const milliseconds wait = *one.TakeToken("smtp", 1.0, 2);
  EXPECT_GT(wait, milliseconds{0});
  EXPECT_LE(wait, milliseconds{1000});
  EXPECT_EQ(*one.TakeToken("other", 1.0, 2), milliseconds{0});
  // At a thousand tokens a second the next one is there after a moment.
  EXPECT_EQ(*one.TakeToken("fast", 1000, 1), milliseconds{0});
  const Micros deadline = MonotonicClock::Steady().Elapsed() + kPatience;
  while (*one.TakeToken("fast", 1000, 1) != milliseconds{0}) {
    ASSERT_LT(MonotonicClock::Steady().Elapsed(), deadline);
  }
}

TEST_F(RedisTest, NumbersAreChangedOnlyWhenTheyAreThere) {
  Redis redis(server.Options());
  EXPECT_EQ(*redis.GetNumber("unread"), std::nullopt);
  EXPECT_EQ(*redis.AddIfPresent("unread", 1), std::nullopt);
  EXPECT_EQ(*redis.GetNumber("unread"), std::nullopt);
  ASSERT_TRUE(redis.PutNumber("unread", 41, seconds{60}).ok());
  EXPECT_EQ(*redis.AddIfPresent("unread", 1), 42);
  EXPECT_EQ(*redis.GetNumber("unread"), 42);
  ASSERT_TRUE(redis.Forget("unread").ok());
  EXPECT_EQ(*redis.GetNumber("unread"), std::nullopt);
}

TEST_F(RedisTest, FlushallOnlyForgets) {
  Redis redis(server.Options());
  ASSERT_TRUE(redis.PutNumber("unread", 41, seconds{60}).ok());
  EXPECT_EQ(*redis.TakeToken("smtp", 0.001, 1), milliseconds{0});
  RedisOptions options = server.Options();
  const std::string port = options.address.substr(options.address.rfind(':') + 1);
  ASSERT_EQ(std::system(("redis-cli -p " + port + " FLUSHALL > /dev/null").c_str()), 0);
  EXPECT_EQ(*redis.GetNumber("unread"), std::nullopt);
  EXPECT_EQ(*redis.TakeToken("smtp", 0.001, 1), milliseconds{0});
}

TEST_F(RedisTest, AnErrorThatItAnswersIsNoDeadConnection) {
  Redis redis(server.Options());
  EXPECT_EQ(*redis.TakeToken("key", 1, 1), milliseconds{0});  // a hash, no number
  EXPECT_EQ(redis.GetNumber("key").error().reason, "REDIS_ERROR");
  EXPECT_TRUE(redis.Forget("key").ok());
}

TEST_F(RedisTest, ADeadServerIsSaidAtOnceAndComesBackByItself) {
  FakeSteady clock;
  Redis redis(server.Options(), clock);
  ASSERT_TRUE(redis.PutNumber("unread", 1, seconds{60}).ok());
  server.Signal(SIGKILL);
  EXPECT_EQ(redis.GetNumber("unread").error().reason, "REDIS_UNAVAILABLE");
  EXPECT_EQ(redis.TakeToken("smtp", 1, 1).error().reason, "REDIS_UNAVAILABLE");
  EXPECT_EQ(redis.Publish("push", "x").error().reason, "REDIS_UNAVAILABLE");
  server.Start();
  EXPECT_FALSE(redis.GetNumber("unread").ok());  // not asked again before the pause is over
  clock.elapsed += milliseconds{50};
  EXPECT_EQ(*redis.GetNumber("unread"), std::nullopt);
}

TEST_F(RedisTest, ASilentServerCostsNoMoreThanTheTimeout) {
  Redis redis(server.Options());
  ASSERT_TRUE(redis.PutNumber("unread", 1, seconds{60}).ok());
  server.Signal(SIGSTOP);
  const Micros before = MonotonicClock::Steady().Elapsed();
  EXPECT_EQ(redis.GetNumber("unread").error().reason, "REDIS_UNAVAILABLE");
  EXPECT_LT(MonotonicClock::Steady().Elapsed() - before, seconds{5});
  server.Signal(SIGCONT);
}

TEST(RedisAbsent, IsAnErrorLikeAnyOther) {
  Redis redis(RedisOptions{});
  EXPECT_FALSE(redis.configured());
  EXPECT_EQ(redis.GetNumber("x").error().reason, "REDIS_ABSENT");
  const Subscription subscription(RedisOptions{}, "push", {});
}

class Heard {
 public:
  Subscription::Handlers Handlers() {
    return {[this](const std::string& payload) { Note([&] { payloads.insert(payload); }); },
            [this] { Note([&] { ++listening; }); }};
  }
  bool Eventually(const std::function<bool()>& condition) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, kPatience, condition);
  }
  std::multiset<std::string> payloads;
  int listening = 0;

 private:
  void Note(const std::function<void()>& what) {
    {
      const std::scoped_lock lock(mutex);
      what();
    }
    changed.notify_all();
  }
  std::mutex mutex;
  std::condition_variable changed;
};

TEST_F(RedisTest, APushReachesEveryReplicaThatListens) {
  Heard one;
  Heard other;
  const Subscription first(server.Options(), "push", one.Handlers());
  const Subscription second(server.Options(), "push", other.Handlers());
  ASSERT_TRUE(one.Eventually([&] { return one.listening == 1; }));
  ASSERT_TRUE(other.Eventually([&] { return other.listening == 1; }));
  Redis redis(server.Options());
  const std::string payload("TQ-001\0\xFF binary", 15);
  ASSERT_TRUE(redis.Publish("push", payload).ok());
  ASSERT_TRUE(redis.Publish("another", "not for us").ok());
  EXPECT_TRUE(one.Eventually([&] { return one.payloads.contains(payload); }));
  EXPECT_TRUE(other.Eventually([&] { return other.payloads.contains(payload); }));
  EXPECT_EQ(one.payloads.size(), 1U);
}

TEST_F(RedisTest, ASubscriptionSaysWhenItListensAgain) {
  Heard heard;
  const Subscription subscription(server.Options(), "push", heard.Handlers());
  ASSERT_TRUE(heard.Eventually([&] { return heard.listening == 1; }));
  server.Signal(SIGKILL);
  server.Start();
  ASSERT_TRUE(heard.Eventually([&] { return heard.listening == 2; }));
  Redis redis(server.Options());
  ASSERT_TRUE(redis.Publish("push", "again").ok());
  EXPECT_TRUE(heard.Eventually([&] { return heard.payloads.contains("again"); }));
}

}  // namespace
}  // namespace dotpha::cache
