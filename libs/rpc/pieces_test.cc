// Status, pages, calls in flight: the parts that need no server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>

#include "dotpha/registration/v1/registration_service.pb.h"
#include "libs/rpc/in_flight.h"
#include "libs/rpc/page.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire_time.h"

namespace dotpha::rpc {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Status, AnErrorComesBackAsItWent) {
  Error error = InvalidArgument({{"works[2].roadmap", "MISSING_ROADMAP", "Thiếu lộ trình"}, {"cycle", "BAD", "x"}});
  error.metadata = {{"state", "DRAFT"}, {"allowed", "submit"}};
  error.retry_after = milliseconds{1250};
  const Error back = ErrorFromStatus(ToStatus(error));
  EXPECT_EQ(back.code, error.code);
  EXPECT_EQ(back.reason, error.reason);
  EXPECT_EQ(back.message, error.message);
  EXPECT_EQ(back.metadata, error.metadata);
  EXPECT_EQ(back.violations, error.violations);
  EXPECT_EQ(back.retry_after, error.retry_after);
}

TEST(Status, EveryCodeKeepsItsNumber) {
  for (const Code code :
       {Code::kInvalidArgument, Code::kDeadlineExceeded, Code::kNotFound, Code::kAlreadyExists, Code::kPermissionDenied,
        Code::kResourceExhausted, Code::kFailedPrecondition, Code::kAborted, Code::kOutOfRange, Code::kUnimplemented,
        Code::kInternal, Code::kUnavailable, Code::kDataLoss, Code::kUnauthenticated}) {
    const grpc::Status status = ToStatus(MakeError(code, "R", "m"));
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(code));
    EXPECT_EQ(ErrorFromStatus(status).code, code);
  }
}

TEST(Status, WhatGrpcSaysItselfHasAReasonToo) {
  const Error dead = ErrorFromStatus({grpc::StatusCode::UNAVAILABLE, "failed to connect"});
  EXPECT_EQ(dead.reason, "GRPC_UNAVAILABLE");
  EXPECT_TRUE(IsRetryable(dead));
  EXPECT_EQ(ErrorFromStatus({grpc::StatusCode::CANCELLED, ""}).code, Code::kUnavailable);
  EXPECT_EQ(ErrorFromStatus({grpc::StatusCode::UNKNOWN, ""}).code, Code::kInternal);
  EXPECT_EQ(ErrorFromStatus({grpc::StatusCode::NOT_FOUND, "m", "\xFF\xFFgarbage"}).reason, "GRPC_NOT_FOUND");
}

TEST(Status, ATextThatIsNotUtf8DoesNotSpoilTheAnswer) {
  const grpc::Status status = ToStatus(Internal("R", "\xC3\x28"));
  EXPECT_EQ(ErrorFromStatus(status).reason, "R");
}

using dotpha::registration::v1::ListRegistrationsRequest;

TEST(Page, GoesOnWhereTheLastOneEnded) {
  ListRegistrationsRequest request;
  request.set_cycle(2022);
  EXPECT_THAT(ReadPage(request)->after, IsEmpty());
  EXPECT_EQ(ReadPage(request)->size, 50);
  request.set_page_token(NextPageToken(request, {"2022", "TQ-001", ""}));
  request.set_page_size(7);
  const auto page = ReadPage(request);
  ASSERT_TRUE(page.ok()) << page.error().message;
  EXPECT_THAT(page->after, ElementsAre("2022", "TQ-001", ""));
  EXPECT_EQ(page->size, 7);
}

TEST(Page, BoundsItsSize) {
  ListRegistrationsRequest request;
  request.set_page_size(100'000);
  EXPECT_EQ(ReadPage(request)->size, 1000);
  request.set_page_size(-1);
  EXPECT_EQ(ReadPage(request).error().reason, "INVALID_PAGE_SIZE");
}

TEST(Page, RefusesTokensOfAnotherFilterOrNone) {
  ListRegistrationsRequest request;
  request.set_cycle(2022);
  const std::string token = NextPageToken(request, {"TQ-001"});
  request.set_cycle(2023);
  request.set_page_token(token);
  EXPECT_EQ(ReadPage(request).error().reason, "INVALID_PAGE_TOKEN");
  request.set_cycle(2022);
  for (const std::string& bad : {std::string("x"), token.substr(0, token.size() - 3), token + "AAAA",
                                 std::string(10'000, 'A'), std::string("ế")}) {
    request.set_page_token(bad);
    EXPECT_EQ(ReadPage(request).error().reason, "INVALID_PAGE_TOKEN") << bad.substr(0, 40);
  }
}

class InFlightTest : public testing::Test {
 protected:
  static Micros In(milliseconds time) { return MonotonicClock::Steady().Elapsed() + time; }
  ManualClock civil{Date(2021, 11, 15).At()};
  InFlightCalls calls{civil};
};

TEST_F(InFlightTest, AWatermarkWaitsForCommandsThatArrivedBeforeIt) {
  const Instant midnight = civil.Now() + seconds{10};
  auto early = std::make_unique<InFlightCalls::Ticket>(calls, CallClass::kCommand);
  civil.Set(midnight);
  const InFlightCalls::Ticket late(calls, CallClass::kCommand);
  EXPECT_FALSE(calls.NoCallBefore(midnight));
  EXPECT_FALSE(calls.WaitUntilNoCallBefore(midnight, In(milliseconds{1})));
  EXPECT_EQ(calls.OldestCommand(), midnight - seconds{10});
  auto waiting = std::async(std::launch::async, [&] { return calls.WaitUntilNoCallBefore(midnight, kNoDeadline); });
  early.reset();
  EXPECT_TRUE(waiting.get());
  EXPECT_TRUE(calls.NoCallBefore(midnight));  // `late` arrived at T: not before it
  EXPECT_FALSE(calls.NoCallBefore(midnight + Micros{1}));
}

TEST_F(InFlightTest, ReadsStreamsAndControlCallsHoldBackNoWatermark) {
  const InFlightCalls::Ticket read(calls, CallClass::kRead);
  const InFlightCalls::Ticket stream(calls, CallClass::kStream);
  const InFlightCalls::Ticket control(calls, CallClass::kControl);
  EXPECT_TRUE(calls.NoCallBefore(Instant::Max()));
  EXPECT_EQ(calls.OldestCommand(), std::nullopt);
}

TEST_F(InFlightTest, DrainingWaitsForAllButControlCalls) {
  const InFlightCalls::Ticket control(calls, CallClass::kControl);
  {
    const InFlightCalls::Ticket read(calls, CallClass::kRead);
    EXPECT_FALSE(calls.WaitUntilNone(In(milliseconds{1})));
  }
  EXPECT_TRUE(calls.WaitUntilNone(In(milliseconds{1})));
}

TEST(WireTime, GoesBothWaysAlsoBefore1970) {
  for (const char* text : {"2021-11-14T23:59:59.999999+07:00", "1969-12-31T23:59:59.5+00:00", "1970-01-01T00:00:00Z"}) {
    const Instant instant = *ParseRfc3339(text);
    EXPECT_GE(ToWire(instant).nanos(), 0);
    EXPECT_EQ(FromWire(ToWire(instant)), instant);
  }
  EXPECT_EQ(*FromWire(ToWire(Date(2024, 2, 29))), Date(2024, 2, 29));
  google::type::Date bad = ToWire(Date(2024, 2, 29));
  bad.set_year(2023);
  EXPECT_EQ(FromWire(bad).error().reason, "DATE_INVALID");
}

}  // namespace
}  // namespace dotpha::rpc
