#include "libs/postgres/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "libs/base/ids.h"
#include "libs/postgres/testing/scratch_database.h"
#include "migrations/postgres.h"

namespace dotpha::postgres {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::ScratchDatabase;

constexpr Migration kTwo[] = {{1, "0001_a.sql", "CREATE TABLE a (n int);"},
                              {2, "0002_b.sql", "CREATE TABLE b (n int); INSERT INTO a VALUES (1);"}};
constexpr Migration kEdited[] = {{1, "0001_a.sql", "CREATE TABLE a (n bigint);"}, kTwo[1]};
constexpr Migration kBroken[] = {kTwo[0], {2, "0002_broken.sql", "CREATE TABLE c (n int); SELECT nonsense;"}};

TEST(Migrations, RunOnceInOrderAndThenFindNothingToDo) {
  const ScratchDatabase database;
  const MigrationSet set{"demo", kTwo};
  const auto first = Migrate(database.Options("registration"), {&migrations::postgres(), &set});
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(first->applied, ElementsAre("postgres/0001_tenancy.sql", "demo/0001_a.sql", "demo/0002_b.sql"));
  const auto second = Migrate(database.Options("registration"), {&migrations::postgres(), &set});
  ASSERT_TRUE(second.ok());
  EXPECT_THAT(second->applied, IsEmpty());
  EXPECT_EQ(database.Superuser("SELECT count(*) FROM a"), "1");
}

TEST(Migrations, ReplicasThatMigrateAtOnceApplyEachOnce) {
  const ScratchDatabase database;
  const MigrationSet set{"demo", kTwo};
  std::atomic<std::size_t> applied{0};
  std::vector<std::thread> replicas;
  for (int i = 0; i < 6; ++i) {
    replicas.emplace_back([&] {
      const auto report = Migrate(database.Options("registration"), {&migrations::postgres(), &set});
      ASSERT_TRUE(report.ok()) << report.error().message;
      applied += report->applied.size();
    });
  }
  for (auto& replica : replicas) {
    replica.join();
  }
  EXPECT_EQ(applied, 3U);
}

// Roles belong to the cluster: every service's and every test's database wants to make them.
TEST(Migrations, DatabasesOfOneClusterMayMakeTheirRolesAtOnce) {
  const std::string service = "race_" + NewUuid().substr(0, 8);
  const auto check = [&](bool plain_owner) {
    std::vector<std::unique_ptr<ScratchDatabase>> databases;
    for (int i = 0; i < 4; ++i) {
      databases.push_back(std::make_unique<ScratchDatabase>(plain_owner));
    }
    std::vector<std::thread> threads;
    for (const auto& database : databases) {
      threads.emplace_back([&] {
        const auto report = Migrate(database->Options(service), {&migrations::postgres()});
        EXPECT_TRUE(report.ok()) << report.error().message;
      });
    }
    for (auto& thread : threads) {
      thread.join();
    }
  };
  check(true);
  check(false);
  const ScratchDatabase cleaner;
  cleaner.Superuser("DROP ROLE " + service + "_app");
  cleaner.Superuser("DROP ROLE " + service + "_stream");
}

TEST(Migrations, OneLoginMayBecomeMemberFromSeveralDatabasesAtOnce) {
  const std::string service = "race_" + NewUuid().substr(0, 8);
  {
    const ScratchDatabase first;
    first.Migrate(service, {&migrations::postgres()});  // the roles exist before the plain owner comes
    const ScratchDatabase owners(true);
    std::vector<std::unique_ptr<ScratchDatabase>> siblings;
    std::vector<std::thread> threads;
    for (int i = 0; i < 5; ++i) {
      siblings.push_back(std::make_unique<ScratchDatabase>(&owners));
    }
    for (const auto& sibling : siblings) {
      threads.emplace_back([&] {
        const auto report = Migrate(sibling->Options(service), {&migrations::postgres()});
        EXPECT_TRUE(report.ok()) << report.error().message;
      });
    }
    for (auto& thread : threads) {
      thread.join();
    }
  }
  const ScratchDatabase cleaner;
  cleaner.Superuser("DROP ROLE " + service + "_app");
  cleaner.Superuser("DROP ROLE " + service + "_stream");
}

TEST(Migrations, EditedMigrationIsRefused) {
  const ScratchDatabase database;
  const MigrationSet original{"demo", kTwo};
  const MigrationSet edited{"demo", kEdited};
  database.Migrate("registration", {&original});
  const auto refused = Migrate(database.Options("registration"), {&edited});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "MIGRATION_CHANGED");
  EXPECT_EQ(refused.error().metadata.at("migration"), "0001_a.sql");
  EXPECT_EQ(CheckMigrated(database.Options("registration"), {&edited}).error().reason, "MIGRATION_CHANGED");
}

TEST(Migrations, FailedMigrationLeavesNothingAndIsNamed) {
  const ScratchDatabase database;
  const MigrationSet broken{"demo", kBroken};
  const auto failed = Migrate(database.Options("registration"), {&broken});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().reason, "MIGRATION_FAILED");
  EXPECT_THAT(failed.error().message, HasSubstr("demo/0002_broken.sql"));
  EXPECT_EQ(database.Superuser("SELECT to_regclass('a') IS NOT NULL AND to_regclass('c') IS NULL"), "t");
}

TEST(Migrations, ServiceStartsOnlyOnASchemaThatIsNotBehind) {
  const ScratchDatabase database;
  const MigrationSet one{"demo", std::span(kTwo).first(1)};
  const MigrationSet two{"demo", kTwo};
  EXPECT_EQ(CheckMigrated(database.Options("registration"), {&one}).error().reason, "SCHEMA_BEHIND");
  database.Migrate("registration", {&one});
  EXPECT_TRUE(CheckMigrated(database.Options("registration"), {&one}).ok());
  EXPECT_EQ(CheckMigrated(database.Options("registration"), {&two}).error().metadata.at("migration"), "0002_b.sql");
}

TEST(Migrations, OlderBinaryRunsOnANewerSchemaButDoesNotMigrateIt) {
  const ScratchDatabase database;
  const MigrationSet one{"demo", std::span(kTwo).first(1)};
  const MigrationSet two{"demo", kTwo};
  database.Migrate("registration", {&two});
  EXPECT_TRUE(CheckMigrated(database.Options("registration"), {&one}).ok());
  EXPECT_EQ(Migrate(database.Options("registration"), {&one}).error().reason, "MIGRATION_UNKNOWN");
}

}  // namespace
}  // namespace dotpha::postgres
