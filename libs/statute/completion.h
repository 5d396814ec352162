// How much of a work is done (Điều 5 khoản 3, Điều 7 khoản 1, Mẫu số 03; R5.3-CONTENT, R7.1-MEASURE, I-38): from the
// items of the months up to the year and the stage, as exact fractions. Pure; owns nothing.
//
//   item c, 0 to 100 % (more is counted as 100, E-13) -> month = sum of share x c -> quarter -> year -> stage
//
// An item counts in the year and the stage whenever it is finished (E-09, E-19); what has not been reported is 0.
// A verified value stands in the place of the reported one (I-36). What an accepted force majeure took out leaves
// numerator and denominator of every node above it (I-22, E-06): a quarter whose items are all out has no percentage.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/statute/rating.h"
#include "libs/statute/weights.h"

namespace dotpha::statute {

// What is known of one work's items, by item id, in hundredths of a percent (>= 0; above 10000 counts as 10000).
struct ItemResults {
  std::map<std::string, int> reported;  // the latest cumulative values
  std::map<std::string, int> verified;  // override what was reported
  std::set<std::string> taken_out;      // force majeure, accepted (I-22)
  bool whole_work_taken_out = false;    // then no node has a percentage (E-08)
};

// Completion of the node against its own whole: in percent, reduced. Of an ITEM the label is its id. Unset where
// nothing counts: everything below it is taken out, or its share is 0 (I-49). Precondition: a tree that CheckWeights
// accepts.
std::optional<ExactPercent> CompletionOf(const WeightNode& node, const ItemResults& results);

// The node of a year in the tree of a work: the root itself for an annual work of that year (level YEAR, labelled
// "2022"), else the stage's child of that label. nullptr where the work has no such year.
const WeightNode* YearNode(const WeightNode& work, int year);

// One row of Mẫu số 03: a node's own completion, and share x completion in the column of its parent (E-01, E-16).
struct NodeCompletion {
  std::string level;
  std::string label;
  int share_e2 = 0;
  std::optional<ExactPercent> completion;
  std::optional<ExactPercent> contribution;
  std::vector<NodeCompletion> children;
};
NodeCompletion CompletionTree(const WeightNode& node, const ItemResults& results);

// The unweighted mean of several works (I-20), exact. Unset for none. OUT_OF_RANGE PERCENT_TOO_FINE where the fraction
// does not fit into 128 bits: it takes four works with something taken out of each, and shares without common factors.
Result<std::optional<ExactPercent>> MeanOf(const std::vector<ExactPercent>& percents);

// Ids of all items below the node, in the order of the tree.
std::vector<std::string> ItemsOf(const WeightNode& node);

// "345/4": the percentage as a reduced fraction, "100" where it is whole.
std::string FormatExact(const ExactPercent& percent);

}  // namespace dotpha::statute
