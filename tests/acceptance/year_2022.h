// The ordinary year 2022 under TQ2021, from its registrations in November 2021 to the ratings in January 2023 and the
// first plans of 2023: the tests of this folder whose names begin with year_ play it together.
#pragma once

#include "tests/acceptance/timeline.h"

namespace dotpha::acceptance {

// How the invented province of fourth_province_test.cc wants to be told.
inline constexpr const char* kFourthProvincePolicies = R"(
policies {
  authority: "tinh-thu-tu"
  send_at: "08:00" catch_up_from: "08:00" catch_up_until: "17:00" late_after_minutes: 15 digest_hold_seconds: 60
  ladders {
    name: "officials" debtor: DEBTOR_OFFICIAL
    rungs { stage: "R10" calendar_days_before: 14 recipients { who: WHO_DEBTOR } }
    rungs { stage: "R3" calendar_days_before: 5 recipients { who: WHO_DEBTOR } }
    rungs {
      stage: "O" working_days_after: 2
      recipients { who: WHO_DEBTOR }
      recipients { who: WHO_BODY body: "BTC" role: "specialist" }
      recipients { who: WHO_ROUTE_BODIES role: "specialist" }
    }
    rungs {
      stage: "M" at_closing_point: true
      recipients { who: WHO_DEBTOR }
      recipients { who: WHO_CANDIDATE_BODY body: "KIEMTRA" role: "leader" }
    }
  }
  ladders {
    name: "bodies" debtor: DEBTOR_BODY
    rungs { stage: "R3" calendar_days_before: 5 recipients { who: WHO_DEBTOR_BODY role: "specialist" } }
  }
  info_recipients { who: WHO_BODY body: "TOCHUC" role: "specialist" }
}
)";

// It works on 11/04/2022, on which the others keep Giỗ Tổ.
inline constexpr const char* kFourthProvinceHolidays =
    "date,weekday,kind,name_vi,certainty\n"
    "2022-02-01,Tue,OFF,Tết Nguyên đán (mùng 1),high\n"
    "2023-01-22,Sun,OFF,Tết Nguyên đán (mùng 1),high\n";

inline Timeline& Year2022() {
  static Timeline year({.start = "2021-11-01 08:00",
                        .system = {.more_regulations = {"libs/lawfile/testdata/fourth-province.textproto"},
                                   .more_notice_policies = kFourthProvincePolicies,
                                   .own_calendars = {{"tinh-thu-tu", kFourthProvinceHolidays}}}},
                       "2023-02-10 00:00");
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
