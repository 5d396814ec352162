// Bad input for every RPC of all five services: the right code, a stable reason, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "libs/rpc/wire_time.h"
#include "tests/acceptance/every_method.h"
#include "tests/acceptance/quang_ngai.h"

namespace dotpha::acceptance {
namespace {

using grpc::StatusCode;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// The greatest answer to a refused call: whatever was sent is not echoed.
constexpr std::size_t kLongestRefusal = 6000;

std::string NameOfMethod(const ::testing::TestParamInfo<Method>& method) {
  return method.param.service + "_" + method.param.name();
}

// One province with something in it; what is refused leaves no trace, so all tests may share it.
Season& Shared() {
  static auto* season = [] {
    auto* made = new Season(
        {.officials = {"N1", "N3", "N9"}, .start = "2022-11-02 08:00", .system = {.services = testing::AllServices()}});
    EXPECT_TRUE(made->Register("N3", 2023).ok());
    AddQuangNgai(*made);
    made->To("2022-11-04 09:00");
    return made;
  }();
  return *season;
}

// Somebody with keys of his own, made once: that takes most of a second.
const devtoken::DevIssuer& Forger() {
  static const auto* forger = [] {
    const auto folder = std::filesystem::temp_directory_path() / ("forger-" + NewUuid());
    auto made = devtoken::DevIssuer::Open(folder.string());
    std::filesystem::remove_all(folder);
    return new devtoken::DevIssuer(std::move(*made));
  }();
  return *forger;
}

class EveryRpc : public ::testing::TestWithParam<Method> {
 protected:
  static void SetUpTestSuite() {
    Shared().Settle();
    before_ = Traces(Shared());
  }
  // Not one of all these calls leaves anything behind.
  void TearDown() override { ASSERT_EQ(Traces(Shared()), before_) << "something was written"; }

  static Answer Call(const std::string& bytes, const std::string& token) {
    return Send(Shared(), GetParam(), bytes, token);
  }
  static Answer CallAsSomebody(const google::protobuf::Message& request) {
    return Call(request.SerializeAsString(), Shared().system().Token(SomebodyFor(GetParam())));
  }
  // gRPC ends a client's stream at a message that it cannot read: nothing came.
  static std::string ReasonOfUnreadable(const std::string& reason) {
    return GetParam().descriptor->client_streaming() ? "STREAM_EMPTY" : reason;
  }
  static std::string EmptyBytes() {
    const auto request = GetParam().Request();
    Season::GiveRequestId(*request);
    return request->SerializeAsString();
  }

