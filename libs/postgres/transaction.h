// The one way to run a transaction: role and authority set with BEGIN in one round trip, exact mapping of libpqxx's
// exceptions, bounded retries with jitter.
//
//   Result<Row> row = RunTransaction(pool, {.authority = "TQ", .deadline = call.deadline}, [&](Transaction&
//   transaction)
//       -> Result<Row> { const auto rows = transaction.Exec(kLoad, id); ... });
//
// The function may run more than once (serialization failure, deadlock, a connection that broke before COMMIT): it must
// have no effect outside the transaction. An Error that it returns rolls back and is returned as it is. Exceptions of
// libpqxx may pass through it; they end here.
#pragma once

#include <functional>
#include <optional>
#include <pqxx/result>
#include <pqxx/transaction_base>
#include <string>
#include <type_traits>

#include "libs/postgres/connection.h"
#include "libs/postgres/pool.h"
#include "libs/postgres/values.h"

namespace dotpha::postgres {

// Reasons of the errors that come from the database, all stable.
inline constexpr char kDatabaseUnavailable[] = "DATABASE_UNAVAILABLE";  // UNAVAILABLE: not reached, shutting down, full
inline constexpr char kCommitInDoubt[] = "COMMIT_IN_DOUBT";             // UNAVAILABLE: COMMIT sent, answer lost
inline constexpr char kTransactionConflict[] = "TRANSACTION_CONFLICT";  // UNAVAILABLE: conflicts outlived all retries
inline constexpr char kLockTimeout[] = "LOCK_TIMEOUT";                  // UNAVAILABLE: a row stayed locked
inline constexpr char kPoolExhausted[] = "POOL_EXHAUSTED";              // UNAVAILABLE
inline constexpr char kDeadlineExceeded[] = "DEADLINE_EXCEEDED";        // DEADLINE_EXCEEDED
inline constexpr char kUniqueViolation[] = "UNIQUE_VIOLATION";          // ALREADY_EXISTS; metadata "constraint"
inline constexpr char kDatabaseError[] = "DATABASE_ERROR";              // INTERNAL; metadata "sqlstate"

enum class Isolation { kReadCommitted, kRepeatableRead, kSerializable };

struct TransactionOptions {
  // Tenant; required with Role::kApp, refused with the others. Characters: A-Z a-z 0-9 . _ -
  std::string authority = {};
  Role role = Role::kApp;
  // On the scale of the pool's MonotonicClock. Bounds the wait for a connection, each statement and all retries.
  Micros deadline = kNoDeadline;
  Isolation isolation = Isolation::kReadCommitted;
  bool read_only = false;
  // false: COMMIT does not wait for the disk. A crash of the database may then undo the last of these, always together
  // with everything committed after them: for what can be done again from what is still there (ADR 0014).
  bool flush = true;
  // Runs of the function at most.
  int attempts = 4;
};

class Transaction {
 public:
  // Throws libpqxx exceptions, which RunTransaction maps.
  template <typename... Values>
  pqxx::result Exec(const Statement& statement, const Values&... values) {
    failed_ = true;  // until proven otherwise: an exception leaves the transaction unusable
    connection_.Prepare(statement);
    pqxx::result rows = backend_.exec_prepared(statement.name, Bind(values)...);
    failed_ = false;
    return rows;
  }
  // For libraries that own their SQL and take libpqxx's type.
  [[nodiscard]] pqxx::transaction_base& raw() { return backend_; }
  [[nodiscard]] Connection& connection() { return connection_; }
  [[nodiscard]] Micros deadline() const { return deadline_; }
  // A statement failed: PostgreSQL will commit nothing of this transaction any more.
  [[nodiscard]] bool failed() const { return failed_; }

  // Only RunTransaction makes one.
  Transaction(Connection& connection, pqxx::transaction_base& backend, Micros deadline)
      : connection_(connection), backend_(backend), deadline_(deadline) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  Connection& connection_;
  pqxx::transaction_base& backend_;
  Micros deadline_;
  bool failed_ = false;
};

namespace internal {
// True from the function: commit; false: roll back.
using Body = std::function<bool(Transaction&)>;
Result<void> Run(Pool& pool, const TransactionOptions& options, const Body& body);
Result<void> RunOn(Connection& connection, const TransactionOptions& options, const Body& body);

template <typename Where, typename Function>
auto RunAndKeep(Where&& where, Function& function) -> std::invoke_result_t<Function&, Transaction&> {
  std::optional<std::invoke_result_t<Function&, Transaction&>> outcome;
  Result<void> ran = where([&](Transaction& transaction) {
    outcome.emplace(function(transaction));
    return outcome->ok();
  });
  if (!ran.ok()) {
    return std::move(ran).error();
  }
  return *std::move(outcome);
}
}  // namespace internal

// `function`: Result<T>(Transaction&). Returns its Result<T>, or the database's error.
template <typename Function>
auto RunTransaction(Pool& pool, const TransactionOptions& options, Function&& function)
    -> std::invoke_result_t<Function&, Transaction&> {
  return internal::RunAndKeep([&](const internal::Body& body) { return internal::Run(pool, options, body); }, function);
}

// The same on a connection of one's own; one attempt. When the connection is not healthy() afterwards, throw it away.
template <typename Function>
auto RunTransaction(Connection& connection, const TransactionOptions& options, Function&& function)
    -> std::invoke_result_t<Function&, Transaction&> {
  return internal::RunAndKeep([&](const internal::Body& body) { return internal::RunOn(connection, options, body); },
                              function);
}

}  // namespace dotpha::postgres
