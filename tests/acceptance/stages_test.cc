// Stage works over their years, and dates one month after an assignment: from December 2021 to January 2024 (B-05,
// B-11, B-29, E-09).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/timeline.h"

namespace dotpha::acceptance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Lines = std::vector<std::string>;

Timeline& Stages() {
  static Timeline stages({.start = "2021-12-01 08:00"}, "2024-02-01 08:00");
  return stages;
}

// ---- B-05: four holders of a stage work 2021-2023 that the commission has taken over.
std::vector<Diary::Entry> Holder(const std::string& official, const std::string& kind) {
  std::vector<Diary::Entry> entries = {
      {"2022-11-01 09:00",
       [=](Year& year) {
         return Outcome(
             year.ImportWork(official, StageWork("W-" + official, "3Y", "2021-01-01", "2023-12-31"), "2020-12-20"));
       }},
      {"2022-11-15 00:00", [=](Year& year) { return Lines{year.Duty(official + ":REG:2023")}; }},
      {"2022-11-30 00:00", [=](Year& year) {
         Lines lines = year.CandidateLines(official);
         lines.push_back(year.Duty(official + ":REG:2023"));
         return lines;
       }}};
  if (!kind.empty()) {
    entries.push_back({"2022-11-10 09:00", [=](Year& year) {
                         return Outcome(year.Register(official, 2023, [&](reg::Registration& registration) {
                           reg::RegistrationKind parsed{};
                           reg::RegistrationKind_Parse("REGISTRATION_KIND_" + kind, &parsed);
                           registration.set_kind(parsed);
                           if (kind == "ADJUST") {
                             registration.add_adjusts_work_ids("W-" + official);
                           }
                           if (kind == "CONTINUE_UNCHANGED") {
                             registration.clear_works();
                             registration.set_reason("Việc đang đúng lộ trình");
                           }
                         }));
                       }});
  }
  return entries;
}

const Diary b05a(Stages(), {"N2-B05a"}, Holder("N2-B05a", "ADDITIONAL"));
const Diary b05b(Stages(), {"N2-B05b"}, Holder("N2-B05b", "ADJUST"));
const Diary b05c(Stages(), {"N2-B05c"}, Holder("N2-B05c", "CONTINUE_UNCHANGED"));
const Diary b05d(Stages(), {"N2-B05d"}, Holder("N2-B05d", ""));
// He has no reason to give.
const Diary b05_no_reason(Stages(), {"N2-B05e"},
                          {{"2022-11-01 09:00",
                            [](Year& year) {
                              return Outcome(year.ImportWork(
                                  "N2-B05e", StageWork("W-N2-B05e", "3Y", "2021-01-01", "2023-12-31"), "2020-12-20"));
                            }},
                           {"2022-11-10 09:00", [](Year& year) {
                              return Outcome(year.Register("N2-B05e", 2023, [](reg::Registration& registration) {
                                registration.set_kind(reg::REGISTRATION_KIND_CONTINUE_UNCHANGED);
                                registration.clear_works();
                              }));
                            }}});

TEST(Scenario, B05_AStageHolderDischargesHisRegistrationInThreeWays) {
  for (const Diary* holder : {&b05a, &b05b, &b05c}) {
    EXPECT_THAT((*holder)["2022-11-01 09:00"], ElementsAre("ACCEPTED"));
    EXPECT_THAT((*holder)["2022-11-10 09:00"], ElementsAre("ACCEPTED"));
    EXPECT_THAT((*holder)["2022-11-30 00:00"], ElementsAre("2022-11-14 ON_TIME"));
  }
  EXPECT_THAT(b05_no_reason["2022-11-10 09:00"], ElementsAre(HasSubstr("REASON_REQUIRED registration.reason")));
}

TEST(Scenario, B05_AStageHolderWhoSendsNothingIsMissingAndNoCandidate) {
  EXPECT_THAT(b05d["2022-11-15 00:00"], ElementsAre("2022-11-14 OVERDUE"));
  EXPECT_THAT(b05d["2022-11-30 00:00"], ElementsAre("2022-11-14 MISSING"));
  EXPECT_TRUE(b05d.year().Obligation("N2-B05d:REG:2023").stage_holder());
  for (const std::string& line : b05d.year().CandidateLines("N2-B05d")) {
    EXPECT_EQ(line.find("N2-B05d:REG:2023"), std::string::npos) << line;
  }
}

