#include "tools/dotphactl/refusals.h"

#include <algorithm>
#include <array>

// The path comes from the build.
__asm__(
    ".section .rodata\n"
    "dotpha_refusals_begin:\n"
    ".incbin \"" DOTPHA_REFUSALS
    "\"\n"
    "dotpha_refusals_end:\n"
    ".byte 0\n"
    ".previous\n");
extern "C" {
extern const char dotpha_refusals_begin[];
extern const char dotpha_refusals_end[];
}

namespace dotpha::ctl {
namespace {

constexpr std::string_view kBetween = " | ";

}  // namespace

RefusalTable ReadRefusals(std::string_view text) {
  RefusalTable table;
  while (!text.empty() && !text.starts_with("## ")) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    std::array<std::string, 4> fields;
    std::size_t begin = 0;
    for (std::string& field : fields) {
      const std::size_t end = std::min(line.find(kBetween, begin), line.size());
      field = line.substr(begin, end - begin);
      begin = std::min(end + kBetween.size(), line.size());
    }
    table[fields[0]] = {fields[0], fields[1] == "-" ? "" : fields[1], fields[2], fields[3]};
  }
  return table;
}

const RefusalTable& Refusals() {
  static const RefusalTable table =
      ReadRefusals({dotpha_refusals_begin, static_cast<std::size_t>(dotpha_refusals_end - dotpha_refusals_begin)});
  return table;
}

}  // namespace dotpha::ctl
