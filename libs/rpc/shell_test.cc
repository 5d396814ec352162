#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

#include "libs/observability/log.h"
#include "libs/observability/metrics.h"
#include "libs/rpc/test_server.h"
#include "libs/rpc/text_door.h"

namespace dotpha::rpc::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kAnnounce[] = "/dotpha.registration.v1.CampaignService/AnnounceCampaign";

TEST_F(ServerTest, HandlesACallWithWhoAndWhen) {
  Start();
  CallContext seen;
  campaigns->announce = [&](const CallContext& call, const auto& /*request*/) {
    seen = call;
    return registration::AnnounceCampaignResponse();
  };
  CallOptions options = As("ST-BTC-1");
  options.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  ASSERT_TRUE(Announce(options, Announcement()).ok());
  EXPECT_EQ(seen.authority, "tuyen-quang");
  EXPECT_EQ(seen.caller, "ST-BTC-1");
  EXPECT_EQ(seen.roles, std::vector<std::string>{"specialist:BTC"});
  EXPECT_EQ(seen.access.scope(), auth::Scope::kAuthority);
  EXPECT_EQ(seen.method, "dotpha.registration.v1.CampaignService/AnnounceCampaign");
  EXPECT_EQ(seen.request_id, kRequestId);
  EXPECT_EQ(seen.arrived_at, civil.Now());
  EXPECT_EQ(seen.received_at, civil.Now());
  EXPECT_THAT(seen.traceparent, HasSubstr("0af7651916cd43dd8448eb211c80319c"));
  EXPECT_THAT(seen.traceparent, Not(HasSubstr("b7ad6b7169203331")));
}

TEST_F(ServerTest, AnExceptionBecomesInternalAndItsTextStaysHere) {
  Start();
  campaigns->announce = [](const CallContext& /*call*/,
                           const auto& /*request*/) -> Result<registration::AnnounceCampaignResponse> {
    throw std::runtime_error("secret detail");
  };
  const auto response = Announce(As("ST-BTC-1"), Announcement());
  EXPECT_EQ(response.error().code, Code::kInternal);
  EXPECT_EQ(response.error().reason, "INTERNAL_ERROR");
  EXPECT_THAT(response.error().message, Not(HasSubstr("secret")));
  campaigns->announce = [](const CallContext& /*call*/,
                           const auto& /*request*/) -> Result<registration::AnnounceCampaignResponse> { throw 42; };
  EXPECT_EQ(Announce(As("ST-BTC-1"), Announcement()).error().reason, "INTERNAL_ERROR");
}

