#include "libs/postgres/connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <map>

#include "libs/postgres/errors.h"

namespace dotpha::postgres {
namespace {

std::string Quoted(std::string_view value) {
  std::string quoted = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\') {
      quoted += '\\';
    }
    quoted += c;
  }
  return quoted + '\'';
}

std::int64_t WholeSeconds(std::chrono::milliseconds duration) {
  return std::max<std::int64_t>(2, (duration.count() + 999) / 1'000);
}

}  // namespace

Result<std::string> ConnectionString(const ConnectionOptions& options) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
      PQconninfoParse(options.url.c_str(), &message), &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> owned(message, &PQfreemem);
  if (!parsed) {
    // libpq's message would quote the string, password and all.
    return InvalidArgument("database-url", "DATABASE_URL_INVALID", "not a PostgreSQL connection string or URL");
  }
  std::map<std::string, std::string> settings;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      settings[option->keyword] = option->val;
    }
  }
  const std::int64_t peer_seconds = WholeSeconds(options.peer_timeout);
  settings["application_name"] = options.application_name;
  settings["client_encoding"] = "UTF8";
  settings["connect_timeout"] = std::to_string(WholeSeconds(options.connect_timeout));
  settings["keepalives"] = "1";
  settings["keepalives_idle"] = std::to_string(std::max<std::int64_t>(1, peer_seconds / 3));
  settings["keepalives_interval"] = std::to_string(std::max<std::int64_t>(1, peer_seconds / 5));
  settings["keepalives_count"] = "3";
  settings["tcp_user_timeout"] = std::to_string(options.peer_timeout.count());
  settings["options"] += fmt::format(
      " -c TimeZone=UTC -c DateStyle=ISO,YMD -c bytea_output=hex -c client_min_messages=warning"
      " -c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={}",
      options.statement_timeout.count(), options.lock_timeout.count(), options.idle_in_transaction_timeout.count());
  std::string text;
  for (const auto& [keyword, value] : settings) {
    text += fmt::format("{}={} ", keyword, Quoted(value));
  }
  return text;
}

Connection::Connection(const ConnectionOptions& options, const std::string& connection_string)
    : options_(options), connection_(connection_string), quiet_(connection_), cut_off_socket_(dup(connection_.sock())) {
  // A reconnected session would have lost its role, its prepared statements and what was LISTENed to; libpqxx 6 offers
  // no other way to forbid it than this deprecated one.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection_.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

Connection::~Connection() {
  if (cut_off_socket_ >= 0) {
    close(cut_off_socket_);
  }
}

Result<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  DOTPHA_ASSIGN(const std::string connection_string, ConnectionString(options));
  try {
    return std::unique_ptr<Connection>(new Connection(options, connection_string));
  } catch (const pqxx::pqxx_exception&) {
    return internal::CannotConnect();
  }
}

void Connection::Prepare(const Statement& statement) {
  if (!prepared_.contains(statement.name)) {
    connection_.prepare(statement.name, statement.sql);
    prepared_.insert(statement.name);
  }
}

void Connection::CutOff() { shutdown(cut_off_socket_, SHUT_RDWR); }

}  // namespace dotpha::postgres
