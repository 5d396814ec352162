// Forward-only migrations, embedded at build time by the CMake function dotpha_migrations(target set_name dir): it
// generates "migrations/<set_name>.h" with `const dotpha::postgres::MigrationSet& dotpha::migrations::<set_name>()`
// from the files `NNNN_what.sql` of the folder.
//
// Several replicas may migrate at once: an advisory lock lets one work while the others wait and then find nothing to
// do. Each migration is one transaction. A migration that was applied and has since been edited is an error: history is
// not rewritten. The SQL may read current_setting('dotpha.service').
//
// What every service's SQL can use after the set `postgres` (libs/postgres/migrations):
//   dotpha_authority()                 the transaction's tenant; raises when unset or empty
//   dotpha_app_role(), dotpha_stream_role(), dotpha_service()
//   dotpha_guard(table [, app_privileges [, stream_privileges]])   row-level security by the column `authority`,
//   enabled
//                                      and forced, with the policies of both roles and their grants
//   dotpha_share(table, app_privileges, stream_privileges)         grants alone, for tables without a tenant
// The owner, a member of both roles, sees every authority's rows: migrations of data need nothing special.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libs/postgres/connection.h"

namespace dotpha::postgres {

struct Migration {
  int version;            // NNNN
  std::string_view name;  // "0001_tenancy.sql"
  std::string_view sql;
};

struct MigrationSet {
  std::string_view name;
  std::span<const Migration> migrations;  // versions 1, 2, 3, ... without a hole
};

struct MigrationReport {
  std::vector<std::string> applied;  // "registration/0001_directory.sql", in order; empty: nothing was to do
};

// FAILED_PRECONDITION MIGRATION_CHANGED (metadata set, version), MIGRATION_UNKNOWN (the database is ahead of this
// binary); INTERNAL MIGRATION_FAILED with the file's name; UNAVAILABLE as connections do.
Result<MigrationReport> Migrate(const ConnectionOptions& options, const std::vector<const MigrationSet*>& sets);

// For the start of a service. FAILED_PRECONDITION SCHEMA_BEHIND when a migration is missing; else as Migrate. A
// database that is ahead is accepted: the next version's migrations run before its binaries do.
Result<void> CheckMigrated(const ConnectionOptions& options, const std::vector<const MigrationSet*>& sets);

}  // namespace dotpha::postgres
