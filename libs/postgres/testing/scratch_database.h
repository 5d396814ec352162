// For tests only: a fresh database on the private server that DOTPHA_TEST_POSTGRES names, dropped at the end. A test
// that finds the variable unset fails; it never skips.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "libs/postgres/connection.h"
#include "libs/postgres/migrations.h"
#include "libs/postgres/pool.h"

namespace dotpha::postgres::testing {

class ScratchDatabase {
 public:
  // Throws std::runtime_error when there is no server. `as_plain_owner`: owned by a fresh login that is no superuser
  // but may create roles, as in production.
  explicit ScratchDatabase(bool as_plain_owner = false);
  // One more database of the same owner, who must outlive it.
  explicit ScratchDatabase(const ScratchDatabase* sibling);
  ~ScratchDatabase();
  ScratchDatabase(const ScratchDatabase&) = delete;
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  // Connection string of the owner.
  [[nodiscard]] const std::string& url() const { return url_; }
  // The same through another address, e.g. a FaultyProxy's.
  [[nodiscard]] std::string UrlThrough(const std::string& host, int port) const;
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] int port() const { return port_; }

  [[nodiscard]] ConnectionOptions Options(const std::string& service) const;
  [[nodiscard]] PoolOptions Pooled(const std::string& service, std::size_t size) const;
  // Throws on any error.
  void Migrate(const std::string& service, const std::vector<const MigrationSet*>& sets) const;

  // Runs SQL as the server's superuser, outside any transaction; returns the first column of the first row, or "".
  std::string Superuser(const std::string& sql) const;

 private:
  void Create(const std::string& owner);

  std::string name_;
  std::string own_role_;  // dropped at the end
  std::string server_url_;
  std::string superuser_url_;
  std::string url_;
  std::string host_;
  int port_ = 0;
};

// True as soon as `condition` is; false when it still is not after `patience`.
bool Eventually(const std::function<bool()>& condition, std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace dotpha::postgres::testing
