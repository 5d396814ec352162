// TQ2021 takes over from TQ2020 (I-30): the law alone, without services. What is said of a day here holds of any day.
#include "libs/statute/supersession.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/statute/case.h"

namespace dotpha::statute {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;

constexpr const char* kN1 = "N1";
const Date kFirst{2020, 5, 20};

// Director of a department with an annual work every year, and a stage that ends in June 2022.
Case WithWorks(std::vector<InForce> law) {
  Case story;
  story.facts.law = std::move(law);
  story.Official(kN1, "AGENCY_UBND_TINH");
  for (const int cycle : {2021, 2022, 2023}) {
    story.Assigned(kN1, cycle, "ORDINARY", std::to_string(cycle - 1) + "-12-20",
                   {Case::Year("W" + std::to_string(cycle), cycle)});
  }
  story.Assigned(kN1, 2020, "ORDINARY", "2020-07-01", {Case::Stage("S", "2020-07-01", "2022-06-30", "2Y")});
  return story;
}

// How many there are of each kind and period, whichever regulation gives them; a self-assessment counts as SELF, by
// itself or inside another one.
std::map<std::string, int> Counted(const Case& story, const std::string& debtor) {
  std::map<std::string, int> counted;
  for (const DerivedObligation& duty :
       DeriveObligations(story.facts, Vietnam(), {}, debtor, At("2024-01-01"), Date(2020, 6, 1), Date(2022, 12, 31))) {
    ++counted[duty.key.duty + " " + duty.key.period];
    for (const std::string& carried : duty.duty->includes) {
      ++counted[carried + " " + duty.key.period];
    }
  }
  return counted;
}

TEST(Supersession, EveryDayOfTwoYearsGivesOneDutyOfEachKindAndPeriod_H_20_I_30) {
  const std::vector<std::string> of_an_official = {"REG 2021",      "PLAN 2021",     "RPT_Q 2021-Q1", "RPT_Q 2021-Q2",
                                                   "RPT_Q 2021-Q3", "RPT_Q 2021-Q4", "RPT_H1 2021",   "RPT_Y 2021",
                                                   "SELF 2021",     "REG 2022",      "PLAN 2022",     "RPT_Q 2022-Q1",
                                                   "RPT_Q 2022-Q2", "RPT_Q 2022-Q3", "RPT_Q 2022-Q4", "RPT_H1 2022",
                                                   "RPT_Y 2022",    "SELF 2022",     "REG 2023",      "RPT_STAGE S"};
  for (Date day(2021, 1, 1); day <= Date(2022, 12, 31); day = day + 1) {
    const Case story = WithWorks({{&TuyenQuang2020(), kFirst}, {&TuyenQuang2021(), day}});
    const auto counted = Counted(story, kN1);
    for (const std::string& duty : of_an_official) {
      const auto found = counted.find(duty);
      EXPECT_EQ(found == counted.end() ? 0 : found->second, 1) << duty << ", change on " << day.ToString();
    }
    // Only the older one knows monthly reports: those that fell due under it.
    for (int month = 1; month <= 24; ++month) {
      const int year = month <= 12 ? 2021 : 2022;
      const Date last(year, static_cast<unsigned>((month - 1) % 12 + 1), 24);
      const std::string period = last.ToString().substr(0, 7);
      EXPECT_EQ(counted.contains("RPT_M " + period), last < day) << period << ", change on " << day.ToString();
    }
    for (const auto& [duty, times] : counted) {
      EXPECT_EQ(times, 1) << duty << ", change on " << day.ToString();
    }
  }
}

TEST(Supersession, BodiesOweEachOfTheirDutiesOnceWhateverTheDay_H_20) {
  for (Date day(2021, 1, 1); day <= Date(2022, 12, 31); day = day + 7) {
    Case story = WithWorks({{&TuyenQuang2020(), kFirst}, {&TuyenQuang2021(), day}});
    EXPECT_THAT(Counted(story, "BCSD"),
                IsSupersetOf({std::pair<const std::string, int>{"CONS 2021", 1}, {"CONS 2022", 1}, {"CONS 2023", 1}}))
        << day.ToString();
    EXPECT_THAT(Counted(story, "BTC"),
                IsSupersetOf({std::pair<const std::string, int>{"CONS_BTC 2021", 1}, {"CONS_BTC 2022", 1}}))
        << day.ToString();
    EXPECT_THAT(Counted(story, "BTV"),
                IsSupersetOf({std::pair<const std::string, int>{"DECIDE 2021", 1}, {"DECIDE 2022", 1}}))
        << day.ToString();
  }
}

TEST(Supersession, ClosingOutNearTheEndOfAYear_I_30) {
  const auto day_of = [](Date change, const std::string& id) {
    return Row(WithWorks({{&TuyenQuang2020(), kFirst}, {&TuyenQuang2021(), change}}).At(kN1, "2022-12-31"), id)
        .derived.last_on_time_day;
  };
  EXPECT_EQ(day_of({2021, 12, 27}, "N1:SELF:2021"), Date(2021, 12, 29)) << "RPT_Y fell due before it";
  EXPECT_EQ(day_of({2022, 1, 20}, "N1:PLAN:2022"), Date(2022, 1, 14)) << "and none of 25/01 arises";
}

// Recorded after its day: until then everybody lived under the older law.
TEST(Supersession, RecordedTooLateTakesBackWhatItMakesWrong_I_30) {
  const Case story =
      WithWorks({{&TuyenQuang2020(), kFirst}, {&TuyenQuang2021(), {2021, 9, 1}, At("2021-10-05 09:00")}});
  const Ledger before = story.LiveAt(kN1, "2021-10-04");
  EXPECT_EQ(StateOf(before, "N1:RPT_M:2021-10"), "OPEN");
  EXPECT_THAT(FlagsOf(before, "N1:RPT_M:2021-09"), ElementsAre("MISSING OPEN"));
  const Ledger after = story.At(kN1, "2021-10-06");
  EXPECT_THAT(FlagsOf(after, "N1:RPT_M:2021-09"), ElementsAre("MISSING WITHDRAWN REGULATION_SUPERSEDED"));
  EXPECT_EQ(StateOf(after, "N1:RPT_M:2021-09"), "CANCELLED");
  EXPECT_EQ(Row(after, "N1:RPT_M:2021-09").cancel_reason, "REGULATION_SUPERSEDED");
  EXPECT_THAT(FlagsOf(after, "N1:RPT_M:2021-08"), ElementsAre("MISSING OPEN")) << "that one stays with the older law";
  EXPECT_EQ(Row(after, "N1:RPT_Q:2021-Q3").derived.regulation->id, "TQ2021");
}

TEST(Supersession, ADryRunSaysWhatChangesAndWhy_I_30) {
  Case story = WithWorks({{&TuyenQuang2020(), kFirst}});
  story.Official("N14", "UBND_TINH", true, Capacity::kDeputy);
  const auto then = Supersede(story.facts.law, TuyenQuang2021(), {2021, 9, 1});
  ASSERT_TRUE(then.ok());
  const auto lines = [&](const std::string& debtor) {
    std::vector<std::string> found;
    for (const SupersessionChange& change :
         ChangesOf(story.facts, *then, {2021, 9, 1}, Vietnam(), {}, debtor, At("2021-08-26"))) {
      const auto& one = change.before ? change.before : change.after;
      found.push_back((one ? one->Id() : debtor) + " " + change.reason);
    }
    return found;
  };
  EXPECT_THAT(lines(kN1),
              IsSupersetOf({"N1:RPT_M:2021-09 NO_SUCH_DUTY", "N1:SELF:2021 CARRIED_INSIDE", "N1:PLAN:2022 OTHER_DAY",
                            "N1:RPT_STAGE:S OTHER_DAY", "N1:RPT_Q:2021-Q3 FALLS_DUE_LATER"}));
  EXPECT_THAT(lines(kN1), Not(Contains(testing::HasSubstr("RPT_M:2021-08"))));
  EXPECT_THAT(lines(kN1), Not(Contains(testing::HasSubstr("N1 ROUTE"))));
  EXPECT_THAT(lines("N14"), IsSupersetOf({"N14:REG:2022 SCOPE", "N14 ROUTE"}));
  EXPECT_THAT(ChangesOf(story.facts, story.facts.law, {2021, 9, 1}, Vietnam(), {}, kN1, At("2021-08-26")), IsEmpty());
}

TEST(Supersession, ReplacesOnlyWhatItsFileNamesAndOnlyLater_R12_1_SUPERSEDE) {
  const std::vector<InForce> law{{&TuyenQuang2020(), kFirst}};
  EXPECT_EQ(Supersede(law, ShippedLaw("QN2024"), {2024, 2, 27}).error().reason, "REGULATION_DOES_NOT_SUPERSEDE");
  EXPECT_EQ(Supersede({}, TuyenQuang2021(), {2021, 9, 1}).error().reason, "NOTHING_TO_SUPERSEDE");
  EXPECT_EQ(Supersede(law, TuyenQuang2021(), kFirst).error().violations.at(0).reason, "DAY_NOT_AFTER_PREDECESSOR");
  const auto once = Supersede(law, TuyenQuang2021(), {2021, 9, 1});
  const auto corrected = Supersede(*once, TuyenQuang2021(), {2021, 8, 15});
  ASSERT_EQ(corrected->size(), 2U);
  EXPECT_EQ(corrected->back().effective_from, Date(2021, 8, 15));
}

}  // namespace
}  // namespace dotpha::statute
