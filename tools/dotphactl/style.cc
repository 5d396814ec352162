#include "tools/dotphactl/style.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace dotpha::ctl {

Style Style::For(const std::ostream& out) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool wanted =
      (no_colour == nullptr || *no_colour == '\0') && (terminal != nullptr && std::string_view(terminal) != "dumb");
  return Style(&out == &std::cout && wanted && isatty(STDOUT_FILENO) == 1);
}

std::string Style::Paint(Colour colour, const std::string& text) const {
  if (!coloured_ || text.empty()) {
    return text;
  }
  const char* code = "";
  switch (colour) {
    case Colour::kGood:
      code = "32";
      break;
    case Colour::kWarning:
      code = "33";
      break;
    case Colour::kBad:
      code = "31";
      break;
    case Colour::kFaint:
      code = "2";
      break;
    case Colour::kStrong:
      code = "1";
      break;
  }
  return std::string("\x1B[") + code + "m" + text + "\x1B[0m";
}

}  // namespace dotpha::ctl
