// Stepping services by a virtual clock: real servers, real calls; the services' own work is played by a script.
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <set>

#include "libs/rpc/clock_control.h"
#include "libs/rpc/clock_driver.h"
#include "libs/rpc/test_server.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::rpc::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace clock_api = dotpha::clock::v1;

const Instant kStart = Date(2021, 10, 15).At();

// A service whose work proceeds a little at each look, as real work proceeds between two polls.
class ScriptedService final : public ClockParticipant {
 public:
  explicit ScriptedService(ManualClock& clock) : clock_(clock) {}

  Result<Picture> Look(Instant now) override {
    const std::scoped_lock lock(mutex);
    Picture picture;
    if (const auto next = due.upper_bound(now); next != due.end()) {
      picture.next_due = *next;
    }
    picture.busy_with = Work(now);
    picture.positions = Positions();
    if (produces) {
      picture.head = StreamHead{head, watermark, 0};
      watermark = clock_.Now();  // announced a look later
    }
    return picture;
  }
  void ClockMoved(Instant now) override {
    const std::scoped_lock lock(mutex);
    moved_to.push_back(now);
  }

  std::mutex mutex;
  std::set<Instant> due;
  std::set<Instant> done;
  std::vector<Instant> worked_at;
  std::vector<Instant> moved_to;
  bool produces = true;
  bool stuck = false;
  int looks_until_push = 0;
  int pushed = 0;
  int slow_looks = 0;
  std::uint64_t head = 0;
  std::optional<Instant> watermark;
  ScriptedService* producer = nullptr;
  Position position{"registration", 0, std::nullopt};

 private:
  std::vector<std::string> Work(Instant now) {
    if (pushed > 0) {
      --pushed;
      ++head;
      return {"something that another service asked for"};
    }
    // What has become due is done one by one, and each makes an event.
    for (const Instant at : due) {
      if (at <= now && !done.contains(at)) {
        done.insert(at);
        worked_at.push_back(clock_.Now());
        ++head;
        return {"a due action"};
      }
    }
    return stuck ? std::vector<std::string>{"a message that never goes"} : std::vector<std::string>{};
  }
  std::vector<Position> Positions() {
    if (producer == nullptr) {
      return {};
    }
    const std::scoped_lock other(producer->mutex);
    if (looks_until_push > 0 && --looks_until_push == 0) {
      // Asked after the producer, it finds something to ask of it: the producer's own answer is old by now.
      ++producer->pushed;
    }
    const Position before = position;
    position = {"registration", producer->head, producer->watermark};  // applied a look later
    if (slow_looks > 0) {
      --slow_looks;  // the watermark overtook the event: as read, not as it may be
      return {{"registration", 0, clock_.Now()}};
    }
    return {before};
  }

  ManualClock& clock_;
};

class ClockTest : public ServerTest {
 protected:
  // One service with its own clock, shell and server.
  struct Service {
    Service(ClockTest& test, const std::string& name) : name_(name), script(clock) {
      parts_ = test.parts;
      parts_.civil = &clock;
      Restart(0);
    }
    void Restart(int at_port) {
      server.reset();
      ShellOptions options;
      options.service = name_;
      shell = std::make_unique<Shell>(options, parts_);
      control = std::make_unique<ClockControl>(ClockControl::Parts{shell.get(), &clock,
                                                                   [this](Instant to) -> Result<void> {
                                                                     clock.Set(to);
                                                                     return Ok{};
                                                                   },
                                                                   &script});
      ServerOptions server_options;
      server_options.listen = "127.0.0.1:" + std::to_string(at_port);
      auto started = Server::Start(server_options, *shell, {Serve<clock_api::ClockControlService>(control.get())});
      ASSERT_TRUE(started.ok()) << started.error().message;
      server = *std::move(started);
      ASSERT_TRUE(server->MarkServing().ok());
    }
    std::string name_;
    ShellParts parts_;
    ManualClock clock{kStart};
    ScriptedService script;
    std::unique_ptr<Shell> shell;
    std::unique_ptr<ClockControl> control;
    std::unique_ptr<Server> server;
  };

  void SetUp() override {
    ServerTest::SetUp();
    registration = std::make_unique<Service>(*this, "registration");
    notifier = std::make_unique<Service>(*this, "notifier");
    notifier->script.produces = false;
    notifier->script.producer = &registration->script;
  }
  void TearDown() override {
    registration.reset();
    notifier.reset();
    ServerTest::TearDown();
  }

