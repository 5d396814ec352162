// The ordinary year 2022 under TQ2021, from its registrations in November 2021 to the ratings in January 2023 and the
// first plans of 2023: the tests of this folder whose names begin with year_ play it together.
#pragma once

#include "tests/acceptance/timeline.h"

namespace dotpha::acceptance {

inline Timeline& Year2022() {
  static Timeline year({.start = "2021-11-01 08:00"}, "2023-02-10 00:00");
  return year;
}

using Lines = std::vector<std::string>;

// The rest of an ordinary year, each report some days before its date: everything done, level HTXS.
inline std::vector<Diary::Entry> AllReports(const std::string& official, std::vector<Diary::Entry> entries = {}) {
  const auto add = [&](const std::string& moment, const Reported& reported) {
    entries.push_back({moment, [=](Year& year) { return Outcome(year.Report(official, reported)); }});
  };
  add("2022-03-20 09:00", {.covers = {"RPT_Q 2022-Q1"}});
  add("2022-06-20 09:00", {.covers = {"RPT_Q 2022-Q2", "RPT_H1 2022"}});
  add("2022-09-20 09:00", {.covers = {"RPT_Q 2022-Q3"}});
  add("2022-12-20 09:00", {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"}, .self_level = "HTXS"});
  return entries;
}

}  // namespace dotpha::acceptance
