#include "services/assessment/store/work_tree.h"

#include <utility>

namespace dotpha::assessment::store {
namespace {

namespace v1 = reporting::v1;
constexpr int kWholeE2 = 10000;

statute::WeightNode ToNode(const v1::MonthShare& month) {
  statute::WeightNode node{"MONTH", std::to_string(month.month()), month.share_e2(), {}};
  for (const v1::ItemShare& item : month.items()) {
    node.children.push_back({"ITEM", item.item_id(), item.share_e2(), {}});
  }
  return node;
}

statute::WeightNode ToNode(const v1::QuarterShare& quarter) {
  statute::WeightNode node{"QUARTER", "Q" + std::to_string(quarter.quarter()), quarter.share_e2(), {}};
  for (const v1::MonthShare& month : quarter.months()) {
    node.children.push_back(ToNode(month));
  }
  return node;
}

statute::WeightNode ToNode(const v1::YearShare& year) {
  statute::WeightNode node{"YEAR", std::to_string(year.year()), year.share_e2(), {}};
  for (const v1::QuarterShare& quarter : year.quarters()) {
    node.children.push_back(ToNode(quarter));
  }
  return node;
}

}  // namespace

Result<statute::WeightNode> ToTree(const v1::WorkShares& shares) {
  if (shares.work_id().empty() || shares.years_size() == 0) {
    return MakeError(Code::kInvalidArgument, "EVENT_FIELD_MISSING", "a tree of shares has a work and years")
        .With("field", shares.work_id().empty() ? "work_id" : "years");
  }
  if (shares.years_size() == 1) {
    return ToNode(shares.years(0));
  }
  statute::WeightNode root{"STAGE", shares.work_id(), kWholeE2, {}};
  for (const v1::YearShare& year : shares.years()) {
    root.children.push_back(ToNode(year));
  }
  return root;
}

}  // namespace dotpha::assessment::store
