#include "tests/acceptance/programs.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "libs/base/ids.h"
#include "tests/support/server_process.h"
#include "tests/support/servers.h"

namespace dotpha::acceptance {

Ended RunProgram(const std::string& program, const std::vector<std::string>& arguments, std::chrono::seconds patience) {
  const auto log = std::filesystem::temp_directory_path() / ("run-" + NewUuid() + ".log");
  testing::ServerProcess process(
      {.program = program.starts_with("/") ? program : testing::BinaryFolder() + "/" + program,
       .arguments = arguments,
       .log_file = log.string()});
  process.Start();
  const int status = process.WaitEnd(patience);
  std::stringstream output;
  output << std::ifstream(log).rdbuf();
  std::filesystem::remove(log);
  return {status, output.str()};
}

const std::string& SampleFolder() {
  static const std::string kFolder = testing::SourceFolder() + "/samples/tuyen-quang-2022";
  return kFolder;
}

}  // namespace dotpha::acceptance
