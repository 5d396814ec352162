// The sample year samples/tuyen-quang-2022 as facts: what the five services would have told the notifier, had its
// journal been played through them.
#pragma once

#include "libs/statute/facts.h"

namespace dotpha::statute {

// Throws std::runtime_error where a file cannot be read.
Facts LoadSampleFacts(const std::string& folder);

}  // namespace dotpha::statute
