// Bad fields found while a request is checked: all of them are reported at once.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/base/result.h"

namespace dotpha {

// Spaces alone are nothing written.
bool IsBlank(std::string_view text);
// Number of code points. Precondition: valid UTF-8.
std::size_t LengthOf(std::string_view text);

class Violations {
 public:
  Violations() = default;
  explicit Violations(std::vector<Violation> found) : found_(std::move(found)) {}

  void Add(std::string field, std::string reason, std::string description) {
    found_.push_back({std::move(field), std::move(reason), std::move(description)});
  }
  void AddAll(const std::vector<Violation>& more) { found_.insert(found_.end(), more.begin(), more.end()); }
  // FIELD_TOO_LONG if `text` has more than `limit` code points; the value is never echoed.
  void CheckLength(const std::string& field, std::string_view text, std::size_t limit);
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] const std::vector<Violation>& found() const { return found_; }
  // The error of all of them, or success.
  [[nodiscard]] Result<void> Check() const;

 private:
  std::vector<Violation> found_;
};

}  // namespace dotpha
