#include "libs/postgres/errors.h"

#include <pqxx/except>
#include <string>

#include "libs/postgres/transaction.h"

namespace dotpha::postgres::internal {
namespace {

constexpr std::chrono::milliseconds kSoon{100};
constexpr std::chrono::milliseconds kLater{1'000};

Error Retryable(const char* reason, std::string message, std::chrono::milliseconds after) {
  Error error = Unavailable(reason, std::move(message));
  error.retry_after = after;
  return error;
}

Mapped Broken(bool committing) {
  if (committing) {
    return {Retryable(kCommitInDoubt, "the answer to COMMIT was lost; repeat the call with the same request_id", kSoon),
            Advice::kInDoubt};
  }
  return {Retryable(kDatabaseUnavailable, "the connection to the database was lost", kLater), Advice::kReconnect};
}

// "duplicate key value violates unique constraint "x"": libpqxx 6 does not carry the constraint's name otherwise.
std::string QuotedName(std::string_view message) {
  const auto begin = message.find('"');
  const auto end = begin == std::string_view::npos ? begin : message.find('"', begin + 1);
  return end == std::string_view::npos ? std::string{} : std::string{message.substr(begin + 1, end - begin - 1)};
}

// libpqxx 6.4 drops the state of those errors for which it has a type of their own.
std::string SqlState(const pqxx::sql_error& error) {
  if (!error.sqlstate().empty()) {
    return error.sqlstate();
  }
  if (dynamic_cast<const pqxx::insufficient_resources*>(&error) != nullptr) {
    return "53000";
  }
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) {
    return "42501";
  }
  if (dynamic_cast<const pqxx::undefined_table*>(&error) != nullptr) {
    return "42P01";
  }
  return "";
}

Mapped FromSqlState(const std::string& sqlstate, bool committing, bool open) {
  const std::string sqlclass = sqlstate.substr(0, 2);
  // 57P01..57P05: shut down or not yet up; 08: connection; both end the session.
  if (!open || sqlclass == "08" || sqlstate.starts_with("57P")) {
    return Broken(committing);
  }
  if (sqlstate == "40001" || sqlstate == "40P01") {
    return {Retryable(kTransactionConflict, "another call changed the same rows", kSoon), Advice::kRetry};
  }
  if (sqlstate == "55P03") {
    return {Retryable(kLockTimeout, "another call holds the same rows", kSoon), Advice::kGiveUp};
  }
  if (sqlstate == "57014") {
    return {MakeError(Code::kDeadlineExceeded, kDeadlineExceeded, "the database did not answer in time"),
            Advice::kGiveUp};
  }
  // 53: out of disk, memory or connections; 25006: a standby took over this address.
  if (sqlclass == "53" || sqlstate == "25006") {
    return {Retryable(kDatabaseUnavailable, "the database cannot write at the moment", kLater), Advice::kGiveUp};
  }
  return {Internal(kDatabaseError, "the database refused a statement").With("sqlstate", sqlstate), Advice::kGiveUp};
}

}  // namespace

Error CannotConnect() { return Retryable(kDatabaseUnavailable, "the database cannot be reached", kLater); }

Mapped MapCurrentException(bool committing, bool open, const std::function<void(std::string_view)>& diagnose) {
  const auto say = [&](const std::exception& error) {
    if (diagnose) {
      diagnose(error.what());
    }
  };
  // The order is binding: each later type would swallow an earlier one or misread it.
  try {
    throw;
  } catch (const pqxx::in_doubt_error& error) {
    say(error);
    return Broken(true);
  } catch (const pqxx::statement_completion_unknown& error) {
    say(error);
    return Broken(committing);
  } catch (const pqxx::broken_connection& error) {
    say(error);
    return Broken(committing);
  } catch (const pqxx::transaction_rollback& error) {  // serialization_failure, deadlock_detected
    say(error);
    return open ? FromSqlState("40001", committing, open) : Broken(committing);
  } catch (const pqxx::unique_violation& error) {
    say(error);
    return {MakeError(Code::kAlreadyExists, kUniqueViolation, "such a row exists already")
                .With("constraint", QuotedName(error.what())),
            Advice::kGiveUp};
  } catch (const pqxx::sql_error& error) {
    say(error);
    return FromSqlState(SqlState(error), committing, open);
  } catch (const pqxx::pqxx_exception& error) {
    say(error.base());
    if (!open) {
      return Broken(committing);
    }
    return {Internal(kDatabaseError, "a value of the database could not be read"), Advice::kGiveUp};
  }
}

}  // namespace dotpha::postgres::internal
