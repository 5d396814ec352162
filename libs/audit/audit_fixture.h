// What the tests of the audit share: a database with audit rows, a folder for checkpoints, a key.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "libs/audit/sealer.h"
#include "libs/audit/verifier.h"
#include "libs/base/ids.h"
#include "libs/postgres/testing/scratch_database.h"
#include "migrations/audit.h"
#include "migrations/postgres.h"

namespace dotpha::audit {

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    database_.Migrate("registration", {&migrations::postgres(), &migrations::audit()});
    std::filesystem::create_directories(folder_);
  }
  ~AuditTest() override { std::filesystem::remove_all(folder_); }

  // The SQL of one row, as a command writes it.
  static std::string RowSql(const std::string& actor) {
    return "INSERT INTO audit_entry (authority, at, actor, action, resource, request_id, details, payload_commitment,"
           " salt, payload) VALUES ('TQ', '2021-11-14T23:59:59.5+07:00', '" +
           actor + "', 'registration.submit', 'r-1', '" + NewUuid() +
           "', '{\"state\": \"SUBMITTED\"}', sha256('salt' || convert_to('payload of " + actor +
           "', 'UTF8')), 'salt', convert_to('payload of " + actor + "', 'UTF8'))";
  }
  void Row(const std::string& actor) { database_.Superuser(RowSql(actor)); }
  void Rows(int count) {
    for (int i = 1; i <= count; ++i) {
      Row("o-" + std::to_string(i));
    }
  }
  void SealAll() {
    for (int sealed = -1; sealed != 0;) {
      auto done = sealer_.SealOnce();
      ASSERT_TRUE(done.ok()) << done.error().message;
      sealed = *done;
    }
  }
  void SealAndSign() {
    SealAll();
    const auto checkpoint = sealer_.WriteCheckpoint();
    ASSERT_TRUE(checkpoint.ok() && checkpoint->has_value());
  }
  VerifyReport Look() {
    auto report = Verify(pool_, folder_, key_.Public());
    EXPECT_TRUE(report.ok());
    return *report;
  }
  void ExpectBad(std::uint64_t seal, const std::string& reason) {
    const auto report = Look();
    ASSERT_TRUE(report.first_bad.has_value());
    EXPECT_EQ(report.first_bad->seal, seal);
    EXPECT_EQ(report.first_bad->reason, reason);
    EXPECT_THAT(report.ToString(), ::testing::HasSubstr("BAD: " + reason));
  }
  [[nodiscard]] std::filesystem::path CheckpointFile(int number) const {
    const std::string digits = std::to_string(number);
    return folder_ / ("registration-" + std::string(12 - digits.size(), '0') + digits + ".checkpoint");
  }
  static std::string Read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  postgres::testing::ScratchDatabase database_;
  postgres::Pool pool_{database_.Pooled("registration", 2)};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("dotpha-audit-" + NewUuid());
  SigningKey key_ = SigningKey::Generate();
  Sealer sealer_{pool_, {.checkpoint_dir = folder_, .key = key_, .batch = 3}};
};

}  // namespace dotpha::audit
