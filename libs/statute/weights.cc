#include "libs/statute/weights.h"

#include <algorithm>

#include "libs/statute/rating.h"

namespace dotpha::statute {
namespace {

constexpr int kWholeE2 = 10000;

class Checker {
 public:
  explicit Checker(const Regulation& regulation) : regulation_(regulation) {}

  void Check(const WeightNode& node, const std::string& path) {
    if (node.share_e2 < 0 || node.share_e2 > kWholeE2) {
      Report(path, "WEIGHT_OUT_OF_RANGE",
             "a share of " + FormatHundredths(node.share_e2) + " % is not within 0 to 100");
      return;
    }
    const auto rule = std::find_if(regulation_.weights.begin(), regulation_.weights.end(),
                                   [&](const WeightRule& candidate) { return candidate.parent == node.level; });
    if (rule == regulation_.weights.end()) {
      if (!node.children.empty()) {
        Report(path, "WEIGHT_LEVEL", "a " + node.level + " has no parts of its own");
      }
      return;
    }
    if (node.share_e2 == 0) {
      if (!node.children.empty()) {
        Report(path, "WEIGHT_ZERO_WITH_PARTS", "a share of 0 may not have parts (I-49)");
      }
      return;
    }
    CheckChildren(node, *rule, path);
  }

  std::vector<Violation> Take() { return std::move(violations_); }

 private:
  void CheckChildren(const WeightNode& node, const WeightRule& rule, const std::string& path) {
    if (node.children.empty()) {
      Report(path, "WEIGHT_WITHOUT_PARTS", "a share above 0 needs at least one " + rule.children + " (I-49)");
      return;
    }
    if (rule.max_children > 0 && node.children.size() > static_cast<std::size_t>(rule.max_children)) {
      Report(path, "WEIGHT_TOO_MANY_PARTS",
             "found " + std::to_string(node.children.size()) + " parts, a " + node.level + " has at most " +
                 std::to_string(rule.max_children) + " of level " + rule.children);
    }
    long long sum = 0;
    for (const WeightNode& child : node.children) {
      const std::string child_path = path + "/" + child.label;
      if (child.level != rule.children) {
        Report(child_path, "WEIGHT_LEVEL", "a part of a " + node.level + " is a " + rule.children);
      }
      sum += child.share_e2;
      Check(child, child_path);
    }
    if (sum != rule.total_e2) {
      Report(path, "WEIGHT_SUM",
             "the parts sum to " + FormatHundredths(static_cast<int>(sum)) + " %, must be " +
                 FormatHundredths(rule.total_e2) + " % (" + rule.rule + ")");
    }
  }

  void Report(const std::string& path, const char* reason, std::string description) {
    violations_.push_back({path, reason, std::move(description)});
  }

  const Regulation& regulation_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> CheckWeights(const Regulation& regulation, const WeightNode& work) {
  Checker checker(regulation);
  checker.Check(work, work.label);
  return checker.Take();
}

}  // namespace dotpha::statute
