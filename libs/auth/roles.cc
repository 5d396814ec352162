#include "libs/auth/roles.h"

#include <map>
#include <mutex>
#include <utility>

namespace dotpha::auth {

struct CachedRoleSource::State {
  struct Entry {
    HeldRoles roles;
    Micros until;
  };
  RoleSource& source;
  const MonotonicClock& clock;
  Micros keep_for;
  std::size_t most_entries;
  std::mutex mutex;
  std::map<std::pair<std::string, std::string>, Entry> entries;
  // An answer read before Forget() must not be kept after it.
  std::uint64_t generation = 0;
};

CachedRoleSource::CachedRoleSource(RoleSource& source, const MonotonicClock& clock, std::chrono::milliseconds keep_for,
                                   std::size_t most_entries)
    : state_(new State{source, clock, keep_for, most_entries, {}, {}, 0}) {}

CachedRoleSource::~CachedRoleSource() = default;

Result<HeldRoles> CachedRoleSource::RolesOf(const std::string& authority, const std::string& person) {
  const std::pair key(authority, person);
  std::uint64_t generation = 0;
  {
    const std::scoped_lock lock(state_->mutex);
    generation = state_->generation;
    const auto found = state_->entries.find(key);
    if (found != state_->entries.end() && state_->clock.Elapsed() < found->second.until) {
      return found->second.roles;
    }
  }
  DOTPHA_ASSIGN(HeldRoles roles, state_->source.RolesOf(authority, person));
  const std::scoped_lock lock(state_->mutex);
  if (!roles.empty() && generation == state_->generation) {
    if (state_->entries.size() >= state_->most_entries) {
      state_->entries.clear();
    }
    state_->entries.insert_or_assign(key, State::Entry{roles, state_->clock.Elapsed() + state_->keep_for});
  }
  return roles;
}

void CachedRoleSource::Forget() {
  const std::scoped_lock lock(state_->mutex);
  ++state_->generation;
  state_->entries.clear();
}

}  // namespace dotpha::auth
