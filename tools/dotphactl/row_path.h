// Where a service's violation path ("positions[3].agency_id") points: which element of the request's list, what in it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace dotpha::ctl {

struct RowPath {
  std::string list;   // "positions"
  std::size_t index;  // 3
  std::string rest;   // "agency_id"; may be empty
};

// nullopt for a path that does not begin with an element of a list.
std::optional<RowPath> ParseRowPath(std::string_view field);

}  // namespace dotpha::ctl
