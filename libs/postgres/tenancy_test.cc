// Row-level security guards the authority (ARCHITECTURE section 7).
#include <gtest/gtest.h>

#include "libs/postgres/testing/scratch_database.h"
#include "libs/postgres/transaction.h"
#include "migrations/postgres.h"

namespace dotpha::postgres {
namespace {

constexpr Statement kAll{"test.all", "SELECT name FROM thing ORDER BY name"};
constexpr Statement kAdd{"test.add", "INSERT INTO thing (authority, name) VALUES ($1, $2)"};
constexpr Statement kMove{"test.move", "UPDATE thing SET authority = $1"};
constexpr Statement kRemove{"test.remove", "DELETE FROM thing"};
constexpr Statement kForget{"test.forget", "SELECT set_config('dotpha.authority', '', true)"};

constexpr Migration kThings[] = {
    {1, "0001_things.sql",
     "CREATE TABLE thing (authority text NOT NULL, name text, PRIMARY KEY (authority, name));"
     "SELECT dotpha_guard('thing', 'SELECT, INSERT, UPDATE', 'SELECT, INSERT, DELETE');"}};
constexpr Migration kUnguardable[] = {
    {1, "0001_bad.sql", "CREATE TABLE orphan (name text); SELECT dotpha_guard('orphan');"}};

// Both kinds of owner: a superuser as on a developer's machine, a plain login as in production.
class Tenancy : public ::testing::TestWithParam<bool> {
 protected:
  Tenancy() {
    const MigrationSet things{"things", kThings};
    database_.Migrate("registration", {&migrations::postgres(), &things});
    EXPECT_TRUE(Do({.role = Role::kStream}, kAdd, "TQ", "ours").ok());
    EXPECT_TRUE(Do({.role = Role::kStream}, kAdd, "QN", "theirs").ok());
  }

  template <typename... Arguments>
  Result<std::string> Do(const TransactionOptions& options, const Statement& statement, const Arguments&... arguments) {
    return RunTransaction(pool_, options, [&](Transaction& transaction) -> Result<std::string> {
      std::string names;
      for (const auto& row : transaction.Exec(statement, arguments...)) {
        names += row[0].template as<std::string>() + " ";
      }
      return names;
    });
  }

  testing::ScratchDatabase database_{GetParam()};
  Pool pool_{database_.Pooled("registration", 2)};
};

TEST_P(Tenancy, AnotherAuthoritysRowsAreInvisible) {
  EXPECT_EQ(*Do({.authority = "TQ"}, kAll), "ours ");
  EXPECT_EQ(*Do({.authority = "QN"}, kAll), "theirs ");
  EXPECT_EQ(*Do({.authority = "HG"}, kAll), "");
}

TEST_P(Tenancy, RowsCannotBeWrittenIntoAnotherAuthority) {
  EXPECT_EQ(Do({.authority = "TQ"}, kAdd, "QN", "smuggled").error().metadata.at("sqlstate"), "42501");
  EXPECT_EQ(Do({.authority = "TQ"}, kMove, "QN").error().metadata.at("sqlstate"), "42501");
}

TEST_P(Tenancy, StreamRoleSeesAllAuthorities) { EXPECT_EQ(*Do({.role = Role::kStream}, kAll), "ours theirs "); }

TEST_P(Tenancy, UnsetAuthorityRaisesInsteadOfShowingNothing) {
  const auto unset = RunTransaction(pool_, {.authority = "TQ"}, [&](Transaction& transaction) -> Result<void> {
    transaction.Exec(kForget);
    transaction.Exec(kAll);
    return Ok{};
  });
  ASSERT_FALSE(unset.ok());
  EXPECT_EQ(unset.error().metadata.at("sqlstate"), "42501");
}

TEST_P(Tenancy, PrivilegesAreThoseThatTheTableNamed) {
  EXPECT_EQ(Do({.authority = "TQ"}, kRemove).error().metadata.at("sqlstate"), "42501");
  EXPECT_EQ(Do({.role = Role::kStream}, kMove, "QN").error().metadata.at("sqlstate"), "42501");
  EXPECT_TRUE(Do({.role = Role::kStream}, kRemove).ok());
}

TEST_P(Tenancy, TableWithoutAuthorityCannotBeGuarded) {
  const MigrationSet bad{"bad", kUnguardable};
  const auto refused = Migrate(database_.Options("registration"), {&bad});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("authority text NOT NULL"), std::string::npos);
}

TEST_P(Tenancy, SecurityIsForcedUponTheOwnerToo) {
  EXPECT_EQ(database_.Superuser("SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relname = 'thing'"),
            "t");
}

TEST_P(Tenancy, OwnerSeesAllAuthoritiesForMigrationsOfData) {
  EXPECT_EQ(*Do({.role = Role::kOwner}, kAll), "ours theirs ");
}

INSTANTIATE_TEST_SUITE_P(Owners, Tenancy, ::testing::Bool(),
                         [](const auto& owner) { return owner.param ? "PlainOwner" : "Superuser"; });

}  // namespace
}  // namespace dotpha::postgres
