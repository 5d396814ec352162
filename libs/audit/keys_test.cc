#include "libs/audit/keys.h"

#include "libs/audit/audit_fixture.h"

namespace dotpha::audit {
namespace {

TEST(AuditKeys, SignatureHoldsForItsMessageAndItsKeyOnly) {
  const auto key = SigningKey::Generate();
  const std::string signature = key.Sign("statement");
  EXPECT_EQ(signature.size(), 64U);
  EXPECT_TRUE(key.Public().Verify("statement", signature));
  EXPECT_FALSE(key.Public().Verify("statemenT", signature));
  EXPECT_FALSE(key.Public().Verify("statement", ""));
  EXPECT_FALSE(SigningKey::Generate().Public().Verify("statement", signature));
}

TEST(AuditKeys, SurviveTheWayThroughPemFiles) {
  const auto file = std::filesystem::temp_directory_path() / ("dotpha-key-" + NewUuid());
  const auto key = SigningKey::Generate();
  std::ofstream(file) << key.PrivatePem();
  const auto loaded = SigningKey::Load(file);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->Public().Fingerprint(), key.Public().Fingerprint());
  std::ofstream(file) << key.PublicPem();
  const auto verifying = VerifyingKey::Load(file);
  ASSERT_TRUE(verifying.ok());
  EXPECT_TRUE(verifying->Verify("x", key.Sign("x")));
  EXPECT_EQ(SigningKey::Load(file).error().reason, "AUDIT_KEY_INVALID") << "a public key cannot sign";
  std::ofstream(file) << "no key";
  EXPECT_EQ(VerifyingKey::Load(file).error().reason, "AUDIT_KEY_INVALID");
  std::filesystem::remove(file);
  EXPECT_EQ(SigningKey::Load(file).error().reason, "AUDIT_KEY_INVALID");
}

}  // namespace
}  // namespace dotpha::audit
