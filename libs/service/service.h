// The process of a service, the same for all of them: settings -> law, keys, database -> clock, relay, sealer ->
// the service's own application -> serve until a termination signal. A service's main.cc says only what is its own:
//
//   int main(int argc, char** argv) {
//     service::Definition definition;
//     definition.name = "registration";
//     definition.purpose = "Keeps the directory, campaigns and registrations (Điều 1, 3, 4.1).";
//     definition.migrations = {&migrations::registration()};
//     definition.roles = ...;
//     definition.build = ...;
//     return service::Main(argc, argv, definition);
//   }
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "libs/auth/roles.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/command/runner.h"
#include "libs/config/common_settings.h"
#include "libs/config/settings.h"
#include "libs/postgres/migrations.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/transaction.h"
#include "libs/rpc/server.h"
#include "libs/rpc/shell.h"
#include "libs/service/follow.h"
#include "libs/service/law.h"

namespace dotpha::service {

// What a service stands on before it can be called; outlives its application and its role source.
struct Ground {
  const config::CommonSettings& settings;
  const Law& law;
  postgres::Pool& pool;
  const CivilClock& civil;
  const MonotonicClock& monotonic;
};

// With the parts that calls go through.
struct Platform : Ground {
  rpc::Shell& shell;
  command::Runner& runner;
  std::function<void()> wake_relay;    // after events were written without the runner
  std::function<void()> forget_roles;  // after the directory changed here
};

// What one service does in the common process. Built when everything below it lives, destroyed before that ends.
class Application {
 public:
  virtual ~Application() = default;

  virtual std::vector<rpc::ServedService> Services() = 0;
  // Asked once, when the definition follows producers.
  virtual Following Follow() { return {}; }
  // Serving has ended: stop own threads. The consumer still runs.
  virtual void Stop() {}
  // Every ten minutes (monotonic), on a thread of the process; the first time at the start.
  virtual void Tidy() {}

  // Under a virtual clock (libs/rpc/clock_control.h): own dated work and own unfinished work, read in one transaction
  // as Role::kStream; and time has moved.
  virtual Result<std::optional<Instant>> NextDue(postgres::Transaction& /*transaction*/, Instant /*now*/) {
    return std::optional<Instant>{};
  }
  virtual Result<std::vector<std::string>> BusyWith(postgres::Transaction& /*transaction*/, Instant /*now*/) {
    return std::vector<std::string>{};
  }
  virtual void ClockMoved() {}
};

struct Definition {
  std::string name;     // "registration": producer, consumer, binary dotpha-<name>
  std::string purpose;  // one sentence for --help
  // After those that every service has.
  std::vector<const postgres::MigrationSet*> migrations;
  // Not nullptr: the service follows producers; filled from the settings. Must outlive Main().
  FollowSettings* follow = nullptr;
  // Own settings beside the shared ones, which are there to be compared with. May be empty.
  std::function<void(config::Settings&, const config::CommonSettings& shared)> add_settings;
  // Loads and checks what it cannot work without beyond the law; also run by check-config. May be empty.
  std::function<Result<void>(const config::CommonSettings&, const Law&)> load;
  std::function<std::unique_ptr<auth::RoleSource>(const Ground&)> roles;
  std::function<Result<std::unique_ptr<Application>>(const Platform&)> build;
};

// Exit status: 0 after a clean end, 1 after an error (written to standard error), config::kExitWrongSetting.
int Main(int argc, char** argv, const Definition& definition);

}  // namespace dotpha::service
