// A work's tree of shares between the wire (reporting.v1.WorkShares, as it is stored) and the statute.
#pragma once

#include <string>

#include "dotpha/reporting/v1/reporting_events.pb.h"
#include "libs/base/result.h"
#include "libs/statute/weights.h"

namespace dotpha::assessment::store {

// One year alone is an annual work: its root is the year. INVALID_ARGUMENT EVENT_FIELD_MISSING for a work without id
// or years.
Result<statute::WeightNode> ToTree(const reporting::v1::WorkShares& shares);

}  // namespace dotpha::assessment::store
