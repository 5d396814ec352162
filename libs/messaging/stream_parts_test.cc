// The parts of the stream that need no server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/messaging/back_off.h"
#include "libs/messaging/confirm_window.h"
#include "libs/messaging/event_codec.h"
#include "libs/messaging/outbox.h"
#include "libs/messaging/watermark_schedule.h"

namespace dotpha::messaging {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ManualMonotonic final : public MonotonicClock {
 public:
  [[nodiscard]] Micros Elapsed() const override { return elapsed; }
  Micros elapsed{0};
};

StreamEvent SomeEvent() {
  StreamEvent event;
  event.producer = "registration";
  event.stream_seq = 7;
  event.outbox_id = 9;
  event.event_id = "0b0e7a52-6c0e-4f57-8f7c-0d3a0f9b7a11";
  event.type = "dotpha.registration.v1.RegistrationSubmitted";
  event.authority = "TQ";
  event.routing_key = "TQ.registration.registration.submitted";
  event.debtors = {"N1", "N2"};
  event.recorded_at = Instant{1'634'000'000'123'456};
  event.data = std::string("\x00\x01z", 3);
  event.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  return event;
}

TEST(RoutingKey, AWordWithADotStaysOneWord) {
  EXPECT_EQ(RoutingKey("tuyen.quang", "registration", {"", "", "campaign", "opened", {}, "", ""}),
            "tuyen_quang.registration.campaign.opened");
}

TEST(EventCodec, AnEventTravelsUnchanged) {
  const Result<StreamEvent> read = EventFrom(ToMessage(SomeEvent()));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, SomeEvent());
}

TEST(EventCodec, CloudEventsAttributesAreHeaders) {
  const AmqpMessage message = ToMessage(SomeEvent());
  const auto text = [&](const char* name) { return std::get<std::string>(message.headers.at(name)); };
  EXPECT_EQ(text("specversion"), "1.0");
  EXPECT_EQ(text("source"), "/dotpha/registration");
  EXPECT_EQ(text("type"), SomeEvent().type);
  EXPECT_EQ(text("subject"), "registration");
  EXPECT_EQ(text("time"), "2021-10-12T07:53:20.123456+07:00");
}

TEST(EventCodec, EveryMissingHeaderMakesAMessageMalformedButNotNameless) {
  const AmqpMessage whole = ToMessage(SomeEvent());
  for (const auto& [name, value] : whole.headers) {
    if (name == "subject") {
      continue;  // for readers outside; nothing rests on it
    }
    AmqpMessage damaged = whole;
    damaged.headers.erase(name);
    const Result<StreamEvent> read = EventFrom(damaged);
    ASSERT_FALSE(read.ok()) << name;
    EXPECT_EQ(read.error().reason, "MESSAGE_MALFORMED") << name;
    EXPECT_EQ(StreamSeqFrom(damaged).value_or(0), name == "dotphaseq" ? 0 : 7) << name;
  }
}

TEST(EventCodec, MoreDebtorsThanFitIntoAFrameAreLeftToTheJournal) {
  StreamEvent event = SomeEvent();
  event.debtors.assign(3000, "0b0e7a52-6c0e-4f57-8f7c-0d3a0f9b7a11");
  const AmqpMessage message = ToMessage(event);
  EXPECT_FALSE(EventFrom(message).ok());
  EXPECT_EQ(StreamSeqFrom(message), 7);
}

TEST(EventCodec, AWatermarkTravelsUnchangedAndIsTransient) {
  const Watermark watermark{Instant{1'634'000'000'000'001}, 12};
  const AmqpMessage message = ToMessage("registration", watermark);
  EXPECT_FALSE(message.persistent);
  const Result<Watermark> read = WatermarkFrom(message);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, watermark);
}

TEST(ConfirmWindow, OnlyThePrefixWithoutAHoleCounts) {
  ConfirmWindow window;
  window.Restart(10);
  for (std::int64_t seq = 11; seq <= 14; ++seq) {
    window.Sent(seq, Micros{seq});
  }
  EXPECT_TRUE(window.Confirmed(3, false));
  EXPECT_EQ(window.confirmed_seq(), 10);
  EXPECT_TRUE(window.Confirmed(1, false));
  EXPECT_EQ(window.confirmed_seq(), 11);
  EXPECT_EQ(window.oldest(Micros{112}), Micros{100});
  EXPECT_TRUE(window.Confirmed(2, false));
  EXPECT_EQ(window.confirmed_seq(), 13);
  EXPECT_TRUE(window.Confirmed(4, true));
  EXPECT_EQ(window.confirmed_seq(), 14);
  EXPECT_EQ(window.outstanding(), 0U);
}

TEST(ConfirmWindow, MultipleCoversWatermarksTooAndTheyMoveNothing) {
  ConfirmWindow window;
  window.Restart(0);
  window.Sent(1, Micros{0});
  window.Sent(0, Micros{0});  // a watermark
  EXPECT_TRUE(window.Confirmed(2, true));
  EXPECT_EQ(window.confirmed_seq(), 1);
  window.Sent(0, Micros{0});
  EXPECT_TRUE(window.Confirmed(0, true));  // AMQP: all outstanding
  EXPECT_EQ(window.outstanding(), 0U);
  EXPECT_EQ(window.confirmed_seq(), 1);
}

TEST(ConfirmWindow, AConfirmForNothingSentIsRefused) {
  ConfirmWindow window;
  window.Restart(0);
  EXPECT_FALSE(window.Confirmed(1, false));
  window.Sent(1, Micros{0});
  EXPECT_FALSE(window.Confirmed(2, true));
  EXPECT_TRUE(window.Confirmed(1, false));
  EXPECT_FALSE(window.Confirmed(1, false));
}

TEST(BackOff, DoublesWithJitterUpToItsLimit) {
  BackOff wait(milliseconds{100}, seconds{1});
  for (const int step : {100, 200, 400, 800, 1000, 1000}) {
    const Micros next = wait.Next();
    EXPECT_GE(next, milliseconds{step} / 2);
    EXPECT_LE(next, milliseconds{step});
  }
  wait.Reset();
  EXPECT_LE(wait.Next(), milliseconds{100});
}

class WatermarkScheduleTest : public ::testing::Test {
 protected:
  ManualClock civil{Instant{1'000'000'000}};
  ManualMonotonic monotonic;
  WatermarkOptions options;
};

TEST_F(WatermarkScheduleTest, InProductionATimeIsReadyOnlyAfterTheHandlingBoundAndTheMarginOfClocks) {
  options.handling_bound = seconds{20};
  options.clock_margin = seconds{2};
  options.period = seconds{10};
  WatermarkSchedule schedule(options, civil, monotonic);
  schedule.Start(std::nullopt);
  const Instant first = civil.Now();
  EXPECT_EQ(schedule.Ready(), std::nullopt);
  for (int second = 1; second <= 21; ++second) {
    monotonic.elapsed = seconds{second};
    civil.Set(first + seconds{second});
    EXPECT_EQ(schedule.Ready(), std::nullopt) << second;
  }
  monotonic.elapsed = seconds{22};
  EXPECT_EQ(schedule.Ready(), first);
}

TEST_F(WatermarkScheduleTest, InProductionTheDistanceOfWatermarksIsThePeriodNotTheBound) {
  WatermarkSchedule schedule(options, civil, monotonic);
  schedule.Start(std::nullopt);
  std::vector<Instant> ready;
  const Instant first = civil.Now();
  for (int second = 0; second <= 60; ++second) {
    monotonic.elapsed = seconds{second};
    civil.Set(first + seconds{second});
    if (const auto at = schedule.Ready()) {
      ready.push_back(*at);
      schedule.Announced(*at);
    }
  }
  EXPECT_THAT(ready, ::testing::ElementsAre(first, first + seconds{10}, first + seconds{20}, first + seconds{30}));
}

TEST_F(WatermarkScheduleTest, UnderTheVirtualClockATimeIsReadyWhenNoEarlierCallIsInFlight) {
  bool in_flight = true;
  std::vector<Instant> asked;
  options.no_call_in_flight_before = [&](Instant at) {
    asked.push_back(at);
    return !in_flight;
  };
  WatermarkSchedule schedule(options, civil, monotonic);
  schedule.Start(civil.Now());
  EXPECT_EQ(schedule.Ready(), std::nullopt);
  EXPECT_TRUE(asked.empty());  // the clock has not moved since the last one announced
  const Instant midnight = civil.Now() + seconds{1};
  civil.Set(midnight);
  EXPECT_EQ(schedule.Ready(), std::nullopt);
  in_flight = false;
  EXPECT_EQ(schedule.Ready(), midnight);
  EXPECT_THAT(asked, ::testing::Each(midnight));
}

}  // namespace
}  // namespace dotpha::messaging