// ---- B-11
struct OneMonth {
  const char* official;
  const char* assigned;
  const char* last_day;
};
constexpr OneMonth kOneMonth[] = {{"N1-B11a", "2022-01-31", "2022-02-28"},
                                  {"N1-B11b", "2022-01-30", "2022-02-28"},
                                  {"N1-B11c", "2024-01-31", "2024-02-29"},
                                  {"N1-B11d", "2022-08-31", "2022-09-30"},
                                  {"N1-B11e", "2023-03-29", "2023-05-04"}};

const Diary b11(Stages(), {"N1-B11a", "N1-B11b", "N1-B11c", "N1-B11d", "N1-B11e"}, [] {
  std::vector<Diary::Entry> entries;
  for (const OneMonth& row : kOneMonth) {
    const int cycle = std::stoi(std::string(row.assigned).substr(0, 4));
    const std::string plan = fmt::format("{}:PLAN:{}:{}", row.official, cycle, row.assigned);
    entries.push_back({std::string(row.assigned) + " 09:00", [=](Year& year) {
                         Must(year.Assign(row.official, cycle, row.assigned, {}, rev::DECISION_BASIS_NEWAPPT));
                         year.Settle();
                         return Lines{year.Duty(plan)};
                       }});
  }
  return entries;
}());

TEST(Scenario, B11_OneMonthEndsOnTheCorrespondingDay) {
  for (const OneMonth& row : kOneMonth) {
    EXPECT_THAT(b11[std::string(row.assigned) + " 09:00"], ElementsAre(std::string(row.last_day) + " OPEN"))
        << row.assigned;
  }
  ntf::ExplainDeadlineRequest request;
  request.set_obligation_id("N1-B11e:PLAN:2023:2023-03-29");
  const auto answer =
      b11.year().Ask("N1-B11e", b11.year().system().obligations(), &Obligations::ExplainDeadline, request);
  ASSERT_TRUE(answer.ok()) << Describe(answer.error());
  EXPECT_TRUE(answer->explanation().shifted()) << "29/04/2023 is Giỗ Tổ, holiday to 03/05";
}

// ---- B-29
const Diary b29(Stages(), {"N1-B29"},
                {{"2021-12-02 09:00",
                  [](Year& year) {
                    Must(year.ImportWork("N1-B29", StageWork("W-2Y", "2Y", "2021-07-01", "2023-06-30"), "2021-06-20"));
                    return Outcome(year.ImportWork("N1-B29", StageWork("W-TERM", "TERM", "2021-01-01", "2025-10-15"),
                                                   "2020-12-20"));
                  }},
                 {"2021-12-20 09:00", [](Year& year) {
                    return Outcome(
                        year.Assign("N1-B29", 2022, "2021-12-20",
                                    {StageWork("W-3Y", "3Y", "2022-01-01", "2024-12-31"), AnnualWork("W-1Y", 2022)}));
                  }}});

