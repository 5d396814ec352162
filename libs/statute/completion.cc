#include "libs/statute/completion.h"

#include <algorithm>

namespace dotpha::statute {
namespace {

constexpr int kWholeE2 = 10000;
constexpr char kItem[] = "ITEM";
constexpr char kYear[] = "YEAR";

WideInt Gcd(WideInt a, WideInt b) {
  while (b != 0) {
    const WideInt rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

ExactPercent Reduced(WideInt numerator, WideInt denominator) {
  const WideInt common = Gcd(numerator, denominator);
  return {numerator / common, denominator / common};
}

// Sums over the items that count, weighted by the product of the shares on the way down: at most four shares and one
// completion in hundredths, 10^20, which times the number of items fits easily.
struct Sums {
  WideInt achieved_e2 = 0;
  WideInt weight = 0;
};

int CountedE2(const std::string& item_id, const ItemResults& results) {
  const auto verified = results.verified.find(item_id);
  if (verified != results.verified.end()) {
    return std::min(verified->second, kWholeE2);
  }
  const auto reported = results.reported.find(item_id);
  return reported == results.reported.end() ? 0 : std::min(reported->second, kWholeE2);
}

void Add(const WeightNode& node, WideInt weight, const ItemResults& results, Sums& sums) {
  if (node.level == kItem) {
    if (results.taken_out.count(node.label) == 0) {
      sums.achieved_e2 += weight * CountedE2(node.label, results);
      sums.weight += weight;
    }
    return;
  }
  for (const WeightNode& child : node.children) {
    Add(child, weight * child.share_e2, results, sums);
  }
}

std::string Digits(WideInt number) {
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(number % 10)));
    number /= 10;
  } while (number > 0);
  return digits;
}

}  // namespace

std::optional<ExactPercent> CompletionOf(const WeightNode& node, const ItemResults& results) {
  if (results.whole_work_taken_out) {
    return std::nullopt;
  }
  Sums sums;
  Add(node, 1, results, sums);
  if (sums.weight == 0) {
    return std::nullopt;
  }
  return Reduced(sums.achieved_e2, sums.weight * 100);
}

const WeightNode* YearNode(const WeightNode& work, int year) {
  const std::string label = std::to_string(year);
  if (work.level == kYear) {
    return work.label == label ? &work : nullptr;
  }
  const auto found = std::find_if(work.children.begin(), work.children.end(), [&](const WeightNode& child) {
    return child.level == kYear && child.label == label;
  });
  return found == work.children.end() ? nullptr : &*found;
}

NodeCompletion CompletionTree(const WeightNode& node, const ItemResults& results) {
  NodeCompletion row{node.level, node.label, node.share_e2, CompletionOf(node, results), {}, {}};
  if (row.completion) {
    row.contribution = Reduced(row.completion->numerator * node.share_e2, row.completion->denominator * kWholeE2);
  }
  for (const WeightNode& child : node.children) {
    row.children.push_back(CompletionTree(child, results));
  }
  return row;
}

Result<std::optional<ExactPercent>> MeanOf(const std::vector<ExactPercent>& percents) {
  if (percents.empty()) {
    return std::optional<ExactPercent>{};
  }
  const Error too_fine =
      MakeError(Code::kOutOfRange, "PERCENT_TOO_FINE", "the mean of these percentages is no fraction of 128 bits");
  // Room for the comparison with a band, which multiplies by a hundred and by hundredths.
  const WideInt most = (~WideInt{0} ^ (WideInt{1} << 127)) / (WideInt{100} * kWholeE2);
  ExactPercent sum{0, 1};
  for (const ExactPercent& percent : percents) {
    const WideInt common = Gcd(sum.denominator, percent.denominator);
    WideInt left = 0;
    WideInt right = 0;
    WideInt numerator = 0;
    WideInt denominator = 0;
    if (__builtin_mul_overflow(sum.numerator, percent.denominator / common, &left) ||
        __builtin_mul_overflow(percent.numerator, sum.denominator / common, &right) ||
        __builtin_add_overflow(left, right, &numerator) ||
        __builtin_mul_overflow(sum.denominator / common, percent.denominator, &denominator)) {
      return too_fine;
    }
    sum = Reduced(numerator, denominator);
  }
  WideInt denominator = 0;
  if (__builtin_mul_overflow(sum.denominator, static_cast<WideInt>(percents.size()), &denominator)) {
    return too_fine;
  }
  const ExactPercent mean = Reduced(sum.numerator, denominator);
  if (mean.numerator > most || mean.denominator > most) {
    return too_fine;
  }
  return std::optional{mean};
}

std::vector<std::string> ItemsOf(const WeightNode& node) {
  if (node.level == kItem) {
    return {node.label};
  }
  std::vector<std::string> items;
  for (const WeightNode& child : node.children) {
    const auto below = ItemsOf(child);
    items.insert(items.end(), below.begin(), below.end());
  }
  return items;
}

std::string FormatExact(const ExactPercent& percent) {
  const ExactPercent reduced = Reduced(percent.numerator, percent.denominator);
  return reduced.denominator == 1 ? Digits(reduced.numerator)
                                  : Digits(reduced.numerator) + "/" + Digits(reduced.denominator);
}

}  // namespace dotpha::statute
