#include "tools/dotphactl/session.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "libs/rpc/client.h"

namespace dotpha::ctl {
namespace {

constexpr std::size_t kLargestFile = 32U << 20U;

const char* CodeName(Code code) {
  switch (code) {
    case Code::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case Code::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Code::kNotFound:
      return "NOT_FOUND";
    case Code::kAlreadyExists:
      return "ALREADY_EXISTS";
    case Code::kPermissionDenied:
      return "PERMISSION_DENIED";
    case Code::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case Code::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case Code::kAborted:
      return "ABORTED";
    case Code::kOutOfRange:
      return "OUT_OF_RANGE";
    case Code::kUnimplemented:
      return "UNIMPLEMENTED";
    case Code::kInternal:
      return "INTERNAL";
    case Code::kUnavailable:
      return "UNAVAILABLE";
    case Code::kDataLoss:
      return "DATA_LOSS";
    case Code::kUnauthenticated:
      return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

}  // namespace

int ReportError(const Error& error, const std::string& request_id, std::ostream& errors) {
  const std::string_view message = error.code == Code::kUnimplemented && error.message.empty()
                                       ? "this service, as it was started, does not offer this call"
                                       : std::string_view(error.message);
  errors << "dotphactl: " << CodeName(error.code) << " " << error.reason << ": " << message << "\n";
  for (const Violation& violation : error.violations) {
    errors << "  " << violation.field << ": " << violation.reason << ": " << violation.description << "\n";
  }
  for (const auto& [key, value] : error.metadata) {
    errors << "  " << key << " = " << value << "\n";
  }
  if (!rpc::IsRetryable(error)) {
    return kExitRefused;
  }
  if (!request_id.empty()) {
    errors << "  It may have been done all the same. To try again safely: --request-id " << request_id << "\n";
  }
  return kExitUnavailable;
}

Result<std::string> ReadWhole(const std::string& path, std::istream& standard_input) {
  std::stringstream content;
  if (path == "-") {
    content << standard_input.rdbuf();
    return content.str();
  }
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) {
    return InvalidArgument(path, "FILE_UNREADABLE", "the file cannot be read");
  }
  if (size > kLargestFile) {
    return InvalidArgument(path, "FILE_TOO_LARGE", "larger than 32 MiB");
  }
  std::ifstream in(path, std::ios::binary);
  content << in.rdbuf();
  if (!in) {
    // An empty file sets failbit on the insertion only; a real failure sets badbit.
    if (in.bad()) {
      return InvalidArgument(path, "FILE_UNREADABLE", "the file cannot be read");
    }
  }
  return content.str();
}

}  // namespace dotpha::ctl
