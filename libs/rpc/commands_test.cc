// What concerns time and repetition: arrival receipts, retries, consistency tokens, draining, streams.
#include <gmock/gmock.h>
#include <grpc/grpc.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <mutex>
#include <thread>

#include "libs/rpc/test_server.h"

namespace dotpha::rpc::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Announced = Result<registration::AnnounceCampaignResponse>;

class ReceiptTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    Start();
    campaigns->announce = [this](const CallContext& call, const auto& /*request*/) -> Announced {
      received_at.push_back(call.received_at);
      arrived_at.push_back(call.arrived_at);
      if (busy) {
        return Unavailable("POOL_EXHAUSTED", "no connection in time");
      }
      return registration::AnnounceCampaignResponse();
    };
    civil.Set(*ParseRfc3339("2021-11-14T23:59:59+07:00"));
  }
  // A refusal at 23:59:59; its receipt.
  std::string Refused(const std::string& caller = "ST-BTC-1") {
    busy = true;
    std::string receipt;
    EXPECT_EQ(Announce(As(caller), Announcement(), &receipt).error().reason, "POOL_EXHAUSTED");
    busy = false;
    return receipt;
  }
  std::string ReasonWith(const std::string& receipt, const std::string& caller = "ST-BTC-1",
                         const registration::AnnounceCampaignRequest& request = Announcement()) {
    CallOptions options = As(caller);
    options.arrival_receipt = receipt;
    const auto response = Announce(options, request);
    return response.ok() ? "" : response.error().reason;
  }

  std::atomic<bool> busy{false};
  std::vector<Instant> received_at;
  std::vector<Instant> arrived_at;
};

TEST_F(ReceiptTest, OurOwnSlownessBeforeMidnightMakesNobodyLate_I02) {
  const std::string receipt = Refused();
  ASSERT_THAT(receipt, Not(IsEmpty()));
  civil.Set(*ParseRfc3339("2021-11-15T00:00:30+07:00"));
  EXPECT_EQ(ReasonWith(receipt), "");
  EXPECT_EQ(received_at.back(), *ParseRfc3339("2021-11-14T23:59:59+07:00"));
  EXPECT_EQ(arrived_at.back(), *ParseRfc3339("2021-11-15T00:00:30+07:00"));
}

TEST_F(ReceiptTest, ASecondRefusalKeepsTheFirstArrival) {
  const std::string first = Refused();
  civil.Set(civil.Now() + minutes{1});
  busy = true;
  CallOptions options = As("ST-BTC-1");
  options.arrival_receipt = first;
  std::string second;
  EXPECT_FALSE(Announce(options, Announcement(), &second).ok());
  busy = false;
  civil.Set(civil.Now() + minutes{1});
  EXPECT_EQ(ReasonWith(second), "");
  EXPECT_EQ(received_at.back(), *ParseRfc3339("2021-11-14T23:59:59+07:00"));
}

TEST_F(ReceiptTest, IsBoundToCallerRequestAndPayload) {
  const std::string receipt = Refused();
  EXPECT_EQ(ReasonWith(receipt, "ST-BTC-2"), "ARRIVAL_RECEIPT_INVALID");
  EXPECT_EQ(ReasonWith(receipt, "ST-BTC-1", Announcement("another text")), "ARRIVAL_RECEIPT_INVALID");
  registration::AnnounceCampaignRequest other_id = Announcement();
  other_id.set_request_id("0b6f2c1e-7c6f-4a53-9d5b-000000000000");
  EXPECT_EQ(ReasonWith(receipt, "ST-BTC-1", other_id), "ARRIVAL_RECEIPT_INVALID");
}

TEST_F(ReceiptTest, CannotBeForged) {
  const std::string receipt = Refused();
  const std::string earlier = "v1.1600000000000000" + receipt.substr(receipt.rfind('.'));
  EXPECT_EQ(ReasonWith(earlier), "ARRIVAL_RECEIPT_INVALID");
  for (const char* bad : {"v1", "v1.", "v1..", "v2.1.1", "v1.x.y", "v1.1636909199000000."}) {
    EXPECT_EQ(ReasonWith(bad), "ARRIVAL_RECEIPT_INVALID") << bad;
  }
  const auto stranger = *ArrivalReceipts::Create(std::string(32, 's'));
  EXPECT_EQ(ReasonWith(stranger.Issue({"tuyen-quang", "ST-BTC-1", "m", kRequestId, ""}, civil.Now())),
            "ARRIVAL_RECEIPT_INVALID");
  EXPECT_EQ(ArrivalReceipts::Create("short").error().reason, "ARRIVAL_KEY_TOO_SHORT");
}