  ClockDriver Driver(milliseconds step_timeout = seconds{20}) {
    ClockDriverOptions options;
    options.token = TokenOf("quan-tri", "");
    options.step_timeout = step_timeout;
    return ClockDriver({{"registration", ChannelTo(*registration)}, {"notifier", ChannelTo(*notifier)}}, options);
  }
  static std::shared_ptr<grpc::Channel> ChannelTo(const Service& service) {
    return MakeChannel("127.0.0.1:" + std::to_string(service.server->port()));
  }

  std::unique_ptr<Service> registration;
  std::unique_ptr<Service> notifier;
};

TEST_F(ClockTest, StepsToEachDueTimeInOrderAndDoesAllWorkAtItsOwnTime) {
  const Instant first = kStart + std::chrono::hours{8};
  const Instant second = kStart + std::chrono::hours{32};
  const Instant third = kStart + std::chrono::hours{33};
  notifier->script.due = {first, third};
  registration->script.due = {second};
  std::vector<Instant> steps;
  const Instant target = kStart + std::chrono::hours{100};
  const auto advanced = Driver().AdvanceTo(target, [&](Instant at) { steps.push_back(at); });
  ASSERT_TRUE(advanced.ok()) << advanced.error().message;
  // Nothing is due at the target itself: nothing is waited for there.
  EXPECT_THAT(steps, ElementsAre(kStart, first, second, third));
  EXPECT_THAT(notifier->script.worked_at, ElementsAre(first, third));
  EXPECT_THAT(registration->script.worked_at, ElementsAre(second));
  EXPECT_EQ(registration->clock.Now(), target);
  EXPECT_EQ(notifier->clock.Now(), target);
  // Quiet means: the consumer has the head and the watermark of the present time.
  EXPECT_EQ(notifier->script.position.applied_stream_seq, registration->script.head);
  EXPECT_EQ(notifier->script.position.watermark, third);
  ASSERT_TRUE(Driver().Settle().ok());
  EXPECT_EQ(notifier->script.position.watermark, target);
}

TEST_F(ClockTest, DoesWhatIsDueAtTheTargetItself) {
  const Instant target = kStart + std::chrono::hours{8};
  notifier->script.due = {target};
  ASSERT_TRUE(Driver().AdvanceTo(target).ok());
  EXPECT_THAT(notifier->script.worked_at, ElementsAre(target));
}

