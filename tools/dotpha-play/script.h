// Which acts of the journal are played. Pure.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tools/dotpha-play/sample.h"

namespace dotpha::play {

class Script {
 public:
  // `services`: those that run. All of them play everything; registration and notifier alone its first stage, because
  // what follows would miss what lies between. The sample must outlive the script.
  Script(const Sample& sample, const std::set<std::string>& services);

  // To be asked for each act once, in order: what is not played is counted.
  bool Plays(const Act& act);

  // Acts that were not played, by kind.
  [[nodiscard]] const std::map<std::string, int>& unplayed() const { return unplayed_; }

 private:
  const Sample& sample_;
  bool whole_year_;
  std::map<std::string, int> unplayed_;
};

}  // namespace dotpha::play
