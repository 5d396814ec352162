// Percentages, bands, the suggestion and its warnings (Điều 7 khoản 2; SCENARIOS section E).
#include "services/assessment/domain/evaluate.h"

#include <gmock/gmock.h>

#include "services/assessment/domain/claim.h"
#include "services/assessment/tests/people.h"

namespace dotpha::assessment {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace): the vocabulary of these tests
using ::testing::ElementsAre;

Evaluation Judge(const Record& record) {
  auto evaluation = Evaluate(Law(), record);
  EXPECT_TRUE(evaluation.ok());
  return *std::move(evaluation);
}

std::string Exact(const std::optional<statute::ExactPercent>& percent) {
  return percent ? statute::FormatExact(*percent) : "none";
}

TEST(Bands, BoundariesBelongToTheHigherLevelAndNothingIsRoundedUp_R7_2_BANDS_E_03) {
  const auto level = [](int numerator, int denominator) { return LevelOf(Law(), {numerator, denominator}); };
  EXPECT_EQ(level(100, 1), "HTXS");
  EXPECT_EQ(level(9999, 100), "HTT");
  EXPECT_EQ(level(995, 10), "HTT");
  EXPECT_EQ(level(70, 1), "HTT");
  EXPECT_EQ(level(6999, 100), "HT");
  EXPECT_EQ(level(50, 1), "HT");
  EXPECT_EQ(level(4999, 100), "KHT");
  EXPECT_EQ(level(0, 1), "KHT");
  const statute::ExactPercent almost{99996, 1000};
  EXPECT_EQ(LevelOf(Law(), almost), "HTT");
  EXPECT_EQ(statute::FloorToHundredths(almost), 9999);
}

TEST(Bands, AWorkOneItemShortOfAllIsNotExcellent_R7_2_BANDS_E_03) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  work.reported["2022.12.1"] = 9999;
  const Evaluation evaluation = Judge(RecordOf("N1", 2022, {work}));
  EXPECT_EQ(Exact(evaluation.works[0].verified_year), "199999/2000") << "99.9995";
  EXPECT_EQ(evaluation.works[0].level, "HTT");
}

TEST(Suggestion, ThreeWorksGiveTheirUnweightedMeanWithAWarning_E_04) {
  KnownWork all = AnnualWork("W1", 2022);
  KnownWork most = AnnualWork("W2", 2022);
  KnownWork few = AnnualWork("W3", 2022);
  Complete(all, 2022);
  Complete(most, 2022, 8000);
  Complete(few, 2022, 4500);
  const Evaluation evaluation = Judge(RecordOf("N1", 2022, {all, most, few}));
  std::vector<std::string> levels;
  for (const WorkEvaluation& work : evaluation.works) {
    levels.push_back(work.level);
  }
  EXPECT_THAT(levels, ElementsAre("HTXS", "HTT", "KHT"));
  EXPECT_EQ(Exact(evaluation.mean), "75");
  EXPECT_EQ(evaluation.suggested_level, "HTT");
  EXPECT_EQ(evaluation.warning, "1 việc Không hoàn thành");
}

TEST(Suggestion, AStageWorkCountsWithItsYearAndItsStageIsRatedInTheLastYear_E_09) {
  KnownWork work = TwoYearWork("W1", 2022);
  Complete(work, 2022, 9000);
  const Evaluation first = Judge(RecordOf("N1", 2022, {work}));
  EXPECT_EQ(Exact(first.works[0].verified_year), "90");
  EXPECT_EQ(first.works[0].level, "HTT");
  EXPECT_EQ(first.works[0].stage_level, "") << "the stage runs on";

  Complete(work, 2023);
  const Evaluation second = Judge(RecordOf("N1", 2023, {work}));
  EXPECT_EQ(Exact(second.works[0].verified_year), "100");
  EXPECT_EQ(second.works[0].level, "HTXS");
  EXPECT_EQ(Exact(second.works[0].verified_stage), "95");
  EXPECT_EQ(second.works[0].stage_level, "HTT");

  Complete(work, 2022);  // what was missing of year 1 is finished in year 2
  const Evaluation made_up = Judge(RecordOf("N1", 2023, {work}));
  EXPECT_EQ(Exact(made_up.works[0].verified_stage), "100");
  EXPECT_EQ(made_up.works[0].stage_level, "HTXS");
}

