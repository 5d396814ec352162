// For tests only: a relay in a process of its own, to be killed. Arguments: database URL, service, broker URL,
// exchange.
#include <unistd.h>

#include "libs/messaging/relay.h"

int main(int argc, char** argv) {
  if (argc != 5) {
    return 2;
  }
  dotpha::messaging::RelayOptions options;
  options.producer = "registration";
  options.database.url = argv[1];
  options.database.service = argv[2];
  options.broker.url = argv[3];
  options.broker.exchange = argv[4];
  options.window = 200;
  options.watermark.no_call_in_flight_before = [](dotpha::Instant) { return true; };
  const dotpha::ManualClock clock{dotpha::Instant{1'633'996'800'000'000}};
  const dotpha::messaging::Relay relay(options, clock, dotpha::MonotonicClock::Steady());
  while (true) {
    ::pause();
  }
}
