// The year 2021 under the regulation of 2020 alone (FX0), from its first day of force to the ratings of January 2022:
// the tests of this folder whose names begin with year_2020_ play it together.
#pragma once

#include "tests/acceptance/timeline.h"

namespace dotpha::acceptance {

inline Timeline& Year2020() {
  static Timeline year({.start = "2020-05-20 08:00", .law = {{"TQ2020", "2020-05-20"}}, .roster_since = "2019-10-20"},
                       "2022-01-20 00:00");
  return year;
}

using Lines = std::vector<std::string>;

// Registered in time for 2021 and assigned on 20/12/2020, followed by these entries.
inline std::vector<Diary::Entry> Assigned2021(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.push_back({"2020-11-10 09:00", [=](Year& year) { return Outcome(year.Register(official, 2021)); }});
  entries.push_back(
      {"2020-12-20 09:00", [=](Year& year) { return Outcome(year.Assign(official, 2021, "2020-12-20")); }});
  return entries;
}

// And with PLAN-STD on 10/01/2021.
inline std::vector<Diary::Entry> Planned2021(const std::string& official, std::vector<Diary::Entry> entries) {
  entries.push_back({"2021-01-10 09:00", [=](Year& year) { return Outcome(year.Plan(official, 2021)); }});
  return Assigned2021(official, std::move(entries));
}

inline Diary::Act Reports2021(const std::string& official, const Reported& reported) {
  return [=](Year& year) { return Outcome(year.Report(official, reported)); };
}

// How these duties of his stand: "RPT_Q:2021-Q1 2021-03-24 OVERDUE".
inline Diary::Act Looks(const std::string& official, const Lines& duties) {
  return [=](Year& year) {
    Lines lines;
    for (const std::string& duty : duties) {
      lines.push_back(duty + " " + year.Duty(official + ":" + duty));
    }
    return lines;
  };
}

// Candidates as "NOT_SERIOUS/PLAN_MISSING 2021-02-01 00:00".
inline Lines SignsOf(Year& year, const std::string& official) {
  Lines lines;
  for (const ntf::Candidate& candidate : year.Candidates()) {
    if (candidate.official_id() == official) {
      lines.push_back(candidate.kind() + (candidate.sub_code().empty() ? "" : "/" + candidate.sub_code()) + " " +
                      Text(candidate.raised_at()));
    }
  }
  return lines;
}

// The rungs of one duty's ladder that were due before that day.
inline Lines LadderBefore(Year& year, const std::string& obligation_id, const std::string& day) {
  Lines lines = year.Ladder(obligation_id);
  std::erase_if(lines, [&](const std::string& line) { return line >= day; });
  return lines;
}

}  // namespace dotpha::acceptance
