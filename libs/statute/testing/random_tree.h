// For tests only: random weight trees of a stage work, and random results of their items.
#pragma once

#include <random>
#include <string>

#include "libs/statute/completion.h"

namespace dotpha::statute::testing {

class RandomTree {
 public:
  explicit RandomTree(unsigned seed) : random_(seed) {}

  WeightNode Stage() {
    WeightNode stage{"STAGE", "W", 10000, {}};
    Split(stage, "YEAR", Between(1, 4), true);
    return stage;
  }
  ItemResults Results(const WeightNode& work) {
    ItemResults results;
    for (const std::string& item : ItemsOf(work)) {
      if (Between(0, 9) > 0) {
        results.reported[item] = Between(0, 12000);
      }
      if (Between(0, 4) == 0) {
        results.verified[item] = Between(0, 10000);
      }
      if (Between(0, 3) == 0) {
        results.taken_out.insert(item);
      }
    }
    return results;
  }

  int Between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

 private:
  // Shares of any hundredths that sum to the whole; a share of 0 has no parts (I-49).
  void Split(WeightNode& parent, const std::string& level, int parts, bool may_be_zero) {
    int rest = 10000;
    for (int i = 0; i < parts; ++i) {
      const int share = i + 1 == parts ? rest : (may_be_zero ? Between(0, rest) : Between(1, rest - (parts - 1 - i)));
      rest -= share;
      WeightNode child{level, level == "ITEM" ? "i" + std::to_string(++items_) : std::to_string(2020 + i), share, {}};
      if (share > 0) {
        if (level == "YEAR") {
          Split(child, "QUARTER", 4, true);
        } else if (level == "QUARTER") {
          Split(child, "MONTH", 3, true);
        } else if (level == "MONTH") {
          Split(child, "ITEM", Between(1, 3), false);
        }
      }
      parent.children.push_back(child);
    }
  }

  std::mt19937 random_;
  int items_ = 0;
};

}  // namespace dotpha::statute::testing
