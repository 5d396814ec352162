#include "libs/facts/role_source.h"

#include "libs/facts/fact_store.h"
#include "libs/facts/registration_facts.h"
#include "libs/postgres/transaction.h"

namespace dotpha::facts {
namespace {

Result<std::vector<statute::InForce>> LawOf(postgres::Transaction& transaction, const std::string& authority,
                                            const FindRegulation& find_regulation) {
  Knowledge known;
  if (const auto configured = LoadNewest(transaction, authority, authority, "AuthorityConfigured")) {
    DOTPHA_TRY(AddFact(*configured, find_regulation, known));
  }
  return std::move(known.facts.law);
}

}  // namespace

Result<auth::HeldRoles> ProjectedRoleSource::RolesOf(const std::string& authority, const std::string& person) {
  postgres::TransactionOptions options;
  options.authority = authority;
  options.read_only = true;
  const Date today = Date::Of(clock_.Now());
  return postgres::RunTransaction(pool_, options, [&](postgres::Transaction& transaction) -> Result<auth::HeldRoles> {
    auth::HeldRoles roles;
    if (LoadNewest(transaction, authority, person, "OfficialRecorded")) {
      roles.tokens.emplace_back("official");
    }
    const auto staff = LoadNewest(transaction, authority, person, "StaffRecorded");
    if (!staff) {
      return roles;
    }
    DOTPHA_ASSIGN(const std::string token, RoleTokenOf(*staff));
    const std::string body = token.substr(token.find(':') + 1);
    if (body == kAgencyBody) {
      roles.tokens.push_back(token);
      return roles;
    }
    if (const auto recorded = LoadNewest(transaction, authority, body, "BodyRecorded")) {
      DOTPHA_ASSIGN(const bool valid, BodyValidOn(*recorded, today));
      if (valid) {
        roles.tokens.push_back(token);
        DOTPHA_ASSIGN(const auto law, LawOf(transaction, authority, find_regulation_));
        roles.acts_as = statute::ActsAs(law);
      }
    }
    return roles;
  });
}

}  // namespace dotpha::facts
