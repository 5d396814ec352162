#include "libs/postgres/transaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <pqxx/dbtransaction>
#include <random>
#include <thread>

#include "libs/postgres/errors.h"

namespace dotpha::postgres::internal {
namespace {

constexpr std::chrono::milliseconds kFirstBackOff{10};
constexpr std::chrono::milliseconds kGreatestBackOff{200};

const char* Name(Isolation isolation) {
  switch (isolation) {
    case Isolation::kRepeatableRead:
      return "REPEATABLE READ";
    case Isolation::kSerializable:
      return "SERIALIZABLE";
    case Isolation::kReadCommitted:
      break;
  }
  return "READ COMMITTED";
}

bool IsPlainWord(std::string_view text) {
  return !text.empty() && text.size() <= 63 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

// BEGIN, role, tenant and time limits in one round trip: the simple protocol takes several statements but no
// parameters, so the two values from outside are held to a plain alphabet.
Result<std::string> Opening(const Connection& connection, const TransactionOptions& options,
                            std::optional<std::chrono::milliseconds> left) {
  std::string sql =
      fmt::format("BEGIN ISOLATION LEVEL {}{}", Name(options.isolation), options.read_only ? " READ ONLY" : "");
  if (options.role != Role::kOwner) {
    if (!IsPlainWord(connection.options().service)) {
      return Internal("SERVICE_UNSET", "a connection without a service has no roles");
    }
    sql += fmt::format("; SET LOCAL ROLE \"{}_{}\"", connection.options().service,
                       options.role == Role::kApp ? "app" : "stream");
  }
  if ((options.role == Role::kApp) == options.authority.empty()) {
    return Internal("AUTHORITY_UNSET", "an application transaction, and no other, belongs to one authority");
  }
  if (!options.authority.empty()) {
    if (!IsPlainWord(options.authority)) {
      return InvalidArgument("authority", "AUTHORITY_INVALID", "not the id of an authority");
    }
    sql += fmt::format("; SET LOCAL dotpha.authority = '{}'", options.authority);
  }
  if (!options.flush) {
    sql += "; SET LOCAL synchronous_commit = off";
  }
  if (left.has_value()) {
    sql += fmt::format("; SET LOCAL statement_timeout = {}; SET LOCAL lock_timeout = {}",
                       std::min(*left, connection.options().statement_timeout).count(),
                       std::min(*left, connection.options().lock_timeout).count());
  }
  return sql;
}

// pqxx::work with an opening of our own, and which knows that an open socket after COMMIT proves nothing.
class Backend final : public pqxx::dbtransaction {
 public:
  Backend(pqxx::connection_base& connection, std::string opening)
      : namedclass("dotpha"), dbtransaction(connection, false), opening_(std::move(opening)) {
    Begin();
  }
  ~Backend() override { End(); }

 private:
  void do_begin() override { direct_exec(opening_.c_str(), 0); }
  void do_commit() override { direct_exec("COMMIT", 0); }
  const std::string opening_;
};

struct Attempt {
  std::optional<Error> error;  // none: committed, or rolled back as the function wanted
  Advice advice = Advice::kGiveUp;
};

using Diagnose = std::function<void(std::string_view)>;

Attempt RunOnce(Connection& connection, const std::string& opening, Micros deadline, const Body& body,
                const Diagnose& diagnose) {
  bool committing = false;
  try {
    Backend backend(connection.raw(), opening);
    Transaction transaction(connection, backend, deadline);
    if (!body(transaction)) {
      backend.abort();
      return {};
    }
    if (transaction.failed()) {
      // PostgreSQL answers COMMIT of a failed transaction with a silent ROLLBACK.
      backend.abort();
      return {Internal(kDatabaseError, "a failed statement was ignored; nothing was committed"), Advice::kGiveUp};
    }
    committing = true;
    backend.commit();
    return {};
  } catch (const pqxx::pqxx_exception&) {
    auto [error, advice] = MapCurrentException(committing, connection.healthy(), diagnose);
    return {std::move(error), advice};
  }
}

// Full jitter: two calls that met once must not meet again.
std::chrono::milliseconds BackOff(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = std::min(kGreatestBackOff, kFirstBackOff * (1 << std::min(attempt, 10)));
  return std::chrono::milliseconds{std::uniform_int_distribution<std::int64_t>{1, most.count()}(random)};
}

std::optional<std::chrono::milliseconds> Left(Micros deadline, const MonotonicClock& clock) {
  if (deadline == kNoDeadline) {
    return std::nullopt;
  }
  return std::max(std::chrono::milliseconds{1},
                  std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.Elapsed()));
}

}  // namespace

Result<void> Run(Pool& pool, const TransactionOptions& options, const Body& body) {
  const Diagnose diagnose = [&pool](std::string_view message) { pool.Diagnose(message); };
  for (int attempt = 1;; ++attempt) {
    Attempt done;
    {
      DOTPHA_ASSIGN(Pool::Lease lease, pool.Acquire(options.deadline));
      DOTPHA_ASSIGN(const std::string opening, Opening(*lease, options, Left(options.deadline, pool.clock())));
      done = RunOnce(*lease, opening, options.deadline, body, diagnose);
      if (done.advice == Advice::kReconnect || done.advice == Advice::kInDoubt) {
        lease.Discard();
      }
    }
    if (!done.error.has_value()) {
      return Ok{};
    }
    const bool retryable = done.advice == Advice::kRetry || done.advice == Advice::kReconnect;
    const auto pause = BackOff(attempt);
    if (!retryable || attempt >= options.attempts ||
        (options.deadline != kNoDeadline && pool.clock().Elapsed() + pause >= options.deadline)) {
      return *std::move(done.error);
    }
    std::this_thread::sleep_for(pause);
  }
}

Result<void> RunOn(Connection& connection, const TransactionOptions& options, const Body& body) {
  DOTPHA_ASSIGN(const std::string opening,
                Opening(connection, options, Left(options.deadline, MonotonicClock::Steady())));
  Attempt done = RunOnce(connection, opening, options.deadline, body, nullptr);
  if (done.error.has_value()) {
    return *std::move(done.error);
  }
  return Ok{};
}

}  // namespace dotpha::postgres::internal
