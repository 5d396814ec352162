#include "libs/base/violations.h"

#include <algorithm>

namespace dotpha {

bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::size_t LengthOf(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void Violations::CheckLength(const std::string& field, std::string_view text, std::size_t limit) {
  if (text.size() > limit && LengthOf(text) > limit) {
    Add(field, "FIELD_TOO_LONG", "more than " + std::to_string(limit) + " characters");
  }
}

Result<void> Violations::Check() const {
  if (found_.empty()) {
    return {};
  }
  return InvalidArgument(found_);
}

}  // namespace dotpha
