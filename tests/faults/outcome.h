// What is to be equal however a year was disturbed: all that the five services answer about it, and what lies in their
// databases. Ids that services give themselves differ from run to run and are masked.
#pragma once

#include <string>
#include <vector>

#include "tests/faults/year_calls.h"

namespace dotpha::faults {

// Sorted lines, each with its kind in front: "obligation ...", "plan ...", "review: rows proposal 24".
using Outcome = std::vector<std::string>;

// What the notifier has concluded: obligations, signs of violation, candidates; with notices of the stages O to M if
// wanted (a notifier that was away writes them late).
Outcome LedgerOf(System& system, const std::vector<Person>& people, bool with_notices);
// That, and registrations, proposals, decisions, works, plans, reports, percentages, levels, cases, rows of every table
// and the heads of all streams. All must be quiet.
Outcome OutcomeOf(System& system, const std::vector<Person>& people);

// Lines of one that the other lacks, "-" and "+", at most a few dozen; empty: equal.
std::string Difference(const Outcome& wanted, const Outcome& found);

}  // namespace dotpha::faults
