// The streams of all producers of a year, recorded, and told again in whatever disorder the protocol permits: each by a
// journal whose head the test moves, and by the broker, where messages are lost, doubled, late, and overtake each
// other.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "libs/messaging/amqp_connection.h"
#include "libs/messaging/stream.h"
#include "tests/support/system.h"

namespace dotpha::faults {

// By producer, each dense from 1 on.
using Streams = std::map<std::string, std::vector<messaging::StreamEvent>>;

// All that the system's services have told.
Streams ReadStreams(testing::System& system);

class ToldJournal;

// The producers that one service follows, played by the test.
class Teller {
 public:
  // `end`: the watermark once all is told, unless Announce() says otherwise.
  Teller(const Streams& streams, const std::string& consumer, Instant end);
  ~Teller();
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  // Flags of the service that is to listen.
  [[nodiscard]] std::vector<std::string> Flags() const;
  // Of each producer, how much has been told.
  [[nodiscard]] std::map<std::string, std::size_t> told() const;

  // `listener` runs with Flags() and hears by its broker from now on.
  void Connect(testing::System& listener);
  // Tells everything, the producers' streams mixed at random. `wait` is called now and then, and may wait until what
  // was told has been applied.
  void TellAll(std::mt19937& random, const std::function<void()>& wait);
  // Tells all that was recorded up to this moment and announces that nothing more arrived before it.
  void TellUntil(Instant moment, std::mt19937& random);
  // When the next that is untold was recorded; none: all is told.
  [[nodiscard]] std::optional<Instant> next() const;

 private:
  void Tell(const std::string& producer, std::size_t count, std::mt19937& random);

  const Streams& streams_;
  std::string consumer_;
  std::map<std::string, std::unique_ptr<ToldJournal>> journals_;
  std::unique_ptr<messaging::AmqpConnection> broker_;
  std::string exchange_;
};

}  // namespace dotpha::faults
