// The machinery that the other tests lean on must itself not lie.
#include "tests/support/server_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace dotpha::testing {
namespace {

class ServerProcessTest : public ::testing::Test {
 protected:
  ServerProcess::Options Shell(const std::string& script) const {
    return {.program = "/bin/sh",
            .arguments = {"-c", script},
            .log_file = (folder_ / "log").string(),
            .port_file = (folder_ / "port").string()};
  }

  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("server-process-test-" + std::to_string(::getpid()));
};

TEST_F(ServerProcessTest, WaitsForThePortFile) {
  ServerProcess process(Shell("echo 4711 >" + (folder_ / "port").string() + "; exec sleep 60"));
  process.Start();
  EXPECT_EQ(process.WaitServing(), 4711);
  EXPECT_TRUE(process.running());
  EXPECT_GT(process.ResidentKib(), 0);
}

TEST_F(ServerProcessTest, QuotesTheLogOfAProgramThatEnded) {
  ServerProcess process(Shell("echo broken setting >&2; exit 2"));
  process.Start();
  try {
    process.WaitServing();
    FAIL() << "a program that ended was taken for serving";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("broken setting"), std::string::npos);
  }
}

TEST_F(ServerProcessTest, TellsExitStatusFromSignal) {
  ServerProcess ends(Shell("exit 7"));
  ends.Start();
  EXPECT_EQ(ends.WaitEnd(), 7);
  ServerProcess killed(Shell("kill -9 $$"));
  killed.Start();
  EXPECT_EQ(killed.WaitEnd(), -SIGKILL);
}

TEST_F(ServerProcessTest, KillsAndStartsAnew) {
  ServerProcess process(Shell("echo 1 >" + (folder_ / "port").string() + "; exec sleep 60"));
  process.Start();
  process.WaitServing();
  const pid_t first = process.pid();
  process.Pause();
  process.Kill();
  EXPECT_FALSE(process.running());
  EXPECT_EQ(::kill(first, 0), -1);
  process.Start();
  process.WaitServing();
  EXPECT_NE(process.pid(), first);
}

TEST_F(ServerProcessTest, EndsWhenAsked) {
  ServerProcess process(
      Shell("trap 'exit 3' TERM; echo 1 >" + (folder_ / "port").string() + "; while :; do sleep 0.01; done"));
  process.Start();
  process.WaitServing();
  EXPECT_EQ(process.Terminate(), 3);
}

TEST(FreePort, IsBelowTheEphemeralRange) {
  const int port = FreePort();
  EXPECT_GE(port, 10'000);
  EXPECT_LT(port, 32'000);
}

}  // namespace
}  // namespace dotpha::testing
