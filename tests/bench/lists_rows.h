// Rows for the lists: what a province has after ten years, written into the services' tables, as many as are asked for.
// A tenth as many officials, ten cycles (2013 to 2022); a quarter of the officials belongs to BNC, the others to BCSD.
#pragma once

#include "tests/support/system.h"

namespace dotpha::bench {

inline constexpr int kListCycles = 10;

// Replaces what an earlier call wrote. Registrations, plans, reports and obligations: `rows` each.
void WriteListRows(testing::System& system, int rows);

}  // namespace dotpha::bench
