#include "services/registration/api/role_source.h"

#include "libs/postgres/transaction.h"

namespace dotpha::registration::api {

Result<std::vector<std::string>> DirectoryRoleSource::RolesOf(const std::string& authority, const std::string& person) {
  postgres::TransactionOptions options;
  options.authority = authority;
  options.read_only = true;
  return postgres::RunTransaction(pool_, options,
                                  [&](postgres::Transaction& transaction) -> Result<std::vector<std::string>> {
                                    DOTPHA_ASSIGN(const auto snapshot, directory_.Load(transaction, authority));
                                    return snapshot->directory->RolesOf(person, Date::Of(clock_.Now()));
                                  });
}

}  // namespace dotpha::registration::api