TEST_F(ClockTest, AnAnswerThatMayWaitComesWhenTheServiceIsQuietAndHasTheWatermarks) {
  const auto get = [this](std::uint32_t wait_ms) {
    const auto asked = clock_api::ClockControlService::NewStub(ChannelTo(*notifier));
    clock_api::GetClockRequest request;
    request.set_wait_ms(wait_ms);
    request.add_producers("registration");
    CallOptions options;
    options.token = TokenOf("quan-tri", "");
    const auto answer = Call<clock_api::GetClockResponse>(options, [&](grpc::ClientContext& context, auto* response) {
      return asked->GetClock(&context, request, response);
    });
    return answer.ok() ? *answer : clock_api::GetClockResponse();
  };
  registration->script.watermark = kStart;
  notifier->script.due = {kStart, kStart - seconds{1}};
  EXPECT_THAT(get(0).busy_with(), ElementsAre("a due action"));
  const auto settled = get(10'000);
  EXPECT_TRUE(settled.quiet());
  ASSERT_EQ(settled.positions_size(), 1);
  EXPECT_EQ(FromWire(settled.positions(0).watermark()), kStart);
  notifier->script.stuck = true;
  EXPECT_FALSE(get(20).quiet());
}

TEST_F(ClockTest, OneQuietLookIsNotEnoughSinceServicesAreAskedOneAfterTheOther) {
  ASSERT_TRUE(Driver().Settle().ok());
  notifier->script.looks_until_push = 1;
  ASSERT_TRUE(Driver().Settle().ok());
  EXPECT_EQ(notifier->script.looks_until_push, 0);
  EXPECT_EQ(registration->script.pushed, 0);
  EXPECT_EQ(notifier->script.position.applied_stream_seq, 1U);
}

TEST_F(ClockTest, WaitsForTheEventsAndNotOnlyForTheWatermark) {
  ASSERT_TRUE(Driver().Settle().ok());
  registration->script.head = 1;
  notifier->script.slow_looks = 20;
  ASSERT_TRUE(Driver().Settle().ok());
  EXPECT_EQ(notifier->script.slow_looks, 0);
}

TEST_F(ClockTest, SettleBringsOneThatWasLeftBehindToTheLatestTime) {
  registration->clock.Set(kStart + seconds{60});
  const auto settled = Driver().Settle();
  ASSERT_TRUE(settled.ok()) << settled.error().message;
  EXPECT_EQ(*settled, kStart + seconds{60});
  EXPECT_EQ(notifier->clock.Now(), kStart + seconds{60});
}

TEST_F(ClockTest, SaysWhatKeepsItFromBeingQuiet) {
  notifier->script.stuck = true;
  const auto advanced = Driver(milliseconds{300}).AdvanceTo(kStart + seconds{1});
  EXPECT_EQ(advanced.error().code, Code::kDeadlineExceeded);
  EXPECT_EQ(advanced.error().reason, "CLOCK_NOT_QUIET");
  EXPECT_THAT(advanced.error().message, HasSubstr("notifier: a message that never goes"));
}

TEST_F(ClockTest, WaitsForAServiceThatIsKilledAndComesBack) {
  notifier->script.due = {kStart + seconds{10}, kStart + seconds{20}};
  const int port = notifier->server->port();
  std::future<void> back;
  const auto advanced = Driver().AdvanceTo(kStart + seconds{30}, [&](Instant at) {
    if (at == kStart + seconds{10}) {
      notifier->server.reset();
      back = std::async(std::launch::async, [&] { notifier->Restart(port); });
    }
  });
  ASSERT_TRUE(advanced.ok()) << advanced.error().message;
  EXPECT_THAT(notifier->script.worked_at, ElementsAre(kStart + seconds{10}, kStart + seconds{20}));
}

TEST_F(ClockTest, NeverGoesBack) {
  ClockDriver driver = Driver();
  ASSERT_TRUE(driver.AdvanceTo(kStart + seconds{10}).ok());
  EXPECT_EQ(driver.AdvanceTo(kStart).error().reason, "CLOCK_BACKWARDS");
  const auto clock_stub = clock_api::ClockControlService::NewStub(ChannelTo(*registration));
  clock_api::AdvanceClockRequest request;
  const auto advance = [&] {
    CallOptions options;
    options.token = TokenOf("quan-tri", "");
    const auto response = Call<clock_api::AdvanceClockResponse>(
        options,
        [&](grpc::ClientContext& context, auto* answer) { return clock_stub->AdvanceClock(&context, request, answer); },
        RetryOptions{1, {}, {}});
    return response.ok() ? "" : response.error().reason;
  };
  EXPECT_EQ(advance(), "FIELD_REQUIRED");
  *request.mutable_now() = ToWire(kStart + seconds{9});
  EXPECT_EQ(advance(), "CLOCK_BACKWARDS");
  *request.mutable_now() = ToWire(kStart + seconds{10});
  EXPECT_EQ(advance(), "");  // the same time again is no error
}

TEST_F(ClockTest, OnlyAnOperatorMovesTheClock) {
  ClockDriverOptions options;
  options.token = TokenOf("ST-BTC-1");
  ClockDriver driver({{"registration", ChannelTo(*registration)}}, options);
  EXPECT_EQ(driver.AdvanceTo(kStart + seconds{1}).error().reason, "NOT_PERMITTED");
}

TEST_F(ClockTest, WaitsForCommandsThatArrivedUnderTheOldTime) {
  auto ticket = std::make_unique<InFlightCalls::Ticket>(registration->shell->in_flight(), CallClass::kCommand);
  auto advancing = std::async(std::launch::async, [&] { return Driver().AdvanceTo(kStart + seconds{10}); });
  // The driver cannot get past the first quiet picture while the command runs.
  EXPECT_EQ(advancing.wait_for(milliseconds{100}), std::future_status::timeout);
  EXPECT_EQ(registration->clock.Now(), kStart);
  ticket.reset();
  EXPECT_TRUE(advancing.get().ok());
}

}  // namespace
}  // namespace dotpha::rpc::testing
