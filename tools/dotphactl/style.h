// Colours for people at a terminal; plain text for everything else.
#pragma once

#include <ostream>
#include <string>

namespace dotpha::ctl {

enum class Colour { kGood, kWarning, kBad, kFaint, kStrong };

class Style {
 public:
  explicit Style(bool coloured = false) : coloured_(coloured) {}
  // Colours only on standard output, only when that is a terminal, and not where NO_COLOR is set to anything
  // (no-color.org) or TERM is "dumb".
  static Style For(const std::ostream& out);

  // Takes no column more in the terminal than the text itself.
  [[nodiscard]] std::string Paint(Colour colour, const std::string& text) const;

 private:
  bool coloured_;
};

}  // namespace dotpha::ctl
