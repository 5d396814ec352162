// The roles of a person: role tokens such as `official`, `specialist:BTC`, `leader:BCSD`, `clerk:BTV` (the recorder of
// decisions). Operators and services have `operator` and `service` from their token alone.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::auth {

struct HeldRoles {
  std::vector<std::string> tokens;
  // How the permission table calls bodies of these tokens, where the law of the authority gives them other codes:
  // "TOCHUC" -> "BTC", "KINHTE" -> "@reviewing" (Body::acts_as).
  std::map<std::string, std::string> acts_as;

  [[nodiscard]] bool empty() const { return tokens.empty(); }
};

// Where roles come from: registration's own tables, another service's projection of them.
class RoleSource {
 public:
  virtual ~RoleSource() = default;
  // Empty for a person unknown there. Thread-safe. Errors (UNAVAILABLE) refuse the call; nothing is granted on a guess.
  virtual Result<HeldRoles> RolesOf(const std::string& authority, const std::string& person) = 0;
};

// Keeps answers for a short while. An empty answer is never kept (a new official may act at once); a service that
// changes roles forgets what it knew. What a revoked role may still do elsewhere is bounded by `keep_for`.
class CachedRoleSource final : public RoleSource {
 public:
  CachedRoleSource(RoleSource& source, const MonotonicClock& clock,
                   std::chrono::milliseconds keep_for = std::chrono::seconds{1}, std::size_t most_entries = 10'000);
  ~CachedRoleSource() override;
  Result<HeldRoles> RolesOf(const std::string& authority, const std::string& person) override;
  void Forget();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dotpha::auth