TEST_F(ReceiptTest, LastsFifteenMinutes) {
  const std::string receipt = Refused();
  civil.Set(civil.Now() + minutes{15});
  EXPECT_EQ(ReasonWith(receipt), "");
  civil.Set(civil.Now() + Micros{1});
  EXPECT_EQ(ReasonWith(receipt), "ARRIVAL_RECEIPT_EXPIRED");
}

TEST_F(ReceiptTest, OneFromAReplicaWhoseClockIsAheadCountsFromNow) {
  const ArrivalClaim claim{"tuyen-quang", "ST-BTC-1", "m", kRequestId, "hash"};
  const std::string ahead = receipts.Issue(claim, civil.Now() + seconds{1});
  EXPECT_EQ(*receipts.Open(ahead, claim, civil.Now()), civil.Now());
}

TEST_F(ReceiptTest, IsGivenOnlyWhereARetryCanHelp) {
  std::string receipt;
  campaigns->announce = [](const CallContext& /*call*/, const auto& /*request*/) -> Announced {
    return FailedPrecondition("CAMPAIGN_EXISTS", "");
  };
  EXPECT_FALSE(Announce(As("ST-BTC-1"), Announcement(), &receipt).ok());
  EXPECT_THAT(receipt, IsEmpty());
  campaigns->announce = [](const CallContext& /*call*/, const auto& /*request*/) -> Announced {
    return Unavailable("POOL_EXHAUSTED", "");
  };
  EXPECT_FALSE(Announce(CallOptions(), Announcement(), &receipt).ok());  // nobody's call
  EXPECT_THAT(receipt, IsEmpty());
  registration::AnnounceCampaignRequest without_id = Announcement();
  without_id.clear_request_id();
  EXPECT_FALSE(Announce(As("ST-BTC-1"), without_id, &receipt).ok());
  EXPECT_THAT(receipt, IsEmpty());
}

TEST_F(ReceiptTest, TheRetryLoopPresentsItWithTheSameRequestId) {
  std::atomic<int> calls{0};
  std::vector<std::string> ids;
  campaigns->announce = [&](const CallContext& call, const auto& /*request*/) -> Announced {
    received_at.push_back(call.received_at);
    ids.push_back(call.request_id);
    if (++calls < 3) {
      civil.Set(civil.Now() + seconds{1});
      return Unavailable("POOL_EXHAUSTED", "");
    }
    return registration::AnnounceCampaignResponse();
  };
  const auto request = Announcement();
  const auto response = Call<registration::AnnounceCampaignResponse>(
      As("ST-BTC-1"),
      [&](grpc::ClientContext& context, auto* answer) { return stub->AnnounceCampaign(&context, request, answer); },
      RetryOptions{5, milliseconds{1}, milliseconds{2}});
  ASSERT_TRUE(response.ok());
  EXPECT_THAT(received_at, ElementsAre(received_at[0], received_at[0], received_at[0]));
  EXPECT_THAT(ids, ElementsAre(kRequestId, kRequestId, kRequestId));
}

TEST_F(ReceiptTest, TheRetryLoopGivesUpOnWhatCannotBecomeGood) {
  std::atomic<int> calls{0};
  campaigns->announce = [&](const CallContext& /*call*/, const auto& /*request*/) -> Announced {
    ++calls;
    return calls < 10 ? Announced(EtagMismatch("x")) : Announced(Unavailable("BUSY", ""));
  };
  const auto request = Announcement();
  const auto call = [&](grpc::ClientContext& context, auto* answer) {
    return stub->AnnounceCampaign(&context, request, answer);
  };
  const RetryOptions retry{3, milliseconds{1}, milliseconds{2}};
  EXPECT_EQ((Call<registration::AnnounceCampaignResponse>(As("ST-BTC-1"), call, retry).error().reason),
            "ETAG_MISMATCH");
  EXPECT_EQ(calls, 1);
  calls = 100;
  EXPECT_EQ((Call<registration::AnnounceCampaignResponse>(As("ST-BTC-1"), call, retry).error().reason), "BUSY");
  EXPECT_EQ(calls, 103);
}

class TokenWaitTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    parts.wait_applied = [this](const std::string& producer, std::uint64_t outbox_id, Micros deadline) -> Result<void> {
      waited.emplace_back(producer, outbox_id);
      EXPECT_GT(deadline, MonotonicClock::Steady().Elapsed());
      if (outbox_id > 100) {
        Error error = Unavailable("PROJECTION_BEHIND", "not there yet");
        error.retry_after = milliseconds{200};
        return error;
      }
      return Ok{};
    };
    Start();
  }
  Result<registration::GetAuthorityResponse> With(std::vector<std::string> consistency_tokens) {
    CallOptions options = As("TQ-001");
    options.consistency_tokens = std::move(consistency_tokens);
    return GetAuthority(options);
  }
  std::vector<std::pair<std::string, std::uint64_t>> waited;
};

TEST_F(TokenWaitTest, WaitsForEachProducerButNotForItself) {
  EXPECT_TRUE(With({"review:7", "reporting:8", "registration:9"}).ok());
  EXPECT_THAT(waited, ElementsAre(std::pair<std::string, std::uint64_t>("review", 7),
                                  std::pair<std::string, std::uint64_t>("reporting", 8)));
}

TEST_F(TokenWaitTest, AProjectionThatIsBehindIsRetryable) {
  const auto response = With({"review:101"});
  EXPECT_EQ(response.error().reason, "PROJECTION_BEHIND");
  EXPECT_EQ(response.error().retry_after, milliseconds{200});
}

TEST_F(TokenWaitTest, RefusesMalformedTokens) {
  for (const char* bad : {"review", "review:", ":7", "review:x", "review:-1", "review:7x", "review:0",
                          "review:99999999999999999999999"}) {
    EXPECT_EQ(With({bad}).error().reason, "INVALID_CONSISTENCY_TOKEN") << bad;
  }
  EXPECT_EQ(With(std::vector<std::string>(9, "review:7")).error().reason, "INVALID_CONSISTENCY_TOKEN");
  EXPECT_THAT(waited, IsEmpty());
}

TEST_F(ServerTest, DrainLetsTheCallInFlightFinishAndRefusesNewOnesWithAReceipt) {
  Start();
  EXPECT_EQ(HealthOf(channel), kServing);
  std::promise<void> go_on;
  std::latch entered(1);
  campaigns->announce = [&](const CallContext& /*call*/, const auto& request) -> Announced {
    entered.count_down();
    go_on.get_future().wait();
    registration::AnnounceCampaignResponse response;
    response.mutable_campaign()->set_guidance(request.guidance());
    return response;
  };
  auto in_flight = std::async(std::launch::async, [&] { return Announce(As("ST-BTC-1"), Announcement("kept")); });
  entered.wait();
  EXPECT_EQ(shell->in_flight().Count(CallClass::kCommand), 1U);
  auto drained = std::async(std::launch::async, [&] { server->Drain(); });
  while (!shell->draining()) {
    std::this_thread::yield();
  }
  std::string receipt;
  const auto refused = Announce(As("ST-BTC-2"), Announcement(), &receipt);
  EXPECT_EQ(refused.error().reason, "SHUTTING_DOWN");
  EXPECT_TRUE(refused.error().retry_after.has_value());
  EXPECT_THAT(receipt, Not(IsEmpty()));
  EXPECT_EQ(HealthOf(channel), kNotServing);
  EXPECT_EQ(HealthOf(channel, kLiveness), kServing) << "who drains is not ill";
  EXPECT_EQ(drained.wait_for(milliseconds{0}), std::future_status::timeout);
  go_on.set_value();
  const auto finished = in_flight.get();
  ASSERT_TRUE(finished.ok()) << finished.error().message;
  EXPECT_EQ(finished->campaign().guidance(), "kept");
  drained.get();
}

