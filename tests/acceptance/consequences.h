// What follows when things are late, missing or disputed, from the plans of 2022 to those of 2023: the tests of cases,
// reach and ladders play it together.
#pragma once

#include "tests/acceptance/timeline.h"

namespace dotpha::acceptance {

inline Timeline& Consequences() {
  static Timeline year({.start = "2021-12-01 08:00"}, "2023-03-01 08:00");
  return year;
}

using Lines = std::vector<std::string>;

// Plans for 2022, reports on the first quarter and sends nothing in June (B-17).
inline std::vector<Diary::Entry> SilentInJune(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.insert(entries.begin(), {"2022-03-20 09:00", [=](Year& year) {
                                     return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q1"}}));
                                   }});
  return Diary::WithPlanStd(official, 2022, std::move(entries));
}

}  // namespace dotpha::acceptance
