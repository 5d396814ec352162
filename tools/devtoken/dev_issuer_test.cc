#include "tools/devtoken/dev_issuer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace dotpha::devtoken {
namespace {

std::string ReadFile(const std::string& path) {
  std::stringstream content;
  content << std::ifstream(path).rdbuf();
  return content.str();
}

class DevIssuerTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string folder =
      (std::filesystem::temp_directory_path() / ("dotpha-issuer-" + std::to_string(getpid()))).string();
};

TEST_F(DevIssuerTest, KeepsItsKeysAndItsPrivateOnesToItself) {
  const auto issuer = DevIssuer::Open(folder);
  ASSERT_TRUE(issuer.ok()) << issuer.error().message;
  const std::string jwks = ReadFile(issuer->jwks_file());
  EXPECT_THAT(jwks, testing::Not(testing::HasSubstr("\"d\"")));
  struct stat status {};
  ASSERT_EQ(stat((folder + "/private.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(ReadFile(DevIssuer::Open(folder)->jwks_file()), jwks);
}

TEST_F(DevIssuerTest, SaysWhatIsWrongWithItsFolder) {
  EXPECT_EQ(DevIssuer::Open("/proc/nowhere").error().reason, "KEYS_UNWRITABLE");
  ASSERT_TRUE(DevIssuer::Open(folder).ok());
  std::ofstream(folder + "/private.json") << "{ half";
  EXPECT_EQ(DevIssuer::Open(folder).error().reason, "KEYS_MALFORMED");
  EXPECT_EQ(ParseAlgorithm("HS256").error().reason, "UNKNOWN_ALGORITHM");
}

}  // namespace
}  // namespace dotpha::devtoken
