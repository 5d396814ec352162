// dotpha-bench PART: measures one part against running services; prints a JSON object, and progress on standard error.
// Servers: DOTPHA_TEST_*, as scripts/servers names them. Called by tests/bench/run.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "tests/bench/parts.h"

int main(int argc, char** argv) {
  namespace bench = dotpha::bench;
  const std::map<std::string, nlohmann::json (*)(const bench::Options&)> parts = {
      {"registration", bench::MeasureRegistration},
      {"reporting", bench::MeasureReporting},
      {"year", bench::MeasureYear},
      {"rush", bench::MeasureRush},
      {"lists", bench::MeasureLists},
      {"start", bench::MeasureStart}};
  bench::Options options;
  std::string part;
  CLI::App app("Measures the running services; prints JSON");
  app.add_option("part", part, "what to measure")->required()->check(CLI::IsMember(parts));
  app.add_option("--connections", options.connections, "of clients, and of pgbench")->capture_default_str();
  app.add_option("--seconds", options.seconds, "of each measurement")->capture_default_str();
  app.add_option("--rounds", options.rounds, "of each measurement, in turns with its yardstick")->capture_default_str();
  app.add_option("--officials", options.officials, "of registration and reporting")->capture_default_str();
  app.add_option("--rate", options.rate,
                 "registrations a second while the ledger is watched; 0: half of what the rounds reach")
      ->capture_default_str();
  app.add_option("--reports", options.reports, "in the minute of the rush")->capture_default_str();
  app.add_option("--pgbench", options.pgbench, "path of pgbench")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("{}\n", parts.at(part)(options).dump(2));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "dotpha-bench {}: {}\n", part, error.what());
    return 1;
  }
}