 private:
  static std::string before_;
};
std::string EveryRpc::before_;

TEST_P(EveryRpc, RefusesWhoDoesNotProveWhoHeIs) {
  const Instant now = CivilClock::System().Now();
  const auto [subject, authority] = Shared().system().SubjectOf(SomebodyFor(GetParam()));
  const devtoken::Claims known{.subject = subject, .authority = authority};
  const auto claims = [&known] { return known; };
  const std::string good = testing::System::TokenOf(claims(), now);
  const auto reason = [](const std::string& token) {
    const Answer answer = Call(EmptyBytes(), token);
    EXPECT_EQ(answer.status.error_code(), StatusCode::UNAUTHENTICATED) << answer.reason();
    EXPECT_EQ(answer.status.error_details().find(token.empty() ? "none" : token), std::string::npos);
    return answer.reason();
  };
  EXPECT_EQ(reason(""), "TOKEN_MISSING");
  EXPECT_THAT(reason("not.a.token"), HasSubstr("TOKEN"));
  EXPECT_EQ(reason(testing::System::TokenOf(claims(), now - std::chrono::hours{24})), "TOKEN_EXPIRED");
  auto elsewhere = claims();
  elsewhere.audience = "another-system";
  EXPECT_EQ(reason(testing::System::TokenOf(elsewhere, now)), "TOKEN_AUDIENCE");
  auto stranger = claims();
  stranger.issuer = "somebody-else";
  EXPECT_EQ(reason(testing::System::TokenOf(stranger, now)), "TOKEN_ISSUER");
  // Signed by somebody with keys of his own; by nobody; and a good one with one letter changed.
  const auto forged = Forger().Mint(claims(), now);
  ASSERT_TRUE(forged.ok());
  EXPECT_THAT(reason(*forged), HasSubstr("TOKEN"));
  const std::string payload = good.substr(good.find('.'), good.rfind('.') - good.find('.') + 1);
  EXPECT_THAT(reason("eyJhbGciOiJub25lIn0" + payload), HasSubstr("TOKEN"));
  std::string altered = good;
  char& letter = altered[altered.find('.') + 12];
  letter = letter == 'A' ? 'B' : 'A';
  EXPECT_THAT(reason(altered), HasSubstr("TOKEN"));
}

TEST_P(EveryRpc, RefusesWhoHasNoRole) {
  for (const char* person : {"nobody-known", "service:unknown", "operator:unknown"}) {
    const Answer answer = Call(EmptyBytes(), Shared().system().Token(person));
    EXPECT_THAT(answer.status.error_code(), AnyOf(StatusCode::PERMISSION_DENIED, StatusCode::UNAUTHENTICATED))
        << person << " " << answer.reason();
    EXPECT_NE(answer.reason(), "") << person;
  }
}

TEST_P(EveryRpc, RefusesAnEmptyRequestWithAReason) {
  const Answer answer = Call(EmptyBytes(), Shared().system().Token(SomebodyFor(GetParam())));
  if (GetParam().command() || GetParam().name() == "AdvanceClock") {
    EXPECT_THAT(answer.status.error_code(),
                AnyOf(StatusCode::INVALID_ARGUMENT, StatusCode::NOT_FOUND, StatusCode::PERMISSION_DENIED))
        << answer.reason() << ": " << answer.status.error_message();
  } else {
    EXPECT_THAT(answer.status.error_code(), AnyOf(StatusCode::OK, StatusCode::INVALID_ARGUMENT, StatusCode::NOT_FOUND,
                                                  StatusCode::DEADLINE_EXCEEDED))
        << answer.reason() << ": " << answer.status.error_message();
  }
  EXPECT_TRUE(answer.ok() || !answer.reason().empty());
  if (GetParam().command()) {
    const Answer without = Call("", Shared().system().Token(SomebodyFor(GetParam())));
    EXPECT_EQ(without.status.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_NE(without.reason(), "");
  }
}

// Missing or malformed, and whatever else is wrong with the request: it is told with all the rest.
TEST_P(EveryRpc, TellsThatTheRequestIdIsNoneBesideAllElse) {
  if (!GetParam().command()) {
    return;
  }
  const Violation none{"request_id", "INVALID_REQUEST_ID", "must be a UUID"};
  const auto tells = [&](const google::protobuf::Message& request, const std::string& what) {
    const Answer answer = CallAsSomebody(request);
    // To speak for another body is refused whatever else is wrong: such a refusal stands alone.
    if (what.ends_with("body_id") && answer.status.error_code() == StatusCode::PERMISSION_DENIED) {
      return answer.error.violations;
    }
    EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT) << what << " " << answer.reason();
    EXPECT_EQ(answer.reason(), none.reason) << what;
    EXPECT_THAT(answer.error.violations, Contains(none)) << what;
    return answer.error.violations;
  };
  const auto with_id = [](const std::string& id) {
    auto request = GetParam().Request();
    request->GetReflection()->SetString(request.get(), request->GetDescriptor()->FindFieldByName("request_id"), id);
    return request;
  };
  for (const char* id : {"", "x", "00000000-0000-0000-0000-00000000000g"}) {
    tells(*with_id(id), std::string("empty request with the id '") + id + "'");
  }
  for (const std::string& text : {std::string("unknown-id"), std::string(10'001, 'x')}) {
    ForEachText(GetParam(), text, [&](const std::string& path, const auto& some) {
      if (path == "request_id") {
        return;
      }
      const std::unique_ptr<google::protobuf::Message> request(some.New());
      request->CopyFrom(some);
      request->GetReflection()->ClearField(request.get(), request->GetDescriptor()->FindFieldByName("request_id"));
      const auto violations = tells(*request, path);
      if (text.size() > 10'000) {
        EXPECT_THAT(violations, Contains(::testing::Field(&Violation::reason, "FIELD_TOO_LONG"))) << path;
      }
    });
  }
}

TEST_P(EveryRpc, RefusesATextOfAMebibyteInAnyField) {
  ForEachText(GetParam(), std::string(1 << 20, 'x'), [](const std::string& path, const auto& request) {
    const Answer answer = CallAsSomebody(request);
    EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT) << path << " " << answer.reason();
    EXPECT_EQ(answer.reason(), "FIELD_TOO_LONG") << path;
    EXPECT_LT(answer.status.error_message().size() + answer.status.error_details().size(), kLongestRefusal) << path;
  });
}

TEST_P(EveryRpc, RefusesWhatIsNotUtf8InAnyField) {
  const std::string marker = "@@@@";
  ForEachText(GetParam(), marker, [&](const std::string& path, const auto& request) {
    std::string bytes = request.SerializeAsString();
    bytes.replace(bytes.find(marker), marker.size(), "a\xC3\x28z");
    const Answer answer = Call(bytes, Shared().system().Token(SomebodyFor(GetParam())));
    EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT) << path << " " << answer.reason();
    EXPECT_EQ(answer.reason(), ReasonOfUnreadable("INVALID_UTF8")) << path;
  });
}

TEST_P(EveryRpc, RefusesBytesThatAreNoMessage) {
  const Answer answer = Call("\xff\xff\xff", Shared().system().Token(SomebodyFor(GetParam())));
  EXPECT_EQ(answer.status.error_code(), StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(answer.reason(), ReasonOfUnreadable("REQUEST_MALFORMED"));
}

TEST_P(EveryRpc, SaysNoToUnknownIdsAndNeverFallsOver) {
  for (const char* text :
       {"unknown-id", "authorities/tuyen-quang/things/unknown", "'; DROP TABLE official; --\n%s\xF0\x9F\x98\x80"}) {
    ForEachText(GetParam(), text, [](const std::string& path, const auto& request) {
      const Answer answer = CallAsSomebody(request);
      EXPECT_THAT(answer.status.error_code(),
                  Not(AnyOf(StatusCode::INTERNAL, StatusCode::UNKNOWN, StatusCode::UNAVAILABLE, StatusCode::DATA_LOSS)))
          << path << " " << answer.reason() << ": " << answer.status.error_message();
      EXPECT_TRUE(!GetParam().command() || !answer.ok()) << path << ": nothing of this is a complete command";
      EXPECT_TRUE(answer.ok() || !answer.reason().empty());
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Walk, EveryRpc, ::testing::ValuesIn(EveryMethod()), NameOfMethod);

TEST(BadInput, TheWalkLeavesNoMethodOut) {
  std::set<std::string> walked;
  for (const Method& method : EveryMethod()) {
    walked.insert(method.descriptor->service()->full_name() + "/" + method.name());
  }
  // No service starts with a method that the permission table does not name.
  std::ifstream table(testing::SourceFolder() + "/policies/permissions.textproto");
  std::set<std::string> named;
  for (std::string line; std::getline(table, line);) {
    if (const auto at = line.find("method: \""); at != std::string::npos) {
      named.insert(line.substr(at + 9, line.rfind('"') - at - 9));
    }
  }
  EXPECT_EQ(walked, named);
}

TEST(BadInput, AllViolationsAtOnceAndNothingKept) {
  Season& season = Shared();
  const std::string before = Traces(season);
  const auto refused = season.Register("N1", 2023, [](reg::Registration& registration) {
    registration.clear_field_in_charge();
    registration.mutable_works(0)->clear_goals();
    registration.mutable_works(0)->clear_targets();
    registration.mutable_works(0)->clear_roadmap();
    registration.mutable_works(0)->set_duration("5Y");
    registration.mutable_works(0)->set_category("KHONG_CO");
  });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  std::vector<std::string> reasons;
  for (const Violation& violation : refused.error().violations) {
    reasons.push_back(violation.reason);
  }
  for (const char* reason : {"MISSING_FIELD_IN_CHARGE", "MISSING_GOALS", "MISSING_TARGETS", "MISSING_ROADMAP"}) {
    EXPECT_THAT(reasons, Contains(reason));
  }
  EXPECT_GE(reasons.size(), 6U);
  EXPECT_EQ(Traces(season), before);
}

TEST(BadInput, OneNormalFormWhateverIsSent) {
  Season& season = Shared();
  const std::string nfd = "Nguye\xCC\x82\xCC\x83n Va\xCC\x86n An";
  const std::string nfc = "Nguyễn Văn An";
  ASSERT_NE(nfd, nfc);
  const auto registered =
      season.Register("N9", 2023, [&](reg::Registration& registration) { registration.set_field_in_charge(nfd); });
  ASSERT_TRUE(registered.ok()) << registered.error().reason;
  EXPECT_EQ(registered->registration().field_in_charge(), nfc);
  reg::GetRegistrationRequest get;
  get.set_name(registered->registration().name());
  const auto stored = season.Ask("N9", season.system().registrations(), &Registrations::GetRegistration, get);
  ASSERT_TRUE(stored.ok());
  EXPECT_EQ(stored->registration().field_in_charge(), nfc);
}

}  // namespace
}  // namespace dotpha::acceptance
