// A year of the sample province's 64 officials by the player that ./dotpha demo runs, and where its time goes.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "libs/base/ids.h"
#include "tests/bench/parts.h"

namespace dotpha::bench {
namespace {

using testing::ServerProcess;
using testing::System;

// Longer than any year that somebody would wait for.
constexpr std::chrono::seconds kPatience{900};

std::string Contents(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// "calls 8.0 s, clock 43.6 s" of the player's last lines.
nlohmann::json SpentAsPrinted(const std::string& output) {
  static const std::regex kLine(R"(Time: [\d.]+ s: (.*); (\d+) steps of the clock)");
  static const std::regex kPart(R"(([a-z]+) ([\d.]+) s)");
  std::smatch line;
  if (!std::regex_search(output, line, kLine)) {
    throw std::runtime_error("dotpha-play does not say where its time went");
  }
  nlohmann::json spent{{"steps", std::stoi(line[2])}};
  const std::string parts = line[1];
  for (auto part = std::sregex_iterator(parts.begin(), parts.end(), kPart); part != std::sregex_iterator(); ++part) {
    spent[(*part)[1]] = std::stod((*part)[2]);
  }
  return spent;
}

}  // namespace

nlohmann::json MeasureYear(const Options& /*options*/) {
  System system({.start = "2021-10-14T00:00:00+07:00", .services = testing::AllServices()});
  const auto log = std::filesystem::temp_directory_path() / ("play-" + NewUuid() + ".log");
  std::vector<std::string> arguments{"--sample",   testing::SourceFolder() + "/samples/tuyen-quang-2022",
                                     "--keys",     System::KeysFolder(),
                                     "--operator", System::kOperator};
  std::map<std::string, double> cpu_before;
  for (const std::string& service : system.services()) {
    arguments.insert(arguments.end(), {"--" + service, system.address(service)});
    cpu_before[service] = CpuSeconds(system.process(service).pid());
  }
  ServerProcess player(
      {.program = testing::BinaryFolder() + "/dotpha-play", .arguments = arguments, .log_file = log.string()});
  const auto begin = Steady::now();
  player.Start();
  const int status = player.WaitEnd(kPatience);
  const double seconds = Seconds(Steady::now() - begin).count();
  const std::string output = Contents(log);
  std::filesystem::remove(log);
  if (status != 0) {
    throw std::runtime_error(fmt::format("dotpha-play: exit {}\n{}", status, output));
  }
  nlohmann::json result{{"seconds", seconds}, {"spent", SpentAsPrinted(output)}};
  for (const std::string& service : system.services()) {
    result["cpu_seconds"][service] = CpuSeconds(system.process(service).pid()) - cpu_before[service];
  }
  result["resident_kib"] = ResidentKib(system);
  return result;
}

}  // namespace dotpha::bench
