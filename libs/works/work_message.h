// A work (libs/statute/work.h) as the public message dotpha.registration.v1.Work, which every stage shares, and the
// digest by which the stages tell whether it is still the same work.
#pragma once

#include <string>
#include <vector>

#include "dotpha/registration/v1/registration.pb.h"
#include "libs/base/result.h"
#include "libs/statute/work.h"

namespace dotpha::works {

namespace v1 = dotpha::registration::v1;

// DATE_INVALID under `row`, the path of the work in the request.
statute::Work ReadWork(const v1::Work& from, const std::string& row, std::vector<Violation>& violations);
v1::Work ToMessage(const statute::Work& work);

// SHA-256 (32 bytes) of what the work says, whatever its id: equal for equal content, complete as
// statute::CompleteWork leaves it (R4.2e-DIFFER, R4.3-DIFFER).
std::string ContentDigest(const statute::Work& work);

}  // namespace dotpha::works
