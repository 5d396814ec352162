#include "libs/auth/token.h"

#include <google/protobuf/stubs/strutil.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "libs/auth/recently_used.h"
#include "tools/devtoken/dev_issuer.h"

namespace dotpha::auth {
namespace {

using devtoken::Algorithm;
using devtoken::Claims;
using devtoken::DevIssuer;
using nlohmann::json;
using std::chrono::seconds;

const Instant kNow = *ParseRfc3339("2026-03-01T08:00:00+07:00");

std::string Base64Url(const std::string& bytes) {
  std::string text;
  google::protobuf::WebSafeBase64Escape(bytes, &text);
  return text;
}

std::string HmacSha256(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac.data(), &length);
  return {reinterpret_cast<const char*>(mac.data()), length};
}

std::string ReadFile(const std::string& path) {
  std::stringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

class TokenTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::temp_directory_path() / ("dotpha-token-" + std::to_string(getpid()) +
                                                       testing::UnitTest::GetInstance()->current_test_info()->name());
    issuer = *DevIssuer::Open(folder.string());
    options.jwks_file = issuer.jwks_file();
    options.issuer = "dotpha-devtoken";
    options.operators = {"quan-tri"};
    options.services = {"notifier"};
    verifier = *TokenVerifier::Create(options, clock);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string Mint(Claims claims) const { return *issuer.Mint(claims, kNow); }
  static Claims Official() {
    Claims claims;
    claims.subject = "TQ-001";
    claims.authority = "tuyen-quang";
    claims.valid_for = seconds{600};
    return claims;
  }
  std::string ReasonOf(const std::string& token) const {
    const auto verified = verifier->Verify(token);
    if (verified.ok()) {
      return "accepted";
    }
    EXPECT_EQ(verified.error().code, Code::kUnauthenticated);
    return verified.error().reason;
  }
  static json GoodClaims() {
    return {{"sub", "TQ-001"},
            {"authority", "tuyen-quang"},
            {"iss", "dotpha-devtoken"},
            {"aud", "dotpha"},
            {"exp", kNow.micros / 1'000'000 + 600}};
  }

  std::filesystem::path folder;
  ManualClock clock{kNow};
  TokenOptions options;
  DevIssuer issuer;
  std::unique_ptr<TokenVerifier> verifier;
};

TEST_F(TokenTest, AcceptsEachOfTheThreeAlgorithms) {
  for (const Algorithm algorithm : {Algorithm::kEdDsa, Algorithm::kRs256, Algorithm::kEs256}) {
    Claims claims = Official();
    claims.algorithm = algorithm;
    const auto identity = verifier->Verify(Mint(claims));
    ASSERT_TRUE(identity.ok()) << identity.error().reason;
    EXPECT_EQ(identity->caller, "TQ-001");
    EXPECT_EQ(identity->authority, "tuyen-quang");
    EXPECT_EQ(identity->kind, CallerKind::kPerson);
    EXPECT_EQ(identity->expires_at, kNow + seconds{600});
  }
}

TEST_F(TokenTest, TellsOperatorsAndServicesFromPeople) {
  Claims claims = Official();
  claims.subject = "quan-tri";
  claims.authority = "";
  EXPECT_EQ(verifier->Verify(Mint(claims))->kind, CallerKind::kOperator);
  claims.subject = "service:notifier";
  EXPECT_EQ(verifier->Verify(Mint(claims))->kind, CallerKind::kService);
  claims.subject = "service:unknown";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_SUBJECT");
  claims.subject = "TQ-001";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_AUTHORITY");
  claims.authority = "Tuyên Quang";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_AUTHORITY");
  claims = Official();
  claims.subject = "TQ-001'; drop table";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_SUBJECT");
  claims.subject = "";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_SUBJECT");
}

TEST_F(TokenTest, AllowsThirtySecondsOfClockSkewAndNoMore) {
  const std::string token = Mint(Official());
  clock.Set(kNow + seconds{629});
  EXPECT_EQ(ReasonOf(token), "accepted");
  EXPECT_FALSE(verifier->HasEnded(kNow + seconds{600}));
  clock.Set(kNow + seconds{630});
  EXPECT_EQ(ReasonOf(token), "TOKEN_EXPIRED");
  EXPECT_TRUE(verifier->HasEnded(kNow + seconds{600}));
  const std::string later = *issuer.Mint(Official(), kNow + seconds{661});
  EXPECT_EQ(ReasonOf(later), "TOKEN_NOT_YET_VALID");
  clock.Set(kNow + seconds{631});
  EXPECT_EQ(ReasonOf(later), "accepted");
}

TEST_F(TokenTest, RefusesAnotherIssuerOrAudience) {
  Claims claims = Official();
  claims.audience = "another";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_AUDIENCE");
  claims = Official();
  claims.issuer = "another";
  EXPECT_EQ(ReasonOf(Mint(claims)), "TOKEN_ISSUER");
}

TEST_F(TokenTest, RefusesWhatIsNoSignedToken) {
  EXPECT_EQ(ReasonOf(""), "TOKEN_MISSING");
  for (const std::string& token : {std::string("x"), std::string("a.b.c"), std::string(".."), std::string(10'000, 'a'),
                                   std::string("\xFF\x00\x01", 3)}) {
    EXPECT_EQ(ReasonOf(token), "TOKEN_MALFORMED");
  }
}

TEST_F(TokenTest, RefusesAlgorithmNoneInEverySpelling) {
  for (const char* none : {"none", "None", "NONE", "nOnE"}) {
    const std::string token = Base64Url(json{{"alg", none}}.dump()) + "." + Base64Url(GoodClaims().dump()) + ".";
    EXPECT_NE(ReasonOf(token), "accepted") << none;
  }
  const std::string good = Mint(Official());
  EXPECT_NE(ReasonOf(good.substr(0, good.rfind('.') + 1)), "accepted");  // signature taken away
}

// The classic confusion: an HMAC keyed with what everybody knows, the public key.
TEST_F(TokenTest, RefusesSymmetricAlgorithmsKeyedWithThePublicKey) {
  const json jwks = json::parse(ReadFile(issuer.jwks_file()));
  for (const auto& key : jwks["keys"]) {
    for (const std::string& secret : {key.dump(), key.value("n", key.value("x", "")), ReadFile(issuer.jwks_file())}) {
      const std::string signed_part =
          Base64Url(json{{"alg", "HS256"}, {"kid", key["kid"]}}.dump()) + "." + Base64Url(GoodClaims().dump());
      EXPECT_EQ(ReasonOf(signed_part + "." + Base64Url(HmacSha256(secret, signed_part))), "TOKEN_ALGORITHM");
    }
  }
}

TEST_F(TokenTest, RefusesAnAlgorithmThatIsNotTheKeysOwn) {
  Claims claims = Official();
  const std::string ed = Mint(claims);
  const std::string rest = ed.substr(ed.find('.'));
  for (const char* other : {"RS256", "ES256", "PS256", "RS512", "ES384"}) {
    EXPECT_NE(ReasonOf(Base64Url(json{{"alg", other}, {"kid", "dev-EdDSA"}}.dump()) + rest), "accepted") << other;
  }
}

// A token signed by a stranger must not bring the stranger's key with it (jwk, x5c, jku headers; RFC 8725 3.10).
TEST_F(TokenTest, NeverUsesAKeyThatTheTokenBrings) {
  const auto other_folder = folder / "stranger";
  const DevIssuer stranger = *DevIssuer::Open(other_folder.string());
  EXPECT_EQ(ReasonOf(*stranger.Mint(Official(), kNow)), "TOKEN_SIGNATURE");  // same kid, other key

  const json strangers_key = json::parse(ReadFile(stranger.jwks_file()))["keys"][0];
  const std::string token = *stranger.Mint(Official(), kNow);
  const std::string rest = token.substr(token.find('.'));
  const std::string header = Base64Url(json{{"alg", "EdDSA"}, {"jwk", strangers_key}}.dump());
  EXPECT_NE(ReasonOf(header + rest), "accepted");
}

TEST_F(TokenTest, RefusesATokenThatWasChanged) {
  const std::string token = Mint(Official());
  json claims = GoodClaims();
  claims["sub"] = "TQ-002";
  const std::string changed =
      token.substr(0, token.find('.') + 1) + Base64Url(claims.dump()) + token.substr(token.rfind('.'));
  EXPECT_EQ(ReasonOf(changed), "TOKEN_SIGNATURE");
}

TEST_F(TokenTest, LooksOnlyAtTheKeyThatTheTokenNames) {
  std::string jwks = ReadFile(issuer.jwks_file());
  jwks.replace(jwks.find("dev-EdDSA"), 9, "new-EdDSA");
  const std::string token = Mint(Official());
  EXPECT_EQ(ReasonOf(token), "accepted");
  std::ofstream(issuer.jwks_file()) << jwks << "\n";
  EXPECT_EQ(ReasonOf(token), "TOKEN_SIGNATURE");
}

TEST_F(TokenTest, TakesNewKeysFromTheChangedFileAndForgetsTheOldOnes) {
  const std::string old_token = Mint(Official());
  const DevIssuer next = *DevIssuer::Open((folder / "next").string());
  const std::string new_token = *next.Mint(Official(), kNow);
  EXPECT_EQ(ReasonOf(new_token), "TOKEN_SIGNATURE");
  std::filesystem::rename(next.jwks_file(), issuer.jwks_file());
  EXPECT_EQ(ReasonOf(new_token), "accepted");
  EXPECT_EQ(ReasonOf(old_token), "TOKEN_SIGNATURE");
}

TEST_F(TokenTest, KeepsTheOldKeysWhileTheFileIsBroken) {
  const std::string token = Mint(Official());
  std::ofstream(issuer.jwks_file()) << "{ half";
  EXPECT_EQ(ReasonOf(token), "accepted");
  std::filesystem::remove(issuer.jwks_file());
  EXPECT_EQ(ReasonOf(token), "accepted");
}

TEST_F(TokenTest, DoesNotStartWithoutUsableKeys) {
  const auto reason = [&](const std::string& content) {
    std::ofstream(issuer.jwks_file()) << content;
    return TokenVerifier::Create(options, clock).error().reason;
  };
  EXPECT_EQ(reason("{}"), "JWKS_MALFORMED");
  EXPECT_EQ(reason(R"({"keys":[]})"), "JWKS_MALFORMED");
  EXPECT_EQ(reason(R"({"keys":[{"kty":"oct","k":"c2VjcmV0"}]})"), "JWKS_MALFORMED");
  EXPECT_EQ(reason(ReadFile((folder / "private.json").string())), "JWKS_MALFORMED");
  std::filesystem::remove(issuer.jwks_file());
  EXPECT_EQ(TokenVerifier::Create(options, clock).error().reason, "JWKS_UNREADABLE");
}

TEST(RecentlyUsed, ForgetsWhatWasNotUsedForLongestAndHoldsTheLastOnesAlways) {
  RecentlyUsed<int, int> squares(10);
  for (int i = 0; i < 100; ++i) {
    squares.Put(i, i * i);
    EXPECT_EQ(squares.Find(0), 0) << i;  // always in use
    for (int last = std::max(0, i - 4); last <= i; ++last) {
      EXPECT_EQ(squares.Find(last), last * last) << i;
    }
  }
  int held = 0;
  for (int i = 0; i < 100; ++i) {
    held += squares.Find(i).has_value() ? 1 : 0;
  }
  EXPECT_GE(held, 10);
  EXPECT_LE(held, 20);
  squares.Clear();
  EXPECT_EQ(squares.Find(99), std::nullopt);
}

TEST(RecentlyUsed, TakesTheNewValueOfAnEarlierGeneration) {
  RecentlyUsed<std::string, int> table(1);
  table.Put("a", 1);
  table.Put("b", 2);
  table.Put("a", 3);
  EXPECT_EQ(table.Find("a"), 3);
}

TEST(GuardedClock, NeverGoesBackWithTheHostsClock) {
  struct HostClock final : CivilClock {
    Instant now = kNow;
    [[nodiscard]] Instant Now() const override { return now; }
  } host;
  struct Steady final : MonotonicClock {
    Micros elapsed{0};
    [[nodiscard]] Micros Elapsed() const override { return elapsed; }
  } steady;
  const GuardedClock clock(host, steady);
  host.now = kNow - std::chrono::hours{5};
  steady.elapsed = seconds{10};
  EXPECT_EQ(clock.Now(), kNow + seconds{10});
  host.now = kNow + seconds{60};
  EXPECT_EQ(clock.Now(), kNow + seconds{60});
}

}  // namespace
}  // namespace dotpha::auth
