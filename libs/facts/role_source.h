// The roles of people, from the projection of the directory's facts.
#pragma once

#include <string>
#include <vector>

#include "libs/auth/roles.h"
#include "libs/facts/knowledge.h"
#include "libs/postgres/pool.h"

namespace dotpha::facts {

class ProjectedRoleSource final : public auth::RoleSource {
 public:
  // Both must outlive it. `clock`: civil time, since bodies have a validity.
  ProjectedRoleSource(postgres::Pool& pool, const CivilClock& clock, FindRegulation find_regulation)
      : pool_(pool), clock_(clock), find_regulation_(std::move(find_regulation)) {}

  Result<auth::HeldRoles> RolesOf(const std::string& authority, const std::string& person) override;

 private:
  postgres::Pool& pool_;
  const CivilClock& clock_;
  FindRegulation find_regulation_;
};

}  // namespace dotpha::facts
