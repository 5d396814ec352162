// Appointed after the Standing Committee has concluded assigning for 2023 (B-08).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Three appointees of one day: one plans on the last day, one a day later, one never.
constexpr const char* kThree[] = {"B08-A", "B08-B", "B08-C"};
constexpr char kPlanOfC[] = "B08-C:PLAN:2023:2022-12-24";

Lines SignsOfC(Year& year) {
  Lines lines;
  for (const ntf::Candidate& candidate : year.Candidates()) {
    if (candidate.official_id() == "B08-C") {
      lines.push_back(candidate.kind() + "/" + candidate.sub_code() + " " + Text(candidate.raised_at()));
    }
  }
  lines.push_back(year.Duty(kPlanOfC));
  return lines;
}

const Diary b08(Year2022(), {},
                {{"2022-12-15 09:00", [](Year& year) { return Outcome(year.Conclude(2023, "2022-12-15")); }},
                 {"2022-12-16 10:00",
                  [](Year& year) {
                    for (const char* official : kThree) {
                      Must(year.Appoint(official, "2022-12-16", reg::PERSONNEL_EVENT_KIND_APPOINT), official);
                    }
                    return Lines{};
                  }},
                 {"2022-12-16 11:00", [](Year& year) { return Lines{year.Duty("B08-A:REG:2023:2022-12-16")}; }},
                 {"2022-12-24 09:00",
                  [](Year& year) {
                    for (const char* official : kThree) {
                      Must(year.Assign(official, 2023, "2022-12-24", {}, rev::DECISION_BASIS_NEWAPPT), official);
                    }
                    return Lines{};
                  }},
                 {"2022-12-24 10:00", [](Year& year) { return Lines{year.Duty(kPlanOfC)}; }},
                 {"2023-01-27 17:00", [](Year& year) { return Outcome(year.Plan("B08-A", 2023)); }},
                 {"2023-01-28 00:00", [](Year& year) { return Outcome(year.Plan("B08-B", 2023)); }},
                 {"2023-02-03 23:59:59", SignsOfC},
                 {"2023-02-04 00:00", SignsOfC}});

TEST(Scenario, B08_AppointedAfterTheConclusionOverTet) {
  EXPECT_THAT(b08["2022-12-15 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b08["2022-12-16 11:00"], ElementsAre("2022-12-23 OPEN soft"));
  EXPECT_THAT(b08["2022-12-24 10:00"], ElementsAre("2023-01-27 OPEN")) << "24/01/2023 is mùng 3 Tết";
  EXPECT_THAT(b08["2023-01-27 17:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b08.year().Duty("B08-A:PLAN:2023:2022-12-24"), "2023-01-27 ON_TIME");
  EXPECT_THAT(b08["2023-01-28 00:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(b08.year().Duty("B08-B:PLAN:2023:2022-12-24"), "2023-01-27 LATE(1)");
  EXPECT_EQ(Text(b08.year().Obligation(kPlanOfC).closing_at()), "2023-02-04 00:00");
  EXPECT_THAT(b08["2023-02-03 23:59:59"], ElementsAre("2023-01-27 OVERDUE"));
  EXPECT_THAT(b08["2023-02-04 00:00"], ElementsAre("NOT_SERIOUS/PLAN_MISSING 2023-02-04 00:00", "2023-01-27 MISSING"));
  for (const char* official : {"B08-A", "B08-B"}) {
    EXPECT_THAT(b08.year().CandidateLines(official), IsEmpty()) << official;
  }
}

}  // namespace
}  // namespace dotpha::acceptance
