#include "libs/auth/permission_table.h"

#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "dotpha/policy/v1/permissions.pb.h"

namespace dotpha::auth {
namespace {

namespace policy = dotpha::policy::v1;
using google::protobuf::TextFormat;

Error Malformed(const std::string& file_name, int line, std::string_view why) {
  return InvalidArgument(fmt::format("{}:{}", file_name, line + 1), "PERMISSIONS_MALFORMED", std::string(why));
}

// Keeps the first error of the parser.
class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber /*column*/, const std::string& message) override {
    if (!first) {
      first = {line, message};
    }
  }
  std::optional<std::pair<int, std::string>> first;
};

std::optional<Scope> ToScope(policy::Scope scope) {
  switch (scope) {
    case policy::SCOPE_NONE:
      return Scope::kNone;
    case policy::SCOPE_OWN:
      return Scope::kOwn;
    case policy::SCOPE_ROUTED:
      return Scope::kRouted;
    case policy::SCOPE_AUTHORITY:
      return Scope::kAuthority;
    default:
      return std::nullopt;
  }
}

constexpr std::string_view kPlainRoles[] = {"official", "operator", "service"};
constexpr std::string_view kStaffRoles[] = {"clerk", "specialist", "leader"};

std::pair<std::string_view, std::string_view> Split(std::string_view role) {
  const auto colon = role.find(':');
  return colon == std::string_view::npos ? std::pair(role, std::string_view())
                                         : std::pair(role.substr(0, colon), role.substr(colon + 1));
}

template <typename Range>
bool Contains(const Range& range, std::string_view value) {
  return std::find(std::begin(range), std::end(range), value) != std::end(range);
}

}  // namespace

std::string_view ToString(Scope scope) {
  switch (scope) {
    case Scope::kNone:
      return "NONE";
    case Scope::kOwn:
      return "OWN";
    case Scope::kRouted:
      return "ROUTED";
    case Scope::kAuthority:
      return "AUTHORITY";
  }
  return "?";
}

Scope Access::scope() const {
  Scope widest = Scope::kNone;
  for (const GrantedRole& one : granted) {
    widest = std::max(widest, one.scope);
  }
  return widest;
}

std::set<std::string> Access::routed_bodies() const {
  std::set<std::string> bodies;
  for (const GrantedRole& one : granted) {
    if (one.scope == Scope::kRouted) {
      bodies.emplace(Split(one.role).second);
    }
  }
  return bodies;
}

bool Access::own() const {
  return std::any_of(granted.begin(), granted.end(), [](const GrantedRole& one) { return one.scope == Scope::kOwn; });
}

bool Access::allows_own_matter() const {
  return std::any_of(granted.begin(), granted.end(),
                     [](const GrantedRole& one) { return !Contains(one.conditions, kNotOwnMatter); });
}

bool Access::Has(std::string_view pattern) const {
  const auto [wanted_role, wanted_body] = Split(pattern);
  return std::any_of(
      granted.begin(), granted.end(), [&, role_word = wanted_role, body_word = wanted_body](const GrantedRole& one) {
        const auto [role, body] = Split(one.role);
        return (role_word == "*" || role_word == role) && (body_word == body || (body_word == "*" && !body.empty()));
      });
}

Result<PermissionTable> PermissionTable::Load(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream content;
  content << stream.rdbuf();
  if (!stream.good()) {
    return FailedPrecondition("PERMISSIONS_UNREADABLE", fmt::format("--policies-dir: cannot read '{}'", path));
  }
  return Parse(content.str(), path);
}

