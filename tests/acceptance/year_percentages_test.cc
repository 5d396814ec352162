// Percentages and levels of the year 2022, from the rows of the reports to what the Standing Committee decides (E-01 to
// E-04, E-11 to E-13, E-17 to E-19).
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/acceptance/year_2022.h"

namespace dotpha::acceptance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const rpt::ProgressNode& PartOf(const rpt::ProgressNode& node, const std::string& label) {
  for (const rpt::ProgressNode& part : node.parts()) {
    if (part.label() == label) {
      return part;
    }
  }
  throw std::out_of_range("no part " + label + " of " + node.label());
}

// "85.00" in hundredths of a percent, as shown.
std::string Percent(int e2) { return fmt::format("{}.{:02}", e2 / 100, e2 % 100); }

// Every item of these months at one completion.
std::map<std::string, int> Months(int first, int last, int completion_e2) {
  std::map<std::string, int> done;
  for (int month = first; month <= last; ++month) {
    for (int item = 1; item <= 2; ++item) {
      done[fmt::format("2022.{:02}.{}", month, item)] = completion_e2;
    }
  }
  return done;
}

std::map<std::string, int> And(std::map<std::string, int> done, const std::map<std::string, int>& more) {
  done.insert(more.begin(), more.end());
  return done;
}

Diary::Act Assigned(const std::string& official, std::vector<reg::Work> works) {
  return [official, works = std::move(works)](Year& year) {
    return Outcome(year.Assign(official, 2022, "2021-12-20", works));
  };
}

// ---- E-01
const Diary e01(
    Year2022(), {"N1-E01"},
    Diary::WithPlanStd(
        "N1-E01", 2022,
        {{"2022-03-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N1-E01", {.covers = {"RPT_Q 2022-Q1"}, .done = {{"2022.02.2", 5000}}}));
          }},
         {"2022-03-20 10:00", [](Year& year) {
            const rpt::ProgressNode tree = year.Progress("N1-E01", 2022).works(0).tree();
            const rpt::ProgressNode& quarter = PartOf(tree, "Q1");
            return Lines{Percent(PartOf(quarter, "2").completion_e2()), Percent(quarter.completion_e2()),
                         Percent(quarter.contribution_e2()), Percent(tree.completion_e2())};
          }}}));

