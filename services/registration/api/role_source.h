// The roles of people, from the directory's tables.
#pragma once

#include <string>
#include <vector>

#include "libs/auth/roles.h"
#include "libs/base/time.h"
#include "libs/postgres/pool.h"
#include "services/registration/store/directory_store.h"

namespace dotpha::registration::api {

class DirectoryRoleSource final : public auth::RoleSource {
 public:
  // All must outlive it. `clock`: civil time, since bodies have a validity.
  DirectoryRoleSource(postgres::Pool& pool, store::DirectoryStore& directory, const CivilClock& clock)
      : pool_(pool), directory_(directory), clock_(clock) {}

  Result<auth::HeldRoles> RolesOf(const std::string& authority, const std::string& person) override;

 private:
  postgres::Pool& pool_;
  store::DirectoryStore& directory_;
  const CivilClock& clock_;
};

}  // namespace dotpha::registration::api
