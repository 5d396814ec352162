// The sums that a plan's weight tree must keep (Mẫu số 02; R4.4a-SUM, I-49, I-54): in hundredths of a percent, exact.
#pragma once

#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/statute/law.h"

namespace dotpha::statute {

// One node of one work's tree. The root is the work itself (STAGE, or YEAR for an annual work) with the full share.
struct WeightNode {
  std::string level;  // STAGE, YEAR, QUARTER, MONTH, ITEM, as the regulation's weight rules name them
  std::string label;  // within its parent: "2022", "Q1", "01"
  int share_e2 = 0;   // of its parent
  std::vector<WeightNode> children;
};

// Every broken sum, each naming the node by its path ("2022/Q1") and the sum found. Reasons: WEIGHT_OUT_OF_RANGE,
// WEIGHT_SUM, WEIGHT_WITHOUT_PARTS, WEIGHT_ZERO_WITH_PARTS, WEIGHT_LEVEL, WEIGHT_TOO_MANY_PARTS. Empty: valid.
std::vector<Violation> CheckWeights(const Regulation& regulation, const WeightNode& work);

}  // namespace dotpha::statute
