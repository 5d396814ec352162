// What a request about works, plans and departures cannot say before something was read.
#pragma once

#include <nlohmann/json.hpp>

#include "libs/base/result.h"
#include "tools/dotpha-play/caller.h"
#include "tools/dotpha-play/requests.h"

namespace dotpha::play {

bool IsAboutWorks(Lookup lookup);

// Reads as the act's actor and fills it in. NOT_FOUND where there is no such thing. Precondition: IsAboutWorks(lookup).
Result<void> FillInWorks(const Caller& caller, const Sample& sample, const Act& act, Lookup lookup,
                         nlohmann::json* request);

}  // namespace dotpha::play
