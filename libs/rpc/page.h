// Pages of a list (AIP-158): any request with `page_size` and `page_token`. A token is opaque, and valid only with the
// same filter; it names the last row of the page before.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::rpc {

struct Page {
  int size = 50;
  // Keys of the last row already given, as passed to NextPageToken; empty: the first page.
  std::vector<std::string> after;
};

// INVALID_ARGUMENT INVALID_PAGE_SIZE (negative) or INVALID_PAGE_TOKEN. 0 means `default_size`; more than `most` means
// `most`.
Result<Page> ReadPage(const google::protobuf::Message& request, int default_size = 50, int most = 1000);

// Token for the page after the row with these keys, under the filter of `request`.
std::string NextPageToken(const google::protobuf::Message& request, const std::vector<std::string>& last_row_keys);

// A number and a UUID out of a key of a page token. INVALID_ARGUMENT INVALID_PAGE_TOKEN: a token may have been made up.
Result<std::int64_t> NumberOfPageKey(const std::string& key);
Result<std::string> UuidOfPageKey(const std::string& key);
// INVALID_PAGE_TOKEN unless it is the first page or the token has so many keys.
Result<void> RequirePageKeys(const Page& page, std::size_t count);

}  // namespace dotpha::rpc
