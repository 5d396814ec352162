#include "libs/rpc/page.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/strutil.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

#include "libs/base/ids.h"
#include "libs/rpc/arrival_receipt.h"
#include "libs/rpc/deterministic.h"

namespace dotpha::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::size_t kFingerprintBytes = 8;
constexpr std::size_t kLongestToken = 4096;

// Of the filter (everything but page_size and page_token) and the keys. It keeps mistakes out, not attackers: a token
// grants nothing that the filter and the caller's scope do not.
std::string Fingerprint(const Message& request, std::string_view keys) {
  const std::unique_ptr<Message> filter(request.New());
  filter->CopyFrom(request);
  for (const char* name : {"page_size", "page_token"}) {
    if (const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName(name)) {
      filter->GetReflection()->ClearField(filter.get(), field);
    }
  }
  std::string text = request.GetDescriptor()->full_name();
  text += SerialiseDeterministically(*filter);
  text += keys;
  return Sha256(text).substr(0, kFingerprintBytes);
}

Error InvalidToken() {
  return InvalidArgument("page_token", "INVALID_PAGE_TOKEN", "was not given for this list with this filter");
}

}  // namespace

Result<Page> ReadPage(const Message& request, int default_size, int most) {
  const auto* type = request.GetDescriptor();
  const auto* reflection = request.GetReflection();
  const int wanted = reflection->GetInt32(request, type->FindFieldByName("page_size"));
  if (wanted < 0) {
    return InvalidArgument("page_size", "INVALID_PAGE_SIZE", "is negative");
  }
  Page page{wanted == 0 ? std::min(default_size, most) : std::min(wanted, most), {}};
  const std::string token = reflection->GetString(request, type->FindFieldByName("page_token"));
  if (token.empty()) {
    return page;
  }
  std::string raw;
  if (token.size() > kLongestToken || !google::protobuf::WebSafeBase64Unescape(token, &raw) ||
      raw.size() <= kFingerprintBytes ||
      raw.substr(0, kFingerprintBytes) != Fingerprint(request, std::string_view(raw).substr(kFingerprintBytes))) {
    return InvalidToken();
  }
  google::protobuf::io::CodedInputStream input(reinterpret_cast<const std::uint8_t*>(raw.data()) + kFingerprintBytes,
                                               static_cast<int>(raw.size() - kFingerprintBytes));
  for (std::uint32_t length = 0; input.ReadVarint32(&length);) {
    std::string key;
    if (!input.ReadString(&key, static_cast<int>(std::min<std::uint32_t>(length, kLongestToken)))) {
      return InvalidToken();
    }
    page.after.push_back(std::move(key));
  }
  return page;
}

std::string NextPageToken(const Message& request, const std::vector<std::string>& last_row_keys) {
  std::string keys;
  {
    google::protobuf::io::StringOutputStream stream(&keys);
    google::protobuf::io::CodedOutputStream output(&stream);
    for (const std::string& key : last_row_keys) {
      output.WriteVarint32(static_cast<std::uint32_t>(key.size()));
      output.WriteString(key);
    }
  }
  std::string token;
  google::protobuf::WebSafeBase64Escape(Fingerprint(request, keys) + keys, &token);
  return token;
}

Result<std::int64_t> NumberOfPageKey(const std::string& key) {
  std::int64_t number = 0;
  const auto [stopped, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  if (error != std::errc{} || stopped != key.data() + key.size()) {
    return InvalidToken();
  }
  return number;
}

Result<std::string> UuidOfPageKey(const std::string& key) {
  if (!IsUuid(key)) {
    return InvalidToken();
  }
  return key;
}

Result<void> RequirePageKeys(const Page& page, std::size_t count) {
  if (!page.after.empty() && page.after.size() != count) {
    return InvalidToken();
  }
  return {};
}

}  // namespace dotpha::rpc
