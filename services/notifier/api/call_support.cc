#include "services/notifier/api/call_support.h"

#include <charconv>

#include "libs/rpc/wire_time.h"

namespace dotpha::notifier {

std::string ResourceName(const std::string& authority, const std::string& collection, const std::string& id) {
  return "authorities/" + authority + "/" + collection + "/" + id;
}

Result<std::string> IdOf(std::string_view name, const std::string& authority, const std::string& collection,
                         const std::string& reason) {
  const std::string prefix = ResourceName(authority, collection, "");
  if (!name.starts_with(prefix) || name.size() == prefix.size()) {
    return NotFound(reason, "there is no such resource here");
  }
  return std::string{name.substr(prefix.size())};
}

std::string EtagOf(std::int64_t version) { return "r" + std::to_string(version); }

std::optional<std::int64_t> VersionOf(const std::string& etag) {
  if (etag.empty()) {
    return std::nullopt;
  }
  std::int64_t version = -1;
  const char* end = etag.data() + etag.size();
  const bool shaped = etag[0] == 'r' && std::from_chars(etag.data() + 1, end, version).ptr == end;
  return shaped ? version : -1;
}

Reach ReachOf(const rpc::CallContext& call) {
  Reach reach;
  reach.everything = call.access.scope() == auth::Scope::kAuthority;
  const auto bodies = call.access.routed_bodies();
  reach.bodies = {bodies.begin(), bodies.end()};
  reach.own = call.access.own() ? call.caller : "";
  return reach;
}

postgres::TransactionOptions StreamOptions(const rpc::CallContext& call) {
  postgres::TransactionOptions options;
  options.role = postgres::Role::kStream;
  options.deadline = call.deadline;
  return options;
}

std::optional<Date> ReadDay(bool present, const google::type::Date& day, const std::string& field,
                            std::vector<Violation>& violations) {
  if (!present) {
    return std::nullopt;
  }
  const Result<Date> read = rpc::FromWire(day);
  if (!read.ok()) {
    violations.push_back({field, "DATE_INVALID", "must be a day of the calendar"});
    return std::nullopt;
  }
  return *read;
}

void RequireKnown(bool known, const std::string& field, std::vector<Violation>& violations) {
  if (!known) {
    violations.push_back({field, "UNKNOWN_VALUE", "is not a value of this enumeration"});
  }
}

}  // namespace dotpha::notifier
