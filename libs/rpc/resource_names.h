// AIP resource names and etags. A name of another authority is as unknown as one that never existed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libs/base/result.h"

namespace dotpha::rpc {

// "authorities/{authority}/{collection}/{id}".
std::string ResourceName(std::string_view authority, std::string_view collection, std::string_view id);

// The id of a name of this authority and collection; NOT_FOUND <REASON> otherwise, e.g. "REGISTRATION_NOT_FOUND".
Result<std::string> IdOf(std::string_view name, std::string_view authority, std::string_view collection,
                         std::string_view reason);

// "r7" for revision 7.
std::string EtagOf(std::int64_t revision);
// Nullopt for an empty etag; a malformed one gives a revision that no row has.
std::optional<std::int64_t> RevisionOf(std::string_view etag);

}  // namespace dotpha::rpc
