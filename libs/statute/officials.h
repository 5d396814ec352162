// The officials of an authority as its bodies' duties need them; answers are remembered. Internal to the derivation.
#pragma once

#include <map>
#include <set>
#include <string>

#include "libs/statute/slice.h"

namespace dotpha::statute {

// Keeps a reference to `facts`, which must outlive it and not change.
class Officials {
 public:
  explicit Officials(const Facts& facts);

  // Whether the body leads for any official on that day, by all that is known.
  bool LeadsForAnybody(const std::string& body_id, Date day);
  // Officials who ever left a post or had a work ended, with their facts.
  [[nodiscard]] const std::map<std::string, Facts>& WithStops() const { return with_stops_; }

 private:
  const Facts& facts_;
  FactsIndex index_;
  std::map<std::pair<std::string, Date>, bool> leads_;
  std::map<std::string, Facts> with_stops_;
};

}  // namespace dotpha::statute
