// The services that tests start, and what each follows. A service joins every test of the whole system by its row.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dotpha::testing {

struct ServiceRow {
  // Its binary is dotpha-<name>, the packages of its contracts dotpha.<name>.*.
  std::string_view name;
  // Whose events it applies. Those that a test does not start are left out.
  std::array<std::string_view, 4> follows{};
  // Whether its binary is in the tree.
  bool built = true;
};

// Producers of input first: clocks are moved in this order.
inline constexpr std::array<ServiceRow, 5> kServiceTable = {{
    {"registration", {"review"}},
    {"review", {"registration", "assessment"}},
    {"reporting", {"registration", "review"}},
    {"assessment", {"registration", "review", "reporting", "notifier"}},
    {"notifier", {"registration", "review", "reporting", "assessment"}},
}};

// Throws std::invalid_argument for a name that has no row.
inline const ServiceRow& RowOf(std::string_view name) {
  const auto* const found =
      std::find_if(kServiceTable.begin(), kServiceTable.end(), [&](const ServiceRow& row) { return row.name == name; });
  if (found == kServiceTable.end()) {
    throw std::invalid_argument("no service is named " + std::string{name});
  }
  return *found;
}

// All that are in the tree.
inline std::vector<std::string> AllServices() {
  std::vector<std::string> names;
  for (const ServiceRow& row : kServiceTable) {
    if (row.built) {
      names.emplace_back(row.name);
    }
  }
  return names;
}

}  // namespace dotpha::testing
