#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/config/common_settings.h"
#include "libs/config/settings.h"

namespace dotpha::config {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

struct EnvironmentVariable {
  EnvironmentVariable(const char* given_name, const char* value) : name(given_name) { setenv(given_name, value, 1); }
  ~EnvironmentVariable() { unsetenv(name); }
  EnvironmentVariable(const EnvironmentVariable&) = delete;
  EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;
  const char* name;
};

class SettingsTest : public testing::Test {
 protected:
  SettingsTest() {
    settings.Text("listen", &listen, "HOST:PORT", "Where to listen");
    settings.Number("pool", &pool, 1, 100, "connections", "How many connections");
    settings.Duration("wait", &wait, milliseconds{10}, milliseconds{60'000}, "How long to wait");
    settings.Choice("clock", &clock, {"system", "virtual"}, "Which clock");
    settings.List("operators", &operators, "NAME", "Who operates");
    settings.Switch("production", &production, "Whether for real");
    settings.File("key-file", &key_file, "A key");
  }

  std::optional<int> Parse(const std::vector<std::string>& arguments) { return settings.Parse(arguments, out, errors); }

  std::string WriteFile(const std::string& content) {
    path = (std::filesystem::temp_directory_path() / ("dotpha-config-" + std::to_string(getpid()))).string();
    std::ofstream(path) << content;
    return path;
  }
  void TearDown() override {
    if (!path.empty()) {
      std::filesystem::remove(path);
    }
  }

  Settings settings{"dotpha-test", "A test."};
  std::string listen = "127.0.0.1:0";
  int pool = 16;
  milliseconds wait{20'000};
  std::string clock = "system";
  std::vector<std::string> operators;
  bool production = false;
  std::string key_file;
  std::ostringstream out;
  std::ostringstream errors;
  std::string path;
};

TEST_F(SettingsTest, KeepsDefaultsAndServesWhenNothingIsGiven) {
  EXPECT_EQ(Parse({}), std::nullopt);
  EXPECT_EQ(pool, 16);
  EXPECT_EQ(settings.command(), Command::kServe);
}

TEST_F(SettingsTest, FlagBeatsEnvironmentBeatsFileBeatsDefault) {
  const std::string file = WriteFile("pool = 5\nlisten = \"a:5\"\nwait = \"5s\"\noperators = [\"an\", \"binh\"]\n");
  const EnvironmentVariable pool_variable("DOTPHA_POOL", "6");
  const EnvironmentVariable listen_variable("DOTPHA_LISTEN", "a:6");
  ASSERT_EQ(Parse({"migrate", "--config", file, "--pool", "7"}), std::nullopt) << errors.str();
  EXPECT_EQ(pool, 7);
  EXPECT_EQ(listen, "a:6");
  EXPECT_EQ(wait, milliseconds{5000});
  EXPECT_EQ(clock, "system");
  EXPECT_THAT(operators, testing::ElementsAre("an", "binh"));
  EXPECT_EQ(settings.command(), Command::kMigrate);
  EXPECT_THAT(settings.Describe(), HasSubstr("pool = 7  # flag"));
  EXPECT_THAT(settings.Describe(), HasSubstr("listen = a:6  # environment"));
  EXPECT_THAT(settings.Describe(), HasSubstr("wait = 5s  # file"));
}

TEST_F(SettingsTest, TakesListsAndSwitches) {
  ASSERT_EQ(Parse({"--operators", "an,binh", "--production", "check-config"}), std::nullopt) << errors.str();
  EXPECT_THAT(operators, testing::ElementsAre("an", "binh"));
  EXPECT_TRUE(production);
  EXPECT_EQ(settings.command(), Command::kCheckConfig);
  EXPECT_THAT(out.str(), HasSubstr("operators = an,binh  # flag"));
}

TEST_F(SettingsTest, HelpPrintsDefaultsAndUnits) {
  EXPECT_EQ(Parse({"--help"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("connections (1..100)"));
  EXPECT_THAT(out.str(), HasSubstr("16"));
  EXPECT_THAT(out.str(), HasSubstr("20s"));
  EXPECT_THAT(out.str(), HasSubstr("DOTPHA_POOL"));
  EXPECT_THAT(out.str(), HasSubstr("system|virtual"));
}

TEST_F(SettingsTest, AWrongSettingNamesItselfAndExitsWithTwo) {
  for (const auto& [arguments, name] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--pool", "0"}, "--pool"},
           {{"--pool", "many"}, "--pool"},
           {{"--wait", "20"}, "--wait"},
           {{"--wait", "2h"}, "--wait"},
           {{"--clock", "sundial"}, "--clock"},
           {{"--key-file", "/nonexistent/key"}, "--key-file"},
           {{"--unknown", "1"}, "--unknown"},
           {{"--config", "/nonexistent/config"}, "--config"}}) {
    Settings fresh("dotpha-test", "A test.");
    fresh.Number("pool", &pool, 1, 100, "connections", "How many connections");
    fresh.Duration("wait", &wait, milliseconds{10}, milliseconds{60'000}, "How long to wait");
    fresh.Choice("clock", &clock, {"system", "virtual"}, "Which clock");
    fresh.File("key-file", &key_file, "A key");
    std::ostringstream message;
    EXPECT_EQ(fresh.Parse(arguments, out, message), kExitWrongSetting) << name;
    EXPECT_THAT(message.str(), HasSubstr(name));
  }
}

TEST_F(SettingsTest, NamesTheSourceOfAWrongValue) {
  const EnvironmentVariable variable("DOTPHA_POOL", "many");
  EXPECT_EQ(Parse({}), kExitWrongSetting);
  EXPECT_THAT(errors.str(), HasSubstr("DOTPHA_POOL"));
}

TEST_F(SettingsTest, RefusesUnknownNamesInTheFile) {
  EXPECT_EQ(Parse({"--config", WriteFile("poool = 3\n")}), kExitWrongSetting);
  EXPECT_THAT(errors.str(), HasSubstr("poool"));
}

TEST(CommonSettings, RefusesAVirtualClockInProduction) {
  Settings settings("dotpha-test", "A test.");
  CommonSettings common;
  common.regulations_dir = common.policies_dir = common.calendars_dir = "";
  AddCommonSettings(settings, common);
  std::ostringstream out;
  std::ostringstream errors;
  EXPECT_EQ(settings.Parse({"--clock", "virtual", "--production", "--database-url", "x"}, out, errors), 2);
  EXPECT_THAT(errors.str(), HasSubstr("--clock"));
}

TEST(CommonSettings, NamesWhatServingNeeds) {
  Settings settings("dotpha-test", "A test.");
  CommonSettings common;
  common.regulations_dir = common.policies_dir = common.calendars_dir = "";
  AddCommonSettings(settings, common);
  std::ostringstream out;
  std::ostringstream errors;
  EXPECT_EQ(settings.Parse({"serve", "--database-url", "x"}, out, errors), 2);
  EXPECT_THAT(errors.str(), HasSubstr("--amqp-url"));
}

TEST(CommonSettings, WantsTheAuthorityOfABrokerThatIsReachedByTls) {
  Settings settings("dotpha-test", "A test.");
  CommonSettings common;
  common.regulations_dir = common.policies_dir = common.calendars_dir = "";
  AddCommonSettings(settings, common);
  std::ostringstream out;
  std::ostringstream errors;
  EXPECT_EQ(
      settings.Parse({"serve", "--database-url", "x", "--amqp-url", "amqps://user@broker.example.vn"}, out, errors), 2);
  EXPECT_THAT(errors.str(), HasSubstr("--amqp-ca-file"));
}

TEST(ReadSecret, NeverEchoesTheContentAndDropsTheLineBreak) {
  const auto path = std::filesystem::temp_directory_path() / ("dotpha-secret-" + std::to_string(getpid()));
  std::ofstream(path) << "s3cret\n";
  EXPECT_EQ(*ReadSecret("x-file", path.string()), "s3cret");
  std::ofstream(path) << "\n";
  EXPECT_EQ(ReadSecret("x-file", path.string()).error().reason, "SECRET_EMPTY");
  std::filesystem::remove(path);
  EXPECT_EQ(ReadSecret("x-file", path.string()).error().reason, "SECRET_UNREADABLE");
}

}  // namespace
}  // namespace dotpha::config
