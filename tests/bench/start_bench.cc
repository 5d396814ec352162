// How long each service takes from its start to SERVING, and the memory that it then holds.
#include "tests/bench/parts.h"

namespace dotpha::bench {

nlohmann::json MeasureStart(const Options& /*options*/) {
  constexpr int kStarts = 5;
  testing::System system({.services = testing::AllServices()});
  nlohmann::json result;
  for (const std::string& service : system.services()) {
    testing::ServerProcess& process = system.process(service);
    std::vector<double> times;
    for (int i = 0; i < kStarts; ++i) {
      process.Terminate();
      const auto begin = Steady::now();
      system.Restart(process);
      times.push_back(Milliseconds(Steady::now() - begin));
    }
    result["start_ms"][service] = Median(times);
  }
  result["resident_kib"] = ResidentKib(system);
  return result;
}

}  // namespace dotpha::bench
