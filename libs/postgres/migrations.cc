#include "libs/postgres/migrations.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <map>
#include <pqxx/nontransaction>
#include <pqxx/transaction>
#include <utility>

#include "libs/postgres/errors.h"
#include "libs/postgres/transaction.h"

namespace dotpha::postgres {
namespace {

// "dotpha" as a number: one lock for all migrations of a database.
constexpr Statement kLock{"postgres.migrate_lock", "SELECT pg_advisory_lock(110270310017121)"};
constexpr Statement kTableExists{"postgres.migrate_table_exists",
                                 "SELECT to_regclass('schema_migrations') IS NOT NULL AS found"};
constexpr Statement kCreateTable{"postgres.migrate_create_table",
                                 "CREATE TABLE schema_migrations ("
                                 " set_name text NOT NULL, version integer NOT NULL, name text NOT NULL,"
                                 " checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),"
                                 " PRIMARY KEY (set_name, version))"};
constexpr Statement kApplied{"postgres.migrate_applied",
                             "SELECT set_name, version, checksum FROM schema_migrations ORDER BY set_name, version"};
constexpr Statement kSetService{"postgres.migrate_set_service", "SELECT set_config('dotpha.service', $1, true)"};
constexpr Statement kRecord{"postgres.migrate_record",
                            "INSERT INTO schema_migrations (set_name, version, name, checksum)"
                            " VALUES ($1, $2, $3, $4)"};

using Applied = std::map<std::pair<std::string, int>, std::string>;  // set, version -> checksum

std::string Checksum(std::string_view sql) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(sql.data()), sql.size(), digest.data());
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += fmt::format("{:02x}", byte);
  }
  return hex;
}

Result<Applied> LoadApplied(Connection& connection) {
  return RunTransaction(connection, {.role = Role::kOwner}, [](Transaction& transaction) -> Result<Applied> {
    Applied applied;
    if (!transaction.Exec(kTableExists)[0]["found"].as<bool>()) {
      return applied;
    }
    for (const auto& row : transaction.Exec(kApplied)) {
      applied[{row["set_name"].as<std::string>(), row["version"].as<int>()}] = row["checksum"].as<std::string>();
    }
    return applied;
  });
}

Result<void> CheckUnchanged(const Applied& applied, const std::vector<const MigrationSet*>& sets) {
  for (const MigrationSet* set : sets) {
    for (const Migration& migration : set->migrations) {
      const auto found = applied.find({std::string{set->name}, migration.version});
      if (found != applied.end() && found->second != Checksum(migration.sql)) {
        return FailedPrecondition("MIGRATION_CHANGED", "a migration was edited after it had been applied")
            .With("set", std::string{set->name})
            .With("migration", std::string{migration.name});
      }
    }
  }
  return Ok{};
}

Result<void> CheckNotAhead(const Applied& applied, const std::vector<const MigrationSet*>& sets) {
  for (const MigrationSet* set : sets) {
    for (const auto& [key, checksum] : applied) {
      if (key.first == set->name && key.second > static_cast<int>(set->migrations.size())) {
        return FailedPrecondition("MIGRATION_UNKNOWN", "the database holds a migration that this binary does not know")
            .With("set", key.first)
            .With("version", std::to_string(key.second));
      }
    }
  }
  return Ok{};
}

Result<void> Apply(Connection& connection, const MigrationSet& set, const Migration& migration) {
  std::string message;
  const auto failed = [&] {
    return Internal("MIGRATION_FAILED", fmt::format("{}/{}: {}", set.name, migration.name, message));
  };
  const Result<void> ran =
      RunTransaction(connection, {.role = Role::kOwner}, [&](Transaction& transaction) -> Result<void> {
        transaction.Exec(kSetService, connection.options().service);
        try {
          transaction.raw().exec(std::string{migration.sql});  // several statements: the simple protocol
        } catch (const pqxx::sql_error& error) {
          message = error.what();
          return failed();
        }
        transaction.Exec(kRecord, set.name, migration.version, migration.name, Checksum(migration.sql));
        return Ok{};
      });
  return ran;
}

}  // namespace

Result<MigrationReport> Migrate(const ConnectionOptions& options, const std::vector<const MigrationSet*>& sets) {
  ConnectionOptions patient = options;
  // A migration may wait for another replica's and take its time.
  patient.statement_timeout = patient.lock_timeout = patient.idle_in_transaction_timeout = {};
  DOTPHA_ASSIGN(const std::unique_ptr<Connection> connection, Connection::Open(patient));
  // Held by the session, past each migration's COMMIT, until the connection closes.
  DOTPHA_TRY(RunTransaction(*connection, {.role = Role::kOwner}, [](Transaction& transaction) -> Result<void> {
    transaction.Exec(kLock);
    return Ok{};
  }));
  DOTPHA_TRY(RunTransaction(*connection, {.role = Role::kOwner}, [](Transaction& transaction) -> Result<void> {
    if (!transaction.Exec(kTableExists)[0]["found"].as<bool>()) {
      transaction.Exec(kCreateTable);
    }
    return Ok{};
  }));
  DOTPHA_ASSIGN(const Applied applied, LoadApplied(*connection));
  DOTPHA_TRY(CheckUnchanged(applied, sets));
  DOTPHA_TRY(CheckNotAhead(applied, sets));
  MigrationReport report;
  for (const MigrationSet* set : sets) {
    for (const Migration& migration : set->migrations) {
      if (!applied.contains({std::string{set->name}, migration.version})) {
        DOTPHA_TRY(Apply(*connection, *set, migration));
        report.applied.push_back(fmt::format("{}/{}", set->name, migration.name));
      }
    }
  }
  return report;
}

Result<void> CheckMigrated(const ConnectionOptions& options, const std::vector<const MigrationSet*>& sets) {
  DOTPHA_ASSIGN(const std::unique_ptr<Connection> connection, Connection::Open(options));
  DOTPHA_ASSIGN(const Applied applied, LoadApplied(*connection));
  DOTPHA_TRY(CheckUnchanged(applied, sets));
  for (const MigrationSet* set : sets) {
    for (const Migration& migration : set->migrations) {
      if (!applied.contains({std::string{set->name}, migration.version})) {
        return FailedPrecondition("SCHEMA_BEHIND", "the database lacks a migration; run `migrate` first")
            .With("set", std::string{set->name})
            .With("migration", std::string{migration.name});
      }
    }
  }
  return Ok{};
}

}  // namespace dotpha::postgres
