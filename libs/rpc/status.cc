#include "libs/rpc/status.h"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "google/protobuf/any.pb.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "libs/base/ids.h"

namespace dotpha::rpc {
namespace {

// The message travels percent-encoded: a Vietnamese character takes up to nine bytes there.
constexpr std::size_t kLongestMessage = 300;
constexpr std::size_t kLongestMetadataValue = 500;

std::string Cut(const std::string& text, std::size_t longest) {
  if (!IsValidUtf8(text)) {
    return "(not UTF-8)";
  }
  if (text.size() <= longest) {
    return text;
  }
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  return text.substr(0, end) + "…";
}

std::string_view GrpcName(grpc::StatusCode code) {
  static constexpr std::array<std::string_view, 17> kNames = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<std::size_t>(code);
  return index < kNames.size() ? kNames[index] : "UNKNOWN";
}

// Adds to `details` what fits into the budget, and counts what does not.
class Packer {
 public:
  explicit Packer(std::size_t budget) : budget_(budget) {}

  // True if `bytes` more fit.
  bool Take(std::size_t bytes) {
    if (bytes > budget_) {
      return false;
    }
    budget_ -= bytes;
    return true;
  }

 private:
  std::size_t budget_;
};

// Tags, lengths and the type URL around one detail or entry, generously.
constexpr std::size_t kEntryOverhead = 16;

void FillMetadata(const Error& error, Packer& packer, google::rpc::ErrorInfo& info) {
  int omitted = 0;
  for (const auto& [key, value] : error.metadata) {
    const std::string cut = Cut(value, kLongestMetadataValue);
    if (packer.Take(key.size() + cut.size() + kEntryOverhead)) {
      (*info.mutable_metadata())[key] = cut;
    } else {
      ++omitted;
    }
  }
  if (omitted > 0) {
    (*info.mutable_metadata())["metadata_omitted"] = std::to_string(omitted);
  }
}

void FillViolations(const Error& error, Packer& packer, google::rpc::BadRequest& bad_request,
                    google::rpc::ErrorInfo& info) {
  std::size_t kept = 0;
  for (const Violation& violation : error.violations) {
    google::rpc::BadRequest::FieldViolation entry;
    entry.set_field(Cut(violation.field, 200));
    entry.set_reason(violation.reason);
    entry.set_description(Cut(violation.description, 300));
    if (!packer.Take(entry.ByteSizeLong() + kEntryOverhead)) {
      break;
    }
    *bad_request.add_field_violations() = std::move(entry);
    ++kept;
  }
  if (kept < error.violations.size()) {
    (*info.mutable_metadata())["violations_omitted"] = std::to_string(error.violations.size() - kept);
  }
}

Error WithoutDetails(const grpc::Status& status) {
  Error error =
      MakeError(Code::kInternal, "GRPC_" + std::string(GrpcName(status.error_code())), status.error_message());
  switch (status.error_code()) {
    case grpc::StatusCode::CANCELLED:
      error.code = Code::kUnavailable;
      break;
    case grpc::StatusCode::OK:
    case grpc::StatusCode::UNKNOWN:
      break;
    default:
      error.code = static_cast<Code>(status.error_code());
  }
  return error;
}

}  // namespace

grpc::Status ToStatus(const Error& error) {
  const std::string message = Cut(error.message.empty() ? error.reason : error.message, kLongestMessage);
  google::rpc::Status details;
  details.set_code(static_cast<int>(error.code));
  details.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(error.reason);
  info.set_domain(kErrorDomain);
  google::rpc::BadRequest bad_request;
  // Room for type URLs, the counters of what is left out, and RetryInfo.
  constexpr std::size_t kFrame = 400;
  Packer packer(kLongestDetails - kFrame - message.size() - std::min<std::size_t>(error.reason.size(), 200));
  FillMetadata(error, packer, info);
  FillViolations(error, packer, bad_request, info);
  details.add_details()->PackFrom(info);
  if (bad_request.field_violations_size() > 0) {
    details.add_details()->PackFrom(bad_request);
  }
  if (error.retry_after) {
    google::rpc::RetryInfo retry;
    const auto millis = error.retry_after->count();
    retry.mutable_retry_delay()->set_seconds(millis / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<std::int32_t>(millis % 1000) * 1'000'000);
    details.add_details()->PackFrom(retry);
  }
  return {static_cast<grpc::StatusCode>(error.code), message, details.SerializeAsString()};
}

Error ErrorFromStatus(const grpc::Status& status) {
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    return WithoutDetails(status);
  }
  Error error = WithoutDetails(status);
  for (const google::protobuf::Any& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    if (detail.Is<google::rpc::ErrorInfo>() && detail.UnpackTo(&info)) {
      error.reason = info.reason();
      error.metadata.insert(info.metadata().begin(), info.metadata().end());
    } else if (detail.Is<google::rpc::BadRequest>() && detail.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) {
        error.violations.push_back({violation.field(), violation.reason(), violation.description()});
      }
    } else if (detail.Is<google::rpc::RetryInfo>() && detail.UnpackTo(&retry)) {
      error.retry_after =
          std::chrono::milliseconds{retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000};
    }
  }
  return error;
}

bool IsRetryable(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kResourceExhausted ||
         error.code == Code::kDeadlineExceeded || error.retry_after.has_value();
}

}  // namespace dotpha::rpc