// gRPC's AuthContext belongs to the connection; the caller belongs to the call.
TEST_F(ServerTest, OneConnectionServesManyCallersWithoutMixingThem) {
  Start();
  const std::vector<std::string> callers{"ST-BTC-1", "ST-BTC-2", "TQ-001"};
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (const std::string& caller : callers) {
    threads.emplace_back([&, options = As(caller), caller] {
      for (int i = 0; i < 100; ++i) {
        const auto response = GetAuthority(options);
        wrong += response.ok() && response->authority().display_name() == caller ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
  // And right after a good call on the same connection, a call without a token is nobody's.
  EXPECT_EQ(GetAuthority(CallOptions()).error().reason, "TOKEN_MISSING");
}

TEST_F(ServerTest, RefusesMissingForgedExpiredAndMisdirectedTokens) {
  Start();
  std::atomic<int> handled{0};
  campaigns->announce = [&](const CallContext& /*call*/, const auto& /*request*/) {
    ++handled;
    return registration::AnnounceCampaignResponse();
  };
  const auto reason = [&](const std::string& token) {
    CallOptions options;
    options.token = token;
    const auto response = Announce(options, Announcement());
    EXPECT_EQ(response.error().code, Code::kUnauthenticated);
    return response.error().reason;
  };
  EXPECT_EQ(reason(""), "TOKEN_MISSING");
  EXPECT_EQ(reason("no.jwt.atall"), "TOKEN_MALFORMED");
  EXPECT_EQ(reason("mã\xFF\n"), "TOKEN_MALFORMED");
  const auto stranger = *devtoken::DevIssuer::Open((folder / "stranger").string());
  devtoken::Claims claims;
  claims.subject = "ST-BTC-1";
  claims.authority = "tuyen-quang";
  EXPECT_EQ(reason(*stranger.Mint(claims, host_clock.Now())), "TOKEN_SIGNATURE");
  EXPECT_EQ(reason(*issuer.Mint(claims, host_clock.Now() - std::chrono::hours{13})), "TOKEN_EXPIRED");
  claims.audience = "another";
  EXPECT_EQ(reason(*issuer.Mint(claims, host_clock.Now())), "TOKEN_AUDIENCE");
  EXPECT_EQ(handled, 0);
}

TEST_F(ServerTest, RefusesWhatTheTableDoesNotGrant) {
  Start();
  EXPECT_EQ(Announce(As("TQ-001"), Announcement()).error().reason, "NOT_PERMITTED");
  EXPECT_EQ(Announce(As("TQ-999"), Announcement()).error().code, Code::kPermissionDenied);  // nobody here
  EXPECT_EQ(Announce(As("quan-tri"), Announcement()).error().reason, "NOT_PERMITTED");
}

TEST_F(ServerTest, TheVirtualCivilClockDoesNotEndTokens) {
  Start();
  const CallOptions options = As("ST-BTC-1");
  civil.Set(civil.Now() + std::chrono::hours{24 * 400});
  EXPECT_TRUE(GetAuthority(options).ok());
}

TEST_F(ServerTest, AuthorityComesFromTheTokenAndOnlyWhenThatIsSilentFromMetadata) {
  Start();
  CallOptions options;
  options.token = TokenOf("quan-tri", "");
  EXPECT_EQ(GetAuthority(options).error().reason, "AUTHORITY_REQUIRED");
  options.authority = "quang-ngai";
  EXPECT_EQ(GetAuthority(options)->authority().name(), "quang-ngai");
  options.authority = "Quảng Ngãi";
  EXPECT_EQ(GetAuthority(options).error().reason, "INVALID_AUTHORITY");
  options.authority = "quang-ngai";
  options.token = TokenOf("ST-BTC-1");
  EXPECT_EQ(GetAuthority(options).error().reason, "AUTHORITY_MISMATCH");
  options.authority = "tuyen-quang";
  EXPECT_EQ(GetAuthority(options)->authority().name(), "tuyen-quang");
}

TEST_F(ServerTest, TextIsNormalisedBeforeTheHandlerSeesIt) {
  Start();
  const std::string nfd = "\x45\xCC\x82\xCC\x81";  // E + circumflex + acute
  const auto response = Announce(As("ST-BTC-1"), Announcement(nfd));
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_EQ(response->campaign().guidance(), "Ế");
}

TEST_F(ServerTest, InvalidUtf8OnTheWireNamesItsField) {
  Start();
  std::atomic<int> handled{0};
  campaigns->announce = [&](const CallContext& /*call*/, const auto& /*request*/) {
    ++handled;
    return registration::AnnounceCampaignResponse();
  };
  const std::string bytes = std::string("\x22\x02\xC3\x28", 4);  // guidance = "\xC3\x28"
  const Error error = ErrorFromStatus(CallRaw(channel, kAnnounce, bytes, As("ST-BTC-1")));
  EXPECT_EQ(error.code, Code::kInvalidArgument);
  EXPECT_EQ(error.reason, "INVALID_UTF8");
  ASSERT_EQ(error.violations.size(), 1U);
  EXPECT_EQ(error.violations[0].field, "guidance");
  const Error garbage = ErrorFromStatus(CallRaw(channel, kAnnounce, "\x22\xFF", As("ST-BTC-1")));
  EXPECT_EQ(garbage.code, Code::kInvalidArgument);
  EXPECT_EQ(garbage.reason, "REQUEST_MALFORMED");
  const std::string watch = "/dotpha.notifier.v1.InboxService/WatchInbox";
  EXPECT_EQ(ErrorFromStatus(CallRaw(channel, watch, "\x0A\xFF", As("TQ-001"))).reason, "REQUEST_MALFORMED");
  EXPECT_EQ(handled, 0);
  EXPECT_TRUE(Announce(As("ST-BTC-1"), Announcement()).ok());
}

TEST_F(ServerTest, LongTextsAreRefusedWithoutEcho) {
  Start();
  registration::AnnounceCampaignRequest request = Announcement(std::string(1024 * 1024, 'x'));
  request.mutable_document()->set_number(std::string(1024 * 1024, 'y'));
  const auto response = Announce(As("ST-BTC-1"), request);
  EXPECT_EQ(response.error().code, Code::kInvalidArgument);
  ASSERT_EQ(response.error().violations.size(), 2U);
  EXPECT_EQ(response.error().violations[0].reason, "FIELD_TOO_LONG");
  EXPECT_EQ(response.error().violations[0].field, "document.number");
  EXPECT_EQ(response.error().violations[1].field, "guidance");
  EXPECT_THAT(response.error().message, Not(HasSubstr("yyy")));
  EXPECT_EQ(Announce(As("ST-BTC-1"), Announcement(std::string(9 * 1024 * 1024, 'x'))).error().code,
            Code::kResourceExhausted);
}

TEST_F(ServerTest, ARequestIdThatIsNoneIsToldBesideAllElse) {
  Start();
  registration::AnnounceCampaignRequest request = Announcement();
  request.set_request_id("none");
  const auto refused = [&](const Error& error) {
    campaigns->announce = [error](const CallContext& /*call*/,
                                  const auto& /*request*/) -> Result<registration::AnnounceCampaignResponse> {
      return error;
    };
    return Announce(As("ST-BTC-1"), request).error();
  };
  const auto fields = [](const Error& error) {
    std::vector<std::string> found;
    for (const Violation& violation : error.violations) {
      found.push_back(violation.field + " " + violation.reason);
    }
    return found;
  };
  const Error both = refused(InvalidArgument("cycle", "CYCLE_OUT_OF_RANGE", "too far away"));
  EXPECT_EQ(both.code, Code::kInvalidArgument);
  EXPECT_EQ(both.reason, "INVALID_REQUEST_ID");
  EXPECT_THAT(fields(both), ElementsAre("request_id INVALID_REQUEST_ID", "cycle CYCLE_OUT_OF_RANGE"));
  EXPECT_THAT(fields(refused(InvalidArgument("request_id", "INVALID_REQUEST_ID", "once is enough"))),
              ElementsAre("request_id INVALID_REQUEST_ID"));
  EXPECT_THAT(fields(refused(NotFound("NO_CAMPAIGN", "none"))), ElementsAre("request_id INVALID_REQUEST_ID"));
  EXPECT_EQ(refused(PermissionDenied("OWN_MATTER", "his own")).reason, "OWN_MATTER");
  EXPECT_EQ(refused(Unavailable("POOL_EXHAUSTED", "busy")).reason, "POOL_EXHAUSTED");
  // Text that the handler never sees is told with it as well.
  request.clear_request_id();
  request.set_guidance(std::string(10'001, 'x'));
  EXPECT_THAT(fields(Announce(As("ST-BTC-1"), request).error()),
              ElementsAre("request_id INVALID_REQUEST_ID", "guidance FIELD_TOO_LONG"));
  request.set_request_id(std::string(10'001, 'x'));
  request.clear_guidance();
  EXPECT_THAT(fields(Announce(As("ST-BTC-1"), request).error()), ElementsAre("request_id FIELD_TOO_LONG"));
}

TEST_F(ServerTest, AThousandViolationsArriveAsAnErrorOfAFewKilobytes) {
  Start();
  campaigns->announce = [](const CallContext& /*call*/,
                           const auto& /*request*/) -> Result<registration::AnnounceCampaignResponse> {
    std::vector<Violation> violations;
    for (int i = 0; i < 1000; ++i) {
      violations.push_back({"works[" + std::to_string(i) + "].lộ_trình", "MISSING_ROADMAP", "Việc chưa có lộ trình"});
    }
    Error error = InvalidArgument(std::move(violations));
    error.message = std::string();
    for (int i = 0; i < 500; ++i) {
      error.message += "ế";
    }
    error.metadata["ghi_chú"] = std::string(100'000, 'z');
    return error;
  };
  grpc::ClientContext context;
  Prepare(context, As("ST-BTC-1"));
  registration::AnnounceCampaignResponse response;
  const grpc::Status status = stub->AnnounceCampaign(&context, Announcement(), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_LT(status.error_details().size(), 4096U);
  const Error error = ErrorFromStatus(status);
  EXPECT_EQ(error.reason, "MISSING_ROADMAP");
  EXPECT_GT(error.violations.size(), 10U);
  EXPECT_EQ(std::stoul(error.metadata.at("violations_omitted")) + error.violations.size(), 1000U);
}

TEST_F(ServerTest, BoundsTheTimeOfACall) {
  Start();
  Micros time{};
  campaigns->get_authority = [&](const CallContext& call) {
    time = call.deadline - call.arrived_monotonic;
    return registration::GetAuthorityResponse();
  };
  const auto with_timeout = [&](std::optional<milliseconds> timeout) {
    grpc::ClientContext context;
    CallOptions options = As("TQ-001");
    options.timeout = timeout.value_or(milliseconds{0});
    Prepare(context, options);
    if (!timeout) {
      context.set_deadline(gpr_inf_future(GPR_CLOCK_MONOTONIC));
    }
    registration::GetAuthorityResponse response;
    EXPECT_TRUE(stub->GetAuthority(&context, registration::GetAuthorityRequest(), &response).ok());
    return std::chrono::duration_cast<milliseconds>(time);
  };
  EXPECT_EQ(with_timeout(std::nullopt), milliseconds{15'000});
  EXPECT_EQ(with_timeout(seconds{300}), milliseconds{20'000});
  const milliseconds five = with_timeout(seconds{5});
  EXPECT_LE(five, milliseconds{5'100});
  EXPECT_GT(five, milliseconds{3'000});
}

TEST_F(ServerTest, DoesNotStartWithAMethodThatNobodyMayCall) {
  const auto partial = auth::PermissionTable::Parse(
      "permissions { method: \"dotpha.registration.v1.CampaignService/GetAuthority\" "
      "grants { roles: \"official\" scope: SCOPE_OWN } }",
      "p");
  permissions = *partial;
  Shell bare(shell_options, parts);
  Campaigns service(bare);
  const auto started = Server::Start(server_options, bare, {Serve<registration::CampaignService>(&service)});
  EXPECT_EQ(started.error().reason, "METHOD_WITHOUT_PERMISSION");
  EXPECT_THAT(started.error().message, HasSubstr("CampaignService/RecordWaiver"));
  EXPECT_THAT(started.error().message, Not(HasSubstr("GetAuthority")));
}

TEST_F(ServerTest, SaysSoWhenItCannotListen) {
  Start();
  ServerOptions same = server_options;
  same.listen = "127.0.0.1:" + std::to_string(server->port());
  Shell second(shell_options, parts);
  Campaigns service(second);
  EXPECT_EQ(Server::Start(same, second, {Serve<registration::CampaignService>(&service)}).error().reason,
            "LISTEN_FAILED");
}

TEST_F(ServerTest, WritesThePortOnceItServesAndNotBefore) {
  std::ofstream(server_options.port_file) << "12345\n";  // left by a process that was killed
  Shell bare(shell_options, parts);
  Campaigns service(bare);
  {
    const auto starting = Server::Start(server_options, bare, {Serve<registration::CampaignService>(&service)});
    ASSERT_TRUE(starting.ok());
    EXPECT_FALSE(std::filesystem::exists(server_options.port_file));
  }
  Start();
  int port = 0;
  std::ifstream(server_options.port_file) >> port;
  EXPECT_EQ(port, server->port());
}

TEST_F(ServerTest, CountsCallsByMethodAndCode) {
  Start();
  ASSERT_TRUE(GetAuthority(As("TQ-001")).ok());
  EXPECT_THAT(observability::MetricsText(),
              HasSubstr("dotpha_rpc_seconds_count{code=\"0\",method=\"dotpha.registration.v1.CampaignService/"
                        "GetAuthority\"}"));
}

}  // namespace
}  // namespace dotpha::rpc::testing
