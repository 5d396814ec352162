#include "libs/rpc/resource_names.h"

#include <charconv>

namespace dotpha::rpc {

std::string ResourceName(std::string_view authority, std::string_view collection, std::string_view id) {
  std::string name = "authorities/";
  name.append(authority).append("/").append(collection).append("/").append(id);
  return name;
}

Result<std::string> IdOf(std::string_view name, std::string_view authority, std::string_view collection,
                         std::string_view reason) {
  const std::string prefix = ResourceName(authority, collection, "");
  if (name.size() > prefix.size() && name.substr(0, prefix.size()) == prefix &&
      name.find('/', prefix.size()) == std::string_view::npos) {
    return std::string(name.substr(prefix.size()));
  }
  return NotFound(std::string(reason), "there is no such resource in this authority");
}

std::string EtagOf(std::int64_t revision) { return "r" + std::to_string(revision); }

std::optional<std::int64_t> RevisionOf(std::string_view etag) {
  if (etag.empty()) {
    return std::nullopt;
  }
  std::int64_t revision = 0;
  const char* const end = etag.data() + etag.size();
  const auto [stopped, error] = std::from_chars(etag.data() + 1, end, revision);
  if (etag.front() != 'r' || error != std::errc{} || stopped != end || revision < 0) {
    return -1;
  }
  return revision;
}

}  // namespace dotpha::rpc
