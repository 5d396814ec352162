// Tables for people: columns as wide as their Vietnamese text really is, long cells cut with an ellipsis.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dotpha::ctl {

// Terminal columns that the UTF-8 text takes: combining marks none, wide characters two.
std::size_t DisplayWidth(std::string_view text);

// Cut to at most `width` columns, ending in "…" where something was cut. Never cuts inside a character.
std::string Ellipsize(std::string_view text, std::size_t width);

// Control characters as spaces, those of C1 too, for what others wrote must not move the reader's cursor. `lines`: line
// breaks stay.
std::string Printable(std::string_view text, bool lines = false);

class Table {
 public:
  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  // Header, a rule, the rows; cells at most `max_cell` columns wide. Control characters are shown as spaces.
  [[nodiscard]] std::string Render(std::size_t max_cell = 48) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dotpha::ctl