Result<PermissionTable> PermissionTable::Parse(const std::string& text, const std::string& file_name) {
  policy::PermissionTable message;
  TextFormat::Parser parser;
  FirstError errors;
  google::protobuf::TextFormat::ParseInfoTree where;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(&where);
  if (!parser.ParseFromString(text, &message)) {
    return Malformed(file_name, errors.first ? errors.first->first : 0,
                     errors.first ? errors.first->second : "cannot be parsed");
  }
  const auto* table_type = policy::PermissionTable::descriptor();
  const auto* permission_type = policy::Permission::descriptor();
  PermissionTable table;
  for (const policy::BodyGroup& group : message.body_groups()) {
    table.body_groups_[group.name()] = {group.bodies().begin(), group.bodies().end()};
  }
  std::set<std::string> conditions;
  for (const policy::Condition& condition : message.conditions()) {
    conditions.insert(condition.name());
  }
  const auto check_pattern = [&](std::string_view pattern) -> std::string {
    const auto [role, body] = Split(pattern);
    if (pattern.find(':') == std::string_view::npos) {
      return Contains(kPlainRoles, role) ? "" : fmt::format("there is no role '{}'", pattern);
    }
    if ((role != "*" && !Contains(kStaffRoles, role)) || body.empty()) {
      return fmt::format("'{}' is no role of a body", pattern);
    }
    return body.starts_with('@') && !table.body_groups_.contains(body.substr(1))
               ? fmt::format("there is no group of bodies '{}'", body)
               : "";
  };
  for (int i = 0; i < message.permissions_size(); ++i) {
    const policy::Permission& permission = message.permissions(i);
    const int line = where.GetLocation(table_type->FindFieldByName("permissions"), i).line;
    const auto* inside = where.GetTreeForNested(table_type->FindFieldByName("permissions"), i);
    if (permission.method().find('/') == std::string::npos || permission.method().starts_with('/')) {
      return Malformed(file_name, line, "a method is written package.Service/Method");
    }
    if (table.grants_.contains(permission.method())) {
      return Malformed(file_name, line, fmt::format("{} stands here twice", permission.method()));
    }
    if (permission.grants().empty()) {
      return Malformed(file_name, line, fmt::format("{} is granted to nobody", permission.method()));
    }
    std::vector<Grant>& grants = table.grants_[permission.method()];
    for (int j = 0; j < permission.grants_size(); ++j) {
      const policy::Grant& grant = permission.grants(j);
      const int grant_line = inside->GetLocation(permission_type->FindFieldByName("grants"), j).line;
      const auto scope = ToScope(grant.scope());
      if (!scope || grant.roles().empty()) {
        return Malformed(file_name, grant_line, "a grant names roles and a scope");
      }
      for (const std::string& pattern : grant.roles()) {
        if (const std::string wrong = check_pattern(pattern); !wrong.empty()) {
          return Malformed(file_name, grant_line, wrong);
        }
        if (*scope == Scope::kRouted && pattern.find(':') == std::string::npos) {
          return Malformed(file_name, grant_line, fmt::format("nothing is routed to '{}': it has no body", pattern));
        }
      }
      for (const std::string& condition : grant.conditions()) {
        if (!conditions.contains(condition)) {
          return Malformed(file_name, grant_line, fmt::format("there is no condition '{}'", condition));
        }
      }
      grants.push_back({{grant.roles().begin(), grant.roles().end()},
                        *scope,
                        {grant.conditions().begin(), grant.conditions().end()}});
    }
  }
  return table;
}

bool PermissionTable::Matches(std::string_view pattern, std::string_view role,
                              const std::map<std::string, std::string>& acts_as) const {
  const auto [pattern_role, pattern_body] = Split(pattern);
  const auto [held_role, held_body] = Split(role);
  if (pattern_role == "*" ? !Contains(kStaffRoles, held_role) : pattern_role != held_role) {
    return false;
  }
  if (pattern_body.empty() || held_body.empty()) {
    return pattern_body.empty() && held_body.empty();
  }
  // Of a family of bodies, "BTV_CAP_UY:huyen-uy-son-ha", the table names the code.
  std::string held_name(held_body.substr(0, held_body.find(':')));
  if (const auto known_as = acts_as.find(held_name); known_as != acts_as.end()) {
    held_name = known_as->second;
  }
  if (pattern_body == "*" || pattern_body == held_name) {
    return true;
  }
  return pattern_body.starts_with('@') && body_groups_.find(pattern_body.substr(1))->second.contains(held_name);
}

Result<Access> PermissionTable::Check(std::string_view method, const std::vector<std::string>& roles,
                                      const std::map<std::string, std::string>& acts_as) const {
  Access access;
  if (const auto found = grants_.find(method); found != grants_.end()) {
    for (const std::string& role : roles) {
      for (const Grant& grant : found->second) {
        if (std::any_of(grant.patterns.begin(), grant.patterns.end(),
                        [&](const std::string& pattern) { return Matches(pattern, role, acts_as); })) {
          access.granted.push_back({role, grant.scope, grant.conditions});
        }
      }
    }
  }
  if (access.granted.empty()) {
    return PermissionDenied("NOT_PERMITTED", "none of the caller's roles may call this method")
        .With("method", std::string(method));
  }
  return access;
}

bool PermissionTable::Knows(std::string_view method) const { return grants_.contains(method); }

std::vector<std::string> PermissionTable::Methods() const {
  std::vector<std::string> methods;
  for (const auto& [method, grants] : grants_) {
    methods.push_back(method);
  }
  return methods;
}

}  // namespace dotpha::auth
