// Which acts of the journal are played, and why others are not. Pure.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tools/dotpha-play/sample.h"

namespace dotpha::play {

// What the player cannot play yet decides about others: officials whose year depends on acts of later stages (moves,
// stops, amendments of works) are left out of everything but their registration.
const std::set<std::string>& LeftOutOfTheYear();

enum class Verdict {
  kPlay,
  kUnplayedKind,      // nobody plays acts of this kind yet, or its service does not run
  kLeftOut,           // about left-out officials alone
  kBuildsOnUnplayed,  // on a request or case that was not played
};

struct Scene {
  Verdict verdict = Verdict::kPlay;
  Act act;  // without the items about left-out officials
};

class Script {
 public:
  // `services`: those that run. With registration and notifier alone nobody is left out: only registrations are played.
  // The sample must outlive the script.
  Script(const Sample& sample, std::set<std::string> services);

  // To be asked for each act once, in order: what is not played is remembered.
  Scene Next(const Act& act);

  // Acts that were not played, by kind, and by verdict.
  [[nodiscard]] const std::map<std::string, int>& unplayed() const { return unplayed_; }
  [[nodiscard]] const std::set<std::string>& left_out() const { return left_out_; }
  [[nodiscard]] bool whole_year() const { return whole_year_; }

 private:
  [[nodiscard]] Verdict Judge(Act& act) const;
  // Whom a single act is about; empty: nobody alone.
  [[nodiscard]] std::string OfficialOf(const Act& act) const;

  const Sample& sample_;
  std::set<std::string> services_;
  bool whole_year_;
  std::set<std::string> left_out_;
  std::set<std::string>
      missing_;  // "request:REQ-1", "case:H-1", "post:TQ-020:2022-06-20": what unplayed acts would have made
  std::map<std::string, int> unplayed_;
};

}  // namespace dotpha::play
