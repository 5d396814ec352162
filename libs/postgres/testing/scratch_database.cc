#include "libs/postgres/testing/scratch_database.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <map>
#include <pqxx/nontransaction>
#include <stdexcept>
#include <thread>

#include "libs/base/ids.h"

namespace dotpha::postgres::testing {
namespace {

using Settings = std::map<std::string, std::string>;

Settings Parse(const std::string& url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(PQconninfoParse(url.c_str(), nullptr),
                                                                            &PQconninfoFree);
  if (!parsed) {
    throw std::runtime_error("DOTPHA_TEST_POSTGRES is no connection string");
  }
  Settings settings;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      settings[option->keyword] = option->val;
    }
  }
  return settings;
}

std::string Text(const Settings& settings) {
  std::string text;
  for (const auto& [keyword, value] : settings) {
    text += fmt::format("{}='{}' ", keyword, value);
  }
  return text;
}

std::string Run(const std::string& url, const std::string& sql) {
  pqxx::connection connection(url);
  const pqxx::quiet_errorhandler quiet(connection);
  pqxx::nontransaction direct(connection);
  const auto rows = direct.exec(sql);
  return rows.empty() || rows.columns() == 0 ? std::string{} : rows[0][0].as<std::string>("");
}

std::string Server() {
  const char* server = std::getenv("DOTPHA_TEST_POSTGRES");
  if (server == nullptr || *server == '\0') {
    throw std::runtime_error("DOTPHA_TEST_POSTGRES is unset: run this test by `./dotpha test`");
  }
  return server;
}

}  // namespace

ScratchDatabase::ScratchDatabase(bool as_plain_owner) : server_url_(Server()) {
  if (as_plain_owner) {
    own_role_ = "dotpha_owner_" + NewUuid().substr(0, 13);
    Run(server_url_, fmt::format("CREATE ROLE \"{}\" LOGIN CREATEROLE PASSWORD 'scratch'", own_role_));
  }
  Create(own_role_);
}

ScratchDatabase::ScratchDatabase(const ScratchDatabase* sibling) : server_url_(sibling->server_url_) {
  Create(sibling->own_role_);
}

void ScratchDatabase::Create(const std::string& owner) {
  name_ = "dotpha_test_" + NewUuid().substr(0, 13);
  Settings settings = Parse(server_url_);
  settings["dbname"] = name_;
  superuser_url_ = Text(settings);
  Run(server_url_, fmt::format("CREATE DATABASE \"{}\"", name_));
  if (!owner.empty()) {
    Run(server_url_, fmt::format("ALTER DATABASE \"{}\" OWNER TO \"{}\"", name_, owner));
    settings["user"] = owner;
    settings["password"] = "scratch";
  }
  url_ = Text(settings);
  host_ = settings["host"];
  port_ = settings.contains("port") ? std::stoi(settings["port"]) : 5432;
}

ScratchDatabase::~ScratchDatabase() {
  try {
    Run(server_url_, fmt::format("DROP DATABASE \"{}\" WITH (FORCE)", name_));
    if (!own_role_.empty()) {
      Run(server_url_, fmt::format("DROP ROLE \"{}\"", own_role_));
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "scratch database {} stays: {}\n", name_, error.what());
  }
}

std::string ScratchDatabase::UrlThrough(const std::string& host, int port) const {
  Settings settings = Parse(url_);
  settings["host"] = host;
  settings["port"] = std::to_string(port);
  settings["sslmode"] = "disable";  // the proxy reads the protocol
  settings["gssencmode"] = "disable";
  return Text(settings);
}

ConnectionOptions ScratchDatabase::Options(const std::string& service) const {
  return {.url = url_, .service = service, .application_name = "dotpha-test"};
}

PoolOptions ScratchDatabase::Pooled(const std::string& service, std::size_t size) const {
  return {.connection = Options(service), .size = size, .diagnose = {}};
}

void ScratchDatabase::Migrate(const std::string& service, const std::vector<const MigrationSet*>& sets) const {
  const auto report = postgres::Migrate(Options(service), sets);
  if (!report.ok()) {
    throw std::runtime_error(report.error().reason + ": " + report.error().message);
  }
}

std::string ScratchDatabase::Superuser(const std::string& sql) const { return Run(superuser_url_, sql); }

bool Eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience) {
  const MonotonicClock& clock = MonotonicClock::Steady();
  const Micros until = clock.Elapsed() + patience;
  while (!condition()) {
    if (clock.Elapsed() >= until) {
      return false;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  return true;
}

}  // namespace dotpha::postgres::testing
