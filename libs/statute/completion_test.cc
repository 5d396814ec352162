#include "libs/statute/completion.h"

#include <gmock/gmock.h>
#include <gmpxx.h>

#include "libs/statute/testing/random_tree.h"

namespace dotpha::statute {
namespace {

using ::testing::ElementsAre;

std::string Exact(const std::optional<ExactPercent>& percent) { return percent ? FormatExact(*percent) : "none"; }

std::string ItemId(int year, int month, int number) {
  const std::string digits = (month < 10 ? "0" : "") + std::to_string(month);
  return std::to_string(year) + "." + digits + "." + std::to_string(number);
}

// PLAN-STD of the scenarios: quarters 25 each, months 20/60/20, two items 50/50 a month.
WeightNode StandardYear(int year, int share_e2 = 10000) {
  WeightNode root{"YEAR", std::to_string(year), share_e2, {}};
  for (int quarter = 1; quarter <= 4; ++quarter) {
    WeightNode quarter_node{"QUARTER", "Q" + std::to_string(quarter), 2500, {}};
    for (int month = 3 * quarter - 2; month <= 3 * quarter; ++month) {
      WeightNode month_node{"MONTH", std::to_string(month), month % 3 == 2 ? 6000 : 2000, {}};
      month_node.children = {{"ITEM", ItemId(year, month, 1), 5000, {}}, {"ITEM", ItemId(year, month, 2), 5000, {}}};
      quarter_node.children.push_back(month_node);
    }
    root.children.push_back(quarter_node);
  }
  return root;
}

ItemResults AllDone(const WeightNode& work) {
  ItemResults results;
  for (const std::string& item : ItemsOf(work)) {
    results.reported[item] = 10000;
  }
  return results;
}

TEST(Completion, AQuarterIsTheWeightedSumOfItsMonths_R5_3_CONTENT_E_01) {
  const WeightNode year = StandardYear(2022);
  ItemResults results;
  for (const char* item : {"2022.01.1", "2022.01.2", "2022.02.1", "2022.03.1", "2022.03.2"}) {
    results.reported[item] = 10000;
  }
  results.reported["2022.02.2"] = 5000;
  const NodeCompletion rows = CompletionTree(year, results);
  const NodeCompletion& quarter = rows.children[0];
  EXPECT_EQ(Exact(quarter.children[1].completion), "75");
  EXPECT_EQ(Exact(quarter.children[1].contribution), "45") << "month 2 in the column of the quarter (E-16)";
  EXPECT_EQ(Exact(quarter.completion), "85");
  EXPECT_EQ(Exact(quarter.contribution), "85/4") << "21.25 of the year";
  EXPECT_EQ(Exact(rows.completion), "85/4");
}

TEST(Completion, AYearIsTheWeightedSumOfItsQuarters_E_02) {
  const WeightNode year = StandardYear(2022);
  ItemResults results = AllDone(year);
  results.reported["2022.02.2"] = 5000;  // first quarter 85
  for (const char* item : {"2022.10.1", "2022.10.2", "2022.12.1", "2022.12.2"}) {
    results.reported[item] = 0;  // fourth quarter 60
  }
  EXPECT_EQ(Exact(CompletionOf(year.children[0], results)), "85");
  EXPECT_EQ(Exact(CompletionOf(year.children[3], results)), "60");
  EXPECT_EQ(Exact(CompletionOf(year, results)), "345/4") << "86.25";
}

TEST(Completion, MoreThanAllOfAnItemCountsAsAllOfIt_I_38_E_13) {
  const WeightNode month{"MONTH", "1", 10000, {{"ITEM", "a", 5000, {}}, {"ITEM", "b", 5000, {}}}};
  EXPECT_EQ(Exact(CompletionOf(month, {{{"a", 12000}, {"b", 8000}}, {}, {}, false})), "90");
}

TEST(Completion, WhatIsLateWithinTheYearCountsFully_E_19) {
  const WeightNode year = StandardYear(2022);
  ItemResults march;
  march.reported = {{"2022.01.1", 10000}, {"2022.01.2", 4000}};
  EXPECT_EQ(Exact(CompletionOf(year.children[0], march)), "14");
  EXPECT_EQ(Exact(CompletionOf(year, AllDone(year))), "100");
}

TEST(Completion, AStageIsTheWeightedSumOfItsYears_E_09) {
  WeightNode stage{"STAGE", "W", 10000, {StandardYear(2022, 5000), StandardYear(2023, 5000)}};
  ItemResults results = AllDone(stage);
  results.reported["2022.12.1"] = 0;
  results.reported["2022.12.2"] = 0;
  results.reported["2022.03.1"] = 0;
  results.reported["2022.03.2"] = 0;
  EXPECT_EQ(Exact(CompletionOf(*YearNode(stage, 2022), results)), "90");
  EXPECT_EQ(Exact(CompletionOf(*YearNode(stage, 2023), results)), "100");
  EXPECT_EQ(Exact(CompletionOf(stage, results)), "95");
  results.reported = AllDone(stage).reported;
  EXPECT_EQ(Exact(CompletionOf(stage, results)), "100") << "the rest of year 1, finished in year 2";
  EXPECT_EQ(YearNode(stage, 2024), nullptr);
}

TEST(Completion, WhatForceMajeureTookOutLeavesNumeratorAndDenominator_R7_2_FM_E_06) {
  const WeightNode year = StandardYear(2022);
  ItemResults results = AllDone(year);
  results.reported["2022.12.1"] = 0;
  results.reported["2022.12.2"] = 0;
  EXPECT_EQ(Exact(CompletionOf(year, results)), "95") << "claimed only";
  results.taken_out = {"2022.12.1", "2022.12.2"};
  EXPECT_EQ(Exact(CompletionOf(year, results)), "100");
  EXPECT_EQ(Exact(CompletionOf(year.children[3].children[2], results)), "none") << "the month has nothing left";
  results.reported["2022.01.1"] = 0;  // 2.5 of the remaining 95
  EXPECT_EQ(Exact(CompletionOf(year, results)), "1850/19");
}

TEST(Completion, AWorkTakenOutWhollyHasNoPercentage_E_08) {
  ItemResults results = AllDone(StandardYear(2022));
  results.whole_work_taken_out = true;
  EXPECT_EQ(Exact(CompletionOf(StandardYear(2022), results)), "none");
}

TEST(Completion, AVerifiedValueStandsInPlaceOfTheReportedOne_I_36) {
  const WeightNode year = StandardYear(2022);
  ItemResults results = AllDone(year);
  results.verified["2022.05.1"] = 4000;  // 7.5 of the year
  EXPECT_EQ(Exact(CompletionOf(year, results)), "191/2");
}

TEST(Completion, APeriodOfShareZeroHasNoPercentageOfItsOwn_I_49_E_12) {
  WeightNode year{"YEAR", "2022", 10000, {{"QUARTER", "Q1", 0, {}}, StandardYear(2022).children[1]}};
  year.children[1].share_e2 = 10000;
  ItemResults results;
  results.reported["2022.05.1"] = 10000;
  EXPECT_EQ(Exact(CompletionOf(year.children[0], results)), "none");
  EXPECT_EQ(Exact(CompletionOf(year, results)), "30");
}

TEST(Completion, TheMeanOfSeveralWorksIsUnweighted_I_20_E_04) {
  EXPECT_EQ(Exact(*MeanOf({{100, 1}, {80, 1}, {45, 1}})), "75");
  EXPECT_EQ(Exact(*MeanOf({{1850, 19}, {345, 4}})), "13955/152");
  EXPECT_EQ(Exact(*MeanOf({})), "none");
}

TEST(Completion, AMeanThatIsTooFineIsAnErrorAndNoGuess) {
  const WideInt large = WideInt{1'000'000'000'000'000'000};
  const auto mean = MeanOf({{large, large + 1}, {large, large + 3}, {large, large + 9}});
  ASSERT_FALSE(mean.ok());
  EXPECT_EQ(mean.error().reason, "PERCENT_TOO_FINE");
}

TEST(Completion, ItemsAreListedInTheOrderOfTheTree) {
  const WeightNode year = StandardYear(2022);
  EXPECT_THAT(ItemsOf(year.children[0].children[0]), ElementsAre("2022.01.1", "2022.01.2"));
}

using testing::RandomTree;

// ---- random trees against a calculation by the definition, with the rationals of another library ----------------

// Top-down: how much of the node counts at all, and how much of it is achieved, both as parts of one.
struct Parts {
  mpq_class counts{0};
  mpq_class achieved{0};
};
Parts ByDefinition(const WeightNode& node, const ItemResults& results) {
  if (node.level == "ITEM") {
    if (results.taken_out.count(node.label) > 0) {
      return {};
    }
    int value = results.reported.count(node.label) > 0 ? results.reported.at(node.label) : 0;
    if (results.verified.count(node.label) > 0) {
      value = results.verified.at(node.label);
    }
    mpq_class done(value > 10000 ? 10000 : value, 10000);
    done.canonicalize();
    return {1, done};
  }
  Parts sum;
  for (const WeightNode& child : node.children) {
    const Parts below = ByDefinition(child, results);
    mpq_class share(child.share_e2, 10000);
    share.canonicalize();
    sum.counts += share * below.counts;
    sum.achieved += share * below.achieved;
  }
  return sum;
}

std::string Expected(const WeightNode& node, const ItemResults& results) {
  const Parts parts = ByDefinition(node, results);
  if (parts.counts == 0) {
    return "none";
  }
  const mpq_class percent = parts.achieved / parts.counts * 100;
  return percent.get_str();
}

void ExpectEqualEverywhere(const WeightNode& node, const ItemResults& results, unsigned seed) {
  ASSERT_EQ(Exact(CompletionOf(node, results)), Expected(node, results)) << "seed " << seed << " " << node.label;
  for (const WeightNode& child : node.children) {
    ExpectEqualEverywhere(child, results, seed);
  }
}

TEST(Completion, RandomTreesAgreeWithTheDefinitionInRationals_I_38_I_22) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomTree random(seed);
    const WeightNode work = random.Stage();
    ItemResults results = random.Results(work);
    ExpectEqualEverywhere(work, results, seed);
    results.taken_out.clear();
    ExpectEqualEverywhere(work, results, seed);
  }
}

}  // namespace
}  // namespace dotpha::statute
