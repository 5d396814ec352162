// The permission table: role x method x scope x condition, read from policies/permissions.textproto
// (schema dotpha.policy.v1). Deny by default.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/result.h"

namespace dotpha::auth {

// How far a grant reaches; ordered, a later one reaches further.
enum class Scope : std::uint8_t { kNone, kOwn, kRouted, kAuthority };
std::string_view ToString(Scope scope);

// One role of the caller that the table lets in.
struct GrantedRole {
  std::string role;  // as held, e.g. "specialist:BCSD"
  Scope scope = Scope::kNone;
  std::vector<std::string> conditions;  // all must hold; the service evaluates them
};

// Why a call is let in, and how far it may reach.
struct Access {
  std::vector<GrantedRole> granted;  // not empty

  // The widest of all granted roles.
  [[nodiscard]] Scope scope() const;
  // Bodies of the roles granted with Scope::kRouted: what is routed to one of them may be seen.
  [[nodiscard]] std::set<std::string> routed_bodies() const;
  // True if a role was granted with Scope::kOwn: what is the caller's own may be seen.
  [[nodiscard]] bool own() const;
  // False if every role that is let in demands the condition `not_own_matter`: then a matter of the caller's own is
  // PERMISSION_DENIED OWN_MATTER.
  [[nodiscard]] bool allows_own_matter() const;
  // True if one of the granted roles matches `pattern`, e.g. "*:BTC".
  [[nodiscard]] bool Has(std::string_view pattern) const;
};

// The condition of Access::allows_own_matter().
inline constexpr std::string_view kNotOwnMatter = "not_own_matter";

class PermissionTable {
 public:
  // INVALID_ARGUMENT PERMISSIONS_MALFORMED; the message names file, line and what is wrong there.
  static Result<PermissionTable> Parse(const std::string& text, const std::string& file_name);
  // The same from a file; FAILED_PRECONDITION PERMISSIONS_UNREADABLE.
  static Result<PermissionTable> Load(const std::string& path);

  // `method` as "package.Service/Method"; `acts_as`: see HeldRoles. PERMISSION_DENIED NOT_PERMITTED when no role is let
  // in.
  [[nodiscard]] Result<Access> Check(std::string_view method, const std::vector<std::string>& roles,
                                     const std::map<std::string, std::string>& acts_as = {}) const;
  [[nodiscard]] bool Knows(std::string_view method) const;
  [[nodiscard]] std::vector<std::string> Methods() const;

 private:
  struct Grant {
    std::vector<std::string> patterns;
    Scope scope;
    std::vector<std::string> conditions;
  };
  [[nodiscard]] bool Matches(std::string_view pattern, std::string_view role,
                             const std::map<std::string, std::string>& acts_as) const;

  std::map<std::string, std::vector<Grant>, std::less<>> grants_;
  std::map<std::string, std::set<std::string>, std::less<>> body_groups_;
};

}  // namespace dotpha::auth
