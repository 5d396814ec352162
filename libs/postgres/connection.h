// One connection to PostgreSQL, used by one thread at a time. Requests take theirs from a Pool; only the relay, LISTEN
// and the migrations open one of their own.
//
// The session is always UTC with ISO dates, so that values.h reads what the server writes. libpqxx would silently
// reconnect a broken connection and lose what the session was; that is switched off: a broken one is thrown away.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <string>
#include <unordered_set>

#include "libs/base/result.h"
#include "libs/base/time.h"

namespace dotpha::postgres {

// A point on the scale of MonotonicClock::Elapsed(). kNoDeadline: wait as long as the other limits allow.
inline constexpr Micros kNoDeadline = Micros::max();

// Who a transaction is for the database. The login owns the tables and takes one of two roles without login.
enum class Role {
  kApp,     // `<service>_app`: row-level security shows one authority's rows
  kStream,  // `<service>_stream`: relay, consumer, scheduler, journal: every authority's rows
  kOwner,   // the login itself: migrations and maintenance
};

struct ConnectionOptions {
  // libpq connection string or URL of the login that owns the database.
  std::string url = {};
  // Prefix of both roles, e.g. "registration".
  std::string service = {};
  // Shown in pg_stat_activity.
  std::string application_name = "dotpha";
  // Whole seconds, at least 2 (libpq).
  std::chrono::milliseconds connect_timeout{5'000};
  // Limits of the server, for each statement. A transaction's deadline shortens them.
  std::chrono::milliseconds statement_timeout{15'000};
  std::chrono::milliseconds lock_timeout{10'000};
  // A transaction that its client forgot ends after this.
  std::chrono::milliseconds idle_in_transaction_timeout{30'000};
  // A peer that vanished is noticed after about this long (TCP keepalives and TCP_USER_TIMEOUT).
  std::chrono::milliseconds peer_timeout{15'000};
};

// A query with a name, in static storage. The name is unique within a service ("<room>.<what>"); it is prepared once a
// connection, at its first use.
struct Statement {
  const char* name;
  const char* sql;
};

class Connection {
 public:
  // UNAVAILABLE DATABASE_UNAVAILABLE when the server cannot be reached or refuses.
  static Result<std::unique_ptr<Connection>> Open(const ConnectionOptions& options);

  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Prepares the statement unless this connection knows it already. Throws as libpqxx does.
  void Prepare(const Statement& statement);
  // For LISTEN and the like; throws as libpqxx does.
  [[nodiscard]] pqxx::connection& raw() { return connection_; }
  [[nodiscard]] const ConnectionOptions& options() const { return options_; }
  [[nodiscard]] bool healthy() const { return connection_.is_open(); }
  // Ends whatever this connection waits for, as if the network had failed. The only member for another thread.
  void CutOff();

 private:
  Connection(const ConnectionOptions& options, const std::string& connection_string);

  ConnectionOptions options_;
  pqxx::connection connection_;
  pqxx::quiet_errorhandler quiet_;  // libpqxx would print notices to stderr
  // A duplicate: its number stays ours even when libpq has closed its own.
  const int cut_off_socket_;
  std::unordered_set<std::string> prepared_;
};

// The connection string with which a Connection opens: `options.url` plus timeouts, keepalives and session settings.
// INVALID_ARGUMENT DATABASE_URL_INVALID; the message never shows the password.
Result<std::string> ConnectionString(const ConnectionOptions& options);

}  // namespace dotpha::postgres
