// From settings to the parts of a process. Internal to libs/service.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libs/audit/sealer.h"
#include "libs/auth/token.h"
#include "libs/base/result.h"
#include "libs/config/common_settings.h"
#include "libs/messaging/broker.h"
#include "libs/messaging/relay.h"
#include "libs/observability/metrics.h"
#include "libs/postgres/clocks.h"
#include "libs/postgres/connection.h"
#include "libs/postgres/pool.h"
#include "libs/rpc/shell.h"

namespace dotpha::service {

// A conninfo URL or string with a password, whatever characters it has.
std::string WithPassword(const std::string& url, const std::string& password);
// With the password of its file. FAILED_PRECONDITION as config::ReadSecret.
Result<postgres::ConnectionOptions> DatabaseOptionsOf(const config::CommonSettings& settings,
                                                      const std::string& service);
auth::TokenOptions TokenOptionsOf(const config::CommonSettings& settings);
Result<messaging::BrokerOptions> BrokerOptionsOf(const config::CommonSettings& settings);
Result<audit::SealerOptions> SealerOptionsOf(const config::CommonSettings& settings);
messaging::RelayOptions RelayOptionsOf(const config::CommonSettings& settings, postgres::ConnectionOptions database,
                                       messaging::BrokerOptions broker, rpc::Shell& shell);

// Civil time of the process: the database's, or one that a driver moves.
struct Clocks {
  std::unique_ptr<postgres::DatabaseClock> database;
  std::unique_ptr<postgres::PersistedManualClock> manual;

  [[nodiscard]] const CivilClock& civil() const {
    return manual != nullptr ? static_cast<const CivilClock&>(*manual) : *database;
  }
};
Result<Clocks> StartClock(const config::CommonSettings& settings, postgres::Pool& pool);

// Relay and pool, as metrics.
std::vector<std::unique_ptr<observability::ObservedGauge>> CommonGauges(const messaging::Relay& relay,
                                                                        const postgres::Pool& pool);

}  // namespace dotpha::service