TEST(SelfLevel, OtherThanTheBandOfWhatWasReportedIsAMismatch_R7_3a_SELF_E_17) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  work.reported["2022.11.1"] = 0;
  work.reported["2022.12.1"] = 10000;
  Record record = RecordOf("N1", 2022, {work});
  record.self.overall = "HTXS";
  record.self.works = {{"W1", "HTXS"}};
  const Evaluation evaluation = Judge(record);
  EXPECT_EQ(Exact(evaluation.reported_mean), "85");
  EXPECT_TRUE(evaluation.self_level_mismatch);
  EXPECT_TRUE(evaluation.works[0].self_level_mismatch);

  record.self.overall = "HTT";
  EXPECT_FALSE(Judge(record).self_level_mismatch);
  record.self.overall = "";
  EXPECT_FALSE(Judge(record).self_level_mismatch) << "nothing was said: nothing differs";
}

TEST(Verified, WhatWasFoundReplacesWhatWasReportedAndBothStayKnown_F_05) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  Record record = RecordOf("N1", 2022, {work});
  record.verified = {{"W1", "2022.11.1", 4000, "Biên bản kiểm tra", "case-1"}};
  const Evaluation evaluation = Judge(record);
  EXPECT_EQ(Exact(evaluation.works[0].reported_year), "100");
  EXPECT_EQ(Exact(evaluation.works[0].verified_year), "91") << "15 % of the year at 40 %";
  EXPECT_EQ(evaluation.suggested_level, "HTT");

  record.verified.push_back({"W1", "2022.11.1", 6000, "Biên bản thẩm định", ""});
  EXPECT_EQ(Exact(Judge(record).works[0].verified_year), "94") << "what was found last stands";
}

// An accepted claim on items of the work in 2022; on none: on all of the year.
Claim Accepted(const std::string& kind, std::vector<std::string> items, int cycle = 2022) {
  Claim claim;
  claim.work_id = "W1";
  claim.cycle = cycle;
  claim.kind = kind;
  claim.item_ids = std::move(items);
  claim.state = kAccepted;
  return claim;
}

TEST(Claims, ForceMajeureLeavesNumeratorAndDenominatorExactly_R7_2_FM_E_06) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022);
  work.reported["2022.12.1"] = 0;  // 20 % of the fourth quarter, 5 % of the year
  Record record = RecordOf("N1", 2022, {work});
  EXPECT_EQ(Exact(Judge(record).mean), "95");
  EXPECT_EQ(Judge(record).suggested_level, "HTT");

  record.claims = {Accepted("FM", {"2022.12.1"})};
  const Evaluation excused = Judge(record);
  EXPECT_EQ(Exact(excused.works[0].verified_year), "100") << "95 of 95";
  EXPECT_EQ(excused.suggested_level, "HTXS");
  EXPECT_EQ(Exact(excused.works[0].reported_year), "95") << "what he reported stays";
  EXPECT_THAT(excused.works[0].taken_out, ElementsAre("2022.12.1"));
  EXPECT_TRUE(excused.works[0].excused);

  record.works[0].reported["2022.11.1"] = 5000;  // 15 % of the year at half
  EXPECT_EQ(Exact(Judge(record).works[0].verified_year), "1750/19") << "87.5 of 95";
}

