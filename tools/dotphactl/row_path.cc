#include "tools/dotphactl/row_path.h"

#include <charconv>

namespace dotpha::ctl {

std::optional<RowPath> ParseRowPath(std::string_view field) {
  const std::size_t open = field.find('[');
  const std::size_t close = field.find(']');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
    return std::nullopt;
  }
  RowPath row;
  const std::string_view number = field.substr(open + 1, close - open - 1);
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), row.index);
  if (failure != std::errc() || end != number.data() + number.size()) {
    return std::nullopt;
  }
  row.list = field.substr(0, open);
  if (field.size() > close + 2) {
    row.rest = field.substr(close + 2);
  }
  return row;
}

}  // namespace dotpha::ctl
