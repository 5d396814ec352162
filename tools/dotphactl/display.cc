#include "tools/dotphactl/display.h"

#include <utf8proc.h>

#include <algorithm>

namespace dotpha::ctl {
namespace {

struct Character {
  std::size_t bytes;
  std::size_t width;
};

Character Next(std::string_view text) {
  utf8proc_int32_t codepoint = 0;
  const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                      static_cast<utf8proc_ssize_t>(text.size()), &codepoint);
  if (bytes <= 0) {
    return {1, 1};  // not UTF-8: one replacement mark a byte
  }
  return {static_cast<std::size_t>(bytes), static_cast<std::size_t>(std::max(0, utf8proc_charwidth(codepoint)))};
}

}  // namespace

std::string Printable(std::string_view text, bool lines) {
  std::string result;
  while (!text.empty()) {
    const Character next = Next(text);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool control = first < 0x20 || first == 0x7F ||
                         (first == 0xC2 && next.bytes == 2 && static_cast<unsigned char>(text[1]) < 0xA0);
    result += control && !(lines && first == '\n') ? " " : text.substr(0, next.bytes);
    text.remove_prefix(next.bytes);
  }
  return result;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character next = Next(text);
    width += next.width;
    text.remove_prefix(next.bytes);
  }
  return width;
}

std::string Ellipsize(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) {
    return std::string(text);
  }
  std::string result;
  std::size_t used = 0;
  while (!text.empty()) {
    const Character next = Next(text);
    if (used + next.width + 1 > width) {
      break;
    }
    result += text.substr(0, next.bytes);
    used += next.width;
    text.remove_prefix(next.bytes);
  }
  return result + "…";
}

std::string Table::Render(std::size_t max_cell) const {
  std::vector<std::size_t> width(header_.size());
  std::vector<std::vector<std::string>> cells;
  const auto prepare = [&](const std::vector<std::string>& row) {
    std::vector<std::string> line(header_.size());
    for (std::size_t i = 0; i < header_.size() && i < row.size(); ++i) {
      line[i] = Ellipsize(Printable(row[i]), max_cell);
      width[i] = std::max(width[i], DisplayWidth(line[i]));
    }
    cells.push_back(std::move(line));
  };
  prepare(header_);
  for (const auto& row : rows_) {
    prepare(row);
  }
  std::string text;
  for (std::size_t r = 0; r < cells.size(); ++r) {
    for (std::size_t i = 0; i < width.size(); ++i) {
      text += cells[r][i];
      if (i + 1 < width.size()) {
        text += std::string(width[i] - DisplayWidth(cells[r][i]) + 2, ' ');
      }
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
    if (r == 0) {
      std::size_t total = 0;
      for (const std::size_t w : width) {
        total += w + 2;
      }
      for (std::size_t i = 0; i + 2 < total; ++i) {
        text += "─";
      }
      text += '\n';
    }
  }
  return text;
}

}  // namespace dotpha::ctl