TEST(Claims, AnObjectiveReasonLeavesTheLevelAndEndsTheDutyToContinue_R7_2_FM_R2_5_CONTINUE) {
  KnownWork work = AnnualWork("W1", 2022);
  Complete(work, 2022, 4500);
  Record record = RecordOf("N1", 2022, {work});
  EXPECT_FALSE(Judge(record).works[0].excused);
  record.claims = {Accepted("OBJECTIVE", {})};
  const Evaluation evaluation = Judge(record);
  EXPECT_EQ(Exact(evaluation.works[0].verified_year), "45");
  EXPECT_EQ(evaluation.works[0].level, "KHT");
  EXPECT_TRUE(evaluation.works[0].excused);
  EXPECT_TRUE(evaluation.works[0].taken_out.empty());
  record.claims[0].cycle = 2021;
  EXPECT_FALSE(Judge(record).works[0].excused) << "it spoke of another year";
}

TEST(Claims, AWholeWorkTakenOutHasNoLevelAndTheMeanIsOfTheOthers_R7_2_FM_E_08) {
  KnownWork gone = AnnualWork("W1", 2022);
  Complete(gone, 2022, 3000);
  KnownWork other = AnnualWork("W2", 2022);
  Complete(other, 2022, 9000);
  Record record = RecordOf("N1", 2022, {gone, other});
  record.claims = {Accepted("FM", {})};
  const Evaluation evaluation = Judge(record);
  EXPECT_EQ(Exact(evaluation.works[0].verified_year), "none");
  EXPECT_EQ(evaluation.works[0].level, "");
  EXPECT_FALSE(evaluation.works[0].counted);
  EXPECT_EQ(Exact(evaluation.mean), "90");
  EXPECT_EQ(Exact(evaluation.reported_mean), "60") << "of both, as he reported them";
  EXPECT_EQ(evaluation.works_counted, 1);
  EXPECT_EQ(evaluation.warning, "") << "no level is not the lowest level";

  record.works.pop_back();
  EXPECT_EQ(Judge(record).suggested_level, "") << "it was the only work";
}

TEST(Claims, ForceMajeureOfAYearLeavesTheOtherYearsOfAStage_R7_2_FM_E_08) {
  KnownWork work = TwoYearWork("W1", 2021);
  Complete(work, 2021, 2000);
  Complete(work, 2022, 8000);
  Record record = RecordOf("N1", 2022, {work});
  record.claims = {Accepted("FM", {}, 2021)};
  const Evaluation evaluation = Judge(record);
  EXPECT_EQ(Exact(evaluation.works[0].verified_year), "80");
  EXPECT_EQ(Exact(evaluation.works[0].verified_stage), "80") << "of 2022 alone: 2021 is out";
}

TEST(Holding, AWorkThatWasPassedOnCountsWithItsHolderAtTheYearsEnd) {
  Holding holding = AnnualWork("W1", 2022).holding;
  EXPECT_TRUE(HeldForCycle(holding, 2022));
  EXPECT_FALSE(HeldForCycle(holding, 2021));
  EXPECT_FALSE(HeldForCycle(holding, 2023));
  holding.until = Day("2022-07-01");
  holding.end_reason = "PASSED_ON";
  EXPECT_FALSE(HeldForCycle(holding, 2022));
  holding.end_reason = "EARLY";
  EXPECT_TRUE(HeldForCycle(holding, 2022)) << "completed early: decided with the year (R7.1-EARLY)";
  holding.until = Day("2023-01-01");
  holding.end_reason = "PASSED_ON";
  EXPECT_TRUE(HeldForCycle(holding, 2022)) << "held to the last day";
}

TEST(Holding, AWorkThatWasNeverPlannedHasNoPercentageAndIsNotCounted) {
  KnownWork planned = AnnualWork("W1", 2022);
  Complete(planned, 2022, 6000);
  KnownWork unplanned = AnnualWork("W2", 2022);
  unplanned.tree.reset();
  const Evaluation evaluation = Judge(RecordOf("N1", 2022, {planned, unplanned}));
  EXPECT_EQ(evaluation.works_counted, 1);
  EXPECT_EQ(Exact(evaluation.mean), "60");
  EXPECT_EQ(evaluation.works[1].level, "");
  EXPECT_EQ(Judge(RecordOf("N1", 2022, {unplanned})).suggested_level, "");
}

}  // namespace
}  // namespace dotpha::assessment
