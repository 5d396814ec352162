#include "services/registration/api/role_source.h"

#include "libs/postgres/transaction.h"

namespace dotpha::registration::api {
namespace {

// Every command asks for the directory's version anyway: under load nobody asks for it once more for the roles alone.
constexpr std::chrono::milliseconds kRecent{250};

}  // namespace

Result<auth::HeldRoles> DirectoryRoleSource::RolesOf(const std::string& authority, const std::string& person) {
  const Date today = Date::Of(clock_.Now());
  if (const auto recent = directory_.Recent(authority, kRecent)) {
    // Empty: perhaps somebody new, who may act at once.
    if (std::vector<std::string> roles = recent->directory->RolesOf(person, today); !roles.empty()) {
      return auth::HeldRoles{std::move(roles), statute::ActsAs(recent->law)};
    }
  }
  postgres::TransactionOptions options;
  options.authority = authority;
  options.read_only = true;
  return postgres::RunTransaction(pool_, options, [&](postgres::Transaction& transaction) -> Result<auth::HeldRoles> {
    DOTPHA_ASSIGN(const auto snapshot, directory_.Load(transaction, authority));
    return auth::HeldRoles{snapshot->directory->RolesOf(person, today), statute::ActsAs(snapshot->law)};
  });
}

}  // namespace dotpha::registration::api