TEST(Scenario, B29_TheStageReportIsDueInDecemberOfTheEndingYear) {
  EXPECT_THAT(b29["2021-12-02 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(b29["2021-12-20 09:00"], ElementsAre("ACCEPTED"));
  Year& year = b29.year();
  const auto last_day = [&](const std::string& work) {
    return Text(year.Obligation("N1-B29:RPT_STAGE:" + work).last_on_time_day());
  };
  EXPECT_EQ(last_day("W-2Y"), "2023-12-24");
  EXPECT_TRUE(year.Obligation("N1-B29:RPT_STAGE:W-2Y").deadline_nonworking()) << "a Sunday";
  EXPECT_EQ(last_day("W-3Y"), "2024-12-24");
  EXPECT_EQ(last_day("W-TERM"), "2025-12-24");
  EXPECT_THAT(year.Duties("N1-B29", "W-1Y"), IsEmpty());
}

// ---- E-09: a stage of two years, half and half. Both leave a tenth of the first year undone; one makes up for it.
constexpr char kAnnualAndStage[] = "2023-12-20 09:00";
Diary::Act Rated(const std::string& official, int cycle, const std::string& level, const std::string& decided_on) {
  return [=](Year& year) { return Outcome(year.Rate(official, cycle, level, decided_on)); };
}

std::vector<Diary::Entry> TwoYears(const std::string& official, bool makes_up) {
  const std::string work = "W-" + official;
  // The items of February, 0.3 of the first quarter each: 25 % x 60 % x 50 % = 7.5 % of the year, and of January, 2.5
  // %.
  const std::map<std::string, int> undone = {{"2022.02.1", 0}, {"2022.01.1", 0}};
  const std::map<std::string, int> done_at_last = {{"2022.02.1", 10'000}, {"2022.01.1", 10'000}};
  return {
      {"2021-12-20 09:00",
       [=](Year& year) {
         return Outcome(year.Assign(official, 2022, "2021-12-20", {StageWork(work, "2Y", "2022-01-01", "2023-12-31")}));
       }},
      {"2022-01-10 09:00", [=](Year& year) { return Outcome(year.Plan(official, 2022)); }},
      {"2022-12-20 09:00",
       [=](Year& year) {
         return Outcome(
             year.Report(official, {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"}, .done = undone, .self_level = "HTT"}));
       }},
      {"2023-01-09 09:00", Rated(official, 2022, "HTT", "2023-01-09")},
      {"2023-01-10 09:00", [=](Year& year) { return Outcome(year.Plan(official, 2023)); }},
      {kAnnualAndStage,
       [=](Year& year) {
         Reported reported{.covers = {"RPT_Q 2023-Q4", "RPT_Y 2023"}, .self_level = "HTXS"};
         reported.done = makes_up ? done_at_last : std::map<std::string, int>{};
         return Outcome(year.Report(official, reported));
       }},
      {"2024-01-08 09:00", [=](Year& year) {
         const asmt::Assessment assessment = year.Assessment(official, 2023);
         const asmt::WorkAssessment& of = assessment.works(0);
         return Lines{"year " + of.verified_year().exact() + " " + of.level(),
                      "stage " + of.verified_stage().exact() + " " + of.stage_level()};
       }}};
}

const Diary e09_stays(Stages(), {"N1-E09a"}, TwoYears("N1-E09a", false));
const Diary e09_made_up(Stages(), {"N1-E09b"}, TwoYears("N1-E09b", true));

Lines DecidedYears(const Diary& diary, const std::string& official) {
  Lines lines;
  const asmt::FactSheet sheet = diary.year().FactSheet(official, 2023);
  for (const asmt::DecidedWork& work : sheet.works()) {
    lines.push_back(fmt::format("{} {} {}", work.year(), work.percentage().exact(), work.level()));
  }
  return lines;
}

TEST(Scenario, E09_AStageOfTwoYears) {
  for (const char* act : {"2022-12-20 09:00", "2023-01-09 09:00", "2023-01-10 09:00", kAnnualAndStage}) {
    EXPECT_THAT(e09_stays[act], ElementsAre("ACCEPTED")) << act;
    EXPECT_THAT(e09_made_up[act], ElementsAre("ACCEPTED")) << act;
  }
  EXPECT_THAT(e09_stays["2024-01-08 09:00"], ElementsAre("year 100 HTXS", "stage 95 HTT"));
  EXPECT_THAT(DecidedYears(e09_stays, "N1-E09a"), Contains("2022 90 HTT"));
}

TEST(Scenario, E09_WhatIsMadeUpLaterRaisesTheStageAndNotTheYear) {
  EXPECT_THAT(e09_made_up["2024-01-08 09:00"], ElementsAre("year 100 HTXS", "stage 100 HTXS"));
  EXPECT_THAT(DecidedYears(e09_made_up, "N1-E09b"), Contains("2022 90 HTT"));
}

}  // namespace
}  // namespace dotpha::acceptance
