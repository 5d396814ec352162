// Result<T>: a value or an Error. The house's only way to report a failure that a caller may want to handle;
// exceptions end at the adapter in which a library throws them.
#pragma once

#include <cassert>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dotpha {

// Canonical codes; numeric values are those of gRPC.
enum class Code : std::uint8_t {
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// One bad field of a request.
struct Violation {
  std::string field;        // path: "works[2].roadmap"
  std::string reason;       // UPPER_SNAKE_CASE, stable
  std::string description;  // one sentence for a person; never echoes a long or classified value

  friend bool operator==(const Violation&, const Violation&) = default;
};

// Why a call failed. `reason` is stable and machine-readable (ErrorInfo.reason); `metadata` holds all values.
struct [[nodiscard]] Error {
  Code code = Code::kInternal;
  std::string reason;
  std::string message;
  std::map<std::string, std::string> metadata;
  std::vector<Violation> violations;  // only kInvalidArgument
  std::optional<std::chrono::milliseconds> retry_after;

  Error&& With(std::string key, std::string value) && {
    metadata.insert_or_assign(std::move(key), std::move(value));
    return std::move(*this);
  }
};

[[nodiscard]] inline Error InvalidArgument(std::vector<Violation> violations) {
  Error error{Code::kInvalidArgument, "INVALID_FIELDS", {}, {}, std::move(violations), {}};
  if (!error.violations.empty()) {
    error.reason = error.violations.front().reason;
    error.message = error.violations.front().field + ": " + error.violations.front().description;
  }
  return error;
}
[[nodiscard]] inline Error InvalidArgument(std::string field, std::string reason, std::string description) {
  return InvalidArgument(std::vector<Violation>{{std::move(field), std::move(reason), std::move(description)}});
}
[[nodiscard]] inline Error MakeError(Code code, std::string reason, std::string message) {
  return Error{code, std::move(reason), std::move(message), {}, {}, {}};
}
[[nodiscard]] inline Error NotFound(std::string reason, std::string message) {
  return MakeError(Code::kNotFound, std::move(reason), std::move(message));
}
[[nodiscard]] inline Error FailedPrecondition(std::string reason, std::string message) {
  return MakeError(Code::kFailedPrecondition, std::move(reason), std::move(message));
}
[[nodiscard]] inline Error PermissionDenied(std::string reason, std::string message) {
  return MakeError(Code::kPermissionDenied, std::move(reason), std::move(message));
}
[[nodiscard]] inline Error Unavailable(std::string reason, std::string message) {
  return MakeError(Code::kUnavailable, std::move(reason), std::move(message));
}
[[nodiscard]] inline Error Internal(std::string reason, std::string message) {
  return MakeError(Code::kInternal, std::move(reason), std::move(message));
}
// The resource changed since it was read (AIP-154).
[[nodiscard]] inline Error EtagMismatch(std::string resource) {
  return MakeError(Code::kAborted, "ETAG_MISMATCH", "the resource has changed since it was read; read it again")
      .With("resource", std::move(resource));
}

// A T or an Error. `Result<void>` carries success or an Error.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  T& operator*() & { return assert(ok()), std::get<0>(state_); }
  const T& operator*() const& { return assert(ok()), std::get<0>(state_); }
  T&& operator*() && { return assert(ok()), std::move(std::get<0>(state_)); }
  T* operator->() { return assert(ok()), &std::get<0>(state_); }
  const T* operator->() const { return assert(ok()), &std::get<0>(state_); }

  // Precondition: !ok().
  [[nodiscard]] const Error& error() const& { return assert(!ok()), std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return assert(!ok()), std::move(std::get<1>(state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Ok {};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  Result() = default;
  Result(Ok /*ok*/) {}                               // NOLINT(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const& { return assert(!ok()), *error_; }
  [[nodiscard]] Error&& error() && { return assert(!ok()), std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace dotpha

// Returns the error of `expression` from the enclosing function, or goes on.
#define DOTPHA_TRY(expression)                                            \
  do {                                                                    \
    if (auto dotpha_try_result = (expression); !dotpha_try_result.ok()) { \
      return std::move(dotpha_try_result).error();                        \
    }                                                                     \
  } while (false)

#define DOTPHA_CONCAT_INNER(a, b) a##b
#define DOTPHA_CONCAT(a, b) DOTPHA_CONCAT_INNER(a, b)

// `DOTPHA_ASSIGN(auto x, Load())`: declares x from the value, or returns the error.
#define DOTPHA_ASSIGN(declaration, expression) \
  DOTPHA_ASSIGN_IMPL(DOTPHA_CONCAT(dotpha_assign_, __LINE__), declaration, expression)
#define DOTPHA_ASSIGN_IMPL(result, declaration, expression) \
  auto result = (expression);                               \
  if (!result.ok()) {                                       \
    return std::move(result).error();                       \
  }                                                         \
  declaration = *std::move(result)