TEST(Scenario, E01_AQuarterOfPlanStd) {
  EXPECT_THAT(e01["2022-03-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e01["2022-03-20 10:00"], ElementsAre("75.00", "85.00", "21.25", "21.25"));
}

// ---- E-02, E-17, E-18: quarters of 85, 100, 100 and 60 %.
Diary::Act YearOf8625(const std::string& official, const std::string& self_level) {
  return [=](Year& year) {
    return Outcome(year.Report(official, {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"},
                                          .done = And(Months(10, 12, 6000), {{"2022.02.2", 5000}}),
                                          .self_level = self_level}));
  };
}

const Diary e02(Year2022(), {"N1-E02"},
                Diary::WithPlanStd("N1-E02", 2022, {{"2022-12-20 09:00", YearOf8625("N1-E02", "HTT")}}));

TEST(Scenario, E02_TheYear) {
  EXPECT_THAT(e02["2022-12-20 09:00"], ElementsAre("ACCEPTED"));
  const rpt::GetProgressResponse progress = e02.year().Progress("N1-E02", 2022);
  ASSERT_EQ(progress.works_size(), 1);
  Lines quarters;
  for (const rpt::ProgressNode& quarter : progress.works(0).tree().parts()) {
    quarters.push_back(Percent(quarter.completion_e2()));
  }
  EXPECT_THAT(quarters, ElementsAre("85.00", "100.00", "100.00", "60.00"));
  EXPECT_EQ(progress.works(0).year_exact(), "345/4");
  EXPECT_EQ(Percent(progress.works(0).year_e2()), "86.25");
  EXPECT_EQ(progress.works(0).band(), "HTT");
  const asmt::Assessment assessment = e02.year().Assessment("N1-E02", 2022);
  EXPECT_EQ(assessment.mean().exact(), "345/4");
  EXPECT_EQ(assessment.suggested_level(), "HTT");
  EXPECT_FALSE(assessment.self_level_mismatch());
}

// ---- E-03: nine works, each of two items of 40 and 60 %.
struct Boundary {
  const char* work;
  int first_e2;
  int second_e2;
  const char* shown;
  const char* level;
};
constexpr Boundary kBoundaries[] = {
    {"E03-1", 10'000, 10'000, "100.00", "HTXS"}, {"E03-2", 9999, 9999, "99.99", "HTT"},
    {"E03-3", 9950, 9950, "99.50", "HTT"},       {"E03-4", 7000, 7000, "70.00", "HTT"},
    {"E03-5", 6999, 6999, "69.99", "HT"},        {"E03-6", 5000, 5000, "50.00", "HT"},
    {"E03-7", 4999, 4999, "49.99", "KHT"},       {"E03-8", 0, 0, "0.00", "KHT"},
    {"E03-9", 9999, 10'000, "99.99", "HTT"},  // 99.996
};
// All in January.
const Weights kTwoItems{.quarters = {10'000, 0, 0, 0}, .months = {10'000, 0, 0}, .items = {4000, 6000}};

const Diary e03(Year2022(), {"N1-E03"}, [] {
  std::vector<reg::Work> works;
  Reported reported{.covers = {"RPT_Q 2022-Q1"}};
  for (const Boundary& boundary : kBoundaries) {
    works.push_back(AnnualWork(boundary.work, 2022));
    reported.done[std::string(boundary.work) + "/2022.01.1"] = boundary.first_e2;
    reported.done[std::string(boundary.work) + "/2022.01.2"] = boundary.second_e2;
  }
  return std::vector<Diary::Entry>{
      {"2021-12-20 09:00", Assigned("N1-E03", works)},
      {"2022-01-10 09:00",
       [works](Year& year) {
         return Outcome(
             year.Plan("N1-E03", 2022, [&](rpt::Plan& plan) { plan = PlanOf("N1-E03", 2022, works, kTwoItems); }));
       }},
      {"2022-03-20 09:00", [reported](Year& year) { return Outcome(year.Report("N1-E03", reported)); }}};
}());

TEST(Scenario, E03_BoundariesOfTheLevels) {
  EXPECT_THAT(e03["2022-01-10 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e03["2022-03-20 09:00"], ElementsAre("ACCEPTED"));
  std::map<std::string, std::pair<std::string, std::string>> reported;
  const rpt::GetProgressResponse progress = e03.year().Progress("N1-E03", 2022);
  for (const rpt::WorkProgress& work : progress.works()) {
    reported[work.work_id()] = {Percent(work.year_e2()), work.band()};
  }
  std::map<std::string, std::pair<std::string, std::string>> assessed;
  const asmt::Assessment assessment = e03.year().Assessment("N1-E03", 2022);
  for (const asmt::WorkAssessment& work : assessment.works()) {
    assessed[work.work_id()] = {Percent(work.verified_year().floored_e2()), work.level()};
  }
  for (const Boundary& boundary : kBoundaries) {
    const std::pair<std::string, std::string> expected{boundary.shown, boundary.level};
    EXPECT_EQ(reported[boundary.work], expected) << boundary.work;
    EXPECT_EQ(assessed[boundary.work], expected) << boundary.work;
  }
  EXPECT_EQ(progress.works(8).year_exact(), "24999/250") << "99.996";
}

// ---- E-04
const Diary e04(Year2022(), {"N1-E04"}, [] {
  const std::vector<reg::Work> works = {AnnualWork("E04-1", 2022), AnnualWork("E04-2", 2022),
                                        AnnualWork("E04-3", 2022)};
  Reported reported{.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"}, .self_level = "HTT"};
  for (const auto& [item, completion] : Months(1, 12, 0)) {
    reported.done["E04-2/" + item] = 8000;
    reported.done["E04-3/" + item] = 4500;
  }
  return std::vector<Diary::Entry>{
      {"2021-12-20 09:00", Assigned("N1-E04", works)},
      {"2022-01-10 09:00", [](Year& year) { return Outcome(year.Plan("N1-E04", 2022)); }},
      {"2022-12-20 09:00", [reported](Year& year) { return Outcome(year.Report("N1-E04", reported)); }},
      {"2023-01-09 09:00", [](Year& year) { return Outcome(year.Rate("N1-E04", 2022, "HTT", "2023-01-09")); }}};
}());

TEST(Scenario, E04_ThreeWorks) {
  EXPECT_THAT(e04["2022-12-20 09:00"], ElementsAre("ACCEPTED"));
  const asmt::Assessment assessment = e04.year().Assessment("N1-E04", 2022);
  Lines works;
  for (const asmt::WorkAssessment& work : assessment.works()) {
    works.push_back(Percent(work.verified_year().floored_e2()) + " " + work.level());
  }
  EXPECT_THAT(works, ElementsAre("100.00 HTXS", "80.00 HTT", "45.00 KHT"));
  EXPECT_EQ(assessment.mean().exact(), "75");
  EXPECT_EQ(Percent(assessment.mean().floored_e2()), "75.00");
  EXPECT_EQ(assessment.suggested_level(), "HTT");
  EXPECT_EQ(assessment.warning(), "1 việc Không hoàn thành");
  // As the official and his body see it before anybody decides.
  const rpt::GetProgressResponse progress = e04.year().Progress("N1-E04", 2022);
  EXPECT_EQ(progress.mean_exact(), "75");
  EXPECT_EQ(progress.suggested_band(), "HTT");
}

TEST(Scenario, E04_TheDecisionKeepsTheLevelOfEachWork) {
  EXPECT_THAT(e04["2023-01-09 09:00"], ElementsAre("ACCEPTED"));
  Lines decided;
  const asmt::FactSheet sheet = e04.year().FactSheet("N1-E04", 2022);
  for (const asmt::DecidedWork& work : sheet.works()) {
    decided.push_back(work.work_id() + " " + work.level());
  }
  EXPECT_THAT(decided, ElementsAre("E04-1 HTXS", "E04-2 HTT", "E04-3 KHT"));
}

// ---- E-11, E-12: what is refused leaves the plan open for the next attempt.
Diary::Act PlanWith(const std::string& official, const Weights& weights,
                    const std::function<void(rpt::PlannedYear&)>& edit = {}) {
  return [=](Year& year) {
    return Outcome(year.Plan(official, 2022, [&](rpt::Plan& plan) {
      plan = PlanOf(official, 2022, {AnnualWork(WorkId(official, 2022), 2022)}, weights);
      if (edit) {
        edit(*plan.mutable_works(0)->mutable_years(0));
      }
    }));
  };
}

const Diary e11(Year2022(), {"N1-E11"},
                {{"2021-12-20 09:00", Assigned("N1-E11", {})},
                 {"2022-01-10 09:00", PlanWith("N1-E11", {.quarters = {2500, 2500, 2500, 2000}})},
                 {"2022-01-10 09:10", PlanWith("N1-E11", {},
                                               [](rpt::PlannedYear& year) {
                                                 // The printed slip of Mẫu 02: a second "tháng thứ hai" in the quarter.
                                                 rpt::PlannedQuarter& quarter = *year.mutable_quarters(0);
                                                 *quarter.add_months() = quarter.months(1);
                                               })},
                 {"2022-01-10 09:20", PlanWith("N1-E11", {.items = {3333, 3333, 3333}})},
                 {"2022-01-10 09:30", [](Year& year) { return Lines{year.Duty("N1-E11:PLAN:2022")}; }},
                 {"2022-01-10 09:40", PlanWith("N1-E11", {.items = {3333, 3333, 3334}})}});

TEST(Scenario, E11_SumsAreExact) {
  EXPECT_THAT(e11["2022-01-10 09:00"],
              ElementsAre(StartsWith("WEIGHT_SUM plan.works[0]: W-N1-E11-2022/2022: the parts sum to 95.00 %")));
  EXPECT_THAT(e11["2022-01-10 09:10"], ::testing::Contains(HasSubstr(
                                           "WEIGHT_TOO_MANY_PARTS plan.works[0]: W-N1-E11-2022/2022/Q1: found 4 parts, "
                                           "a QUARTER has at most 3")));
  ASSERT_EQ(e11["2022-01-10 09:20"].size(), 12U) << "every month";
  EXPECT_THAT(e11["2022-01-10 09:20"][0],
              StartsWith("WEIGHT_SUM plan.works[0]: W-N1-E11-2022/2022/Q1/1: the parts sum to 99.99 %"));
  EXPECT_THAT(e11["2022-01-10 09:30"], ElementsAre("2022-01-24 OPEN"));
  EXPECT_THAT(e11["2022-01-10 09:40"], ElementsAre("ACCEPTED")) << "33.33/33.33/33.34";
}

const Weights kFromApril{.quarters = {0, 3000, 4000, 3000}};

const Diary e12(Year2022(), {"N1-E12"},
                {{"2021-12-20 09:00", Assigned("N1-E12", {})},
                 {"2022-01-10 09:00", PlanWith("N1-E12", kFromApril,
                                               [](rpt::PlannedYear& year) {
                                                 *year.mutable_quarters(0)->add_months() =
                                                     Planned(AnnualWork("any", 2022)).years(0).quarters(0).months(0);
                                               })},
                 {"2022-01-10 09:10",
                  PlanWith("N1-E12", {.quarters = {1000, 3000, 3000, 3000}},
                           [](rpt::PlannedYear& year) { year.mutable_quarters(0)->clear_months(); })},
                 {"2022-01-10 09:20", PlanWith("N1-E12", kFromApril)}});

TEST(Scenario, E12_APartialYear) {
  EXPECT_THAT(e12["2022-01-10 09:00"],
              ElementsAre(StartsWith("WEIGHT_ZERO_WITH_PARTS plan.works[0]: W-N1-E12-2022/2022/Q1: ")));
  EXPECT_THAT(e12["2022-01-10 09:10"],
              ElementsAre(StartsWith("WEIGHT_WITHOUT_PARTS plan.works[0]: W-N1-E12-2022/2022/Q1: ")));
  EXPECT_THAT(e12["2022-01-10 09:20"], ElementsAre("ACCEPTED"));
}

// ---- E-13
const Diary e13(Year2022(), {"N1-E13"},
                {{"2021-12-20 09:00", Assigned("N1-E13", {})},
                 {"2022-01-10 09:00", PlanWith("N1-E13", {.quarters = {10'000, 0, 0, 0}, .months = {10'000, 0, 0}})},
                 {"2022-03-20 09:00", [](Year& year) {
                    return Outcome(year.Report(
                        "N1-E13", {.covers = {"RPT_Q 2022-Q1"}, .done = {{"2022.01.1", 12'000}, {"2022.01.2", 8000}}}));
                  }}});

TEST(Scenario, E13_MoreThanPlannedCountsAsDone) {
  EXPECT_THAT(e13["2022-03-20 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_EQ(Percent(e13.year().Progress("N1-E13", 2022).works(0).year_e2()), "90.00");
  EXPECT_EQ(Percent(e13.year().Assessment("N1-E13", 2022).mean().floored_e2()), "90.00");
}

// ---- E-17
const Diary e17(Year2022(), {"N1-E17"},
                Diary::WithPlanStd("N1-E17", 2022, {{"2022-12-20 09:00", YearOf8625("N1-E17", "HTXS")}}));

TEST(Scenario, E17_ASelfLevelAboveItsPercentageIsSeenByBodyAndCommission) {
  EXPECT_THAT(e17["2022-12-20 09:00"], ElementsAre("ACCEPTED"));
  for (const char* who : {"BCSD-specialist", "BTC-specialist"}) {
    rpt::ListReportsRequest list;
    list.set_official_id("N1-E17");
    list.set_duty("RPT_Y");
    list.set_period("2022");
    const auto listed = e17.year().Ask(who, e17.year().reports(), &Reports::ListReports, list);
    ASSERT_TRUE(listed.ok()) << Describe(listed.error());
    ASSERT_EQ(listed->reports_size(), 1) << who;
    Lines warnings;
    for (const rpt::Warning& warning : listed->reports(0).warnings()) {
      warnings.push_back(warning.reason() + " " + warning.field());
    }
    EXPECT_THAT(warnings, ::testing::UnorderedElementsAre("SELF_LEVEL_MISMATCH self_level.overall",
                                                          "SELF_LEVEL_MISMATCH self_level.works[W-N1-E17-2022]"))
        << who;
    const asmt::Assessment assessment = e17.year().Assessment("N1-E17", 2022, who);
    EXPECT_TRUE(assessment.self_level_mismatch()) << who;
    EXPECT_EQ(assessment.self_level(), "HTXS") << who;
    EXPECT_EQ(Percent(assessment.reported_mean().floored_e2()), "86.25") << who;
  }
}

// ---- E-18
void WithForceMajeure(asmt::RatingItem& item) {
  item.set_difference_reason(asmt::DIFFERENCE_REASON_FORCE_MAJEURE);
  *item.mutable_difference_document() = Document("MP-12-BC/BTC", "2023-01-05");
}

const Diary e18(
    Year2022(), {"N1-E18"},
    Diary::WithPlanStd(
        "N1-E18", 2022,
        {{"2022-12-20 09:00", YearOf8625("N1-E18", "HTT")},
         {"2023-01-05 09:00", [](Year& year) { return Outcome(year.Appraise("BCSD", "N1-E18", 2022, "HTT")); }},
         {"2023-01-09 09:00", [](Year& year) { return Outcome(year.Rate("N1-E18", 2022, "HTXS", "2023-01-09")); }},
         {"2023-01-09 09:30",
          [](Year& year) { return Lines{asmt::AssessmentState_Name(year.Assessment("N1-E18", 2022).state())}; }},
         {"2023-01-09 10:00",
          [](Year& year) { return Outcome(year.Rate("N1-E18", 2022, "HTXS", "2023-01-09", WithForceMajeure)); }}}));

TEST(Scenario, E18_TheStandingCommitteeDiffersWithAReason) {
  EXPECT_THAT(e18["2023-01-05 09:00"], ElementsAre("ACCEPTED"));
  EXPECT_THAT(e18["2023-01-09 09:00"], ElementsAre(StartsWith("LEVEL_DIFFERS_WITHOUT_REASON items[0].level")));
  EXPECT_THAT(e18["2023-01-09 09:30"], ElementsAre("ASSESSMENT_STATE_APPRAISED"));
  EXPECT_THAT(e18["2023-01-09 10:00"], ElementsAre("ACCEPTED"));
  const asmt::Assessment assessment = e18.year().Assessment("N1-E18", 2022);
  EXPECT_EQ(assessment.decided_level(), "HTXS");
  EXPECT_EQ(assessment.suggested_level(), "HTT");
  EXPECT_EQ(Percent(assessment.mean().floored_e2()), "86.25");
  EXPECT_EQ(assessment.difference_reason(), asmt::DIFFERENCE_REASON_FORCE_MAJEURE);
  EXPECT_EQ(assessment.difference_document().number(), "MP-12-BC/BTC");
}

// ---- E-19: an item of January is finished in August.
const Diary e19(
    Year2022(), {"N1-E19"},
    Diary::WithPlanStd(
        "N1-E19", 2022,
        {{"2022-03-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N1-E19", {.covers = {"RPT_Q 2022-Q1"}, .done = {{"2022.01.1", 4000}}}));
          }},
         {"2022-03-20 10:00",
          [](Year& year) {
            return Lines{Percent(PartOf(year.Progress("N1-E19", 2022).works(0).tree(), "Q1").completion_e2())};
          }},
         {"2022-06-20 09:00", [](Year& year) { return Outcome(year.Report("N1-E19", {.covers = {"RPT_Q 2022-Q2"}})); }},
         {"2022-09-20 09:00",
          [](Year& year) {
            return Outcome(year.Report("N1-E19", {.covers = {"RPT_Q 2022-Q3"}, .done = {{"2022.01.1", 10'000}}}));
          }},
         {"2022-12-20 09:00", [](Year& year) {
            return Outcome(year.Report("N1-E19", {.covers = {"RPT_Q 2022-Q4", "RPT_Y 2022"},
                                                  .done = Months(10, 12, 10'000),
                                                  .only_these = true,
                                                  .self_level = "HTXS"}));
          }}}));

TEST(Scenario, E19_FinishedLaterWithinTheYearCountsFully) {
  EXPECT_THAT(e19["2022-03-20 10:00"], ElementsAre("94.00"));
  for (const char* act : {"2022-06-20 09:00", "2022-09-20 09:00", "2022-12-20 09:00"}) {
    EXPECT_THAT(e19[act], ElementsAre("ACCEPTED")) << act;
  }
  EXPECT_EQ(e19.year().Progress("N1-E19", 2022).works(0).year_exact(), "100");
  EXPECT_EQ(e19.year().Assessment("N1-E19", 2022).suggested_level(), "HTXS");
  rpt::ListReportsRequest list;
  list.set_official_id("N1-E19");
  list.set_duty("RPT_Q");
  list.set_period("2022-Q1");
  const auto listed = e19.year().Ask("BTC-specialist", e19.year().reports(), &Reports::ListReports, list);
  ASSERT_TRUE(listed.ok()) << Describe(listed.error());
  ASSERT_EQ(listed->reports_size(), 1);
  rpt::GetReportRequest get;
  get.set_name(listed->reports(0).name());
  const auto march = e19.year().Ask("BTC-specialist", e19.year().reports(), &Reports::GetReport, get);
  ASSERT_TRUE(march.ok()) << Describe(march.error());
  EXPECT_EQ(march->report().version(), 1);
  Lines rows;
  for (const rpt::ReportedItem& item : march->report().works(0).items()) {
    rows.push_back(item.item_id() + " " + Percent(item.completion_e2()));
  }
  EXPECT_THAT(rows, ElementsAre("2022.01.1 40.00", "2022.01.2 100.00", "2022.02.1 100.00", "2022.02.2 100.00",
                                "2022.03.1 100.00", "2022.03.2 100.00"));
}

}  // namespace
}  // namespace dotpha::acceptance
