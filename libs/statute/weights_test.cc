#include "libs/statute/weights.h"

#include <gmock/gmock.h>
#include <gmpxx.h>

#include "libs/statute/testing/random_tree.h"

namespace dotpha::statute {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Regulation Law() {
  Regulation law;
  law.weights = {{"R4.4a-SUM-S", "STAGE", "YEAR", 10000, 0},
                 {"R4.4a-SUM-Y", "YEAR", "QUARTER", 10000, 4},
                 {"R4.4a-SUM-Q", "QUARTER", "MONTH", 10000, 3},
                 {"R4.4a-SUM-M", "MONTH", "ITEM", 10000, 0}};
  return law;
}

WeightNode Month(const std::string& label, int share, const std::vector<int>& items) {
  WeightNode month{"MONTH", label, share, {}};
  for (const int item : items) {
    month.children.push_back({"ITEM", std::to_string(month.children.size() + 1), item, {}});
  }
  return month;
}

WeightNode Quarter(const std::string& label, int share, const std::vector<int>& months = {2000, 6000, 2000}) {
  WeightNode quarter{"QUARTER", label, share, {}};
  for (const int month : months) {
    quarter.children.push_back(Month(std::to_string(quarter.children.size() + 1), month,
                                     month == 0 ? std::vector<int>{} : std::vector{10000}));
  }
  return quarter;
}

WeightNode Year(std::vector<WeightNode> quarters) { return {"YEAR", "2022", 10000, std::move(quarters)}; }

auto Defect(const std::string& field, const std::string& reason, const std::string& text) {
  return AllOf(Field(&Violation::field, field), Field(&Violation::reason, reason),
               Field(&Violation::description, HasSubstr(text)));
}

TEST(PlanWeights, QuartersOfAYearSumToOneHundred_R4_4a_SUM_Y_E_11) {
  EXPECT_THAT(
      CheckWeights(Law(), Year({Quarter("Q1", 2500), Quarter("Q2", 2500), Quarter("Q3", 2500), Quarter("Q4", 2500)})),
      IsEmpty());
  EXPECT_THAT(
      CheckWeights(Law(), Year({Quarter("Q1", 2500), Quarter("Q2", 2500), Quarter("Q3", 2500), Quarter("Q4", 2000)})),
      ElementsAre(Defect("2022", "WEIGHT_SUM", "95.00")));
}

TEST(PlanWeights, AQuarterHasThreeMonths_R4_4a_SUM_Q_E_11) {
  EXPECT_THAT(
      CheckWeights(Law(), Year({Quarter("Q1", 10000, {2000, 6000, 6000, 2000})})),
      ElementsAre(Defect("2022/Q1", "WEIGHT_TOO_MANY_PARTS", "at most 3"), Defect("2022/Q1", "WEIGHT_SUM", "160.00")));
}

TEST(PlanWeights, ItemsOfAMonthAreExactToTheHundredth_R4_4a_SUM_M_I_54) {
  auto year = Year({Quarter("Q1", 10000)});
  year.children[0].children[0] = Month("1", 2000, {3333, 3333, 3334});
  EXPECT_THAT(CheckWeights(Law(), year), IsEmpty());
  year.children[0].children[0] = Month("1", 2000, {3333, 3333, 3333});
  EXPECT_THAT(CheckWeights(Law(), year), ElementsAre(Defect("2022/Q1/1", "WEIGHT_SUM", "99.99")));
}

TEST(PlanWeights, YearsOfAStageSumToOneHundred_R4_4a_SUM_S) {
  auto first = Year({Quarter("Q1", 10000)});
  first.share_e2 = 5000;
  auto second = first;
  second.label = "2023";
  second.share_e2 = 5001;
  EXPECT_THAT(CheckWeights(Law(), {"STAGE", "W1", 10000, {first, second}}),
              ElementsAre(Defect("W1", "WEIGHT_SUM", "100.01")));
}

TEST(PlanWeights, APeriodBeforeTheAssignmentMayHaveNothing_I_49_E_12) {
  const WeightNode nothing{"QUARTER", "Q1", 0, {}};
  EXPECT_THAT(CheckWeights(Law(), Year({nothing, Quarter("Q2", 3000), Quarter("Q3", 4000), Quarter("Q4", 3000)})),
              IsEmpty());
  EXPECT_THAT(
      CheckWeights(Law(), Year({Quarter("Q1", 0), Quarter("Q2", 3000), Quarter("Q3", 4000), Quarter("Q4", 3000)})),
      ElementsAre(Defect("2022/Q1", "WEIGHT_ZERO_WITH_PARTS", "0")));
  EXPECT_THAT(CheckWeights(Law(), Year({{"QUARTER", "Q1", 1000, {}}, Quarter("Q2", 9000)})),
              ElementsAre(Defect("2022/Q1", "WEIGHT_WITHOUT_PARTS", "MONTH")));
}

TEST(PlanWeights, SharesStayWithinZeroAndOneHundred_I_49) {
  EXPECT_THAT(CheckWeights(Law(), Year({Quarter("Q1", -100), Quarter("Q2", 10100)})),
              ElementsAre(Defect("2022/Q1", "WEIGHT_OUT_OF_RANGE", "-1.00"),
                          Defect("2022/Q2", "WEIGHT_OUT_OF_RANGE", "101.00")));
}

// ---- random trees --------------------------------------------------------------------------------------------------

// Every node that has parts, with its path.
void Collect(WeightNode& node, const std::string& path, std::vector<std::pair<WeightNode*, std::string>>& nodes) {
  if (node.children.empty()) {
    return;
  }
  nodes.emplace_back(&node, path);
  for (WeightNode& child : node.children) {
    Collect(child, path + "/" + child.label, nodes);
  }
}

// What the parts come to, in percent with two decimals, by rationals of another library.
std::string SumOf(const WeightNode& node) {
  mpq_class sum = 0;
  for (const WeightNode& child : node.children) {
    mpq_class share(child.share_e2, 100);
    share.canonicalize();
    sum += share;
  }
  const mpq_class hundredths = sum * 100;
  const long whole = mpz_class(hundredths.get_num() / hundredths.get_den()).get_si();
  const std::string rest = std::to_string(whole % 100);
  return std::to_string(whole / 100) + (rest.size() == 1 ? ".0" : ".") + rest;
}

TEST(PlanWeights, RandomTreesSumExactlyAndOneHundredthMoreOrLessIsFound_R4_4a_SUM_I_54) {
  int broken = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    testing::RandomTree random(seed);
    WeightNode work = random.Stage();
    ASSERT_THAT(CheckWeights(Law(), work), IsEmpty()) << "seed " << seed;
    std::vector<std::pair<WeightNode*, std::string>> nodes;
    Collect(work, work.label, nodes);
    for (int i = 0; i < 10; ++i) {
      const auto& [node, path] = nodes[static_cast<std::size_t>(random.Between(0, static_cast<int>(nodes.size()) - 1))];
      WeightNode& part =
          node->children[static_cast<std::size_t>(random.Between(0, static_cast<int>(node->children.size()) - 1))];
      const int change = random.Between(0, 1) == 0 ? 1 : -1;
      if (part.share_e2 + change <= 0 || part.share_e2 == 0 || part.share_e2 + change > 10000) {
        continue;  // then it is no longer the sum that is wrong
      }
      part.share_e2 += change;
      ASSERT_THAT(CheckWeights(Law(), work), ElementsAre(Defect(path, "WEIGHT_SUM", SumOf(*node)))) << "seed " << seed;
      part.share_e2 -= change;
      ++broken;
    }
  }
  EXPECT_GT(broken, 1000);
}

TEST(PlanWeights, LevelsStandInOrder_R4_4a_SUM) {
  EXPECT_THAT(CheckWeights(Law(), Year({Month("1", 10000, {10000})})),
              ElementsAre(Defect("2022/1", "WEIGHT_LEVEL", "QUARTER")));
}

}  // namespace
}  // namespace dotpha::statute