TEST_F(ServerTest, WhatCannotBeStartedYetIsAliveAndServesNothing) {
  Start();
  const std::string address = "127.0.0.1:" + std::to_string(server->port());
  server.reset();
  auto waiting = WaitingServer::Start(address);
  ASSERT_TRUE(waiting.ok()) << waiting.error().message;
  const auto early = MakeChannel(address);
  EXPECT_EQ(HealthOf(early), kNotServing);
  EXPECT_EQ(HealthOf(early, kLiveness), kServing);
  // A client tries again; UNIMPLEMENTED would have told it to give up.
  EXPECT_EQ(CallRaw(early, "/dotpha.registration.v1.CampaignService/AnnounceCampaign", "", CallOptions()).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(WaitingServer::Start(address).ok()) << "the address is taken";

  waiting->reset();
  server_options.listen = address;
  Start();
  EXPECT_EQ(HealthOf(channel), kServing);
  EXPECT_EQ(HealthOf(channel, kLiveness), kServing);
}

class StreamTest : public ServerTest {
 protected:
  void SetUp() override {
    shell_options.most_streams = 2;
    ServerTest::SetUp();
    Start();
    inbox->watch = [this](const CallContext& /*call*/, Stream<notifier::WatchInboxResponse>& stream) -> Result<void> {
      notifier::WatchInboxResponse first;
      first.set_unread_count(3);
      if (!stream.Write(first)) {
        return Ok{};
      }
      std::unique_lock lock(mutex);
      while (!stream.ShouldStop()) {
        changed.wait_for(lock, milliseconds{5});
      }
      return Ok{};
    };
  }
  struct Watch {
    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReader<notifier::WatchInboxResponse>> reader;
    notifier::WatchInboxResponse first;
  };
  // Open, with the first answer read.
  std::unique_ptr<Watch> Open(const CallOptions& options) {
    auto watch = std::make_unique<Watch>();
    CallOptions longer = options;
    longer.timeout = minutes{10};
    Prepare(watch->context, longer);
    watch->reader = inbox_stub->WatchInbox(&watch->context, notifier::WatchInboxRequest());
    watch->reader->Read(&watch->first);
    return watch;
  }
  // Deadline of a condition that comes by itself.
  bool Eventually(const std::function<bool()>& condition) {
    const Micros deadline = MonotonicClock::Steady().Elapsed() + seconds{10};
    while (!condition()) {
      if (MonotonicClock::Steady().Elapsed() > deadline) {
        return false;
      }
      std::this_thread::yield();
    }
    return true;
  }
  std::mutex mutex;
  std::condition_variable changed;
};

TEST_F(StreamTest, EndsWhenTheServerDrains) {
  const auto watch = Open(As("TQ-001"));
  EXPECT_EQ(watch->first.unread_count(), 3);
  server->Drain();
  EXPECT_TRUE(watch->reader->Finish().ok());
}

TEST_F(StreamTest, EndsWhenTheTokenEnds) {
  const auto watch = Open(As("TQ-001"));
  host_clock.Set(host_clock.Now() + std::chrono::hours{13});
  EXPECT_TRUE(watch->reader->Finish().ok());
}

TEST_F(StreamTest, LeavesItsPlaceWhenTheClientGoes) {
  const CallOptions options = As("TQ-001");
  auto first = Open(options);
  const auto second = Open(options);
  EXPECT_EQ(ErrorFromStatus(Open(options)->reader->Finish()).reason, "TOO_MANY_STREAMS");
  first->context.TryCancel();
  EXPECT_TRUE(Eventually([&] { return shell->in_flight().Count(CallClass::kStream) < 2; }));
  EXPECT_EQ(Open(options)->first.unread_count(), 3);
  second->context.TryCancel();
}

TEST_F(StreamTest, HoldsBackNeitherWatermarkNorVirtualClock) {
  const auto watch = Open(As("TQ-001"));
  EXPECT_TRUE(shell->in_flight().NoCallBefore(Instant::Max()));
  watch->context.TryCancel();
}

}  // namespace
}  // namespace dotpha::rpc::testing
