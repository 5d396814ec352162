#include "libs/facts/role_source.h"

#include "libs/facts/fact_store.h"
#include "libs/facts/registration_facts.h"
#include "libs/postgres/transaction.h"

namespace dotpha::facts {

Result<std::vector<std::string>> ProjectedRoleSource::RolesOf(const std::string& authority, const std::string& person) {
  postgres::TransactionOptions options;
  options.authority = authority;
  options.read_only = true;
  const Date today = Date::Of(clock_.Now());
  return postgres::RunTransaction(pool_, options,
                                  [&](postgres::Transaction& transaction) -> Result<std::vector<std::string>> {
                                    std::vector<std::string> roles;
                                    if (LoadNewest(transaction, authority, person, "OfficialRecorded")) {
                                      roles.emplace_back("official");
                                    }
                                    const auto staff = LoadNewest(transaction, authority, person, "StaffRecorded");
                                    if (!staff) {
                                      return roles;
                                    }
                                    DOTPHA_ASSIGN(const std::string token, RoleTokenOf(*staff));
                                    const std::string body = token.substr(token.find(':') + 1);
                                    if (body == kAgencyBody) {
                                      roles.push_back(token);
                                      return roles;
                                    }
                                    const auto recorded = LoadNewest(transaction, authority, body, "BodyRecorded");
                                    if (recorded) {
                                      DOTPHA_ASSIGN(const bool valid, BodyValidOn(*recorded, today));
                                      if (valid) {
                                        roles.push_back(token);
                                      }
                                    }
                                    return roles;
                                  });
}

}  // namespace dotpha::facts
