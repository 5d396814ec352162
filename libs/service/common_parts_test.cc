#include "libs/service/common_parts.h"

#include <gtest/gtest.h>

namespace dotpha::service {
namespace {

// What libpq reads out of it.
std::string PasswordOf(const std::string& url) {
  postgres::ConnectionOptions options;
  options.url = url;
  const Result<std::string> all = postgres::ConnectionString(options);
  if (!all.ok()) {
    return all.error().reason;
  }
  const auto begin = all->find("password=");
  return all->substr(begin, all->find(" port=", begin) - begin);
}

TEST(Database, APasswordFromAFileMayHoldAnything) {
  const std::string password = "a 'b\\c&d?e=f%g/@:é";
  const std::string wanted = "password='a \\'b\\\\c&d?e=f%g/@:é'";
  EXPECT_EQ(PasswordOf(WithPassword("postgresql://user@host:5432/db", password)), wanted);
  EXPECT_EQ(PasswordOf(WithPassword("postgresql://user@host:5432/db?sslmode=require", password)), wanted);
  EXPECT_EQ(PasswordOf(WithPassword("host=host port=5432 user=user", password)), wanted);
}

TEST(Database, APasswordFileThatCannotBeReadIsNamed) {
  config::CommonSettings settings;
  settings.database_password_file = "/nowhere/password";
  EXPECT_EQ(DatabaseOptionsOf(settings, "review").error().reason, "SECRET_UNREADABLE");
}

}  // namespace
}  // namespace dotpha::service
